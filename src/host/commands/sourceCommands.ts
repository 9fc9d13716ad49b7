import { l10n, window } from 'vscode';
import { countOf } from '../../core/format/numbers';
import type { CommandContext } from './context';
import { entryFor, offerSource } from './entryFor';

export async function reloadSource(context: CommandContext, node: unknown): Promise<void> {
  const entry = await entryFor(context, node, { title: l10n.t('Read the Log Again') });
  if (entry === null) return;
  const reading = context.session.show(entry.key, true);
  // A failure shows in the panel, with what can be done; a toast would say it twice.
  await (context.panel.viewColumn === undefined ? reading : reading.catch(() => undefined));
}

export async function removeSource(context: CommandContext, node: unknown): Promise<void> {
  const none = l10n.t('Only logs that were added by hand can be removed here; others stand in model-vitals.json or in the workspace.');
  const entry = await entryFor(context, node, { title: l10n.t('Remove Log from List'), fits: ({ origin }) => origin === 'added', none, selected: false });
  if (entry !== null) await context.session.project.remove(entry);
}

/** Looks for logs again, and says what there is: the view may not be seen. */
export async function findLogs({ session }: CommandContext): Promise<void> {
  const { project } = session;
  await project.refresh();
  if (project.entries.length === 0) offerSource();
  else window.setStatusBarMessage(l10n.t('Model Vitals: {0}', countOf(project.entries.length, 'source')), 5_000);
}

/** A new engine, at once where something is on show: what it had open is opened again. */
export function restartEngine({ engine }: CommandContext): void {
  engine.restart();
  window.setStatusBarMessage(l10n.t('Model Vitals: the engine was restarted'), 5_000);
}
