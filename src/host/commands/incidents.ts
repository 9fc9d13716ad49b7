import { l10n, window } from 'vscode';
import type { AlertIncident, IncidentMark } from '../project/alertIncidents';
import type { CommandContext } from './context';

/** Marks an incident from its row in the Alerts view, or one that is picked. */
export async function markIncident({ alerts }: Pick<CommandContext, 'alerts'>, node: unknown, mark: IncidentMark | null): Promise<void> {
  const possible = alerts.incidents.filter(({ state }) => state !== 'resolved' && (mark === null ? state !== 'firing' : state !== mark));
  const incident = incidentOf(node) ?? (await pick(possible));
  if (incident !== undefined) await alerts.mark(incident.key, mark);
}

async function pick(incidents: readonly AlertIncident[]): Promise<AlertIncident | undefined> {
  if (incidents.length === 0) return void window.showInformationMessage(l10n.t('No alert of the open source can be marked so. Alerts are judged once the dashboard of a log is open.'));
  const items = incidents.map((of) => ({ label: `${of.kind}: ${of.of === 'chart' ? of.incident.targets.join(', ') : of.title}`, description: of.state, of }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t('Incident') }))?.of;
}

function incidentOf(node: unknown): AlertIncident | undefined {
  return typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'incident' && 'of' in node ? (node.of as AlertIncident) : undefined;
}
