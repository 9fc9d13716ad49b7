import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { ChartLine, FamilyLines, IncidentView } from '../../../../src/protocol/alertsView';
import { alertConfig, ceilingOf } from '../../../charts/alertChart';
import type { AlertChart } from '../../../charts/alertChart';
import type { ConfigBuilder } from '../../../charts/chartCanvas';
import { define } from '../../../kit/lightElement';
import { shownSlots } from './alertAxis';
import { errors, isTentative, windowWords } from './alertWords';
import { WindowLanes } from './windowLanes';
import { t } from '../../../kit/l10n';
import { familyWord } from '../../../../src/core/text/words';

const charts = [
  { id: 'window', title: t('This window'), what: t('largest deviation of any series in this window alone') },
  { id: 'lasting', title: t('Lasting change'), what: t('largest mean deviation over the last windows: small changes that last') },
] as const;

/** The two charts of one family. */
export class AlertCharts extends WindowLanes {
  static override properties = { lines: { attribute: false } };
  declare lines: FamilyLines;
  #configs: { readonly key: readonly unknown[]; readonly of: ReadonlyMap<string, ConfigBuilder> } | null = null;

  protected override get subject(): string {
    return familyWord(this.lines.setup.family);
  }

  protected override get incidents(): readonly IncidentView[] {
    return this.snapshot.incidents.filter(({ family }) => family === this.lines.setup.family);
  }

  protected override words(at: number): string {
    return windowWords(this.cadence, this.lines, at, this.snapshot.namedMore, this.figures);
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const key = [this.snapshot, this.lines, this.chosen, this.figures.locale];
    if (this.#configs !== null && key.every((each, i) => each === this.#configs?.key[i])) return;
    this.#configs = { key, of: new Map(charts.map(({ id, title }) => [id, alertConfig(this.#chart(title, this.lines[id]), this.figures)])) };
  }

  protected override lanes(at: number | null): readonly TemplateResult[] {
    return charts.map(({ id, title, what }) => this.#lane(id, title, what, at));
  }

  #chart(title: string, line: ChartLine): AlertChart {
    const { slots, baseline } = this.cadence;
    const { from, to } = shownSlots(this.cadence);
    return { title, line, slots, from, to, baseline, states: this.lines.states, incidents: this.incidents, chosen: this.chosen, tentative: isTentative(this.lines.setup) };
  }

  #lane(id: 'window' | 'lasting', title: string, what: string, at: number | null): TemplateResult {
    const { figures, lines } = this;
    const line = lines[id];
    return html`<div class="lane" data-chart=${id}>
      <div class="lane-head" title=${what}>
        <span class="lane-title">${title}</span>
        ${at === null ? nothing : html`<span class="lane-key"><strong>${errors(line.values[at], figures)}</strong></span>${line.values[at] === null ? nothing : html`<span class="lane-key">${t('limit {0}', errors(line.limits[at], figures))}</span>`}`}
      </div>
      <mv-chart data-picture=${title} .height=${92} .name=${t('{0}, {1}, along the axis of windows', familyWord(lines.setup.family), title.toLowerCase())} .summary=${this.#summary(what, line)} .config=${this.#configs?.of.get(id)}></mv-chart>
    </div>`;
  }

  #summary(what: string, line: ChartLine): string {
    const { figures } = this;
    const top = line.values.reduce<number | null>((most, value) => (value === null ? most : Math.max(most ?? value, value)), null);
    const beyond = line.values.filter((value, i) => value !== null && value > (line.limits[i] ?? Number.POSITIVE_INFINITY)).length;
    const ceiling = ceilingOf(line);
    if (top === null) return t('{0}; no window is judged', what);
    const words = t('{0}, in standard errors; highest {1}; beyond the limit in {2} of {3} windows', what, figures.fixed(top, 1), figures.count(beyond), figures.count(line.values.length));
    return ceiling === null ? words : [words, t('values above {0} end at the top edge', figures.fixed(ceiling, 1))].join('; ');
  }
}

export function registerAlertCharts(): void {
  define('mv-alert-charts', AlertCharts);
}
