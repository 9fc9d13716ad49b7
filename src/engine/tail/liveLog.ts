import type { LogSpec, SourceState } from '../../core/domain/source';
import { columnOfRole } from '../cube/logRoles';
import { versionText } from '../cube/makeAxis';
import type { AppendRecipe, OpenedLog } from '../log/openedLog';
import { type Appended, appendPieces } from './appendPieces';
import { FollowFiles } from './followFiles';
import { grownState } from './grownState';
import { startFiles } from './startFiles';

export interface LiveOptions {
  /** Values (rows times columns) of which at least as many are kept for exact answers and example rows. */
  readonly keepValues?: number;
  readonly signal?: AbortSignal;
}

/** What a look found: nothing, rows or another state, or that the source has to be read again, and why. */
export type LiveLook = { readonly kind: 'nothing' } | { readonly kind: 'grown'; readonly rows: number; readonly more: boolean } | { readonly kind: 'reread'; readonly reason: string };

interface Segment {
  /** Of SQL, what stands after FROM. */
  readonly relation: string;
  readonly table: string | null;
  readonly from: number;
  to: number;
}

const defaultKeep = 200_000_000;
/** Dropped tables stay for questions that still read them. */
const retireMs = 60_000;

/**
 * A log that grows: its rows as they were opened, and those appended since in tables behind them. A question is asked of `snapshot()`, the rows up to one
 * moment, so that it gets one answer however fast the log grows. Only the newest rows are kept without bound of what came: the cube knows the others.
 */
export class LiveLog {
  #segments: Segment[];
  #nextRow: number;
  #state: SourceState;
  #made = 0;
  #kept: number;
  #lastTime: number | null = null;
  /** Keys that are no columns, and when they were first seen. */
  readonly #strangers = new Map<string, number>();
  readonly #odd = new Map<string, number>();

  /** Where the rows that were opened end. */
  readonly startRow: number;
  #keptFrom: number | null = null;

  private constructor(readonly log: OpenedLog, private readonly recipe: AppendRecipe, private readonly files: FollowFiles, state: SourceState, private readonly keepValues: number, nextRow: number) {
    this.#state = state;
    this.#nextRow = nextRow;
    this.startRow = nextRow;
    this.#kept = state.rows;
    this.#segments = [{ relation: log.relation, table: null, from: 0, to: nextRow }];
  }

  /** Takes over an opened log; null where none of it can be followed. Its rows may be one less a file, whose last line was still being written. */
  static async start(log: OpenedLog, spec: LogSpec, options: LiveOptions = {}): Promise<LiveLog | null> {
    if (log.more === null) return null;
    const { files, state } = await startFiles(log, log.more, options.signal);
    const [row] = await log.duck.rows(`SELECT coalesce(max(__mv_row), -1) + 1 AS n FROM ${log.relation}`, [], options.signal);
    const follow = new FollowFiles(spec, files, state.files.length);
    return new LiveLog(log, log.more, follow, state, options.keepValues ?? defaultKeep, Number(row?.['n'] ?? 0));
  }

  get state(): SourceState {
    return this.#state;
  }

  /** Place of the next row; rows are numbered from 0 in the order in which they came. */
  get nextRow(): number {
    return this.#nextRow;
  }

  /** False once the oldest rows were given up. */
  get isComplete(): boolean {
    return this.#segments[0]?.from === 0;
  }

  get keptRows(): number {
    return this.#kept;
  }

  /** True where a file is not any more what was read of it: rows stand in the log that its files do not hold. */
  get isApart(): boolean {
    return this.files.files.some(({ restarts, leftAtMs, copyOf }) => restarts > 0 || leftAtMs !== null || copyOf !== null);
  }

  /** Whether a file of this path was taken to this length. */
  hasTaken(file: string, bytes: number): boolean {
    const known = this.files.files.find((one) => one.path === file);
    return known !== undefined && (known.kind === 'whole' || known.taken.length === bytes);
  }

  /** Takes in what came. */
  async look(signal: AbortSignal): Promise<LiveLook> {
    const before = this.files.files.length;
    const { pieces, more, reread } = await this.files.look(signal);
    if (reread !== null) return { kind: 'reread', reason: `${reread} changed and can only be read as a whole` };
    if (pieces.length === 0) {
      if (this.files.files.length === before) return { kind: 'nothing' };
      this.#state = grownState(this.#state, nothing, this.files.files, []);
      return { kind: 'grown', rows: 0, more: false };
    }
    // A table of another shape than the log's has columns that were never judged.
    const table = await this.#table();
    const appended = await appendPieces(this.log.duck, this.recipe, this.log.columns, pieces, table, this.#nextRow, this.#lastTime ?? this.#state.time.to, signal);
    const segment = this.#segments[this.#segments.length - 1] as Segment;
    const from = this.#nextRow;
    this.#nextRow += appended.rows;
    this.#kept += appended.rows;
    segment.to = this.#nextRow;
    if (appended.time.last !== null) this.#lastTime = appended.time.last;
    const versions = appended.rows === 0 ? [] : await this.#versionsFrom(from);
    this.#state = grownState(this.#state, appended, this.files.files, versions);
    this.#remark(appended);
    return { kind: 'grown', rows: appended.rows, more };
  }

  /** The rows that are kept, up to now. */
  snapshot(): OpenedLog {
    const time = this.#keptFrom === null ? this.#state.time : { ...this.#state.time, from: this.#keptFrom };
    return { ...this.log, state: { ...this.#state, rows: this.#kept, time }, relation: this.#relation(0, this.#nextRow) };
  }

  /** The rows from one place to another; those places are values of `nextRow`. */
  between(from: number, to: number): OpenedLog {
    return { ...this.log, state: this.#state, relation: this.#relation(from, to) };
  }

  /** What a person should know of how the log is followed. */
  notes(): readonly string[] {
    const at = (ms: number): string => `${new Date(ms).toISOString().slice(11, 16)} UTC`;
    const notes: string[] = [];
    for (const [name, ms] of [...this.#strangers].slice(0, 5)) notes.push(`New key \`${name}\` since ${at(ms)}: read the log again to include it.`);
    if (this.#strangers.size > 5) notes.push(`And ${(this.#strangers.size - 5).toLocaleString('en')} more new keys.`);
    for (const [name, n] of [...this.#odd].slice(0, 5)) notes.push(`${n.toLocaleString('en')} ${n === 1 ? 'value' : 'values'} of \`${name}\` that came since ${n === 1 ? 'is' : 'are'} not of its kind and ${n === 1 ? 'counts' : 'count'} as missing; where that goes on, read the log again.`);
    if (!this.isComplete) notes.push(`Only the last ${this.#kept.toLocaleString('en')} rows are kept: exact figures, alerts and example rows are of those.`);
    return notes;
  }

  get hasTooMany(): boolean {
    const [oldest, next] = this.#segments;
    return oldest !== undefined && next !== undefined && this.#nextRow - oldest.to >= Math.ceil(this.keepValues / Math.max(1, this.log.columns.length));
  }

  /** Gives up the oldest rows where there are more than are kept. Whatever counts rows must have counted them before. */
  async dropOldest(): Promise<void> {
    while (this.hasTooMany) {
      const [oldest, ...others] = this.#segments;
      if (oldest === undefined) return;
      this.#segments = others;
      this.#kept = this.#nextRow - (others[0]?.from ?? 0);
      const drop = oldest.table !== null ? [`DROP TABLE ${oldest.table}`] : this.recipe.stored === null ? [] : this.recipe.stored.table === 'mv_log' ? ['DROP TABLE mv_log'] : ['DROP VIEW mv_log', `DROP TABLE ${this.recipe.stored.table}`];
      setTimeout(() => void (async () => {
        for (const sql of drop) await this.log.duck.run(sql).catch(() => undefined);
      })(), retireMs).unref();
    }
    const [row] = await this.log.duck.rows(`SELECT min(__mv_t) AS t FROM ${this.#relation(0, this.#nextRow)}`);
    const from = row?.['t'];
    this.#keptFrom = from === null || from === undefined ? null : Number(from);
  }

  async close(): Promise<void> {
    await this.files.close();
  }

  /** The table that rows are appended to; a new one each time that one holds a part of what is kept. */
  async #table(): Promise<string> {
    const last = this.#segments[this.#segments.length - 1];
    const part = Math.ceil(this.keepValues / Math.max(1, this.log.columns.length) / 4);
    if (last !== undefined && last.table !== null && last.to - last.from < part) return last.table;
    const table = `mv_more_${this.#made}`;
    this.#made += 1;
    await this.log.duck.run(`CREATE TABLE ${table} AS SELECT * FROM ${last?.relation ?? this.log.relation} LIMIT 0`);
    this.#segments.push({ relation: table, table, from: this.#nextRow, to: this.#nextRow });
    return table;
  }

  #relation(from: number, to: number): string {
    const parts = this.#segments.filter((segment) => segment.to > from && segment.from < to).map((segment) => {
      const bounds = [...(segment.from < from ? [`__mv_row >= ${from}`] : []), ...(segment.to >= to && segment.table !== null ? [`__mv_row < ${to}`] : [])];
      return `SELECT * FROM ${segment.relation}${bounds.length === 0 ? '' : ` WHERE ${bounds.join(' AND ')}`}`;
    });
    return parts.length === 0 ? `(SELECT * FROM ${this.#segments[0]?.relation ?? this.log.relation} LIMIT 0)` : `(${parts.join(' UNION ALL ')})`;
  }

  async #versionsFrom(row: number): Promise<readonly string[]> {
    const column = columnOfRole(this.log, 'version');
    if (column === null) return [];
    const rows = await this.log.duck.rows(`SELECT CAST(${versionText(column)} AS VARCHAR) AS v FROM ${this.#relation(row, this.#nextRow)} WHERE ${column.sql} IS NOT NULL GROUP BY 1 ORDER BY min(__mv_t), min(__mv_row) LIMIT 1000`);
    return rows.map((one) => String(one['v']));
  }

  #remark(appended: Appended): void {
    const now = Date.now();
    for (const name of appended.strangers) if (!this.#strangers.has(name) && this.#strangers.size < 1_000) this.#strangers.set(name, now);
    this.log.columns.forEach(({ name, profile: { kind } }, i) => {
      const facts = appended.columns[i];
      if (facts === undefined) return;
      if (kind === 'empty' && facts.present > 0 && !this.#strangers.has(name)) this.#strangers.set(name, now);
      if (facts.unreadable > 0) this.#odd.set(name, (this.#odd.get(name) ?? 0) + facts.unreadable);
    });
  }
}

const nothing: Appended = { rows: 0, rowsOf: new Map(), othersOf: new Map(), bad: [], columns: [], time: { from: null, to: null, n: 0, outOfOrder: 0, last: null }, strangers: [] };

