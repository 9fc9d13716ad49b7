import { Chart } from 'chart.js';
import type { ActiveElement, ChartConfiguration, ChartEvent } from 'chart.js';
import { html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { LightElement, define } from '../kit/lightElement';
import { styled } from '../kit/styled';
import { onThemeChange, readPalette } from '../kit/theme';
import type { Palette } from '../kit/theme';

export type ChartKind = 'bar' | 'line';
export type PanelChartConfig = ChartConfiguration<ChartKind, { x: number; y: number | null }[]>;
export type ConfigBuilder = (palette: Palette) => PanelChartConfig;

/**
 * One canvas drawn by Chart.js. To assistive technology it is an image with a name and a summary in words; the table twin
 * beside it carries the numbers. Redraws on new config and on a change of theme. Emits `pick` with the index of a bar clicked.
 */
export class ChartCanvas extends LightElement {
  static override properties = { config: { attribute: false }, name: { attribute: false }, summary: { attribute: false }, height: { attribute: false } };
  declare config: ConfigBuilder;
  declare name: string;
  declare summary: string;
  declare height: number;
  #chart: Chart<ChartKind, { x: number; y: number | null }[]> | null = null;
  #unsubscribe: (() => void) | null = null;
  #waiting = false;

  /** What is drawn now; tests compare it with the table twin. */
  get chart(): Chart<ChartKind, { x: number; y: number | null }[]> | null {
    return this.#chart;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = onThemeChange(() => {
      if (this.#chart !== null) this.#draw();
    });
    if (this.hasUpdated) this.#drawSoon();
  }

  override disconnectedCallback(): void {
    this.#unsubscribe?.();
    this.#chart?.destroy();
    this.#chart = null;
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    return html`<div class="chart-box" ${styled({ height: `${this.height}px` })}>
      <canvas role="img" aria-label=${`${this.name}. ${this.summary}`}></canvas>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#chart === null) this.#drawSoon();
    else if (changed.has('config')) this.#draw();
  }

  /** The first drawing waits for the page's text to be painted: a dozen canvases would hold it up. */
  #drawSoon(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.#waiting = false;
        this.#draw();
      }),
    );
  }

  #draw(): void {
    const canvas = this.querySelector('canvas');
    if (canvas === null || !this.isConnected) return;
    const config = this.config(readPalette());
    if (this.#chart === null) {
      const onClick = (_event: ChartEvent, elements: ActiveElement[]) => {
        const index = elements[0]?.index;
        if (index !== undefined) this.dispatchEvent(new CustomEvent<number>('pick', { detail: index }));
      };
      this.#chart = new Chart(canvas, { ...config, options: { ...config.options, onClick } });
      return;
    }
    this.#chart.data = config.data;
    this.#chart.options = { ...config.options, ...(this.#chart.options.onClick === undefined ? {} : { onClick: this.#chart.options.onClick }) };
    this.#chart.update('none');
  }
}

export function registerChartCanvas(): void {
  define('mv-chart', ChartCanvas);
}
