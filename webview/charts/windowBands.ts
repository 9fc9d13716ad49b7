import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { LightElement, define } from '../kit/lightElement';
import { styled } from '../kit/styled';
import { movedRange, sameRange, spannedRange } from './windowPair';
import type { Grip, WindowName, WindowPair } from './windowPair';
import { t } from '../kit/l10n';

/** `done` is false while a drag goes on. */
export interface BandChange {
  readonly windows: WindowPair;
  readonly done: boolean;
}

interface Drag {
  readonly pointer: number;
  readonly window: WindowName;
  /** `new` draws the window from where the pointer went down. */
  readonly grip: Grip | 'new';
  readonly startX: number;
  readonly startSlot: number;
  readonly start: WindowPair;
  moved: boolean;
}

const titles: Readonly<Record<WindowName, string>> = { baseline: t('Baseline'), current: t('Current') };
const gripTitles: Readonly<Record<WindowName, Readonly<Record<Grip, string>>>> = {
  baseline: { from: t('Baseline start'), to: t('Baseline end'), whole: t('Baseline window') },
  current: { from: t('Current start'), to: t('Current end'), whole: t('Current window') },
};

/**
 * The two windows over the shared axis: shaded bands whose body moves and whose edges resize, by pointer and by keyboard
 * (arrows one slot, Shift ten, Home and End to the ends). A drag on free ground draws a new current window, with Shift a new
 * baseline. Emits `windows` with a `BandChange` and `cursor` with the slot under the pointer or null.
 */
export class WindowBands extends LightElement {
  static override properties = { count: { attribute: false }, windows: { attribute: false }, describe: { attribute: false }, cursor: { attribute: false }, drag: { state: true } };
  declare count: number;
  declare windows: WindowPair;
  declare describe: (window: WindowName, windows: WindowPair) => string;
  declare cursor: number | null;
  declare drag: Drag | null;

  constructor() {
    super();
    this.count = 1;
    this.windows = { baseline: { from: 0, to: 1 }, current: { from: 0, to: 1 } };
    this.describe = () => '';
    this.cursor = null;
    this.drag = null;
  }

  protected override render(): TemplateResult {
    return html`<div
      class="bands ${this.drag === null ? '' : 'dragging'}"
      @pointerdown=${this.#onDown} @pointermove=${this.#onMove} @pointerup=${this.#onUp} @pointercancel=${this.#onUp} @pointerleave=${this.#onLeave}
    >
      ${this.#band('baseline')}${this.#band('current')}
      ${this.cursor === null ? nothing : html`<div class="cross-hair" ${styled({ left: this.#percent(this.cursor + 0.5) })}></div>`}
    </div>`;
  }

  #band(name: WindowName): TemplateResult {
    const range = this.windows[name];
    const text = this.describe(name, this.windows);
    const slider = (grip: Grip, now: number) => html`<div
      class="grip grip-${grip}" role="slider" tabindex="0" data-window=${name} data-grip=${grip}
      aria-label=${gripTitles[name][grip]} aria-orientation="horizontal"
      aria-valuemin="0" aria-valuemax=${this.count} aria-valuenow=${now} aria-valuetext=${text}
      title=${`${titles[name]}: ${text}`}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event, name, grip)}
    >${grip === 'whole' ? html`<span class="band-label">${titles[name]}</span>` : nothing}</div>`;
    return html`<div class="band band-${name}" ${styled({ left: this.#percent(range.from), width: this.#percent(range.to - range.from) })}>
      ${slider('whole', range.from)}${slider('from', range.from)}${slider('to', range.to)}
    </div>`;
  }

  #percent(slots: number): string {
    return `${(slots / Math.max(1, this.count)) * 100}%`;
  }

  #slotAt(clientX: number): number {
    const box = this.getBoundingClientRect();
    return ((clientX - box.left) / Math.max(1, box.width)) * this.count;
  }

  readonly #onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const grip = (event.target as Element).closest<HTMLElement>('[data-grip]');
    const slot = this.#slotAt(event.clientX);
    this.drag = {
      pointer: event.pointerId,
      window: grip === null ? (event.shiftKey ? 'baseline' : 'current') : (grip.dataset['window'] as WindowName),
      grip: grip === null ? 'new' : (grip.dataset['grip'] as Grip),
      startX: event.clientX,
      startSlot: slot,
      start: this.windows,
      moved: false,
    };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    grip?.focus({ preventScroll: true });
    event.preventDefault();
  };

  readonly #onMove = (event: PointerEvent): void => {
    const { drag } = this;
    this.#tellCursor(event.clientX);
    if (drag === null) return;
    if (event.pointerId !== drag.pointer || (!drag.moved && Math.abs(event.clientX - drag.startX) < 3)) return;
    drag.moved = true;
    const slot = this.#slotAt(event.clientX);
    const range =
      drag.grip === 'new'
        ? spannedRange(drag.startSlot, slot, this.count)
        : movedRange(drag.start[drag.window], drag.grip, slot - drag.startSlot, this.count);
    this.#change({ ...this.windows, [drag.window]: range }, false);
  };

  readonly #onUp = (event: PointerEvent): void => {
    const { drag } = this;
    if (drag === null || event.pointerId !== drag.pointer) return;
    this.drag = null;
    if (drag.moved) this.dispatchEvent(new CustomEvent<BandChange>('windows', { detail: { windows: this.windows, done: true } }));
  };

  readonly #onLeave = (): void => {
    if (this.drag === null) this.dispatchEvent(new CustomEvent<number | null>('cursor', { detail: null }));
  };

  #tellCursor(clientX: number): void {
    const slot = Math.max(0, Math.min(this.count - 1, Math.floor(this.#slotAt(clientX))));
    if (slot !== this.cursor) this.dispatchEvent(new CustomEvent<number | null>('cursor', { detail: slot }));
  }

  #onKey(event: KeyboardEvent, name: WindowName, grip: Grip): void {
    const size = event.shiftKey ? 10 : 1;
    const by = { ArrowLeft: -size, ArrowDown: -size, ArrowRight: size, ArrowUp: size, PageDown: -10, PageUp: 10, Home: -this.count, End: this.count }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#change({ ...this.windows, [name]: movedRange(this.windows[name], grip, by, this.count) }, true);
  }

  #change(windows: WindowPair, done: boolean): void {
    if (sameRange(windows.baseline, this.windows.baseline) && sameRange(windows.current, this.windows.current)) return;
    // Drawn at once; the owner hands the same windows back, or others once the host has answered.
    this.windows = windows;
    this.dispatchEvent(new CustomEvent<BandChange>('windows', { detail: { windows, done } }));
  }
}

export function registerWindowBands(): void {
  define('mv-bands', WindowBands);
}
