import type { StatusTable } from '../../core/cube/cube';
import { statusRule, type StatusRule } from '../../core/cube/statusRule';
import { quoteString } from '../duck/quote';
import type { LogColumn, OpenedLog } from '../log/openedLog';
import type { Scan } from './scanNumbers';
import { textOf } from './slotSql';

export const mostStatusValues = 50;

/** Answered and failed requests a slot; the rule is chosen from the column's most frequent values. */
export async function scanStatus(scan: Scan, column: LogColumn): Promise<StatusTable> {
  return countStatus(scan, column, await statusOutcome(scan.log, column, scan.signal));
}

/** Whether a request failed, in words and as an INTEGER expression: 1 an error, 0 not, 2 unknown. */
export interface StatusOutcome {
  readonly rule: string;
  readonly sql: string;
}

/** Counts by a rule that was chosen before. */
export async function countStatus({ log, axis, signal, slots }: Scan, column: LogColumn, outcome: StatusOutcome): Promise<StatusTable> {
  const tables = { ok: new Float64Array(slots), error: new Float64Array(slots), missing: new Float64Array(slots) };
  await log.duck.stream(
    `SELECT ${axis.slot} AS s, ${outcome.sql} AS e, count(*)::DOUBLE AS n FROM ${log.relation} GROUP BY 1, 2`,
    (chunk) => {
      const at = chunk.integers(0);
      const errors = chunk.integers(1);
      const counts = chunk.numbers(2);
      for (let i = 0; i < chunk.rows; i += 1) {
        const slot = at[i] ?? -1;
        if (slot < 0) continue;
        const table = errors[i] === 1 ? tables.error : errors[i] === 0 ? tables.ok : tables.missing;
        table[slot] = (table[slot] ?? 0) + (counts[i] ?? 0);
      }
    },
    signal,
  );
  return { column: column.name, rule: outcome.rule, ...tables };
}

/** The rule by which rows failed, from the most frequent values. */
export async function statusOutcome(log: OpenedLog, column: LogColumn, signal?: AbortSignal): Promise<StatusOutcome> {
  return statusBy(await statusOfColumn(log, column, signal), column);
}

export async function statusOfColumn(log: OpenedLog, column: LogColumn, signal?: AbortSignal): Promise<StatusRule> {
  const text = textOf(column);
  const values = await log.duck.rows(`SELECT ${text} AS v, count(*) AS n FROM ${log.relation} WHERE ${column.sql} IS NOT NULL GROUP BY 1 ORDER BY n DESC, v LIMIT ${mostStatusValues + 1}`, [], signal);
  return statusRule(column.name, values.slice(0, mostStatusValues).map((row) => String(row['v'])), values.length <= mostStatusValues);
}

/** A rule that was chosen before, over a column. */
export function statusBy(rule: StatusRule, column: LogColumn): StatusOutcome {
  const text = textOf(column);
  return { rule: rule.text, sql: `(${outcomeSql(rule, text, column.profile.kind === 'numeric' ? column.sql : `TRY_CAST(${text} AS DOUBLE)`)})::INTEGER` };
}

/** 1 an error, 0 not, 2 unknown. */
function outcomeSql(rule: StatusRule, text: string, number: string): string {
  const list = (values: readonly string[]): string => values.map(quoteString).join(', ');
  const inside = (values: readonly string[]): string => (values.length === 0 ? 'false' : `${text} IN (${list(values)})`);
  switch (rule.kind) {
    case 'http':
      return `CASE WHEN ${number} IS NULL OR NOT isfinite(${number}) THEN 2 WHEN ${number} >= 400 THEN 1 ELSE 0 END`;
    case 'zero-ok':
    case 'one-ok':
      return `CASE WHEN ${number} IS NULL OR isnan(${number}) THEN 2 WHEN ${number} = ${rule.kind === 'zero-ok' ? 0 : 1} THEN 0 ELSE 1 END`;
    case 'words':
      return `CASE WHEN ${text} IS NULL THEN 2 WHEN ${inside(rule.errors)} THEN 1 WHEN ${inside(rule.oks)} THEN 0 ELSE ${rule.othersAreErrors ? 1 : 0} END`;
    case 'not-empty':
      return `CASE WHEN ${text} IS NULL OR lower(trim(${text})) IN (${list(rule.oks)}) THEN 0 ELSE 1 END`;
  }
}
