import { commands as vscodeCommands, l10n, window } from 'vscode';
import { quietUntil } from '../../core/alerts/rules/quietHours';
import { views } from '../ids';
import { DisposableOwner } from '../platform/disposables';
import type { SharedState } from '../platform/sharedState';
import type { AlertBook } from '../project/alertBook';
import type { AlertIncident } from '../project/alertIncidents';
import type { Session } from '../project/session';

const toldKey = 'modelVitals.toldIncidents';

/** Node takes no longer timer. */
const longestMs = 2 ** 31 - 1;

/**
 * A message for a new incident of a family that `alerts.notify` names, or of a rule that asks for one: once for each incident, also over restarts.
 * In quiet hours none is shown; what still fires when they end is told of then.
 */
export class AlertNotices extends DisposableOwner {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly shared: SharedState,
    private readonly book: AlertBook,
    private readonly session: Session,
  ) {
    super();
    this.own(book.onChange(() => void this.#tell()));
    this.own({ dispose: () => clearTimeout(this.#timer) });
  }

  async #tell(): Promise<void> {
    const config = this.session.selected?.config.alerts;
    if (config === undefined) return;
    const told = this.shared.get<readonly string[]>(toldKey, []);
    const asks = (of: AlertIncident): boolean => (of.of === 'chart' ? config.notify.includes(of.incident.family) : of.rule.notify && of.incident.severity !== 'ticket');
    const fresh = this.book.incidents.filter((of) => of.state === 'firing' && asks(of) && !told.includes(of.key));
    clearTimeout(this.#timer);
    if (fresh.length === 0) return;
    const until = quietUntil(config.rules.quiet, Date.now() * 1e3, config.utcOffset ?? 0);
    if (until !== null) {
      this.#timer = setTimeout(() => void this.#tell(), Math.min(longestMs, until / 1e3 - Date.now() + 1));
      return;
    }
    await this.shared.update<readonly string[]>(toldKey, [], (all) => [...new Set([...all, ...fresh.map(({ key }) => key)])].slice(-500));
    const show = l10n.t('Show Alerts');
    const tell = fresh.some(({ calibrated }) => calibrated) ? window.showWarningMessage : window.showInformationMessage;
    const chosen = await tell(noticeText(this.session.selected?.spec.name ?? '', fresh), show);
    if (chosen === show) await vscodeCommands.executeCommand(`${views.alerts}.focus`);
  }
}

function noticeText(source: string, incidents: readonly AlertIncident[]): string {
  const kinds = [...new Set(incidents.map((of) => (of.of === 'chart' ? of.kind : `${of.kind}: ${of.title}`)))].join(', ');
  const text = incidents.length === 1 ? l10n.t('{0}: a new alert ({1})', source, kinds) : l10n.t('{0}: {1} new alerts ({2})', source, incidents.length, kinds);
  return incidents.some(({ calibrated }) => calibrated) ? text : l10n.t('{0}; its limits are approximate', text);
}
