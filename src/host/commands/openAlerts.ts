import type { CommandContext } from './context';
import { openDashboard } from './openDashboard';

/** Opens the Alerts page of the selected log, at one incident where its key was given. */
export async function openAlerts(context: CommandContext, key: unknown): Promise<void> {
  if (context.session.page === null) await openDashboard(context, undefined);
  if (context.session.selected !== null) context.panel.reveal({ alerts: { incident: typeof key === 'string' ? key : null } });
}
