import type { Axis, SlotRange } from '../../core/domain/window';
import type { BlockPlan } from '../../core/why/baselineBlocks';
import { groupCount, type SegmentColumn } from '../../core/why/segmentColumn';
import type { SegmentCounts, SegmentTable } from '../../core/why/segmentTable';
import { quoteString } from '../duck/quote';
import type { LogColumn, OpenedLog } from '../log/openedLog';
import { numberSql } from './binSql';
import { placeAxis } from './makeAxis';
import { textOf } from './slotSql';

export interface SegmentRequest {
  readonly axis: Axis;
  readonly blocks: BlockPlan;
  readonly current: SlotRange;
  /** INTEGER expression of a row's outcome, NULL where the row is not counted; see `whyOutcome`. */
  readonly outcome: string;
  /** Outcome classes, numbered from 0. */
  readonly outcomes: number;
  readonly columns: readonly SegmentColumn[];
  /** Positions of two columns each; without it every column is counted alone. */
  readonly pairs?: readonly (readonly [number, number])[];
  readonly signal?: AbortSignal;
}

/**
 * Rows by block of the baseline (and the current window), outcome and group of each column or pair, from one pass over the rows of both
 * windows. DuckDB places each row in its groups and the tables are counted here, a chunk of rows at a time: memory is that of
 * the tables, whatever the rows. A row in both windows counts in each.
 */
export async function segmentCounts(log: OpenedLog, request: SegmentRequest): Promise<SegmentCounts> {
  const { outcomes, columns, signal } = request;
  const blocks = request.blocks.count;
  const totals = new Float64Array((blocks + 1) * outcomes);
  const counters = (request.pairs ?? columns.map((_, i) => [i] as const)).map((at) => new Counter(at, columns, blocks + 1, outcomes));
  const { sql, first } = await segmentSql(log, request);
  await log.duck.stream(
    sql,
    (chunk) => {
      const block = chunk.integers(0);
      const inCurrent = chunk.integers(1);
      const outcome = chunk.integers(2);
      // The plane of the row's block and outcome, for each window that the row lies in.
      const sides = [block, inCurrent.map((inside) => (inside === 1 ? blocks : -1))].map((at) => {
        const rows = new Int32Array(chunk.rows);
        const planes = new Int32Array(chunk.rows);
        let n = 0;
        for (let row = 0; row < chunk.rows; row += 1) {
          const b = at[row] as number;
          if (b < 0) continue;
          const plane = b * outcomes + (outcome[row] as number);
          totals[plane] = (totals[plane] as number) + 1;
          rows[n] = row;
          planes[n] = plane;
          n += 1;
        }
        return { rows: rows.subarray(0, n), planes };
      });
      const groups = columns.map((_, i) => chunk.integers(first + i));
      for (const counter of counters) for (const { rows, planes } of sides) counter.add(groups, rows, planes);
    },
    signal,
  );
  return { blocks, outcomes, totals, tables: counters.map(({ table }) => table) };
}

class Counter {
  readonly table: SegmentTable;
  private readonly widths: readonly [number, number];

  constructor(private readonly at: readonly [number] | readonly [number, number], columns: readonly SegmentColumn[], blocks: number, outcomes: number) {
    const [a, b] = [columns[at[0]], at[1] === undefined ? undefined : columns[at[1]]];
    if (a === undefined) throw new RangeError(`no column ${at[0]}`);
    this.widths = [groupCount(a), b === undefined ? 1 : groupCount(b)];
    this.table = { columns: b === undefined ? [a] : [a, b], counts: new Float64Array(blocks * outcomes * this.widths[0] * this.widths[1]) };
  }

  add(groups: readonly Int32Array[], rows: Int32Array, planes: Int32Array): void {
    const { counts } = this.table;
    const [first, second] = this.widths;
    const g = groups[this.at[0]] as Int32Array;
    const h = this.at[1] === undefined ? null : (groups[this.at[1]] as Int32Array);
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i] as number;
      const cell = ((planes[i] as number) * first + (g[row] as number)) * second + (h === null ? 0 : (h[row] as number));
      counts[cell] = (counts[cell] as number) + 1;
    }
  }
}

async function segmentSql(log: OpenedLog, request: SegmentRequest): Promise<{ readonly sql: string; readonly first: number }> {
  const { slot } = placeAxis(log, request.axis);
  const { range } = request.blocks;
  const inBaseline = `(s >= ${range.from} AND s < ${range.to})`;
  const inCurrent = `(s >= ${request.current.from} AND s < ${request.current.to})`;
  const from = `(SELECT *, ${slot} AS s FROM ${log.relation}) AS r`;
  const block = await blockSql(log, request.blocks, `${from} WHERE ${inBaseline}`, request.signal);
  const sources = new Map(log.columns.map((column) => [column.name, column]));
  const groups = request.columns.map((column, i) => `(${groupSql(column, sources.get(column.name))})::INTEGER AS g${i}`);
  const select = [`(CASE WHEN ${inBaseline} THEN ${block} ELSE -1 END)::INTEGER AS b`, `${inCurrent}::INTEGER AS c`, 'o', ...groups];
  return { sql: `SELECT ${select.join(', ')} FROM (SELECT *, ${request.outcome} AS o FROM ${from}) AS q WHERE (${inBaseline} OR ${inCurrent}) AND o IS NOT NULL`, first: 3 };
}

/** The block of a row of the baseline: as `batchesOf` cuts its slots, or by its place among the baseline's rows. */
async function blockSql(log: OpenedLog, { kind, range, count }: BlockPlan, baseline: string, signal?: AbortSignal): Promise<string> {
  if (kind === 'slots') return `((s - ${range.from} + 1) * ${count} - 1) // ${range.to - range.from}`;
  const [found] = await log.duck.rows(`SELECT min(__mv_row) AS first, max(__mv_row) AS last FROM ${baseline}`, [], signal);
  const [first, last] = [Number(found?.['first'] ?? 0), Number(found?.['last'] ?? 0)];
  return `((__mv_row - ${first}) * ${count}) // ${last - first + 1}`;
}

function groupSql(column: SegmentColumn, source: LogColumn | undefined): string {
  const missing = groupCount(column) - 1;
  if (source === undefined) return String(missing);
  if (column.kind === 'numeric') {
    const cases = column.edges.map((edge, g) => `WHEN ${source.sql} <= ${numberSql(edge)} THEN ${g}`).join(' ');
    return `CASE WHEN ${source.sql} IS NULL OR NOT isfinite(${source.sql}) THEN ${missing} ${cases} ELSE ${column.edges.length} END`;
  }
  const found = `list_position([${column.levels.map(quoteString).join(', ')}]::VARCHAR[], ${textOf(source)})`;
  return `CASE WHEN ${source.sql} IS NULL THEN ${missing} ELSE coalesce(nullif(${found}, 0) - 1, ${column.levels.length}) END`;
}
