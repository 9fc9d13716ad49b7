import { l10n } from 'vscode';
import type { CommandContext } from './context';
import { entryFor } from './entryFor';

/** Stops or goes on taking in what is appended to a log; kept for the workspace. */
export async function followSource(context: CommandContext, node: unknown, on: boolean): Promise<void> {
  const title = on ? l10n.t('Follow Log Again') : l10n.t('Pause Following');
  const none = on ? l10n.t('No source is paused.') : l10n.t('No open source is followed, so there is nothing to pause.');
  const entry = await entryFor(context, node, { title, none, fits: ({ paused, state }) => (on ? paused : !paused && state?.live !== undefined) });
  if (entry !== null) await context.session.project.follow(entry, on);
}
