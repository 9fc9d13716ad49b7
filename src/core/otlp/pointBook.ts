import { labelKey } from '../metrics/page/labelKey';
import { OpenFrame, type Frame } from './frame';
import { labelsOf, SeriesKeys, type SeriesType } from './otlpKeys';
import { otlpLimits } from './otlpLimits';
import type { OtlpMetric, OtlpMetrics, OtlpPoint, OtlpScope } from './otlpMetrics';
import { pointSince } from './pointSince';
import { writePoint } from './writePoint';

export interface PointCounts {
  /** Points that fit the format. */
  readonly points: number;
  /** Points that could not be used, in whole or in part of what they say. */
  readonly rejected: number;
  /** Of a time that the series was told of before: passed over. */
  readonly duplicates: number;
  /** Older than one that came before: levels and deltas are taken, of cumulative ones the later has their counts already. */
  readonly late: number;
  /** Silences of more than four usual intervals, whose increase lies nobody knows where: gaps. */
  readonly gaps: number;
  /** Processes that began anew. */
  readonly restarts: number;
}

export interface TakenPoints extends PointCounts {
  readonly frames: readonly (Frame & { readonly values: ReadonlyMap<string, number> })[];
  /** The first reason of those rejected. */
  readonly reason: string | null;
}

const second = 1_000_000;
/** What a counter had when it was first seen counts where it began not longer ago than this. */
const firstSpan = 600 * second;
const longestDelta = 86_400 * second;
const gapIntervals = 4;
const shortestInterval = 15 * second;
const rememberedTimes = 64;
const mostRuns = 4;

type Counting = { -readonly [K in keyof PointCounts]: number };

interface Run {
  time: number;
  last: OtlpPoint;
}

interface Series {
  readonly keys: SeriesKeys;
  /** The latest time of a point. */
  time: number;
  /** Microseconds between two points, smoothed; null before the second. */
  usual: number | null;
  readonly times: number[];
  /** Cumulative points by their start: processes that call themselves alike may take turns. */
  readonly runs: Map<number, Run>;
  /** Of a delta that rises and falls: what it has come to. */
  level: number;
}

/** Turns points, as they come, into frames. It remembers of each series its last point and no more. */
export class PointBook {
  readonly #series = new Map<string, Series>();
  /** Type and unit of each name as it was first told. */
  readonly #said = new Map<string, string>();
  #keys = 0;

  take({ scopes, bad, badReason }: OtlpMetrics): TakenPoints {
    const open = new Map<string, OpenFrame>();
    const count = { points: 0, rejected: bad, duplicates: 0, late: 0, gaps: 0, restarts: 0 };
    let reason = badReason;
    let last: OpenFrame | null = null;
    const frame = (from: number, to: number): OpenFrame => {
      const a = Math.floor(from / 1_000) * 1_000;
      const b = Math.floor(to / 1_000) * 1_000;
      if (last !== null && last.from === a && last.to === b) return last;
      const key = `${a} ${b}`;
      const found = open.get(key) ?? new OpenFrame(a, b);
      open.set(key, found);
      last = found;
      return found;
    };
    for (const scope of scopes) {
      const scopeKey = `\u0000${labelKey(scope.resource)}\u0000${scope.scope}`;
      for (const metric of scope.metrics) {
        const type = typeOf(metric);
        for (const point of metric.points) {
          count.points += 1;
          const fault = this.#refuses(metric, type) ?? this.#takePoint(scope, scopeKey, metric, type, point, frame, count);
          if (fault === null) continue;
          count.rejected += 1;
          reason ??= `${metric.name}: ${fault}`;
        }
      }
    }
    return { ...count, reason, frames: [...open.values()].filter(({ values }) => values.size > 0).sort((a, b) => a.to - b.to || a.from - b.from) };
  }

  #refuses(metric: OtlpMetric, type: SeriesType): string | null {
    if (metric.name === '') return 'a metric without a name';
    if (metric.temporality === 'unspecified' && (metric.type === 'sum' || metric.type === 'histogram')) return 'neither delta nor cumulative';
    // Exponential and explicit buckets of one name are two families; a column takes the one that counts more.
    const said = `${type} ${metric.unit}`;
    const name = `${metric.name}${type === 'e' ? '\u0000e' : ''}`;
    const before = this.#said.get(name);
    if (before === undefined) this.#said.set(name, said);
    else if (before !== said) return `it was told as ${words(before)} before, now as ${words(said)}`;
    return null;
  }

  #takePoint(scope: OtlpScope, scopeKey: string, metric: OtlpMetric, type: SeriesType, point: OtlpPoint, frame: (from: number, to: number) => OpenFrame, count: Counting): string | null {
    const pointType = point.kind === 'exponential' ? 'e' : type;
    const id = `${metric.name}\u0000${pointType}${metric.temporality}${scopeKey}\u0000${labelKey(point.attributes)}`;
    let series = this.#series.get(id);
    if (series === undefined) {
      if (this.#series.size >= otlpLimits.series) return `more than ${otlpLimits.series.toLocaleString('en-US')} series`;
      const labels = labelsOf(scope.resource, scope.scope, point.attributes);
      series = { keys: new SeriesKeys(metric.name, pointType, metric.unit, labels), time: 0, usual: null, times: [], runs: new Map(), level: 0 };
      this.#series.set(id, series);
    }
    if (this.#keys >= otlpLimits.keys || series.keys.size >= otlpLimits.seriesKeys) return 'more buckets than can be kept apart';
    const before = series.keys.size;
    const fault = this.#countPoint(series, metric, pointType, point, frame, count);
    this.#keys += series.keys.size - before;
    return fault;
  }

  #countPoint(series: Series, metric: OtlpMetric, pointType: SeriesType, point: OtlpPoint, frame: (from: number, to: number) => OpenFrame, count: Counting): string | null {
    if (point.noValue) {
      series.runs.clear();
      return null;
    }
    if (point.kind === 'number' && !Number.isFinite(point.value)) return 'a value that is no number';
    const cumulative = metric.temporality === 'cumulative' && pointType !== 'g';
    const run = cumulative ? series.runs.get(point.start) : undefined;
    if (cumulative ? run?.time === point.time : series.times.includes(point.time)) {
      count.duplicates += 1;
      return null;
    }
    const late = cumulative ? run !== undefined && point.time < run.time : point.time < series.time;
    if (late) count.late += 1;
    if (!late) this.#pace(series, point.time);
    series.times.push(point.time);
    if (series.times.length > rememberedTimes) series.times.shift();
    if (cumulative) return late ? null : this.#takeCumulative(series, run, point, frame, count);
    if (point.kind === 'number' && pointType === 'g') {
      series.level = metric.type === 'sum' && metric.temporality === 'delta' ? series.level + point.value : point.value;
      frame(point.time, point.time).level(series.keys.plain(), series.level);
      return null;
    }
    // A delta of days says no more of when than one that does not say since when.
    const since = point.start > 0 && point.time - point.start <= longestDelta ? point.start : point.time;
    writePoint(frame(since, point.time), series.keys, point);
    return null;
  }

  #takeCumulative(series: Series, run: Run | undefined, point: OtlpPoint, frame: (from: number, to: number) => OpenFrame, count: Counting): string | null {
    const allowed = series.usual === null ? firstSpan : gapIntervals * Math.max(shortestInterval, series.usual);
    series.runs.delete(point.start);
    series.runs.set(point.start, { time: point.time, last: point });
    for (const [oldest] of series.runs) if (series.runs.size > mostRuns) series.runs.delete(oldest);
    if (run === undefined) {
      if (series.runs.size > 1) count.restarts += 1;
      // The collector's Prometheus receiver says of the first look at a counter that it began at that moment, with all that it had before: not counted.
      if (point.start > 0 && point.time > point.start && point.time - point.start <= Math.max(firstSpan, allowed)) writePoint(frame(point.start, point.time), series.keys, point);
      return null;
    }
    const span = point.time - run.time;
    if (span > allowed) {
      count.gaps += 1;
      return null;
    }
    const since = pointSince(point, run.last);
    if (since === 'other buckets') return 'its buckets are others than before, without a new start';
    if (since === 'fell') count.restarts += 1;
    // What fell without a new start began anew some time since the last look, as Prometheus has it.
    writePoint(frame(run.time, point.time), series.keys, since === 'fell' ? point : since);
    return null;
  }

  #pace(series: Series, time: number): void {
    const span = time - series.time;
    if (series.time > 0 && span > 0) {
      const allowed = series.usual === null ? Infinity : gapIntervals * Math.max(shortestInterval, series.usual);
      // One long silence is no new pace; the same silence again and again is.
      series.usual = series.usual === null ? span : 0.8 * series.usual + 0.2 * Math.min(span, 4 * allowed);
    }
    series.time = time;
  }
}

function typeOf({ type, monotonic, points }: OtlpMetric): SeriesType {
  if (type === 'sum') return monotonic ? 'c' : 'g';
  if (type === 'gauge') return 'g';
  if (type === 'summary') return 's';
  return points[0]?.kind === 'exponential' ? 'e' : 'h';
}

function words(said: string): string {
  const unit = said.slice(2);
  const type = { c: 'a counter', g: 'a level', h: 'a histogram', e: 'an exponential histogram', s: 'a summary' }[said[0] ?? ''] ?? 'something else';
  return unit === '' ? type : `${type} in ${unit}`;
}
