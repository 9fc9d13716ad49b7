import type { PanelAction } from '../../protocol/panelCalls';
import { addLog } from './addLog';
import type { CommandContext } from './context';
import { openConfig } from './openConfig';
import { openDemo } from './openDemo';
import { guarded } from './simple';

/** What a button of the panel leads to. */
export async function panelAction(context: CommandContext, action: PanelAction): Promise<void> {
  await guarded(context, async () => {
    switch (action) {
      case 'add log':
        return addLog(context, undefined);
      case 'open demo':
        return openDemo(context);
      case 'open configuration':
        return openConfig(context);
      case 'edit table':
        return (await import('./metricSources')).editTable(context, undefined);
      case 'set secret':
        return (await import('./metricSources')).setSecret(context, undefined);
      case 'show log':
        return context.log.show();
      case 'retry':
        return undefined; // answered by the panel's handlers, which know the source
    }
  });
}
