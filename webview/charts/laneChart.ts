import type { ScriptableLineSegmentContext } from 'chart.js';
import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { Series, SeriesSet, SlotSpan } from '../../src/core/domain/report';
import type { Figures } from '../kit/figures';
import type { TwinTable } from '../kit/tableTwin';
import { withAlpha } from '../kit/theme';
import type { Palette } from '../kit/theme';
import type { ConfigBuilder } from './chartCanvas';
import { onsetAnnotations } from './onsetMarks';
import type { OnsetMark } from './onsetMarks';
import { hiddenSlotAxis, roundScale, slotCount, slotText, valueAxis } from './axes';
import { t } from '../kit/l10n';

/** One row of the shared axis: series of one unit that belong in one picture. */
export interface Lane {
  readonly id: string;
  readonly title: string;
  readonly unit: Series['unit'];
  readonly series: readonly Series[];
}

export type Weight = 'main' | 'upper' | 'lower';

/** Weight tells the lines of a lane apart, and names beside their ends: the two hues stay reserved for the two windows. */
export function weightOf(lane: Lane, index: number): Weight {
  if (lane.series.length === 1) return 'main';
  return index === 1 || lane.series.length === 2 ? (index === 1 ? 'main' : 'lower') : index === 0 ? 'lower' : 'upper';
}

interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly dash: readonly number[];
}

/** Whether a lane draws figures of quality, which rest on labels. */
export function restsOnLabels(lane: Lane): boolean {
  return lane.series.some(({ family }) => family === 'quality');
}

/** Runs of slots whose labels are not all in, for a lane that rests on labels. */
function youngOf(lane: Lane, set: SeriesSet): readonly SlotSpan[] {
  return restsOnLabels(lane) ? (set.young?.slots ?? []) : [];
}

function isIn(spans: readonly SlotSpan[], slot: number): boolean {
  return spans.some(({ from, to }) => slot >= from && slot < to);
}

function strokeOf(weight: Weight, palette: Palette): Stroke {
  // High contrast has no half tones: there dashes stand in for them.
  if (weight === 'main') return { color: palette.foreground, width: 1.75, dash: [] };
  if (weight === 'upper') return { color: palette.highContrast ? palette.foreground : withAlpha(palette.foreground, 0.72), width: 1, dash: palette.highContrast ? [4, 2] : [] };
  return { color: palette.highContrast ? palette.foreground : withAlpha(palette.foreground, 0.5), width: 1, dash: palette.highContrast ? [1, 2] : [] };
}

/** `p95 latency` in a lane called `latency` is `p95`. */
export function shortTitle(title: string): string {
  return /^p\d+\b/.exec(title)?.[0] ?? (title.replace(/\s*\blatency\b\s*/i, '') || title);
}

export function laneHeight(lane: Lane): number {
  return lane.series.length > 1 ? 128 : 64;
}

/** Series gathered into lanes: latency percentiles share one, every other figure has its own. */
export function lanesOf(set: SeriesSet): readonly Lane[] {
  // A figure without a single value (a loss before labels come) has its reason in its tile; an empty lane says nothing.
  const filled = set.series.filter((series) => series.values.some((value) => value !== null && Number.isFinite(value)));
  const latency = filled.filter((series) => series.id.startsWith('latency.'));
  const wanted = latency.filter((series) => /p(50|95|99)$/.test(series.id));
  const shown = wanted.length > 0 ? wanted : latency.slice(0, 3);
  const lanes: Lane[] = shown.length === 0 ? [] : [{ id: 'latency', title: t('latency'), unit: 'ms', series: shown }];
  const taken = new Set<string>();
  for (const series of filled) {
    const id = series.lane ?? series.id;
    if (latency.includes(series) || taken.has(id)) continue;
    taken.add(id);
    const members = series.lane === undefined ? [series] : filled.filter(({ lane }) => lane === id);
    lanes.push({ id, title: members.length > 1 ? withoutPercentile(series.title) : series.title, unit: series.unit, series: members });
  }
  return lanes;
}

/** `p50 time to first token` and `p95 …` share a lane that is called `time to first token`. */
function withoutPercentile(title: string): string {
  return title.replace(/^p\d+ /, '');
}

/** The lane that shows a finding, if one does. */
export function laneOfFinding(lanes: readonly Lane[], id: string): Lane | undefined {
  return lanes.find((lane) => lane.series.some((series) => series.id === id)) ?? (id.startsWith('latency.') ? lanes.find((lane) => lane.id === 'latency') : undefined);
}

/** @param right free width right of the plot, px; the same in all lanes of one axis */
export function laneConfig(lane: Lane, set: SeriesSet, figures: Figures, right: number, onsets: readonly OnsetMark[] = []): ConfigBuilder {
  const count = slotCount(set.axis);
  const fromZero = lane.unit !== 'native' && lane.series.every((series) => series.family === 'service' || series.family === 'drift');
  const many = lane.series.length > 1;
  const young = youngOf(lane, set);
  const scale = roundScale(lane.series.flatMap((series) => series.values), lane.unit, fromZero, many ? 4 : 3);
  // A low picture has room for three marks, or else for its two ends.
  const ticks = many || scale.ticks.length <= 3 ? scale.ticks : [scale.min, scale.max];
  return (palette) => ({
    type: 'line',
    data: {
      datasets: lane.series.map((series, i) => {
        const weight = weightOf(lane, i);
        const stroke = strokeOf(weight, palette);
        const early = ({ p1DataIndex }: ScriptableLineSegmentContext) => isIn(young, p1DataIndex);
        const overGap = ({ p0, p1 }: ScriptableLineSegmentContext) => p0.skip || p1.skip;
        return {
          label: series.title,
          data: series.values.map((value, slot) => ({ x: slot + 0.5, y: value !== null && Number.isFinite(value) ? value : null })),
          borderColor: stroke.color,
          borderDash: [...stroke.dash],
          borderWidth: stroke.width,
          order: weight === 'main' ? 0 : 1,
          // A slot between two gaps would be invisible as a line.
          pointRadius: count <= 40 ? 2 : series.values.map((_, slot) => (isLonely(series, slot) ? 1.75 : 0)),
          pointBackgroundColor: stroke.color,
          pointBorderWidth: 0,
          // Slots with too few rows: the line goes on over them, so faint that nobody takes it for data.
          spanGaps: true,
          segment: {
            borderColor: (segment: ScriptableLineSegmentContext) => (overGap(segment) ? withAlpha(palette.foreground, 0.4) : undefined),
            borderWidth: (segment: ScriptableLineSegmentContext) => (overGap(segment) ? 0.75 : undefined),
            borderDash: (segment: ScriptableLineSegmentContext) => (overGap(segment) ? [] : early(segment) ? [3, 3] : undefined),
          },
        };
      }),
    },
    options: {
      normalized: true,
      parsing: false,
      events: [],
      // Half a tick's text stands above the topmost mark and under the lowest.
      layout: { padding: { top: 8, bottom: 8, right } },
      scales: { x: hiddenSlotAxis(count), y: valueAxis(palette, figures, lane.unit, scale, ticks) },
      plugins: {
        tooltip: { enabled: false },
        annotation: { annotations: [...youngBoxes(young, palette), ...onsetAnnotations(onsets, palette), ...versionLines(set, palette.mark)] },
        ...(many ? { lineLabels: { texts: lane.series.map((series) => shortTitle(series.title)), font: `${palette.fontSize - 2}px ${palette.font}`, ink: palette.foreground } } : {}),
      },
    },
  });
}

function isLonely(series: Series, slot: number): boolean {
  const empty = (i: number) => series.values[i] === undefined || series.values[i] === null || !Number.isFinite(series.values[i]);
  return !empty(slot) && empty(slot - 1) && empty(slot + 1);
}

function versionLines(set: SeriesSet, color: string): AnnotationOptions[] {
  return set.versionMarks.map((mark) => ({ type: 'line', scaleID: 'x', value: mark.slot, borderColor: color, borderWidth: 1, borderDash: [2, 2] }));
}

/** The ground under figures of early labels: a dashed frame, so that it is told apart without colour. */
function youngBoxes(young: readonly SlotSpan[], palette: Palette): AnnotationOptions[] {
  return young.map(({ from, to }) => ({
    type: 'box', xScaleID: 'x', xMin: from, xMax: to, drawTime: 'beforeDatasetsDraw',
    backgroundColor: palette.highContrast ? 'transparent' : withAlpha(palette.foreground, 0.07), borderColor: palette.highContrast ? palette.foreground : palette.muted, borderWidth: 1, borderDash: [4, 3],
  }));
}

/** What the lane says in words: last value, range, and slots without a value. */
export function laneSummary(lane: Lane, set: SeriesSet, figures: Figures): string {
  const young = youngOf(lane, set).reduce((sum, { from, to }) => sum + to - from, 0);
  const words = lane.series
    .map((series) => {
      const finite = series.values.filter((value): value is number => value !== null && Number.isFinite(value));
      if (finite.length === 0) return t('{0}: not available in any slot', series.title);
      const gaps = series.values.length - finite.length;
      const ends = t('from {0} to {1}', figures.figure(finite[0] ?? null, series.unit), figures.figure(finite.at(-1) ?? null, series.unit));
      const range = t('between {0} and {1}', figures.figure(Math.min(...finite), series.unit), figures.figure(Math.max(...finite), series.unit));
      return [`${series.title} ${ends}`, range, ...(gaps > 0 ? [t('{0} of {1} slots without enough rows', gaps, series.values.length)] : [])].join(', ');
    })
    .join('; ');
  const rule = set.labelRule !== undefined && restsOnLabels(lane) ? [t('{0} of their prediction', set.labelRule)] : [];
  return [words, ...rule, ...(young === 0 ? [] : [t('dashed in {0} of {1} slots: {2}', young, slotCount(set.axis), set.young?.reason ?? '')])].join('; ');
}

export function laneTable(lane: Lane, set: SeriesSet, figures: Figures): TwinTable {
  const young = youngOf(lane, set);
  return {
    caption: `${t('{0} along the axis', lane.title)}${set.labelRule !== undefined && restsOnLabels(lane) ? ` (${set.labelRule})` : ''}`,
    columns: [set.axis.kind === 'time' ? t('Slot start') : t('Slot'), ...lane.series.flatMap((series) => [`${series.title}${set.labelRule !== undefined && restsOnLabels(lane) ? ` (${set.labelRule})` : ''}`, 'n']), ...(young.length === 0 ? [] : [t('Labels of {0}', lane.title)])],
    rows: Array.from({ length: slotCount(set.axis) }, (_, slot) => [
      slotText(set.axis, slot, figures),
      ...lane.series.flatMap((series) => [figures.figure(series.values[slot] ?? null, series.unit), figures.count(series.n[slot] ?? 0)]),
      ...(young.length === 0 ? [] : [isIn(young, slot) ? t('not all in') : t('in')]),
    ]),
  };
}
