import { l10n, MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import { setupsOf } from '../../core/alerts/cadences';
import { checkText, levelText } from '../../core/report/alertsText';
import { views } from '../ids';
import { DisposableOwner } from '../platform/disposables';
import type { AlertBook } from '../project/alertBook';
import type { AlertIncident } from '../project/alertIncidents';
import type { Session } from '../project/session';
import { plain } from '../platform/plain';

/** One item in the status bar: whether an alert is open for the selected log, by one health value; a click shows the alerts. */
export class AlertsStatus extends DisposableOwner {
  readonly #item = this.own(window.createStatusBarItem('modelVitals.alerts', StatusBarAlignment.Left, 0));

  constructor(private readonly book: AlertBook, private readonly session: Session) {
    super();
    this.#item.name = 'Model Vitals';
    this.#item.command = `${views.alerts}.focus`;
    this.own(book.onChange(() => this.#show()));
    this.own(session.onChange(() => this.#show()));
  }

  #show(): void {
    const { selected } = this.session;
    if (selected === null || this.session.page === null) return this.#item.hide();
    const { text, tone } = this.#health();
    this.#item.text = text;
    this.#item.backgroundColor = tone === 'alert' ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    const tooltip = new MarkdownString();
    tooltip.appendMarkdown(plain(`${selected.spec.name}: ${this.#words()}`));
    const { replay } = this.book;
    for (const setup of replay === null ? [] : setupsOf(replay)) {
      tooltip.appendMarkdown(`\n\n**${setup.family}** `).appendMarkdown(plain(setup.reason === null && replay !== null ? `${levelText(replay.axis, setup)}; ${checkText(setup)}` : `not judged: ${setup.reason ?? ''}`));
    }
    for (const { title, state, reason } of replay?.rules ?? []) tooltip.appendMarkdown('\n\n**').appendMarkdown(plain(title)).appendMarkdown('** ').appendMarkdown(plain(`${state}: ${reason}`));
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: `Model Vitals: ${this.#words()}` };
    this.#item.show();
  }

  #health(): { readonly text: string; readonly tone: 'alert' | 'calm' } {
    const { replay, isJudging } = this.book;
    if (isJudging) return { text: '$(sync~spin) Model Vitals', tone: 'calm' };
    if (replay === null) return { text: '$(circle-slash) Model Vitals', tone: 'calm' };
    const firing = this.#firing();
    // Approximate limits are told of, but not in bold.
    return firing.length === 0 ? { text: '$(pulse) Model Vitals', tone: 'calm' } : { text: `$(bell-dot) ${firing.length}`, tone: firing.some(({ calibrated }) => calibrated) ? 'alert' : 'calm' };
  }

  #words(): string {
    const { replay, isJudging, fault } = this.book;
    if (isJudging) return l10n.t('alerts are being judged');
    if (replay === null) return fault === null ? l10n.t('alerts are not judged yet') : l10n.t('alerts cannot be judged: {0}', fault.detail);
    const firing = this.#firing();
    const count = firing.length === 0 ? l10n.t('no open alert') : firing.length === 1 ? l10n.t('one open alert') : l10n.t('{0} open alerts', firing.length);
    return firing.length === 0 || firing.some(({ calibrated }) => calibrated) ? count : l10n.t('{0}, limits are approximate', count);
  }

  #firing(): readonly AlertIncident[] {
    return this.book.incidents.filter(({ state }) => state === 'firing');
  }
}
