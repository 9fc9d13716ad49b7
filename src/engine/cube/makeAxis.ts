import path from 'node:path';
import type { Axis, AxisKind } from '../../core/domain/window';
import { chooseRowStep, chooseStep } from '../../core/cube/chooseStep';
import { FaultError } from '../../core/domain/fault';
import type { LogColumn, OpenedLog } from '../log/openedLog';
import { columnOfRole } from './logRoles';
import { fileSlot, rowSlot, textOf, timeSlot, versionSlot, type PlacedAxis } from './slotSql';

/** Files or versions beyond this many are not a comparison; their rows are outside of the axis. */
const mostNames = 500;

/**
 * What the log is compared along when nobody said: time; without times (or with all rows at one moment) file by file, then
 * version by version, else the order of the rows.
 */
export function naturalAxis(log: Pick<OpenedLog, 'state'>): AxisKind {
  const { time, files, versions, rows } = log.state;
  if (time.from !== null && time.to !== null && time.to > time.from && time.without < rows) return 'time';
  if (files.filter((file) => file.rows > 0).length >= 2) return 'file';
  return versions.length >= 2 ? 'version' : 'row';
}

/**
 * The axis of a kind for this log in at most `slots` slots.
 * @throws FaultError `not-supported` where the log has no times or versions
 */
export async function makeAxis(log: OpenedLog, kind: AxisKind, slots: number, signal?: AbortSignal): Promise<PlacedAxis> {
  if (kind === 'time') return timeAxis(log, slots, signal);
  if (kind === 'file') return fileAxis(log);
  if (kind === 'version') return versionAxis(log, signal);
  const axis = { kind: 'row', ...chooseRowStep(log.state.rows, slots) } as const;
  return { axis, slot: rowSlot(axis) };
}

async function timeAxis(log: OpenedLog, slots: number, signal?: AbortSignal): Promise<PlacedAxis> {
  const { from, to } = log.state.time;
  if (from === null || to === null) throw FaultError.of('not-supported', 'the log has no times');
  const [trimmedFrom, trimmedTo] = await withoutStrays(log, from, to, signal);
  const axis = { kind: 'time', ...chooseStep(trimmedFrom, trimmedTo, slots) } as const;
  return { axis, slot: timeSlot(axis) };
}

/**
 * A few rows with absurd times (1970, 2106) must not squeeze all others into one slot: where the middle 99.8 % of the rows
 * fill less than a tenth of the range, the axis covers those and a margin, and the strays are counted as outside.
 */
export async function withoutStrays(log: Pick<OpenedLog, 'state' | 'duck' | 'relation'>, from: number, to: number, signal?: AbortSignal): Promise<readonly [number, number]> {
  const sampled = log.state.rows > 200_000 ? `WHERE hash(__mv_t) < ${(2n ** 64n / BigInt(Math.ceil(log.state.rows / 50_000))).toString()}::UBIGINT` : '';
  const [row] = await log.duck.rows(
    `SELECT quantile_disc(__mv_t, 0.001) AS low, quantile_disc(__mv_t, 0.999) AS high FROM (SELECT __mv_t FROM ${log.relation} ${sampled}) AS t`,
    [],
    signal,
  );
  const low = Number(row?.['low'] ?? NaN);
  const high = Number(row?.['high'] ?? NaN);
  if (!(high > low) || to - from < 10 * (high - low)) return [from, to];
  const margin = (high - low) * 0.05;
  return [Math.max(from, low - margin), Math.min(to, high + margin)];
}

function fileAxis(log: OpenedLog): PlacedAxis {
  const names = fileNames(log);
  const used = names.filter((_, i) => (log.state.files[i]?.rows ?? 0) > 0).slice(0, mostNames);
  return { axis: { kind: 'file', names: used }, slot: fileSlot(names.map((name) => used.indexOf(name))) };
}

/** A name for each file of the log: its base name where those differ, else its path. */
export function fileNames(log: OpenedLog): readonly string[] {
  const paths = log.state.files.map((file) => file.path);
  const short = paths.map((file) => path.basename(file));
  return new Set(short).size === short.length ? short : paths;
}

/** How rows are placed on an axis that was made before, for this log or for one with more files. */
export function placeAxis(log: OpenedLog, axis: Axis): PlacedAxis {
  if (axis.kind === 'time') return { axis, slot: timeSlot(axis) };
  if (axis.kind === 'row') return { axis, slot: rowSlot(axis) };
  if (axis.kind === 'file') return { axis, slot: fileSlot(fileNames(log).map((name) => axis.names.indexOf(name))) };
  const column = columnOfRole(log, 'version');
  return { axis, slot: column === null ? '(-1)::INTEGER' : versionSlot(versionText(column), axis.names) };
}

async function versionAxis(log: OpenedLog, signal?: AbortSignal): Promise<PlacedAxis> {
  const column = columnOfRole(log, 'version');
  if (column === null) throw FaultError.of('not-supported', 'the log has no version column');
  const text = versionText(column);
  const rows = await log.duck.rows(
    `SELECT * FROM (SELECT ${text} AS name, count(*) AS n, min(__mv_t) AS t, min(__mv_row) AS r FROM ${log.relation} WHERE ${column.sql} IS NOT NULL GROUP BY 1 ORDER BY n DESC, name LIMIT ${mostNames}) ORDER BY t NULLS LAST, r`,
    [],
    signal,
  );
  const names = rows.map((row) => String(row['name']));
  return { axis: { kind: 'version', names }, slot: versionSlot(text, names) };
}

export function versionText(column: LogColumn): string {
  return textOf(column);
}
