import { readOtlpJson } from '../../../src/core/otlp/readOtlpJson';
import { PointBook, type TakenPoints } from '../../../src/core/otlp/pointBook';
import { FamilyBook } from '../../../src/core/otlp/familyBook';
import { FrameColumns } from '../../../src/core/otlp/frameColumns';
import type { Frame } from '../../../src/core/otlp/frame';
import type { MetricPlan } from '../../../src/core/metrics/metricPlan';
import type { MetricColumn } from '../../../src/core/metrics/metricColumn';
import { recognise } from '../../../src/core/metrics/recognise/recognise';

/* OTLP/JSON by hand: times in seconds since `base` (or since 1970 where they are that large), slots of a minute. */

export const second = 1_000_000;
/** Seconds since 1970. */
export const base = Date.UTC(2026, 2, 1) / 1000;
export const axis = { kind: 'time', start: base * second, step: 60 * second, count: 10 } as const;
export const nano = (seconds: number): string => String(BigInt(Math.round((seconds >= 1e9 ? seconds : base + seconds) * 1e6)) * 1000n);
export const attributes = (of: Readonly<Record<string, string | number>>) => Object.entries(of).map(([key, value]) => ({ key, value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) } }));

export interface Told {
  readonly at: number;
  readonly since?: number;
  readonly of?: Readonly<Record<string, string | number>>;
  readonly [field: string]: unknown;
}

/** A data point; what is not time or attributes goes into it as it stands. */
export const point = ({ at, since = 0, of = {}, ...rest }: Told) => ({ timeUnixNano: nano(at), ...(since === 0 ? {} : { startTimeUnixNano: nano(since) }), attributes: attributes(of), ...rest });
export const delta = 1;
export const cumulative = 2;
export const sum = (name: string, temporality: number, points: readonly Told[], more: object = { isMonotonic: true }) => ({ name, unit: '{request}', sum: { aggregationTemporality: temporality, ...more, dataPoints: points.map(point) } });
export const gauge = (name: string, unit: string, points: readonly Told[]) => ({ name, unit, gauge: { dataPoints: points.map(point) } });
export const histogram = (name: string, temporality: number, points: readonly Told[], unit = 's') => ({ name, unit, histogram: { aggregationTemporality: temporality, dataPoints: points.map(point) } });
export const exponential = (name: string, temporality: number, points: readonly Told[], unit = 's') => ({ name, unit, exponentialHistogram: { aggregationTemporality: temporality, dataPoints: points.map(point) } });
export const document = (metrics: readonly object[], resource: Readonly<Record<string, string | number>> = { 'service.name': 'churn', 'service.instance.id': 'a' }) => ({ resourceMetrics: [{ resource: { attributes: attributes(resource) }, scopeMetrics: [{ scope: { name: 'lib' }, metrics }] }] });

/** Documents in turn, through one book. */
export function told(...documents: readonly unknown[]): { readonly frames: readonly Frame[]; readonly taken: readonly TakenPoints[] } {
  const book = new PointBook();
  const taken = documents.map((one) => book.take(readOtlpJson(one)));
  return { frames: taken.flatMap(({ frames }) => frames), taken };
}

export function columnOf(plan: MetricPlan, frames: readonly Frame[], filter: Readonly<Record<string, string>> = {}): MetricColumn | null {
  const identity = { source: 'otel', id: `otel:${plan.name}`, name: plan.name, metric: plan.metric, role: plan.role, unit: plan.unit };
  const columns = new FrameColumns([{ plan, identity }], axis, filter);
  for (const frame of frames) columns.add(frame);
  return columns.columns()[0]?.column ?? null;
}

export function recognised(frames: readonly Frame[]) {
  const book = new FamilyBook();
  for (const frame of frames) frame.each((key) => void book.see(key));
  return { families: book.families, ...recognise(book.families) };
}

export const rate = (metric: string): MetricPlan => ({ kind: 'rate', name: 'x', metric, role: 'requests', unit: 'requests', scale: 1, reason: '', of: { metric, matchers: [] } });
export const latency = (metric: string): MetricPlan => ({ kind: 'histogram', name: 'x', metric, role: 'latency', unit: 'ms', scale: 1000, reason: '', native: false, of: { metric, matchers: [] } });
export const level = (metric: string, aggregate: 'sum' | 'mean' | 'max' = 'sum'): MetricPlan => ({ kind: 'level', name: 'x', metric, role: 'queue', unit: '', scale: 1, reason: '', aggregate, of: { metric, matchers: [] } });
