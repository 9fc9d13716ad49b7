import { commands as vscodeCommands, l10n, window, workspace } from 'vscode';
import { formatBytes } from '../../core/format/sizes';
import { addLog } from './addLog';
import { placeOf } from '../project/sourceEntry';
import { type CommandContext, entryOf } from './context';
import { openDemo } from './openDemo';

/** Opens the dashboard on a source: the one clicked, the one selected before, or the only one there is. */
export async function openDashboard(context: CommandContext, key: unknown): Promise<void> {
  const { session, panel } = context;
  const { project } = session;
  if (!project.searched) await project.refresh();
  const only = project.entries.length === 1 ? (project.entries[0] ?? null) : null;
  const entry = entryOf(context, key) ?? only ?? (await pickSource(context));
  if (entry === null) return;
  panel.reveal();
  // A second click on a log that is being opened must not begin anew.
  if (entry.status === 'opening' && session.isWorking && session.selected?.key === entry.key) return;
  if (session.page === null || session.selected?.key !== entry.key || entry.status !== 'open') {
    // A failure shows in the panel, with what can be done; a toast would say it twice.
    await session.show(entry.key).catch(() => undefined);
  }
}

async function pickSource(context: CommandContext) {
  const { entries } = context.session.project;
  if (!workspace.isTrusted) {
    const manage = l10n.t('Manage Workspace Trust');
    if ((await window.showInformationMessage(l10n.t('This workspace is not trusted, so its files are not read.'), manage)) === manage) await vscodeCommands.executeCommand('workbench.trust.manage');
    return null;
  }
  if (entries.length === 0) {
    const add = l10n.t('Add Prediction Log…');
    const demo = l10n.t('Open the Demo');
    const choice = await window.showInformationMessage(l10n.t('No prediction log was found in this workspace.'), add, demo);
    if (choice === add) await addLog(context, undefined);
    if (choice === demo) await openDemo(context);
    return null;
  }
  const items = entries.map((entry) => ({
    label: entry.spec.name,
    description: entry.candidate === null ? placeOf(entry.spec) : `${entry.candidate.files} files, ${formatBytes(entry.candidate.bytes)}`,
    entry,
  }));
  return (await window.showQuickPick(items, { title: l10n.t('Open Dashboard'), placeHolder: l10n.t('Which log?') }))?.entry ?? null;
}
