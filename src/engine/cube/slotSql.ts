import type { Axis } from '../../core/domain/window';
import { quoteString } from '../duck/quote';
import { numberText } from '../log/columnExpression';
import type { LogColumn } from '../log/openedLog';

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

/** A column as the texts of its levels. */
export function textOf({ sql, profile }: Pick<LogColumn, 'sql' | 'profile'>): string {
  return profile.kind === 'numeric' ? numberText(sql, profile.examples) : sql;
}
