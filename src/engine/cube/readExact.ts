import type { Cube } from '../../core/cube/cube';
import type { ExactAnswers, LevelTable, ScoreByLabel, ValueTable } from '../../core/cube/exact';
import type { SlotRange } from '../../core/domain/window';
import type { LogColumn, OpenedLog } from '../log/openedLog';
import { columnOfRole } from './logRoles';
import { placeAxis } from './makeAxis';
import { outcomesOf } from './outcomesOf';
import { readValues, type ValueQuery } from './readValues';

export interface ExactOptions {
  /** What is wanted; features and levels by name, or all that the cube answers only in bins. Default: everything. */
  readonly which?: { readonly latency?: boolean; readonly scores?: boolean; readonly features?: readonly string[] | 'all'; readonly levels?: readonly string[] | 'all' };
  /** Bound of the rows of all tables together; what would go beyond it is left to the bins. Default 2,000,000. */
  readonly maxCells?: number;
  readonly positive?: string;
  /** As in `OutcomeOptions`. */
  readonly within?: number;
  readonly signal?: AbortSignal;
}

/** Windows of more rows than this answer columns of mostly distinct values in bins: reading them exactly would take longer than all else. */
const mostRows = 500_000;

/** Columns are read together while their values are at most this many. */
const valuesAtOnce = 4_000_000;

interface Windows {
  readonly baseline: SlotRange;
  readonly current: SlotRange;
}

type Wanted = { readonly cells: number } & (
  | { readonly kind: 'latency'; readonly column: LogColumn }
  | { readonly kind: 'scores'; readonly column: LogColumn; readonly label: string }
  | { readonly kind: 'feature'; readonly column: LogColumn }
  | { readonly kind: 'levels'; readonly column: LogColumn }
);

/**
 * Exact tables from the rows of both windows for what the cube holds in bins only. What is read is settled before anything is: every table
 * within one bound, in the order latency, scores, features and levels of few values, then the continuous features, all or none of them.
 */
export async function readExact(log: OpenedLog, cube: Cube, windows: Windows, options: ExactOptions = {}): Promise<ExactAnswers> {
  const { signal, maxCells = 2_000_000 } = options;
  const rows = rowsOf(cube, windows.baseline) + rowsOf(cube, windows.current);
  const chosen = chooseWithin(await wantedTables(log, cube, rows, options), rows, maxCells);
  const reader = new ExactReader(log, cube, windows, maxCells, signal);
  const answers: { latency?: ValueTable; scores?: ScoreByLabel; features?: Record<string, ValueTable>; levels?: Record<string, LevelTable> } = {};
  // Names come from the log: no prototype, so that `__proto__` is a name like any other.
  const features = Object.create(null) as Record<string, ValueTable>;
  const levels = Object.create(null) as Record<string, LevelTable>;
  const inOnePass = rows <= mostRows ? chosen.filter(({ kind }) => kind === 'latency' || kind === 'feature') : [];
  const atOnce = Math.max(1, Math.floor(valuesAtOnce / Math.max(1, rows)));
  for (let from = 0; from < inOnePass.length; from += atOnce) {
    const some = inOnePass.slice(from, from + atOnce);
    const tables = await readValues(log.duck, reader.query, some.map(({ column }) => column.sql), rows, signal);
    some.forEach(({ kind, column }, i) => {
      const table = tables[i];
      if (table === undefined || !reader.spend(table.values.length)) return;
      if (kind === 'latency') answers.latency = table;
      else features[column.name] = table;
    });
  }
  for (const wanted of chosen) {
    if (inOnePass.includes(wanted)) continue;
    const { sql, name } = wanted.column;
    if (wanted.kind === 'scores') {
      const table = await reader.scores(sql, wanted.label);
      if (table !== null) answers.scores = table;
    } else if (wanted.kind === 'levels') {
      const table = await reader.levels(sql);
      if (table !== null) levels[name] = table;
    } else {
      const table = await reader.values(sql);
      if (table !== null && wanted.kind === 'latency') answers.latency = table;
      else if (table !== null) features[name] = table;
    }
  }
  if (Object.keys(features).length > 0) answers.features = features;
  if (Object.keys(levels).length > 0) answers.levels = levels;
  return answers;
}

/** What was asked for, the cube has in bins only, and the log has rows of, with the most rows that each table can have. */
async function wantedTables(log: OpenedLog, cube: Cube, rows: number, options: ExactOptions): Promise<Wanted[]> {
  const { which = { latency: true, scores: true, features: 'all', levels: 'all' }, positive, within, signal } = options;
  const wanted: Wanted[] = [];
  // A sample hardly tells how many values the whole has.
  const cellsOf = ({ profile }: LogColumn): number => (log.sampledRows === null ? Math.min(profile.distinct, rows) : rows);
  const latency = columnOfRole(log, 'latency');
  if (which.latency === true && latency !== null && cube.columns.some((column) => column.kind === 'latency')) {
    wanted.push({ kind: 'latency', column: latency, cells: cellsOf(latency) });
  }
  if (which.scores === true && cube.score !== null && cube.score.values === null) {
    const { score } = await outcomesOf(log, { ...(positive === undefined ? {} : { positive }), ...(within === undefined ? {} : { within }), ...(signal === undefined ? {} : { signal }) });
    if (score !== null) wanted.push({ kind: 'scores', ...score, cells: cellsOf(score.column) });
  }
  const isAsked = (names: readonly string[] | 'all' | undefined, name: string): boolean => names === 'all' || (names?.includes(name) ?? false);
  const sources = new Map(log.columns.map((column) => [column.name, column]));
  for (const column of cube.columns) {
    const source = sources.get(column.name);
    if (source === undefined) continue;
    if (column.kind === 'numeric' && column.values === null && isAsked(which.features, column.name)) wanted.push({ kind: 'feature', column: source, cells: cellsOf(source) });
    // The cube counted the levels of all rows itself.
    if (column.kind === 'category' && column.restLevels > 0 && isAsked(which.levels, column.name)) wanted.push({ kind: 'levels', column: source, cells: Math.min(rows, column.levels.length + column.restLevels) });
  }
  return wanted;
}

function chooseWithin(wanted: readonly Wanted[], rows: number, maxCells: number): Wanted[] {
  const isDistinct = ({ kind, cells }: Wanted): boolean => kind !== 'levels' && cells > rows / 10;
  const isContinuous = (table: Wanted): boolean => table.kind === 'feature' && isDistinct(table);
  const readable = rows > mostRows ? wanted.filter((table) => !isDistinct(table)) : wanted;
  const isFirst = ({ kind }: Wanted): boolean => kind === 'latency' || kind === 'scores';
  const few = readable.filter((table) => !isFirst(table) && !isContinuous(table)).sort((a, b) => a.cells - b.cells);
  const chosen: Wanted[] = [];
  let left = maxCells;
  for (const table of [...readable.filter(isFirst), ...few]) {
    if (table.cells > left) continue;
    left -= table.cells;
    chosen.push(table);
  }
  // Some features exact and others in bins would be ranked by figures that do not compare.
  const continuous = readable.filter(isContinuous);
  return continuous.reduce((sum, { cells }) => sum + cells, 0) <= left ? [...chosen, ...continuous] : chosen;
}

function rowsOf(cube: Cube, { from, to }: SlotRange): number {
  let rows = 0;
  for (let s = from; s < to; s += 1) rows += cube.rows[s] ?? 0;
  return rows;
}

class ExactReader {
  private readonly from: string;
  private readonly inBaseline: string;
  private readonly inCurrent: string;
  readonly query: ValueQuery;

  constructor(private readonly log: OpenedLog, cube: Cube, windows: Windows, private cells: number, private readonly signal?: AbortSignal) {
    const { slot } = placeAxis(log, cube.axis);
    const inside = (range: SlotRange): string => `s >= ${range.from} AND s < ${range.to}`;
    this.inBaseline = inside(windows.baseline);
    this.inCurrent = inside(windows.current);
    this.from = `(SELECT *, ${slot} AS s FROM ${log.relation}) AS r WHERE ((${this.inBaseline}) OR (${this.inCurrent}))`;
    this.query = { from: this.from, inBaseline: this.inBaseline, inCurrent: this.inCurrent };
  }

  async values(sql: string): Promise<ValueTable | null> {
    // Adding 0 makes -0 and 0 one value.
    const columns = await this.table(`${sql} + 0.0::DOUBLE AS v, ${this.count('b', this.inBaseline)}, ${this.count('c', this.inCurrent)}`, `isfinite(${sql})`, 3);
    if (columns === null) return null;
    const [values, baseline, current] = columns as [Float64Array, Float64Array, Float64Array];
    return { values, baseline, current };
  }

  async scores(sql: string, label: string): Promise<ScoreByLabel | null> {
    const sides = [this.inBaseline, this.inCurrent].flatMap((side, i) => [1, 0].map((y) => this.count(`n${i}${y}`, `${side} AND (${label}) = ${y}`)));
    const columns = await this.table(`${sql} + 0.0::DOUBLE AS v, ${sides.join(', ')}`, `isfinite(${sql})`, 5);
    if (columns === null) return null;
    const [values, baselinePositive, baselineNegative, currentPositive, currentNegative] = columns as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
    return { values, baselinePositive, baselineNegative, currentPositive, currentNegative };
  }

  async levels(sql: string): Promise<LevelTable | null> {
    if (this.cells <= 0) return null;
    const columns = await this.log.duck.columns(
      `SELECT ${sql} AS v, ${this.count('b', this.inBaseline)}, ${this.count('c', this.inCurrent)} FROM ${this.from} AND ${sql} IS NOT NULL GROUP BY 1 ORDER BY b + c DESC, v LIMIT ${this.cells + 1}`,
      [],
      this.signal,
    );
    const levels = Array.from(columns[0]?.values ?? [], String);
    return this.spend(levels.length) ? { levels, baseline: Float64Array.from(columns[1]?.values ?? [], Number), current: Float64Array.from(columns[2]?.values ?? [], Number) } : null;
  }

  /** The columns of a grouped query in ascending order of the value; null where they would go beyond the bound. */
  private async table(select: string, where: string, width: number): Promise<readonly Float64Array[] | null> {
    if (this.cells <= 0) return null;
    const parts: Float64Array[][] = Array.from({ length: width }, () => []);
    let length = 0;
    await this.log.duck.stream(
      `SELECT * FROM (SELECT ${select} FROM ${this.from} AND ${where} GROUP BY 1) ORDER BY v LIMIT ${this.cells + 1}`,
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
      part.length = 0;
      return all;
    });
  }

  private count(name: string, where: string): string {
    return `(count(*) FILTER (${where}))::DOUBLE AS ${name}`;
  }

  /** What was read is spent whether it can be used or not: all tables together stream no more rows than the bound (and one that tells). */
  spend(cells: number): boolean {
    this.cells -= cells;
    return this.cells >= 0;
  }
}
