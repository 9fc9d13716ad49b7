import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { Series, SeriesSet } from '../../src/core/domain/report';
import type { Figures } from '../kit/figures';
import type { TwinTable } from '../kit/tableTwin';
import type { ConfigBuilder } from './chartCanvas';
import { hiddenSlotAxis, slotCount, slotText, valueAxis, valueRange } from './axes';

/** One row of the shared axis: series of one unit that belong in one picture. */
export interface Lane {
  readonly id: string;
  readonly title: string;
  readonly unit: Series['unit'];
  readonly series: readonly Series[];
}

/** Dash patterns and labels tell lines apart; the two hues stay reserved for the two windows. */
const dashes: readonly (readonly number[])[] = [[1, 3], [], [6, 3], [8, 3, 2, 3]];

export function dashOf(lane: Lane, index: number): readonly number[] {
  return lane.series.length === 1 ? [] : (dashes[index % dashes.length] ?? []);
}

/** Series gathered into lanes: latency percentiles share one, every other figure has its own. */
export function lanesOf(set: SeriesSet): readonly Lane[] {
  const latency = set.series.filter((series) => series.family === 'service' && series.unit === 'ms');
  const wanted = latency.filter((series) => /p(50|95|99)$/.test(series.id));
  const shown = wanted.length > 0 ? wanted : latency.slice(0, 3);
  const lanes: Lane[] = shown.length === 0 ? [] : [{ id: 'latency', title: 'latency', unit: 'ms', series: shown }];
  for (const series of set.series) {
    if (!latency.includes(series)) lanes.push({ id: series.id, title: series.title, unit: series.unit, series: [series] });
  }
  return lanes;
}

/** The lane that shows a finding, if one does. */
export function laneOfFinding(lanes: readonly Lane[], id: string): Lane | undefined {
  return lanes.find((lane) => lane.series.some((series) => series.id === id)) ?? (id.startsWith('latency.') ? lanes.find((lane) => lane.id === 'latency') : undefined);
}

export function laneConfig(lane: Lane, set: SeriesSet, figures: Figures): ConfigBuilder {
  const count = slotCount(set.axis);
  const fromZero = lane.unit !== 'native' && lane.series.every((series) => series.family === 'service' || series.family === 'drift');
  const range = valueRange(lane.series.flatMap((series) => series.values), lane.unit, fromZero);
  const ends = valueEnds(lane, fromZero);
  return (palette) => ({
    type: 'line',
    data: {
      datasets: lane.series.map((series, i) => ({
        label: series.title,
        data: series.values.map((value, slot) => ({ x: slot + 0.5, y: value !== null && Number.isFinite(value) ? value : null })),
        borderColor: palette.foreground,
        borderDash: [...dashOf(lane, i)],
        borderWidth: 1.5,
        // A slot between two gaps would be invisible as a line.
        pointRadius: count <= 40 ? 2 : series.values.map((_, slot) => (isLonely(series, slot) ? 1.5 : 0)),
        pointBackgroundColor: palette.foreground,
        spanGaps: false,
      })),
    },
    options: {
      normalized: true,
      parsing: false,
      events: [],
      layout: { padding: { top: 4, bottom: 2 } },
      scales: { x: hiddenSlotAxis(count), y: valueAxis(palette, figures, lane.unit, range, lane.series.length > 1 ? 4 : ends) },
      plugins: { tooltip: { enabled: false }, annotation: { annotations: versionLines(set, palette.mark) } },
    },
  });
}

/** A low picture has room for two marks: the least (or zero) and the largest value in it. */
function valueEnds(lane: Lane, fromZero: boolean): readonly number[] {
  const finite = lane.series.flatMap((series) => series.values.filter((value): value is number => value !== null && Number.isFinite(value)));
  if (finite.length === 0) return [];
  const low = finite.reduce((a, b) => Math.min(a, b));
  return [...new Set([fromZero ? Math.min(0, low) : low, finite.reduce((a, b) => Math.max(a, b))])];
}

function isLonely(series: Series, slot: number): boolean {
  const empty = (i: number) => series.values[i] === undefined || series.values[i] === null || !Number.isFinite(series.values[i]);
  return !empty(slot) && empty(slot - 1) && empty(slot + 1);
}

function versionLines(set: SeriesSet, color: string): AnnotationOptions[] {
  return set.versionMarks.map((mark) => ({ type: 'line', scaleID: 'x', value: mark.slot, borderColor: color, borderWidth: 1, borderDash: [2, 2] }));
}

/** What the lane says in words: last value, range, and slots without a value. */
export function laneSummary(lane: Lane, figures: Figures): string {
  return lane.series
    .map((series) => {
      const finite = series.values.filter((value): value is number => value !== null && Number.isFinite(value));
      if (finite.length === 0) return `${series.title}: not available in any slot`;
      const gaps = series.values.length - finite.length;
      const ends = `from ${figures.figure(finite[0] ?? null, series.unit)} to ${figures.figure(finite.at(-1) ?? null, series.unit)}`;
      const range = `between ${figures.figure(Math.min(...finite), series.unit)} and ${figures.figure(Math.max(...finite), series.unit)}`;
      return `${series.title} ${ends}, ${range}${gaps > 0 ? `, ${gaps} of ${series.values.length} slots without enough rows` : ''}`;
    })
    .join('; ');
}

export function laneTable(lane: Lane, set: SeriesSet, figures: Figures): TwinTable {
  return {
    caption: `${lane.title} along the axis`,
    columns: [set.axis.kind === 'time' ? 'Slot start' : 'Slot', ...lane.series.flatMap((series) => [series.title, 'n'])],
    rows: Array.from({ length: slotCount(set.axis) }, (_, slot) => [
      slotText(set.axis, slot, figures),
      ...lane.series.flatMap((series) => [figures.figure(series.values[slot] ?? null, series.unit), figures.count(series.n[slot] ?? 0)]),
    ]),
  };
}
