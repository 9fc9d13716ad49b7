import type { LatencyColumn } from '../cube/cube';
import type { Series } from '../domain/report';
import { orderQuantile, sketchOrder } from './latencyOrder';

export interface SlotPercentile {
  readonly name: string;
  readonly p: number;
  /** Rows that a slot needs for it. */
  readonly least: number;
}

/** Percentiles of latency by slot, ms, from the sketch bins; null where a slot has fewer rows than one needs. */
export function latencyBySlot(column: LatencyColumn, slots: number, percentiles: readonly SlotPercentile[]): readonly Series[] {
  const orders = Array.from({ length: slots }, (_, slot) =>
    sketchOrder({
      kind: 'latency',
      name: column.name,
      relativeError: column.relativeError,
      firstIndex: column.firstIndex,
      counts: column.counts.subarray(slot * column.width, (slot + 1) * column.width),
      zero: column.zero[slot] ?? 0,
      missing: column.missing[slot] ?? 0,
      moments: { n: 0, mean: 0, variance: 0, min: column.min[slot] ?? Number.NaN, max: column.max[slot] ?? Number.NaN },
    }),
  );
  return percentiles.map(({ name, p, least }) => ({
    id: `latency.${name}`,
    title: `${name} latency`,
    family: 'service',
    unit: 'ms',
    values: orders.map((order) => (order.n >= least ? orderQuantile(order, p) : null)),
    n: orders.map((order) => order.n),
  }));
}
