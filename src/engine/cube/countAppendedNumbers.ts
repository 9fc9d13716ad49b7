import type { Cube, LatencyColumn, NumericColumn, RegressionTable, ScoreTable } from '../../core/cube/cube';
import type { LogColumn } from '../log/openedLog';
import { LatencyCounter } from './latencyCounter';
import { NumericCounter } from './numericCounter';
import type { Outcomes } from './outcomesOf';
import { RegressionCounter } from './regressionCounter';
import type { Scan } from './scanNumbers';
import { ScoreCounter } from './scoreCounter';
import { SlotRuns } from './slotRuns';

export interface AppendedNumbers {
  readonly columns: ReadonlyMap<string, NumericColumn>;
  readonly latency: LatencyColumn | null;
  readonly score: ScoreTable | null;
  readonly regression: RegressionTable | null;
}

type Reader = (chunk: { numbers(c: number): Float64Array; mask(c: number): Uint8Array | null }, runs: SlotRuns) => void;

/** Counts numbers by the bins of a cube that is there; a column of single values may meet new ones, `mostValues` together. */
export async function countAppendedNumbers(scan: Scan, base: Cube, columns: ReadonlyMap<string, LogColumn>, latency: LogColumn | null, outcomes: Outcomes, mostValues: number): Promise<AppendedNumbers> {
  const pass = new Pass(scan);
  const numeric = base.columns.filter((column) => column.kind === 'numeric');
  const counters = numeric.map((column) => pass.numeric(column, columns.get(column.name), mostValues));
  const ofLatency = latency === null || !base.columns.some(({ kind }) => kind === 'latency') ? null : pass.latency(latency);
  const { score, regression } = outcomes;
  const ofScore = base.score === null || score === null ? null : pass.score(base.score.edges, base.score.values, score.column.sql, score.label);
  const ofRegression = base.regression === null || regression === null ? null : pass.regression(base.regression.labelCentre, regression.prediction.sql, regression.label.sql);
  await pass.run();
  // Bins of single values that could not take up all new values become half-open ones; a score's take up none while they are counted.
  const again = new Pass(scan);
  const others = counters.map((counter, i) => {
    const column = numeric[i];
    return counter?.overflow === true && column !== undefined ? again.numeric({ ...column, values: null }, columns.get(column.name), 0) : null;
  });
  const values = ofScore?.overflow === true && score !== null ? await scoreValues(scan, base.score, score.column.sql, mostValues) : null;
  const scoreAgain = ofScore?.overflow === true && score !== null ? again.score(values === null ? (base.score?.edges ?? new Float64Array(0)) : values.slice(0, -1), values, score.column.sql, score.label) : null;
  await again.run();
  const found = new Map<string, NumericColumn>();
  numeric.forEach((column, i) => {
    const counter = others[i] ?? counters[i];
    if (counter !== null && counter !== undefined) found.set(column.name, { ...column, ...counter.finish() });
  });
  return {
    columns: found,
    latency: ofLatency === null || latency === null ? null : ofLatency.finish(latency.name),
    score: (scoreAgain ?? ofScore)?.finish(base.score?.column ?? '') ?? null,
    regression: ofRegression?.finish(base.regression?.prediction ?? '', base.regression?.label ?? '') ?? null,
  };
}

/** The known values of a score with those that are new; null where they are too many for a bin each. */
async function scoreValues(scan: Scan, base: ScoreTable | null, sql: string, most: number): Promise<Float64Array | null> {
  const rows = await scan.log.duck.rows(`SELECT DISTINCT ${sql} AS v FROM ${scan.log.relation} WHERE isfinite(${sql}) AND ${scan.axis.slot} >= 0 LIMIT ${most + 1}`, [], scan.signal);
  const all = new Set([...(base?.values ?? []), ...rows.map((row) => Number(row['v']) + 0)]);
  return all.size > most ? null : Float64Array.from(all).sort();
}

/** One pass over the new rows. */
class Pass {
  private readonly expressions: string[] = [];
  private readonly readers: Reader[] = [];

  constructor(private readonly scan: Scan) {}

  numeric(base: NumericColumn, column: LogColumn | undefined, mostValues: number): NumericCounter | null {
    if (column === undefined) return null;
    // A column that had no value yet takes single values.
    const isEmpty = base.edges.length === 0 && base.values === null;
    const bins = base.values !== null ? ({ kind: 'values', values: base.values } as const) : isEmpty && mostValues > 0 ? ({ kind: 'values', values: new Float64Array(0) } as const) : ({ kind: 'edges', edges: base.edges } as const);
    const counter = new NumericCounter(this.scan.slots, bins, base.centre, mostValues);
    const at = this.expression(column.sql);
    this.readers.push((chunk, runs) => counter.read(chunk.numbers(at), chunk.mask(at), runs));
    return counter;
  }

  latency(column: LogColumn): LatencyCounter {
    const counter = new LatencyCounter(this.scan.slots);
    const at = this.expression(column.sql);
    this.readers.push((chunk, runs) => counter.read(chunk.numbers(at), chunk.mask(at), runs));
    return counter;
  }

  score(edges: Float64Array, values: Float64Array | null, score: string, label: string): ScoreCounter {
    const counter = new ScoreCounter(this.scan.slots, edges, values);
    const [p, y] = [this.expression(score), this.expression(label)];
    this.readers.push((chunk, runs) => counter.read(chunk.numbers(p), chunk.mask(p), chunk.numbers(y), chunk.mask(y), runs));
    return counter;
  }

  regression(centre: number, prediction: string, label: string): RegressionCounter {
    const counter = new RegressionCounter(this.scan.slots, centre);
    const [p, y] = [this.expression(prediction), this.expression(label)];
    this.readers.push((chunk, runs) => counter.read(chunk.numbers(p), chunk.mask(p), chunk.numbers(y), chunk.mask(y), runs));
    return counter;
  }

  async run(): Promise<void> {
    const { log, axis, signal } = this.scan;
    if (this.readers.length === 0) return;
    const runs = new SlotRuns();
    const list = this.expressions.map((sql, i) => `${sql} AS c${i}`).join(', ');
    await log.duck.stream(
      `SELECT ${axis.slot} AS s, ${list} FROM ${log.relation}`,
      (chunk) => {
        runs.read(chunk.integers(0));
        for (const read of this.readers) read(chunk, runs);
      },
      signal,
    );
  }

  /** Position in the query's result; column 0 is the slot. */
  private expression(sql: string): number {
    const found = this.expressions.indexOf(sql);
    return found >= 0 ? found + 1 : this.expressions.push(sql);
  }
}
