import type { Cube } from '../../core/cube/cube';
import type { ExactAnswers, LevelTable, ScoreByLabel, ValueTable } from '../../core/cube/exact';
import type { SlotRange } from '../../core/domain/window';
import type { OpenedLog } from '../log/openedLog';
import { columnOfRole } from './logRoles';
import { placeAxis } from './makeAxis';
import { outcomesOf } from './outcomesOf';

export interface ExactOptions {
  /** What is wanted; features and levels by name, or all that the cube answers only in bins. Default: everything. */
  readonly which?: { readonly latency?: boolean; readonly scores?: boolean; readonly features?: readonly string[] | 'all'; readonly levels?: readonly string[] | 'all' };
  /** Bound of the rows of all value tables together; what would go beyond it is left to the bins. Default 5,000,000. */
  readonly maxCells?: number;
  readonly positive?: string;
  readonly signal?: AbortSignal;
}

interface Windows {
  readonly baseline: SlotRange;
  readonly current: SlotRange;
}

/** Exact tables from the rows of both windows for what the cube holds in bins only. */
export async function readExact(log: OpenedLog, cube: Cube, windows: Windows, options: ExactOptions = {}): Promise<ExactAnswers> {
  const { which = { latency: true, scores: true, features: 'all', levels: 'all' }, signal } = options;
  const reader = new ExactReader(log, cube, windows, options.maxCells ?? 5_000_000, signal);
  const answers: { latency?: ValueTable; scores?: ScoreByLabel; features?: Record<string, ValueTable>; levels?: Record<string, LevelTable> } = {};
  const latency = columnOfRole(log, 'latency');
  if (which.latency === true && latency !== null && cube.columns.some((column) => column.kind === 'latency')) {
    const table = await reader.values(latency.sql, latency.profile.distinct);
    if (table !== null) answers.latency = table;
  }
  if (which.scores === true && cube.score !== null && cube.score.values === null) {
    const { score } = await outcomesOf(log, { ...(options.positive === undefined ? {} : { positive: options.positive }), ...(signal === undefined ? {} : { signal }) });
    const table = score === null ? null : await reader.scores(score.column.sql, score.label, score.column.profile.distinct);
    if (table !== null) answers.scores = table;
  }
  const wanted = (names: readonly string[] | 'all' | undefined, name: string): boolean => names === 'all' || (names?.includes(name) ?? false);
  // Names come from the log: no prototype, so that `__proto__` is a name like any other.
  const features = Object.create(null) as Record<string, ValueTable>;
  const levels = Object.create(null) as Record<string, LevelTable>;
  for (const column of cube.columns) {
    const source = log.columns.find(({ name }) => name === column.name);
    if (source === undefined) continue;
    if (column.kind === 'numeric' && column.values === null && wanted(which.features, column.name)) {
      const table = await reader.values(source.sql, source.profile.distinct);
      if (table !== null) features[column.name] = table;
    } else if (column.kind === 'category' && column.restLevels > 0 && wanted(which.levels, column.name)) {
      const table = await reader.levels(source.sql, column.levels.length + column.restLevels);
      if (table !== null) levels[column.name] = table;
    }
  }
  if (Object.keys(features).length > 0) answers.features = features;
  if (Object.keys(levels).length > 0) answers.levels = levels;
  return answers;
}

class ExactReader {
  private readonly from: string;
  private readonly inBaseline: string;
  private readonly inCurrent: string;
  private readonly rows: number;

  constructor(private readonly log: OpenedLog, cube: Cube, windows: Windows, private cells: number, private readonly signal?: AbortSignal) {
    const { slot } = placeAxis(log, cube.axis);
    const inside = (range: SlotRange): string => `s >= ${range.from} AND s < ${range.to}`;
    this.inBaseline = inside(windows.baseline);
    this.inCurrent = inside(windows.current);
    this.from = `(SELECT *, ${slot} AS s FROM ${log.relation}) AS r WHERE ((${this.inBaseline}) OR (${this.inCurrent}))`;
    let rows = 0;
    for (const { from, to } of [windows.baseline, windows.current]) for (let s = from; s < to; s += 1) rows += cube.rows[s] ?? 0;
    this.rows = rows;
  }

  async values(sql: string, distinct: number): Promise<ValueTable | null> {
    // Adding 0 makes -0 and 0 one value.
    const columns = await this.table(`${sql} + 0.0::DOUBLE AS v, ${this.count('b', this.inBaseline)}, ${this.count('c', this.inCurrent)}`, `isfinite(${sql})`, 3, distinct);
    if (columns === null) return null;
    const [values, baseline, current] = columns as [Float64Array, Float64Array, Float64Array];
    return { values, baseline, current };
  }

  async scores(sql: string, label: string, distinct: number): Promise<ScoreByLabel | null> {
    const sides = [this.inBaseline, this.inCurrent].flatMap((side, i) => [1, 0].map((y) => this.count(`n${i}${y}`, `${side} AND (${label}) = ${y}`)));
    const columns = await this.table(`${sql} + 0.0::DOUBLE AS v, ${sides.join(', ')}`, `isfinite(${sql})`, 5, distinct);
    if (columns === null) return null;
    const [values, baselinePositive, baselineNegative, currentPositive, currentNegative] = columns as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
    return { values, baselinePositive, baselineNegative, currentPositive, currentNegative };
  }

  async levels(sql: string, distinct: number): Promise<LevelTable | null> {
    if (!this.affords(distinct)) return null;
    const columns = await this.log.duck.columns(
      `SELECT ${sql} AS v, ${this.count('b', this.inBaseline)}, ${this.count('c', this.inCurrent)} FROM ${this.from} AND ${sql} IS NOT NULL GROUP BY 1 ORDER BY b + c DESC, v LIMIT ${Math.max(1, this.cells + 1)}`,
      [],
      this.signal,
    );
    const levels = Array.from(columns[0]?.values ?? [], String);
    return this.spend(levels.length) ? { levels, baseline: Float64Array.from(columns[1]?.values ?? [], Number), current: Float64Array.from(columns[2]?.values ?? [], Number) } : null;
  }

  /** The columns of a grouped query in ascending order of the value; null where they would go beyond the bound. */
  private async table(select: string, where: string, width: number, distinct: number): Promise<readonly Float64Array[] | null> {
    if (!this.affords(distinct)) return null;
    const parts: Float64Array[][] = Array.from({ length: width }, () => []);
    let length = 0;
    await this.log.duck.stream(
      `SELECT * FROM (SELECT ${select} FROM ${this.from} AND ${where} GROUP BY 1) ORDER BY v LIMIT ${Math.max(1, this.cells + 1)}`,
      (chunk) => {
        length += chunk.rows;
        parts.forEach((part, j) => part.push(chunk.numbers(j).slice()));
      },
      this.signal,
    );
    if (!this.spend(length)) return null;
    return parts.map((part) => {
      const all = new Float64Array(length);
      let at = 0;
      for (const piece of part) {
        all.set(piece, at);
        at += piece.length;
      }
      return all;
    });
  }

  private count(name: string, where: string): string {
    return `(count(*) FILTER (${where}))::DOUBLE AS ${name}`;
  }

  /** `distinct` may be an estimate; 20 % of doubt is held against it. */
  private affords(distinct: number): boolean {
    return Math.min(distinct * 0.8, this.rows) <= this.cells;
  }

  private spend(cells: number): boolean {
    if (cells > this.cells) return false;
    this.cells -= cells;
    return true;
  }
}
