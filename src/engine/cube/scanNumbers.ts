import { binEdges, quantileOfSorted, type SortedSamples } from '../../core/cube/binEdges';
import { distinctOf, scoreBins } from '../../core/cube/chooseBins';
import type { LatencyColumn, RegressionTable, ScoreTable } from '../../core/cube/cube';
import type { CubeBudget } from '../../core/cube/cubeBudget';
import type { LogColumn, OpenedLog } from '../log/openedLog';
import { LatencyCounter } from './latencyCounter';
import { NumericCounter, type NumericCounts } from './numericCounter';
import { RegressionCounter } from './regressionCounter';
import { readSample, type SamplePlan } from './sampleLog';
import { ScoreCounter } from './scoreCounter';
import { SlotRuns } from './slotRuns';
import type { PlacedAxis } from './slotSql';

/** Columns a pass: more would hold many megabytes a chunk, fewer would place the rows on the axis again and again. */
const columnsAPass = 64;

export interface NumberPlan {
  /** Columns to bin, without latency. */
  readonly columns: readonly LogColumn[];
  readonly latency: LogColumn | null;
  /** `label` is a DOUBLE expression: 1 positive, 0 negative, NULL unlabelled. */
  readonly score: { readonly column: LogColumn; readonly label: string } | null;
  readonly regression: { readonly prediction: LogColumn; readonly label: LogColumn } | null;
}

export interface NumberTables {
  readonly columns: ReadonlyMap<string, NumericCounts & { readonly centre: number }>;
  readonly latency: LatencyColumn | null;
  readonly score: ScoreTable | null;
  readonly regression: RegressionTable | null;
}

export interface Scan {
  readonly log: OpenedLog;
  readonly axis: PlacedAxis;
  readonly slots: number;
  readonly budget: CubeBudget;
  readonly signal?: AbortSignal;
  readonly onRows?: (rows: number) => void;
}

/**
 * Counts all numbers of a log. DuckDB reads, decodes and places the rows on the axis in its threads; the counting is done
 * here on its vectors in place: measured, that is faster than `histogram(column, edges)` with the moments beside it, whose
 * every aggregate looks up the row's group again.
 */
export async function scanNumbers(scan: Scan, plan: NumberPlan, sample: SamplePlan): Promise<NumberTables> {
  const counted = new Map<string, NumericCounts & { readonly centre: number }>();
  let latency: LatencyColumn | null = null;
  let score: ScoreTable | null = null;
  let regression: RegressionTable | null = null;
  for (let from = 0, first = true; first || from < plan.columns.length; from += columnsAPass, first = false) {
    const columns = plan.columns.slice(from, from + columnsAPass);
    const pass = new NumberPass(scan, columns, columns.length === 0 ? [] : await readSample(scan.log, scan.axis, sample, columns, scan.signal));
    if (first) pass.withOutcomes(plan);
    await pass.run();
    const again = columns.filter((column) => pass.overflowed(column));
    pass.collect(counted);
    if (again.length > 0) {
      const repeat = new NumberPass(scan, again, again.map((column) => pass.sampleOf(column)), true);
      await repeat.run();
      repeat.collect(counted);
    }
    if (first) {
      latency = pass.latencyTable();
      regression = pass.regressionTable(plan);
      score = await pass.scoreTable(plan, counted);
    }
  }
  return { columns: counted, latency, score, regression };
}

class NumberPass {
  private readonly counters: readonly NumericCounter[];
  private readonly centres: readonly number[];
  private readonly expressions: string[] = [];
  private readonly readers: ((chunk: { numbers(c: number): Float64Array; mask(c: number): Uint8Array | null }, runs: SlotRuns) => void)[] = [];
  private latency: { readonly counter: LatencyCounter; readonly name: string } | null = null;
  private score: ScoreCounter | null = null;
  private regression: RegressionCounter | null = null;

  constructor(private readonly scan: Scan, private readonly columns: readonly LogColumn[], private readonly samples: readonly SortedSamples[], edgesOnly = false) {
    this.centres = samples.map((sample) => quantileOfSorted(sample.whole, 0.5) || 0);
    this.counters = columns.map((column, i) => {
      const limit = edgesOnly ? 0 : scan.budget.values;
      const found = this.samples[i] ?? { baseline: new Float64Array(0), whole: new Float64Array(0) };
      const distinct = limit === 0 ? null : distinctOf(found, limit);
      const bins = distinct === null ? ({ kind: 'edges', edges: binEdges(found, scan.budget.bins) } as const) : ({ kind: 'values', values: distinct } as const);
      const counter = new NumericCounter(scan.slots, bins, this.centres[i] ?? 0, limit);
      const at = this.expression(column.sql);
      this.readers.push((chunk, runs) => counter.read(chunk.numbers(at), chunk.mask(at), runs));
      return counter;
    });
  }

  withOutcomes(plan: NumberPlan): void {
    if (plan.latency !== null) {
      const counter = new LatencyCounter(this.scan.slots);
      this.latency = { counter, name: plan.latency.name };
      const at = this.expression(plan.latency.sql);
      this.readers.push((chunk, runs) => counter.read(chunk.numbers(at), chunk.mask(at), runs));
    }
    if (plan.score !== null) {
      const i = this.columns.indexOf(plan.score.column);
      const bins = scoreBins(this.samples[i], this.scan.budget);
      this.score = this.readScore(plan.score, bins.edges, bins.values);
    }
    if (plan.regression !== null) {
      const label = this.columns.indexOf(plan.regression.label);
      const counter = new RegressionCounter(this.scan.slots, this.centres[label] ?? 0);
      this.regression = counter;
      const p = this.expression(plan.regression.prediction.sql);
      const y = this.expression(plan.regression.label.sql);
      this.readers.push((chunk, runs) => counter.read(chunk.numbers(p), chunk.mask(p), chunk.numbers(y), chunk.mask(y), runs));
    }
  }

  async run(): Promise<void> {
    const { log, axis, signal, onRows } = this.scan;
    if (this.readers.length === 0) return;
    const runs = new SlotRuns();
    const list = this.expressions.map((sql, i) => `${sql} AS c${i}`).join(', ');
    await log.duck.stream(
      `SELECT ${axis.slot} AS s, ${list} FROM ${log.relation}`,
      (chunk) => {
        runs.read(chunk.integers(0));
        for (const read of this.readers) read(chunk, runs);
        onRows?.(chunk.rows);
      },
      signal,
    );
  }

  overflowed(column: LogColumn): boolean {
    return this.counters[this.columns.indexOf(column)]?.overflow ?? false;
  }

  sampleOf(column: LogColumn): SortedSamples {
    return this.samples[this.columns.indexOf(column)] ?? { baseline: new Float64Array(0), whole: new Float64Array(0) };
  }

  collect(into: Map<string, NumericCounts & { readonly centre: number }>): void {
    this.columns.forEach((column, i) => {
      const counter = this.counters[i];
      if (counter !== undefined && !counter.overflow) into.set(column.name, { ...counter.finish(), centre: this.centres[i] ?? 0 });
    });
  }

  latencyTable(): LatencyColumn | null {
    return this.latency === null ? null : this.latency.counter.finish(this.latency.name);
  }

  regressionTable(plan: NumberPlan): RegressionTable | null {
    return this.regression === null || plan.regression === null ? null : this.regression.finish(plan.regression.prediction.name, plan.regression.label.name);
  }

  /** The score table; counted again where the sample's values turned out not to be all of them. */
  async scoreTable(plan: NumberPlan, counted: ReadonlyMap<string, NumericCounts>): Promise<ScoreTable | null> {
    if (this.score === null || plan.score === null) return null;
    const name = plan.score.column.name;
    if (!this.score.overflow) return this.score.finish(name);
    const known = counted.get(name);
    const again = new NumberPass(this.scan, [], []);
    const bins = known !== undefined && known.values !== null ? known : scoreBins(this.sampleOf(plan.score.column), this.scan.budget, true);
    const counter = again.readScore(plan.score, bins.edges, bins.values);
    await again.run();
    return counter.finish(name);
  }

  private readScore(plan: NonNullable<NumberPlan['score']>, edges: Float64Array, values: Float64Array | null): ScoreCounter {
    const counter = new ScoreCounter(this.scan.slots, edges, values);
    const p = this.expression(plan.column.sql);
    const y = this.expression(plan.label);
    this.readers.push((chunk, runs) => counter.read(chunk.numbers(p), chunk.mask(p), chunk.numbers(y), chunk.mask(y), runs));
    return counter;
  }

  /** Position in the query's result; column 0 is the slot. */
  private expression(sql: string): number {
    const found = this.expressions.indexOf(sql);
    return found >= 0 ? found + 1 : this.expressions.push(sql);
  }
}
