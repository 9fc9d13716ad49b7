import { mostAge } from '../../core/labels/ageEdges';
import type { OpenedLog } from '../log/openedLog';
import { columnOfRole } from './logRoles';

const day = 86_400_000_000;
/** Logs of more rows are looked at in part to choose classes from. */
const wholeUpTo = 200_000;

/** How the age of a label is read from a row. */
export interface LabelAge {
  readonly column: string;
  /** BIGINT expression: microseconds from the prediction to its label, 0 where the label has the earlier time; NULL where either time is missing. */
  readonly age: string;
  /** BOOLEAN expression: the label's time lies before its prediction. */
  readonly early: string;
}

/**
 * The age of labels in a log with times of predictions and of labels, else null. Label times that are all written as days stand for the end of theirs: by then
 * the label was there.
 */
export async function labelAge(log: OpenedLog, signal?: AbortSignal): Promise<LabelAge | null> {
  const column = columnOfRole(log, 'label time');
  if (column === null || column.profile.kind !== 'time' || log.state.time.column === null) return null;
  const time = `epoch_us(${column.sql})`;
  const [row] = await log.duck.rows(`SELECT count(l) AS n, bool_and(l % ${day} = 0) AS days FROM (SELECT ${time} AS l FROM ${log.relation} WHERE ${column.sql} IS NOT NULL LIMIT ${wholeUpTo}) AS r`, [], signal);
  if (Number(row?.['n'] ?? 0) === 0) return null;
  const known = row?.['days'] === true ? `(${time} + ${day})` : time;
  return { column: column.name, age: `(CASE WHEN ${known} < __mv_t THEN 0 ELSE ${known} - __mv_t END)`, early: `(${known} < __mv_t)` };
}

/** The 1 % and the 99.9 % quantile of the ages, up to `mostAge`, of rows that `counted` holds for, microseconds; null where there is none. */
export async function ageRange(log: OpenedLog, { age }: LabelAge, counted: string, signal?: AbortSignal): Promise<readonly [number, number] | null> {
  const { rows } = log.state;
  // Chosen by content, so that the same rows in another order give the same classes.
  const some = rows > wholeUpTo ? ` AND hash(__mv_t) < ${(2n ** 64n / BigInt(Math.ceil(rows / wholeUpTo))).toString()}::UBIGINT` : '';
  const [row] = await log.duck.rows(`SELECT quantile_disc(a, 0.01) AS low, quantile_disc(a, 0.999) AS high FROM (SELECT ${age} AS a FROM ${log.relation} WHERE ${counted}${some}) AS r WHERE a <= ${mostAge}`, [], signal);
  const [low, high] = [row?.['low'], row?.['high']];
  return low === null || low === undefined || high === null || high === undefined ? null : [Number(low), Number(high)];
}
