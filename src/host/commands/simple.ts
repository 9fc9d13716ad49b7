import { l10n, window } from 'vscode';
import { faultOf } from '../../core/domain/fault';
import { faultText } from '../platform/faultText';
import { type CommandContext, entryOf } from './context';

/** Runs a command's work; what goes wrong is said once, with the way to the log. Cancelling is no error. */
export async function guarded({ log }: Pick<CommandContext, 'log'>, run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    const fault = faultOf(error);
    if (fault.code === 'cancelled') return;
    log.error(`${fault.code}: ${fault.detail}`);
    const show = l10n.t('Show Log');
    const text = error instanceof Error && fault.code === 'internal' ? error.message : faultText(fault).text;
    if ((await window.showErrorMessage(text, show)) === show) log.show();
  }
}

export async function reloadSource(context: CommandContext, node: unknown): Promise<void> {
  const entry = entryOf(context, node);
  if (entry === null) return void window.showInformationMessage(l10n.t('No log is selected. Pick one in the Sources view first.'));
  const reading = context.session.show(entry.key, true);
  // A failure shows in the panel, with what can be done; a toast would say it twice.
  await (context.panel.viewColumn === undefined ? reading : reading.catch(() => undefined));
}

export async function removeSource(context: CommandContext, node: unknown): Promise<void> {
  const entry = entryOf(context, node);
  if (entry === null || entry.origin !== 'added') return void window.showInformationMessage(l10n.t('Only logs that were added by hand can be removed here; others stand in model-vitals.json or in the workspace.'));
  await context.session.project.remove(entry);
}
