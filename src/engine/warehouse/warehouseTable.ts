import type { SortedSamples } from '../../core/cube/binEdges';
import type { Axis, SlotRange } from '../../core/domain/window';
import type { Dialect } from '../../core/warehouse/dialect';
import type { Relation } from '../../core/warehouse/cubeQueries';
import { levelOfNumber } from '../../core/warehouse/reading';
import type { LogColumn, OpenedLog } from '../log/openedLog';

/** One value of an answer, as the server writes it. */
export type Cell = string | number | boolean | null;

/** Runs one statement and gives its rows. Stops it on the server when `signal` is aborted. @throws FaultError */
export type Ask = (sql: string, signal?: AbortSignal) => Promise<readonly (readonly Cell[])[]>;

export interface SampleRequest {
  readonly axis: Axis;
  readonly rows: Float64Array;
  readonly baseline: SlotRange;
  /** INTEGER expression of a row's slot, in the engine's dialect. */
  readonly slot: string;
  readonly columns: readonly LogColumn[];
}

/** A table of a warehouse ready for questions: what is known of its columns, and how its engine is asked. */
export interface WarehouseTable {
  readonly relation: Relation;
  /** Counts of all rows; `columns` may be judged from a sample. */
  readonly state: OpenedLog['state'];
  /** `sql` is an expression over the relation in its dialect: DOUBLE of numbers (latency in ms), text of categories. */
  readonly columns: readonly LogColumn[];
  /** BIGINT expression, microseconds since 1970 UTC; null without a column of times. */
  readonly time: string | null;
  /** Cheap condition that a row's time lies in [from, to), or null. */
  readonly within: (from: number, to: number) => string | null;
  readonly ask: Ask;
  /** Sorted values that bins are chosen from. */
  readonly sample: (request: SampleRequest, signal?: AbortSignal) => Promise<readonly SortedSamples[]>;
  /** The range of times without absurd ones. */
  readonly withoutStrays: (from: number, to: number, signal?: AbortSignal) => Promise<readonly [number, number]>;
}

/** A column as the texts of its levels. */
export function levelTextOf(dialect: Dialect, { sql, profile }: Pick<LogColumn, 'sql' | 'profile'>): string {
  return profile.kind === 'numeric' ? levelOfNumber(dialect, `(${sql})`) : sql;
}

/** A cell as a number; NaN where it is NULL or none. Servers write infinities and NaN as words. */
export function numberOf(cell: Cell | undefined): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string') return typeof cell === 'boolean' ? Number(cell) : NaN;
  const word = /^([+-]?)inf(inity)?$/i.exec(cell);
  return word === null ? Number(cell) : word[1] === '-' ? -Infinity : Infinity;
}

export function textOfCell(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined ? null : Object.is(cell, -0) ? '-0' : String(cell);
}
