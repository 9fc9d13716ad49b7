import { commands as vscodeCommands, type ExtensionContext, l10n, window } from 'vscode';
import { views } from '../ids';
import { DisposableOwner } from '../platform/disposables';
import type { AlertBook } from '../project/alertBook';
import type { AlertIncident } from '../project/alertIncidents';
import type { Session } from '../project/session';

const toldKey = 'modelVitals.toldIncidents';

/** A message for a new incident of a family that `alerts.notify` names: once for each incident, also over restarts. */
export class AlertNotices extends DisposableOwner {
  constructor(
    private readonly context: ExtensionContext,
    private readonly book: AlertBook,
    private readonly session: Session,
  ) {
    super();
    this.own(book.onChange(() => void this.#tell()));
  }

  async #tell(): Promise<void> {
    const families = this.session.selected?.config.alerts.notify ?? [];
    const told = this.context.workspaceState.get<readonly string[]>(toldKey, []);
    const fresh = this.book.incidents.filter(({ key, state, incident }) => state === 'firing' && families.includes(incident.family) && !told.includes(key));
    if (fresh.length === 0) return;
    await this.context.workspaceState.update(toldKey, [...told, ...fresh.map(({ key }) => key)].slice(-500));
    const show = l10n.t('Show Alerts');
    const tell = fresh.some(({ calibrated }) => calibrated) ? window.showWarningMessage : window.showInformationMessage;
    const chosen = await tell(noticeText(this.session.selected?.spec.name ?? '', fresh), show);
    if (chosen === show) await vscodeCommands.executeCommand(`${views.alerts}.focus`);
  }
}

function noticeText(source: string, incidents: readonly AlertIncident[]): string {
  const families = [...new Set(incidents.map(({ incident }) => incident.family))].join(', ');
  const text = incidents.length === 1 ? l10n.t('{0}: a new alert ({1})', source, families) : l10n.t('{0}: {1} new alerts ({2})', source, incidents.length, families);
  return incidents.some(({ calibrated }) => calibrated) ? text : l10n.t('{0}; its limits are approximate', text);
}
