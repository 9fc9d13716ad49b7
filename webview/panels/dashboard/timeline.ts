import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Finding } from '../../../src/core/domain/finding';
import type { SeriesSet } from '../../../src/core/domain/report';
import { lineNameWidth, rangeText, slotCount, slotText, slotTicks } from '../../charts/axes';
import type { BandChange } from '../../charts/windowBands';
import type { WindowName, WindowPair } from '../../charts/windowPair';
import { laneConfig, laneHeight, laneSummary, laneTable, lanesOf, restsOnLabels, shortTitle, weightOf } from '../../charts/laneChart';
import type { Lane } from '../../charts/laneChart';
import type { ConfigBuilder } from '../../charts/chartCanvas';
import type { Figures } from '../../kit/figures';
import type { PanelView } from '../../../src/protocol/panelCalls';
import { pictureInner } from '../../charts/chartPicture';
import type { PictureText } from '../../charts/chartPicture';
import { pictureButtons } from '../../charts/pictureButtons';
import { pictureLines } from './pictureLines';
import { LightElement, define } from '../../kit/lightElement';
import { roving } from '../../kit/roving';
import { styled } from '../../kit/styled';
import { tableTwin } from '../../kit/tableTwin';
import type { TwinTable } from '../../kit/tableTwin';
import { sameData } from './comparisons';
import { onsetRows } from '../../../src/core/report/onsetRows';
import type { OnsetRow } from '../../../src/core/report/onsetRows';
import type { DashboardStore } from './dashboardStore';
import { begunText, onsetGroups, onsetList, onsetsOfLane } from './onsets';
import { t } from '../../kit/l10n';
import { slotWord } from '../../../src/core/text/words';
import type { TimelineMark } from '../../../src/core/timeline/mark';
import { markList, marksOpen, shownMarks } from './marks/markList';
import { markRow } from './marks/markRow';

/** Lanes that are shown before someone chooses: the headline figure of each family and whatever moved. */
export function defaultLanes(lanes: readonly Lane[], findings: readonly Finding[]): readonly string[] {
  const moved = new Set(findings.filter((finding) => finding.verdict === 'moved').map((finding) => finding.id));
  const chosen: string[] = [];
  const perFamily = new Map<string, number>();
  for (const lane of lanes) {
    const family = lane.series[0]?.family ?? 'service';
    const shown = perFamily.get(family) ?? 0;
    const room = family === 'service' ? 3 : 1;
    if (shown < room || (chosen.length < 7 && lane.series.some((series) => moved.has(series.id)))) {
      chosen.push(lane.id);
      perFamily.set(family, shown + 1);
    }
  }
  return chosen;
}

/**
 * The shared axis: small charts under one another with one x axis, one cross-hair and both windows over all of them. An element
 * of its own, so that moving the cross-hair renders only this part of the page.
 */
export class Timeline extends LightElement {
  static override properties = {
    set: { attribute: false }, lanes: { attribute: false }, windows: { attribute: false }, figures: { attribute: false },
    store: { attribute: false }, onsets: { attribute: false }, marks: { attribute: false }, history: { attribute: false }, openTwins: { attribute: false }, cursor: { state: true }, width: { state: true },
  };
  declare set: SeriesSet;
  declare lanes: readonly Lane[];
  declare windows: WindowPair;
  declare figures: Figures;
  declare store: DashboardStore;
  /** When what moved began to move. */
  declare onsets: readonly OnsetRow[];
  /** Marks on show; null while they are asked for, and on an axis without times. */
  declare marks: readonly TimelineMark[] | null;
  /** Only so that marks that come, or do not, render this element again. */
  declare history: unknown;
  /** Only so that a twin that opens renders this element again. */
  declare openTwins: readonly string[];
  declare cursor: number | null;
  declare width: number;
  readonly #configs = new Map<string, { readonly key: unknown; readonly config: ConfigBuilder }>();
  #resize: ResizeObserver | null = null;

  constructor() {
    super();
    this.cursor = null;
    this.width = 600;
    this.onsets = [];
    this.marks = null;
    this.history = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resize = new ResizeObserver(([entry]) => {
      if (entry !== undefined) this.width = Math.round(entry.contentRect.width);
    });
    this.#resize.observe(this);
  }
  override disconnectedCallback(): void {
    this.#resize?.disconnect();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { set, figures, windows } = this;
    const count = slotCount(set.axis);
    const describe = (name: WindowName, pair: WindowPair) => rangeText(set.axis, pair[name], figures);
    return html`<div class="shared-axis" ${styled({ '--mv-lane-end': `${this.#end()}px` })}><div class="lanes">
        <div class="band-strip"></div>
        ${this.lanes.map((lane) => this.#lane(lane))}
        <mv-bands
          class="plot-area" .count=${count} .windows=${windows} .describe=${describe} .cursor=${this.cursor}
          @windows=${(event: CustomEvent<BandChange>) => this.store.setWindows(event.detail.windows, event.detail.done)}
          @cursor=${(event: CustomEvent<number | null>) => (this.cursor = event.detail)}
        ></mv-bands>
      </div>
      ${this.#axisRow(count)}</div>
      ${onsetList(set.axis, this.onsets, this.cursor, figures, (slot) => (this.cursor = this.cursor === slot ? null : slot))}
      <p class="cursor-line" aria-live="off">${this.cursor === null
        ? html`<span class="hint">${t('Drag a band or its edges; drag on free ground draws a new current window (Shift: baseline).')}</span>`
        : html`<span>${slotText(set.axis, this.cursor, figures)} · ${figures.rows(set.rows[this.cursor] ?? 0, set.counts)}${this.#begunAt(this.cursor, ' · ')}</span>`}</p>
      ${set.axis.kind === 'time' ? markList(this.store, set.axis, figures, this.cursor, (slot) => (this.cursor = this.cursor === slot ? null : slot)) : nothing}
      ${tableTwin('timeline', () => this.#table(), this.store.ui.open.includes('timeline'), (id, open) => this.store.toggle(id, open))}`;
  }

  /** What began at a slot; `lead` stands before a sentence of it, undefined where only names are asked for. */
  #begunAt(slot: number, lead?: string): string {
    const rows = this.onsets.filter(({ onset }) => onset.slot === slot);
    if (rows.length === 0) return '';
    return lead === undefined ? begunText(rows) : `${lead}${t('began to move: {0}', begunText(rows))}`;
  }

  /** Free width right of all plots, px: the names of lines, where a lane has several. */
  #end(): number {
    return this.lanes.some((lane) => lane.series.length > 1) ? lineNameWidth : 0;
  }

  #lane(lane: Lane): TemplateResult {
    const { figures } = this;
    return html`<div class="lane" data-lane=${lane.id} id=${`lane-${lane.id}`}>
      <div class="lane-head">
        <span class="lane-title" title=${lane.title}>${breakable(lane.title)}</span>
        ${lane.series.map((series, i) => {
          const value = this.cursor === null ? null : (series.values[this.cursor] ?? null);
          return html`<span class="lane-key">${lane.series.length > 1 ? html`<span class="key-line key-${weightOf(lane, i)}" aria-hidden="true"></span>${shortTitle(series.title)}` : nothing}${this.cursor === null
            ? nothing
            : html` <strong>${value === null ? (series.from === undefined ? t('too few rows') : t('no value')) : figures.figure(value, series.unit)}</strong> <span class="lane-n">n ${figures.count(series.n[this.cursor] ?? 0)}</span>`}</span>`;
        })}
        ${this.set.labelRule !== undefined && restsOnLabels(lane) ? html`<span class="lane-key">${this.set.labelRule}</span>` : nothing}
        ${this.set.young !== undefined && restsOnLabels(lane) ? html`<span class="lane-key lane-young" title=${this.set.young.reason}>${t('dashed: labels not all in')}</span>` : nothing}
      </div>
      <mv-chart data-picture=${lane.title} .height=${laneHeight(lane)} .name=${t('{0} along the shared axis', lane.title)} .summary=${laneSummary(lane, this.set, figures)} .config=${this.#config(lane)}></mv-chart>
    </div>`;
  }

  /** The same builder as long as the series are the same, so that a drag redraws no chart. */
  #config(lane: Lane): ConfigBuilder {
    const onsets = onsetsOfLane(lane, this.onsets);
    const versionMarks = this.#versionMarks();
    const key = { onsets, series: lane.series, axis: this.set.axis, marks: versionMarks, young: this.set.young, locale: this.figures.locale, end: this.#end() };
    const known = this.#configs.get(lane.id);
    if (known !== undefined && sameData(known.key, key)) return known.config;
    const config = laneConfig(lane, { ...this.set, versionMarks }, this.figures, key.end, onsets);
    this.#configs.set(lane.id, { key, config });
    return config;
  }

  #axisRow(count: number): TemplateResult {
    const { set, figures } = this;
    const left = (slot: number) => `${(slot / count) * 100}%`;
    const ticks = slotTicks(set.axis, Math.floor((this.width - 64 - this.#end() - (this.width > 640 ? 146 : 0)) / 90), figures);
    const cursor = this.cursor ?? 0;
    return html`<div class=${set.axis.kind === 'time' ? 'axis-row with-marks' : 'axis-row'}>
      <div
        class="plot-area axis-ticks" role="slider" tabindex="0" aria-label=${t('Cross-hair')} aria-valuemin="0" aria-valuemax=${count - 1} aria-valuenow=${cursor}
        aria-valuetext=${this.#cursorText(cursor)} @keydown=${this.#onCursorKey} @blur=${() => (this.cursor = null)}
      >${ticks.map((tick) => html`<span class="tick" ${styled({ left: left(tick.at) })}>${tick.text}</span>`)}${(this.marks !== null ? [] : set.versionMarks).map(
        (mark) => html`<span class="version-mark" ${styled({ left: left(mark.slot) })} title=${t('Version {0} from here', mark.version)}>◆ ${mark.version}</span>`,
      )}${onsetGroups(this.onsets).map(({ slot }) => html`<span class="onset-mark" aria-hidden="true" ${styled({ left: left(slot) })}>▲</span>`)}</div>
      ${this.marks !== null && set.axis.kind === 'time' ? markRow(this.marks, set.axis, this.#plotWidth(), figures, (slot) => (this.cursor = slot), (mark) => this.#showMark(mark)) : nothing}
      ${set.axis.kind === 'time' ? html`<span class="axis-unit">UTC</span>` : html`<span class="axis-unit">${slotWord(set.axis.kind)}</span>`}
    </div>`;
  }

  /** Where lines go through the lanes: at deploys, as soon as those are known. */
  #versionMarks(): SeriesSet['versionMarks'] {
    return this.marks === null ? this.set.versionMarks : this.marks.flatMap(({ kind, slot, title }) => (kind === 'deploy' ? [{ slot, version: title }] : []));
  }

  #plotWidth(): number {
    return Math.max(40, this.width - 64 - this.#end() - (this.width > 640 ? 146 : 0));
  }

  /** Opens the list at a mark that was clicked. */
  #showMark(mark: TimelineMark): void {
    this.store.toggle(marksOpen, true);
    void this.updateComplete.then(() => requestAnimationFrame(() => {
      const row = [...this.querySelectorAll<HTMLElement>('.mark-table tr')].find((each) => each.dataset['mark'] === mark.id);
      row?.querySelector<HTMLElement>('.mark-go')?.focus();
      row?.scrollIntoView({ block: 'nearest' });
    }));
  }

  #cursorText(slot: number): string {
    const figures = this.lanes.flatMap((lane) => lane.series.map((series) => `${series.title} ${this.figures.figure(series.values[slot] ?? null, series.unit)}`));
    const begun = this.#begunAt(slot, '');
    return [slotText(this.set.axis, slot, this.figures), ...figures, ...(begun === '' ? [] : [begun])].join(', ');
  }

  readonly #onCursorKey = (event: KeyboardEvent): void => {
    const size = event.shiftKey ? 10 : 1;
    const last = slotCount(this.set.axis) - 1;
    const by = { ArrowLeft: -size, ArrowRight: size, Home: -last, End: last }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.cursor = Math.max(0, Math.min(last, (this.cursor ?? 0) + by));
  };

  #table(): TwinTable {
    const tables = this.lanes.map((lane) => laneTable(lane, this.set, this.figures));
    const [first] = tables;
    const dated = this.onsets.some(({ onset }) => onset.slot !== null);
    return {
      caption: t('All charts of the shared axis'),
      columns: [first?.columns[0] ?? t('Slot'), this.set.counts === undefined ? t('Rows') : this.set.counts === 'request' ? t('Requests') : t('Covered'), ...tables.flatMap((table) => table.columns.slice(1)), ...(dated ? [t('Began to move')] : [])],
      rows: Array.from({ length: slotCount(this.set.axis) }, (_, slot) => [
        slotText(this.set.axis, slot, this.figures), this.figures.count(this.set.rows[slot] ?? 0), ...tables.flatMap((table) => table.rows[slot]?.slice(1) ?? []), ...(dated ? [this.#begunAt(slot)] : []),
      ]),
    };
  }
}

/** A column's name may break after its underscores and dots. */
function breakable(title: string): readonly TemplateResult[] {
  return title.split(/(?<=[_.])/).map((part) => html`${part}<wbr>`);
}

export function registerTimeline(): void {
  define('mv-timeline', Timeline);
}

/** The lanes on screen and a switch for each that could be. */
export function timelineSection(store: DashboardStore, figures: Figures): TemplateResult {
  const { view } = store;
  if (view === null) return html``;
  const all = lanesOf(view.series);
  const chosen = store.ui.lanes ?? defaultLanes(all, view.report.findings);
  const shown = all.filter((lane) => chosen.includes(lane.id));
  const windows = store.windows ?? { baseline: view.report.baseline.slots, current: view.report.current.slots };
  return html`<section class="timeline" data-card="timeline" aria-labelledby="timeline-title">
    <div class="section-head">
      <h2 id="timeline-title">${t('Along the axis')}</h2>
      <div class="chips" role="toolbar" aria-label=${t('Charts shown')} ${roving('.chip')}>${all.map((lane) => {
        const on = chosen.includes(lane.id);
        return html`<button type="button" class="chip" aria-pressed=${on ? 'true' : 'false'} @click=${() =>
          store.setUi({ lanes: on ? chosen.filter((id) => id !== lane.id) : [...chosen, lane.id] })}>${lane.title}</button>`;
      })}</div>
      ${shown.length === 0 ? nothing : pictureButtons(() => timelinePicture(view, shown, figures), (name, png) => void store.act('picture.save', { name, png }))}
    </div>
    <mv-timeline .set=${view.series} .lanes=${shown} .windows=${windows} .figures=${figures} .store=${store} .onsets=${onsetRows(view.report, figures.locale)} .marks=${view.axis === 'time' && store.history.marks !== null ? shownMarks(store) : null} .history=${store.history.fault} .openTwins=${store.ui.open}></mv-timeline>
  </section>`;
}

/** All lanes on show in one picture, with the axis, and with the windows that the figures are of. */
function timelinePicture(view: PanelView, lanes: readonly Lane[], figures: Figures): PictureText {
  const { axis } = view.series;
  const { baseline, current } = view.report;
  const end = lanes.some(({ series }) => series.length > 1) ? lineNameWidth : 0;
  return {
    title: t('Along the axis'),
    lines: (charts) => [...charts.map(({ summary }) => summary), ...pictureLines({ view, figures })],
    axis: () => ({
      ticks: slotTicks(axis, Math.floor((pictureInner - 64 - end) / 90), figures),
      unit: axis.kind === 'time' ? 'UTC' : slotWord(axis.kind),
      bands: [{ name: t('baseline'), ...baseline.slots, hue: 'baseline' }, { name: t('current'), ...current.slots, hue: 'current' }],
    }),
  };
}
