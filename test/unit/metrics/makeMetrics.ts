import type { HistogramMetric, LevelMetric, MeanMetric, MetricColumn, RateMetric, RatioMetric } from '../../../src/core/metrics/metricColumn';
import type { MetricRole } from '../../../src/core/metrics/metricRole';

/* Metric columns for tests, slot by slot. */

const about = (name: string, role: MetricRole, unit: string) => ({ source: 'prod', id: `prod:${name}`, name, metric: name.replaceAll(' ', '_'), role, unit });

export function level(name: string, samples: readonly (readonly number[])[], role: MetricRole = 'queue', unit = ''): LevelMetric {
  const of = (make: (slot: readonly number[]) => number) => Float64Array.from(samples, make);
  return {
    ...about(name, role, unit), kind: 'level', n: of(({ length }) => length), sum: of((slot) => slot.reduce((sum, x) => sum + x, 0)), sumSq: of((slot) => slot.reduce((sum, x) => sum + x * x, 0)),
    min: of((slot) => (slot.length === 0 ? NaN : Math.min(...slot))), max: of((slot) => (slot.length === 0 ? NaN : Math.max(...slot))),
  };
}

export function rate(name: string, amount: readonly number[], seconds: readonly number[], role: MetricRole = 'requests', unit = 'requests'): RateMetric {
  return { ...about(name, role, unit), kind: 'rate', amount: Float64Array.from(amount), seconds: Float64Array.from(seconds) };
}

export function ratio(name: string, part: readonly number[], whole: readonly number[]): RatioMetric {
  return { ...about(name, 'errors', 'share'), kind: 'ratio', part: Float64Array.from(part), whole: Float64Array.from(whole) };
}

export function mean(name: string, sum: readonly number[], count: readonly number[]): MeanMetric {
  return { ...about(name, 'latency', 'ms'), kind: 'mean', sum: Float64Array.from(sum), count: Float64Array.from(count) };
}

/** Observations of each slot, counted in buckets. */
export function histogram(name: string, slots: readonly (readonly number[])[], edges: readonly number[], role: MetricRole = 'latency', unit = 'ms'): HistogramMetric {
  const width = edges.length + 1;
  const counts = new Float64Array(slots.length * width);
  slots.forEach((slot, s) => {
    for (const x of slot) {
      const at = edges.findIndex((edge) => x <= edge);
      const k = s * width + (at < 0 ? edges.length : at);
      counts[k] = (counts[k] ?? 0) + 1;
    }
  });
  return { ...about(name, role, unit), kind: 'histogram', edges: Float64Array.from(edges), counts, sum: Float64Array.from(slots, (slot) => slot.reduce((sum, x) => sum + x, 0)), native: null };
}

export const everyKind = (slots: number): readonly MetricColumn[] => {
  const each = <T>(make: (slot: number) => T): T[] => Array.from({ length: slots }, (_, slot) => make(slot));
  return [
    histogram('request duration', each((slot) => Array.from({ length: 40 }, (_, i) => 10 + i + (slot >= slots / 2 ? 60 : 0))), [10, 25, 50, 100, 250]),
    rate('requests', each(() => 40), each(() => 60)),
    ratio('errors', each((slot) => (slot >= slots / 2 ? 4 : 1)), each(() => 40)),
    level('queue depth', each((slot) => (slot >= slots / 2 ? [6, 7, 8, 9] : [1, 2, 1, 2]))),
    mean('preprocess', each((slot) => 400 + slot), each(() => 40)),
  ];
};
