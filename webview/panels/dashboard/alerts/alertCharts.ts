import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { AlertsSnapshot, ChartLine, FamilyLines, IncidentView } from '../../../../src/protocol/alertsView';
import { alertConfig, ceilingOf } from '../../../charts/alertChart';
import type { AlertChart } from '../../../charts/alertChart';
import { lineNameWidth } from '../../../charts/axes';
import type { ConfigBuilder } from '../../../charts/chartCanvas';
import type { Figures } from '../../../kit/figures';
import { LightElement, define } from '../../../kit/lightElement';
import { styled } from '../../../kit/styled';
import { shownSlots, shownTicks, windowIn } from './alertAxis';
import { alertCursor } from './alertCursor';
import { errors, isTentative, windowWords } from './alertWords';

const charts = [
  { id: 'window', title: 'This window', what: 'largest deviation of any series in this window alone' },
  { id: 'lasting', title: 'Lasting change', what: 'largest mean deviation over the last windows: small changes that last' },
] as const;

/**
 * The two charts of one family on the axis that all families share. An element of its own, so that moving the cross-hair renders
 * only this part of the page. Emits `incident` (detail: its key) when a window of one is clicked, or Enter is pressed on it.
 */
export class AlertCharts extends LightElement {
  static override properties = { snapshot: { attribute: false }, lines: { attribute: false }, chosen: { attribute: false }, figures: { attribute: false }, width: { state: true }, here: { state: true } };
  declare snapshot: AlertsSnapshot;
  declare lines: FamilyLines;
  /** Number of the incident that is open on the page. */
  declare chosen: number | null;
  declare figures: Figures;
  declare width: number;
  /** The pointer or the focus is on this family. */
  declare here: boolean;
  #configs: { readonly key: readonly unknown[]; readonly of: ReadonlyMap<string, ConfigBuilder> } | null = null;
  #resize: ResizeObserver | null = null;
  #unsubscribe: (() => void) | null = null;

  constructor() {
    super();
    this.width = 600;
    this.here = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = alertCursor.onMove(() => this.requestUpdate());
    this.#resize = new ResizeObserver(([entry]) => {
      if (entry !== undefined) this.width = Math.round(entry.contentRect.width);
    });
    this.#resize.observe(this);
  }
  override disconnectedCallback(): void {
    this.#resize?.disconnect();
    this.#unsubscribe?.();
    super.disconnectedCallback();
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const key = [this.snapshot, this.lines, this.chosen, this.figures.locale];
    if (this.#configs !== null && key.every((each, i) => each === this.#configs?.key[i])) return;
    this.#configs = { key, of: new Map(charts.map(({ id, title }) => [id, alertConfig(this.#chart(title, this.lines[id]), this.figures)])) };
  }

  protected override render(): TemplateResult {
    const { snapshot, lines, figures } = this;
    const shown = shownSlots(snapshot);
    const at = this.#at();
    const slot = at === null ? null : (snapshot.slots[at] ?? null);
    const left = (of: number) => `${((of - shown.from) / Math.max(1, shown.to - shown.from)) * 100}%`;
    const ticks = shownTicks(snapshot, shown, Math.floor((this.width - 64 - lineNameWidth - (this.width > 640 ? 146 : 0)) / 90), figures);
    return html`<div class="shared-axis" ${styled({ '--mv-lane-end': `${lineNameWidth}px` })}>
      <div class="lanes">
        ${charts.map(({ id, title, what }) => this.#lane(id, title, what))}
        <div class="plot-area alert-over" @pointermove=${this.#onMove} @pointerleave=${this.#onLeave} @click=${this.#onClick}>
          ${snapshot.baseline.to > shown.from
            ? html`<span class="baseline-name" title=${shown.cut ? 'The baseline begins earlier than the charts do' : nothing} ${styled({ width: left(Math.min(snapshot.baseline.to, shown.to)) })}>${shown.cut ? '… baseline' : 'baseline'}</span>`
            : nothing}
          ${slot === null ? nothing : html`<div class="cross-hair alert-cross" ${styled({ left: left(slot + 0.5) })}></div>`}
        </div>
      </div>
      <div class="axis-row">
        <div class="plot-area axis-ticks" role="slider" tabindex="0" aria-label=${`Windows of ${lines.setup.family}`} aria-valuemin="0" aria-valuemax=${Math.max(0, snapshot.slots.length - 1)}
          aria-valuenow=${at ?? 0} aria-valuetext=${windowWords(snapshot, lines, at ?? 0, figures)}
          @keydown=${this.#onKey} @focus=${() => (this.here = true)} @blur=${this.#onLeave}
        >${ticks.map((tick) => html`<span class="tick" ${styled({ left: left(shown.from + tick.at) })}>${tick.text}</span>`)}</div>
        <span class="axis-unit">${snapshot.axis === 'time' ? 'UTC' : 'window'}</span>
      </div>
    </div>
    <p class="cursor-line alert-reading">${at !== null && this.here
      ? windowWords(snapshot, lines, at, figures)
      : html`<span class="muted">Latest: ${windowWords(snapshot, lines, snapshot.slots.length - 1, figures)}</span>`}</p>`;
  }

  #at(): number | null {
    return alertCursor.at !== null && alertCursor.at < this.snapshot.slots.length ? alertCursor.at : null;
  }

  get #incidents(): readonly IncidentView[] {
    return this.snapshot.incidents.filter(({ family }) => family === this.lines.setup.family);
  }

  #chart(title: string, line: ChartLine): AlertChart {
    const { slots, baseline } = this.snapshot;
    const { from, to } = shownSlots(this.snapshot);
    return { title, line, slots, from, to, baseline, states: this.lines.states, incidents: this.#incidents, chosen: this.chosen, tentative: isTentative(this.lines.setup) };
  }

  #lane(id: 'window' | 'lasting', title: string, what: string): TemplateResult {
    const { figures, lines } = this;
    const at = this.#at();
    const line = lines[id];
    return html`<div class="lane" data-chart=${id}>
      <div class="lane-head" title=${what}>
        <span class="lane-title">${title}</span>
        ${at === null ? nothing : html`<span class="lane-key"><strong>${errors(line.values[at], figures)}</strong></span>${line.values[at] === null ? nothing : html`<span class="lane-key">limit ${errors(line.limits[at], figures)}</span>`}`}
      </div>
      <mv-chart .height=${92} .name=${`${lines.setup.family}, ${title.toLowerCase()}, along the axis of windows`} .summary=${this.#summary(what, line)} .config=${this.#configs?.of.get(id)}></mv-chart>
    </div>`;
  }

  #summary(what: string, line: ChartLine): string {
    const { figures } = this;
    const top = line.values.reduce<number | null>((most, value) => (value === null ? most : Math.max(most ?? value, value)), null);
    const beyond = line.values.filter((value, i) => value !== null && value > (line.limits[i] ?? Number.POSITIVE_INFINITY)).length;
    const ceiling = ceilingOf(line);
    if (top === null) return `${what}; no window is judged`;
    return `${what}, in standard errors; highest ${figures.fixed(top, 1)}; beyond the limit in ${figures.count(beyond)} of ${figures.count(line.values.length)} windows${ceiling === null ? '' : `; values above ${figures.fixed(ceiling, 1)} end at the top edge`}`;
  }

  readonly #onMove = (event: PointerEvent): void => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const { from, to } = shownSlots(this.snapshot);
    const slot = from + Math.floor(((event.clientX - box.left) / Math.max(1, box.width)) * (to - from));
    this.here = true;
    alertCursor.move(windowIn(this.snapshot.slots, slot));
  };

  readonly #onLeave = (): void => {
    this.here = false;
    alertCursor.move(null);
  };

  readonly #onClick = (): void => this.#openIncident(this.#at());

  readonly #onKey = (event: KeyboardEvent): void => {
    const last = this.snapshot.slots.length - 1;
    if (event.key === 'Enter') return this.#openIncident(this.#at());
    const size = event.shiftKey ? 10 : 1;
    const by = { ArrowLeft: -size, ArrowDown: -size, ArrowRight: size, ArrowUp: size, PageDown: -10, PageUp: 10, Home: -last, End: last }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const from = this.#at();
    // The first key shows the last window, which is the one that matters most; so does End.
    alertCursor.move(from === null ? (event.key === 'Home' ? 0 : last) : Math.max(0, Math.min(last, from + by)));
  };

  #openIncident(at: number | null): void {
    const slot = at === null ? undefined : this.snapshot.slots[at];
    const incident = slot === undefined ? undefined : this.#incidents.find(({ from, to }) => slot >= from && slot < to);
    if (incident !== undefined) this.dispatchEvent(new CustomEvent<string>('incident', { detail: incident.key }));
  }
}

export function registerAlertCharts(): void {
  define('mv-alert-charts', AlertCharts);
}
