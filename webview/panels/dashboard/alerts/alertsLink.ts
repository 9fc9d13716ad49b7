import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../../../kit/icon';
import type { SectionContext } from '../context';
import { summaryWords } from './alertWords';

/** The overview's way to the Alerts page, with what is open in a few words. */
export function alertsLink({ store, state, figures }: SectionContext): TemplateResult {
  const { alerts } = state;
  const { title, more } = summaryWords(alerts, figures);
  const firing = alerts.firing.length > 0;
  // Limits that are not calibrated are never drawn bold.
  return html`<p class="alerts-line ${alerts.firing.some(({ calibrated }) => calibrated) ? 'alerts-firing' : ''}">${icon(firing ? 'bell-dot' : 'bell')}<button type="button" class="link" id="alerts-link" @click=${() => store.openAlerts(null)}>${title}</button>${more === '' ? nothing : html`<span class="muted">${more}</span>`}</p>`;
}
