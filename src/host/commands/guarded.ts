import { l10n, window } from 'vscode';
import { faultOf } from '../../core/domain/fault';
import { faultText } from '../platform/faultText';
import type { CommandContext } from './context';

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
