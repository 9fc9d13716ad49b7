import { html, nothing } from 'lit';
import type { PropertyDeclarations, TemplateResult } from 'lit';
import type { AlertsSnapshot, CadenceView, IncidentView } from '../../../../src/protocol/alertsView';
import { lineNameWidth } from '../../../charts/axes';
import type { Figures } from '../../../kit/figures';
import { LightElement } from '../../../kit/lightElement';
import { styled } from '../../../kit/styled';
import { placeOf, shownSlots, shownTicks, windowAt, windowIn } from './alertAxis';
import { alertCursor } from './alertCursor';
import { t } from '../../../kit/l10n';

/**
 * Charts on the axis of windows of one length: lanes, ticks, one cross-hair. An element of its own, so that moving the cross-hair
 * renders only this part of the page. Emits `incident` (detail: its key) when a window of one is clicked, or Enter is pressed on it.
 */
export abstract class WindowLanes extends LightElement {
  static override properties: PropertyDeclarations = { snapshot: { attribute: false }, cadence: { attribute: false }, chosen: { attribute: false }, figures: { attribute: false }, width: { state: true }, here: { state: true } };
  declare snapshot: AlertsSnapshot;
  /** One of the snapshot's. */
  declare cadence: CadenceView;
  /** Number of the incident that is open on the page. */
  declare chosen: number | null;
  declare figures: Figures;
  declare width: number;
  /** The pointer or the focus is on these charts. */
  declare here: boolean;
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

  /** What the charts are of: `drift`. */
  protected abstract get subject(): string;
  /** Those that are drawn in these charts. */
  protected abstract get incidents(): readonly IncidentView[];
  /** `at` is the window under the cross-hair. */
  protected abstract lanes(at: number | null): readonly TemplateResult[];
  /** One window in words. */
  protected abstract words(at: number): string;

  protected override render(): TemplateResult {
    const { cadence, figures, subject } = this;
    const shown = shownSlots(cadence);
    const at = this.#at();
    const slot = at === null ? null : (cadence.slots[at] ?? null);
    const left = (of: number) => `${((of - shown.from) / Math.max(1, shown.to - shown.from)) * 100}%`;
    const ticks = shownTicks(cadence, shown, Math.floor((this.width - 64 - lineNameWidth - (this.width > 640 ? 146 : 0)) / 90), figures);
    return html`<div class="shared-axis" ${styled({ '--mv-lane-end': `${lineNameWidth}px` })}>
      <div class="lanes">
        ${this.lanes(at)}
        <div class="plot-area alert-over" @pointermove=${this.#onMove} @pointerleave=${this.#onLeave} @click=${this.#onClick}>
          ${cadence.baseline.to > shown.from
            ? html`<span class="baseline-name" title=${shown.cut ? t('The baseline begins earlier than the charts do') : nothing} ${styled({ width: left(Math.min(cadence.baseline.to, shown.to)) })}>${shown.cut ? t('… baseline') : t('baseline')}</span>`
            : nothing}
          ${slot === null ? nothing : html`<div class="cross-hair alert-cross" ${styled({ left: left(slot + 0.5) })}></div>`}
        </div>
      </div>
      <div class="axis-row">
        <div class="plot-area axis-ticks" role="slider" tabindex="0" aria-label=${t('Windows of {0}', subject)} aria-valuemin="0" aria-valuemax=${Math.max(0, cadence.slots.length - 1)}
          aria-valuenow=${at ?? 0} aria-valuetext=${this.words(at ?? 0)}
          @keydown=${this.#onKey} @focus=${() => (this.here = true)} @blur=${this.#onLeave}
        >${ticks.map((tick) => html`<span class="tick" ${styled({ left: left(shown.from + tick.at) })}>${tick.text}</span>`)}</div>
        <span class="axis-unit">${cadence.axis === 'time' ? 'UTC' : t('window')}</span>
      </div>
    </div>
    <p class="cursor-line alert-reading" tabindex="0" role="group" aria-label=${t('Reading of {0}', subject)}>${at !== null && this.here ? this.words(at) : html`<span class="muted">${t('Latest: {0}', this.words(cadence.slots.length - 1))}</span>`}</p>`;
  }

  #at(): number | null {
    return alertCursor.at === null ? null : windowAt(this.cadence, alertCursor.at);
  }

  #point(window: number | null): void {
    alertCursor.move(window === null ? null : placeOf(this.cadence, window));
  }

  readonly #onMove = (event: PointerEvent): void => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const { from, to } = shownSlots(this.cadence);
    const slot = from + Math.floor(((event.clientX - box.left) / Math.max(1, box.width)) * (to - from));
    this.here = true;
    this.#point(windowIn(this.cadence.slots, slot));
  };

  readonly #onLeave = (): void => {
    this.here = false;
    alertCursor.move(null);
  };

  readonly #onClick = (): void => this.#openIncident(this.#at());

  readonly #onKey = (event: KeyboardEvent): void => {
    const last = this.cadence.slots.length - 1;
    if (event.key === 'Enter') return this.#openIncident(this.#at());
    const size = event.shiftKey ? 10 : 1;
    const by = { ArrowLeft: -size, ArrowDown: -size, ArrowRight: size, ArrowUp: size, PageDown: -10, PageUp: 10, Home: -last, End: last }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const from = this.#at();
    // The first key shows the last window, which is the one that matters most; so does End.
    this.#point(from === null ? (event.key === 'Home' ? 0 : last) : Math.max(0, Math.min(last, from + by)));
  };

  #openIncident(at: number | null): void {
    const slot = at === null ? undefined : this.cadence.slots[at];
    const incident = slot === undefined ? undefined : this.incidents.find(({ from, to }) => slot >= from && slot < to);
    if (incident !== undefined) this.dispatchEvent(new CustomEvent<string>('incident', { detail: incident.key }));
  }
}
