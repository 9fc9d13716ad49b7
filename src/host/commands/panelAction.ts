import type { PanelAction } from '../../protocol/panelCalls';
import type { CommandContext } from './context';
import { guarded } from './guarded';

/** What a button of the panel leads to. */
export async function panelAction(context: CommandContext, action: PanelAction): Promise<void> {
  await guarded(context, async () => {
    switch (action) {
      case 'add log':
        return (await import('./seldomCommands')).addLog(context, undefined);
      case 'open demo':
        return (await import('./seldomCommands')).openDemo(context);
      case 'open configuration':
        return (await import('./seldomCommands')).openConfig(context);
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
