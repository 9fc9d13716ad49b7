import { l10n } from 'vscode';
import { type CommandContext, entryOf } from './context';

/** Opens the dashboard on a source: the one clicked, the one selected before, or the only one there is. */
export async function openDashboard(context: CommandContext, key: unknown): Promise<void> {
  const { session, panel } = context;
  const { project } = session;
  if (!project.searched) await project.refresh();
  const only = project.entries.length === 1 ? (project.entries[0] ?? null) : null;
  const entry = entryOf(context, key) ?? only ?? (await (await import('./seldomCommands')).entryFor(context, undefined, { title: l10n.t('Open Dashboard') }));
  if (entry === null) return;
  panel.reveal();
  // A second click on a log that is being opened must not begin anew.
  if (entry.status === 'opening' && session.isWorking && session.selected?.key === entry.key) return;
  if (session.page === null || session.selected?.key !== entry.key || entry.status !== 'open') {
    // A failure shows in the panel, with what can be done; a toast would say it twice.
    await session.show(entry.key).catch(() => undefined);
  }
}
