import { l10n, window } from 'vscode';
import type { CommandContext } from './context';
import { openDashboard } from './openDashboard';

/** Opens the Alerts page of the selected log, at one incident where its key was given. */
export async function openAlerts(context: CommandContext, key: unknown): Promise<void> {
  if (context.session.page === null) await openDashboard(context, undefined);
  if (context.session.selected !== null) context.panel.reveal({ alerts: { incident: typeof key === 'string' ? key : null } });
}

/** Opens the Why page of the selected source, with one metric open where its id was given, else with the first that moved. */
export async function openWhy(context: CommandContext, metric: unknown): Promise<void> {
  if (context.session.page === null && context.session.training === null) await openDashboard(context, undefined);
  if (context.session.page !== null) return context.panel.reveal({ why: typeof metric === 'string' ? metric : '' });
  // Where there is no report, the panel or a message has said why.
  if (context.session.training !== null) void window.showInformationMessage(l10n.t('Training runs have no Why page: it explains what moved between two windows. Select a log, a table or a metric source.'));
}
