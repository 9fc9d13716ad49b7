import type { Axis } from '../../core/domain/window';
import { quoteString } from '../duck/quote';

/** An axis with what SQL needs to place a row on it. */
export interface PlacedAxis {
  readonly axis: Axis;
  /** INTEGER expression over the log's relation: the row's slot, or -1 where it has none. */
  readonly slot: string;
}

export function timeSlot(axis: Extract<Axis, { kind: 'time' }>): string {
  const end = axis.start + axis.count * axis.step;
  return `CASE WHEN __mv_t >= ${axis.start} AND __mv_t < ${end} THEN ((__mv_t - ${axis.start}) // ${axis.step})::INTEGER ELSE -1 END`;
}

export function rowSlot(axis: Extract<Axis, { kind: 'row' }>): string {
  return `(__mv_row // ${axis.step})::INTEGER`;
}

/** `slots[i]` is the slot of `state.files[i]`, -1 for none. */
export function fileSlot(slots: readonly number[]): string {
  return `coalesce(([${slots.join(', ')}]::INTEGER[])[__mv_file + 1], -1)`;
}

/** `text` is the version column as text. */
export function versionSlot(text: string, names: readonly string[]): string {
  return `coalesce(list_position([${names.map(quoteString).join(', ')}]::VARCHAR[], ${text}), 0)::INTEGER - 1`;
}

/** A column as text: numbers without a decimal point where they are whole, as `String` writes them. */
export function textOf(sql: string, isNumber: boolean): string {
  return isNumber ? `CASE WHEN ${sql} = trunc(${sql}) AND abs(${sql}) < 1e15 THEN ${sql}::BIGINT::VARCHAR ELSE ${sql}::VARCHAR END` : sql;
}
