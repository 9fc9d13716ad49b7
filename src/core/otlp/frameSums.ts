import { slotShares } from '../metrics/history/slotShares';
import type { Axis } from '../domain/window';
import { otlpLimits } from './otlpLimits';
import { Spans } from './spans';

export type TimeAxis = Extract<Axis, { kind: 'time' }>;

/** Increases by slot: what rose in a span is shared out over the slots that it lies in. */
export class SlotSums {
  readonly table: Float64Array;
  seen = false;

  constructor(private readonly axis: TimeAxis) {
    this.table = new Float64Array(axis.count);
  }

  add(from: number, to: number, value: number): void {
    const { axis, table } = this;
    if (to > from) {
      slotShares(axis, from, to, (slot, share) => {
        this.seen = true;
        table[slot] = (table[slot] ?? 0) + value * share;
      });
      return;
    }
    // A delta that does not say since when.
    const slot = Math.floor((to - axis.start) / axis.step);
    if (slot < 0 || slot >= axis.count) return;
    this.seen = true;
    table[slot] = (table[slot] ?? 0) + value;
  }
}

/** Seconds of each slot in which something was observed. */
export class SlotSeconds {
  readonly #spans = new Spans();

  constructor(private readonly axis: TimeAxis) {}

  add(from: number, to: number): void {
    this.#spans.add(from, to);
  }

  table(): Float64Array {
    const seconds = new Float64Array(this.axis.count);
    this.#spans.each((from, to) => slotShares(this.axis, from, to, (slot, share) => (seconds[slot] = (seconds[slot] ?? 0) + (share * (to - from)) / 1e6)));
    return seconds;
  }
}

/** Samples of levels by slot, series by series, since processes that report at unlike moments are one sum. */
export class SlotLevels {
  readonly #series = new Map<string, { readonly n: Float64Array; readonly sum: Float64Array; readonly sumSq: Float64Array; readonly min: Float64Array; readonly max: Float64Array }>();

  constructor(private readonly axis: TimeAxis) {}

  get seen(): boolean {
    return this.#series.size > 0;
  }

  /** More series than can be kept apart: a sum of some of them would be wrong. */
  get tooMany(): boolean {
    return this.#series.size >= otlpLimits.levelSeries;
  }

  add(key: string, at: number, value: number): void {
    const slot = Math.floor((at - this.axis.start) / this.axis.step);
    if (slot < 0 || slot >= this.axis.count || !Number.isFinite(value)) return;
    const { count } = this.axis;
    if (this.tooMany && !this.#series.has(key)) return;
    const own = this.#series.get(key) ?? { n: new Float64Array(count), sum: new Float64Array(count), sumSq: new Float64Array(count), min: new Float64Array(count).fill(Infinity), max: new Float64Array(count).fill(-Infinity) };
    this.#series.set(key, own);
    own.n[slot] = (own.n[slot] ?? 0) + 1;
    own.sum[slot] = (own.sum[slot] ?? 0) + value;
    own.sumSq[slot] = (own.sumSq[slot] ?? 0) + value * value;
    own.min[slot] = Math.min(own.min[slot] ?? value, value);
    own.max[slot] = Math.max(own.max[slot] ?? value, value);
  }

  /** All series as one: `n` samples of their sum, their mean or their highest. Of several series, their spreads add up as if each moved by itself. */
  together(aggregate: 'sum' | 'mean' | 'max'): { readonly n: Float64Array; readonly sum: Float64Array; readonly sumSq: Float64Array; readonly min: Float64Array; readonly max: Float64Array } {
    const { count } = this.axis;
    const out = { n: new Float64Array(count), sum: new Float64Array(count), sumSq: new Float64Array(count), min: new Float64Array(count).fill(NaN), max: new Float64Array(count).fill(NaN) };
    const all = [...this.#series.values()];
    for (let slot = 0; slot < count; slot += 1) {
      const here = all.filter(({ n }) => (n[slot] ?? 0) > 0).map(({ n, sum, sumSq, min, max }) => {
        const samples = n[slot] ?? 0;
        const mean = (sum[slot] ?? 0) / samples;
        return { samples, mean, variance: Math.max(0, (sumSq[slot] ?? 0) / samples - mean * mean), min: min[slot] ?? NaN, max: max[slot] ?? NaN };
      });
      if (here.length === 0) continue;
      const add = (pick: (one: (typeof here)[number]) => number): number => here.reduce((total, one) => total + pick(one), 0);
      const share = aggregate === 'mean' ? 1 / here.length : 1;
      const highest = here.reduce((a, b) => (b.mean > a.mean ? b : a));
      const n = Math.max(...here.map(({ samples }) => samples));
      const mean = aggregate === 'max' ? highest.mean : add((one) => one.mean) * share;
      const variance = aggregate === 'max' ? highest.variance : add((one) => one.variance) * share * share;
      out.n[slot] = n;
      out.sum[slot] = n * mean;
      out.sumSq[slot] = n * (variance + mean * mean);
      out.min[slot] = aggregate === 'max' ? Math.max(...here.map(({ min }) => min)) : add(({ min }) => min) * share;
      out.max[slot] = aggregate === 'max' ? Math.max(...here.map(({ max }) => max)) : add(({ max }) => max) * share;
    }
    return out;
  }
}
