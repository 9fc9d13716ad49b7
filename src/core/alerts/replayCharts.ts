import type { Cube } from '../cube/cube';
import { slotCount } from '../cube/cube';
import { seriesSet } from '../analysis/series';
import { defaultSettings } from '../analysis/settings';
import { alertFamilies, type AlertFamily, type ChartReplay, type FamilySetup, type Incident, type SelfCheck, type WindowReading } from '../domain/alert';
import type { Series } from '../domain/report';
import type { SourceState } from '../domain/source';
import type { SlotRange } from '../domain/window';
import type { TogetherBySlot } from '../multivariate/togetherBySlot';
import { wilson } from '../stats/proportions';
import { type AlertSettings, defaultAlertSettings } from './alertSettings';
import { baselineSummary } from './baselineSummary';
import { driftFamily } from './driftFamily';
import { FamilyCharts } from './familyCharts';
import type { FamilySeries } from './familySeries';
import { Incidents } from './incidents';
import { measureFamily } from './measureFamilies';
import { replayLabels } from './replayLabels';
import { levelDesign, windowDesign } from './windowDesign';

/** Windows of one length, and which families are judged by them. */
export interface CadenceInput {
  /** Each slot of its axis is one window. */
  readonly cube: Cube;
  /** Windows of the frozen baseline; all later ones are judged. */
  readonly baseline: SlotRange;
  /** Windows that are neither (deploys, holidays). */
  readonly excluded?: readonly SlotRange[];
  /** Default all. */
  readonly families?: readonly AlertFamily[];
  /** Distances of rows from the baseline's correlations by window, where the rows were read. */
  readonly together?: TogetherBySlot;
}

export interface ChartsInput extends CadenceInput {
  readonly source: SourceState;
  readonly settings?: AlertSettings;
  /** Default true. It costs as much as judging half of the baseline's windows. */
  readonly selfCheck?: boolean;
}

/** The charts of a cadence, and what rules about its figures are judged by. */
export interface JudgedCadence {
  readonly charts: ChartReplay;
  readonly series: readonly Series[];
  /** Start of slot 0, microseconds since 1970 UTC; null on a row axis. */
  readonly origin: number | null;
  /** Number of slots. */
  readonly slots: number;
  /** The log covers all of a slot. */
  readonly isWhole: (slot: number) => boolean;
  /** Ranges that are not judged, microseconds since 1970 UTC; null on a row axis. */
  readonly excluded: readonly { readonly from: number; readonly to: number }[] | null;
}

/** A window that the log covers less of than this is not complete. */
const wholeFrom = 0.9;
/** Day and hour, microseconds: the grain of a log whose first and last time are multiples of it. */
const grains = [86_400e6, 3_600e6] as const;

/**
 * Judges a log window by window as it would have been judged live: every window against the frozen baseline, knowing nothing of
 * later ones. `docs/statistics.md` has the method, its sources and what it promises.
 */
export function replayCharts(input: ChartsInput): ChartReplay {
  return judgeCadence(input).charts;
}

export function judgeCadence(input: ChartsInput): JudgedCadence {
  const { cube, source, baseline } = input;
  const { axis } = cube;
  if (axis.kind !== 'time' && axis.kind !== 'row') throw new RangeError('windows follow time or rows');
  const settings = input.settings ?? defaultAlertSettings;
  const slots = slotCount(axis);
  const isExcluded = (w: number): boolean => (input.excluded ?? []).some(({ from, to }) => w >= from && w < to);
  const startOf = (w: number): number => (axis.kind === 'time' ? axis.start + w * axis.step : w);
  const coverage = (w: number): number => covered(source, startOf(w), axis.kind === 'time' ? axis.step : 0);
  const past = numbers(baseline.from, baseline.to).filter((w) => !isExcluded(w) && coverage(w) >= wholeFrom);
  const summary = baselineSummary(cube, baseline, past);
  const labels = replayLabels(cube, baseline);
  const series = seriesSet({ cube: labels.cube, source, baseline: summary, settings: defaultSettings });
  const design = axis.kind === 'time' ? windowDesign(past.map(startOf), axis.step, settings.offset) : levelDesign;
  const sourceOf = (family: AlertFamily): FamilySeries => (family === 'drift' ? driftFamily(cube, summary, past, settings, input.together) : measureFamily(family, series, past, settings));
  let incidents = 0;
  const families = alertFamilies.filter((family) => input.families?.includes(family) ?? true).map((family) => {
    const watched = sourceOf(family);
    const level = settings.levels[family];
    const waiting = family === 'quality' ? labels.waiting : (): null => null;
    const own = past.filter((w) => waiting(w) === null);
    const charts = new FamilyCharts(watched, own, design, startOf, level);
    const check = input.selfCheck === false ? null : selfCheck(watched, own, level, axis.kind === 'time' ? (some) => windowDesign(some.map(startOf), axis.step, settings.offset) : () => levelDesign, startOf);
    return { charts, waiting, incidents: new Incidents(family, () => (incidents += 1)), setup: { ...charts.setup, windowLength: axis.step, check, ...(family === 'quality' && labels.rule !== null ? { labels: labels.rule } : {}) } satisfies FamilySetup };
  });
  const windows = numbers(baseline.to, slots)
    .filter((w) => !isExcluded(w))
    .map((w, at): WindowReading => {
      const whole = coverage(w) >= wholeFrom;
      return {
        from: w,
        to: w + 1,
        start: axis.kind === 'time' ? startOf(w) : null,
        end: axis.kind === 'time' ? startOf(w + 1) : null,
        rows: cube.rows[w] ?? 0,
        families: families.map(({ charts, waiting, incidents: opened }) => {
          const waits = waiting(w);
          const { calm, ...reading } = !whole ? charts.unfinished(w) : waits === null ? charts.next(w) : charts.unfinished(w, waits);
          return { ...reading, incident: opened.next(at, reading.state === 'alert', calm, reading.named.filter(({ aboveFloor }) => aboveFloor).map(({ target }) => target)) };
        }),
      };
    });
  const time = axis.kind === 'time';
  const charts: ChartReplay = {
    axis: axis.kind,
    windowLength: axis.step,
    baseline: { ...baseline, windows: past.length, start: time ? startOf(baseline.from) : null, end: time ? startOf(baseline.to) : null },
    families: families.map(({ setup }) => setup),
    windows,
    incidents: families.flatMap(({ incidents: opened }): readonly Incident[] => opened.all()).sort((a, b) => a.id - b.id),
  };
  return {
    charts,
    series: series.series,
    origin: time ? axis.start : null,
    slots,
    isWhole: (w) => coverage(w) >= wholeFrom,
    excluded: time ? (input.excluded ?? []).map(({ from, to }) => ({ from: startOf(from), to: startOf(to) })) : null,
  };
}

/** The first half of the baseline against each window of the second: what the level asked for turns out to be on the log's own past. */
function selfCheck(watched: FamilySeries, past: readonly number[], level: number, designFor: (windows: readonly number[]) => ReturnType<typeof windowDesign>, startOf: (w: number) => number): SelfCheck | null {
  const half = past.length >> 1;
  const first = past.slice(0, half);
  const charts = new FamilyCharts(watched, first, designFor(first), startOf, level);
  let windows = 0;
  let alerts = 0;
  for (const w of past.slice(half)) {
    const { state } = charts.next(w);
    if (state === 'not judged') continue;
    windows += 1;
    if (state === 'alert') alerts += 1;
  }
  const interval = wilson(alerts, windows, 0.95)?.interval;
  if (windows === 0 || interval === undefined) return null;
  const low = interval.low ?? 0;
  return { windows, alerts, rate: alerts / windows, low, high: interval.high, unstable: low > level };
}

/** Share of a window that the log's times cover. A time written as a day or an hour stands for all of it. */
function covered(source: SourceState, start: number, length: number): number {
  const { from, to } = source.time;
  if (length === 0 || from === null || to === null) return 1;
  const grain = grains.find((unit) => from % unit === 0 && to % unit === 0) ?? 0;
  return Math.max(0, Math.min(start + length, to + grain) - Math.max(start, from)) / length;
}

function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}
