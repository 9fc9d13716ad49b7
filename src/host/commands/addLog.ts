import { stat } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { commands as vscodeCommands, l10n, Uri, window, workspace } from 'vscode';
import { commands } from '../ids';
import type { CommandContext } from './context';

/** Adds files or a folder picked by hand (or from the explorer's menu) as one source and opens it. */
export async function addLog(context: CommandContext, argument: unknown): Promise<void> {
  if (!workspace.isTrusted) throw new Error('This workspace is not trusted: its files are not read. Trust it first (Workspaces: Manage Workspace Trust).');
  const picked =
    argument instanceof Uri
      ? [argument]
      : await window.showOpenDialog({
          title: l10n.t('Add Prediction Log'),
          openLabel: l10n.t('Add'),
          canSelectMany: true,
          filters: { [l10n.t('Prediction logs')]: ['jsonl', 'ndjson', 'json', 'csv', 'tsv', 'parquet', 'gz', 'log', 'txt'], [l10n.t('All files')]: ['*'] },
        });
  const first = picked?.[0];
  if (picked === undefined || first === undefined) return;
  const paths = picked.map(({ fsPath }) => fsPath);
  const isFolder = (await stat(first.fsPath)).isDirectory();
  const folder = isFolder ? first.fsPath : dirname(first.fsPath);
  const name = basename(first.fsPath, extname(first.fsPath)).replace(/\.(jsonl|ndjson|json|csv|tsv)$/, '');
  const entry = await context.session.project.add({ kind: 'log', name, folder, paths: isFolder ? ['.'] : paths.map((path) => basename(path)) });
  if (entry !== undefined) await vscodeCommands.executeCommand(commands.openDashboard, entry.key);
}
