import { commands as vscodeCommands, env, l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import { reportPlaces } from '../../core/report/places';
import type { ReportFormat } from '../../protocol/engineCalls';
import type { CommandContext } from '../commands/context';
import { commands } from '../ids';

type FileFormat = Exclude<ReportFormat, 'notebook'>;
const endings: Readonly<Record<FileFormat, string>> = { html: 'html', markdown: 'md', json: 'json', csv: 'csv' };

/** Writes the report on show to a file of the user's choice. */
export async function exportReport(context: CommandContext, argument: unknown): Promise<void> {
  const { session, code, engine } = context;
  const entry = session.selected;
  if (session.page === null || entry === null) {
    if (session.training !== null) return void window.showInformationMessage(l10n.t('Training runs have no report of windows. Select a log, a table or a metric source.'));
    const dashboard = l10n.t('Open Dashboard');
    void window.showInformationMessage(l10n.t('Open the dashboard of a source first; then its report can be exported.'), dashboard).then((choice) => choice === dashboard && vscodeCommands.executeCommand(commands.openDashboard));
    return;
  }
  const format = isFormat(argument) ? argument : await pickFormat();
  if (format === undefined) return;
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(entry.spec.folder);
  const name = `${entry.spec.name.replaceAll(/[^\w.-]+/g, '-')}-report.${endings[format]}`;
  const target = await window.showSaveDialog({ defaultUri: Uri.joinPath(folder, name), title: l10n.t('Export Report') });
  if (target === undefined) return;
  const title = l10n.t('Writing the report…');
  const { text } = await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    return engine.call('report.render', { ...session.comparisons.query(entry), format, places: reportPlaces(code.places) }, { signal: stop.signal, timeoutMs: 600_000 });
  });
  await workspace.fs.writeFile(target, new TextEncoder().encode(text));
  const open = l10n.t('Open');
  if ((await window.showInformationMessage(l10n.t('Report written to {0}.', workspace.asRelativePath(target)), open)) !== open) return;
  if (format === 'html') await env.openExternal(target);
  else await window.showTextDocument(target);
}

function isFormat(argument: unknown): argument is FileFormat {
  return typeof argument === 'string' && Object.hasOwn(endings, argument);
}

async function pickFormat(): Promise<FileFormat | undefined> {
  const items: { label: string; description: string; format: FileFormat }[] = [
    { label: 'HTML', description: l10n.t('one file with charts, opens offline'), format: 'html' },
    { label: 'Markdown', description: l10n.t('for a pull request or a wiki'), format: 'markdown' },
    { label: 'JSON', description: l10n.t('every figure, with a published schema'), format: 'json' },
    { label: 'CSV', description: l10n.t('one table, a row for each figure and feature'), format: 'csv' },
  ];
  return (await window.showQuickPick(items, { title: l10n.t('Export Report') }))?.format;
}
