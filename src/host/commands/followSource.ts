import { l10n, window } from 'vscode';
import { type CommandContext, entryOf } from './context';

/** Stops or goes on taking in what is appended to a log; kept for the workspace. */
export async function followSource(context: CommandContext, node: unknown, on: boolean): Promise<void> {
  const entry = entryOf(context, node);
  if (entry === null) return void window.showInformationMessage(l10n.t('No log is selected. Pick one in the Sources view first.'));
  await context.session.project.follow(entry, on);
}
