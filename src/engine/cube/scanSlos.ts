import type { Cube } from '../../core/cube/cube';
import type { SloRule } from '../../core/alerts/rules/ruleSet';
import { mostSteps, type SloAnswer, sloStep, sloSteps } from '../../core/alerts/slo/sloCounts';
import type { SourceState } from '../../core/domain/source';
import { formatCount } from '../../core/format/numbers';
import { oneLine } from '../../core/format/oneLine';
import type { OpenedLog } from '../log/openedLog';
import { columnOfRole } from './logRoles';
import { statusOutcome } from './scanStatus';

type Target = Pick<SloRule, 'slowerThan'>;

/** Why a log can be held to no objective; null where its times allow it. */
export function notCountable({ time }: Pick<SourceState, 'time'>): string | null {
  if (time.from === null || time.to === null) return 'the log has no times';
  const { count } = sloSteps(time.from, time.to);
  return count > mostSteps ? `the log's times span ${formatCount(count)} steps of five minutes, more than the ${formatCount(mostSteps)} that are counted: is a time wrong?` : null;
}

/**
 * Requests and bad ones of each objective in steps of five minutes, all in one `GROUP BY` over the rows. Latency objectives count the requests
 * over their limit: percentiles of steps could not be added up.
 */
export async function scanSlos(log: OpenedLog, targets: readonly Target[], signal?: AbortSignal): Promise<readonly SloAnswer[]> {
  const { from, to } = log.state.time;
  const reason = notCountable(log.state);
  if (reason !== null || from === null || to === null) return targets.map(() => ({ reason: reason ?? 'the log has no times' }));
  const { start, count } = sloSteps(from, to);
  const outcomes = await Promise.all(targets.map((target) => outcomeOf(log, target, signal)));
  const counted = outcomes.flatMap((outcome) => ('reason' in outcome ? [] : [{ ...outcome, requests: new Float64Array(count), bad: new Float64Array(count) }]));
  if (counted.length > 0) {
    const columns = counted.map(({ isKnown, isBad }) => `count(*) FILTER (WHERE ${isKnown})::DOUBLE, count(*) FILTER (WHERE ${isBad})::DOUBLE`).join(', ');
    await log.duck.stream(
      `SELECT ((__mv_t - ${start}) // ${sloStep})::INTEGER AS s, ${columns} FROM ${log.relation} WHERE __mv_t IS NOT NULL GROUP BY 1`,
      (chunk) => {
        const at = chunk.integers(0);
        const tables = counted.map(({ requests, bad }, k) => ({ requests, bad, some: chunk.numbers(1 + 2 * k), wrong: chunk.numbers(2 + 2 * k) }));
        for (let i = 0; i < chunk.rows; i += 1) {
          const step = at[i] ?? -1;
          if (step < 0 || step >= count) continue;
          for (const { requests, bad, some, wrong } of tables) [requests[step], bad[step]] = [some[i] ?? 0, wrong[i] ?? 0];
        }
      },
      signal,
    );
  }
  let next = 0;
  return outcomes.map((outcome): SloAnswer => {
    const tables = 'reason' in outcome ? undefined : counted[next++];
    if ('reason' in outcome || tables === undefined) return 'reason' in outcome ? outcome : { reason: 'not counted' };
    const { requests, bad } = tables;
    return { start, requests, bad, rule: outcome.rule, unknown: log.state.rows - requests.reduce((a, b) => a + b, 0) };
  });
}

/** Which rows count and which of them are bad, as conditions in SQL. */
async function outcomeOf(log: OpenedLog, { slowerThan }: Target, signal?: AbortSignal): Promise<{ readonly rule: string; readonly isKnown: string; readonly isBad: string } | { readonly reason: string }> {
  if (slowerThan === null) {
    const column = columnOfRole(log, 'status');
    if (column === null) return { reason: 'the log has no column of the role status' };
    const { rule, sql } = await statusOutcome(log, column, signal);
    return { rule: `${oneLine(column.name)}: ${rule}`, isKnown: `${sql} IN (0, 1)`, isBad: `${sql} = 1` };
  }
  const column = columnOfRole(log, 'latency');
  if (column === null) return { reason: 'the log has no column of the role latency' };
  return { rule: `${oneLine(column.name)} above ${slowerThan} ms`, isKnown: `isfinite(${column.sql})`, isBad: `isfinite(${column.sql}) AND ${column.sql} > ${slowerThan}` };
}

/** Counts in the form that the store keeps: a cube with a table of answered and failed requests alone. */
export function sloCube({ start, requests, bad, rule, unknown }: Extract<SloAnswer, { readonly rule: string }>): Cube {
  const ok = requests.map((n, i) => n - (bad[i] ?? 0));
  return {
    version: 1, axis: { kind: 'time', start, step: sloStep, count: requests.length }, task: 'none', rows: requests, outside: unknown, columns: [],
    status: { column: '', rule, ok, error: bad, missing: new Float64Array(0) }, confusion: null, score: null, regression: null, versions: null,
  };
}

/** The inverse; null where the cube is none of these. */
export function sloCounts({ axis, status, rows, outside }: Cube): Extract<SloAnswer, { readonly rule: string }> | null {
  return axis.kind !== 'time' || axis.step !== sloStep || status === null ? null : { start: axis.start, requests: rows, bad: status.error, rule: status.rule, unknown: outside };
}
