import type { SloRule } from '../../core/alerts/rules/ruleSet';
import { type SloAnswer, sloStep, sloSteps } from '../../core/alerts/slo/sloCounts';
import { oneLine } from '../../core/format/oneLine';
import { finite } from '../../core/warehouse/cubeQueries';
import { sloQuery } from '../../core/warehouse/outcomeQueries';
import { columnOfRole } from '../cube/logRoles';
import { notCountable } from '../cube/scanSlos';
import { add } from './countColumn';
import { warehouseStatus } from './countLevels';
import { placeOn } from './warehouseAxis';
import { numberOf, type WarehouseTable } from './warehouseTable';

/** Requests and bad ones of each objective in steps of five minutes. */
export async function warehouseSlos(table: WarehouseTable, targets: readonly Pick<SloRule, 'slowerThan'>[], signal?: AbortSignal): Promise<readonly SloAnswer[]> {
  const { from, to } = table.state.time;
  const reason = notCountable(table.state);
  if (reason !== null || from === null || to === null) return targets.map(() => ({ reason: reason ?? 'the table has no times' }));
  const { start, count } = sloSteps(from, to);
  const { placed, relation } = placeOn(table, { kind: 'time', start, step: sloStep, count });
  const answers: SloAnswer[] = [];
  for (const { slowerThan } of targets) {
    const outcome = await outcomeOf(table, slowerThan, signal);
    if ('reason' in outcome) {
      answers.push(outcome);
      continue;
    }
    const [requests, bad] = [new Float64Array(count), new Float64Array(count)];
    for (const [s, known, wrong] of await table.ask(sloQuery(relation, placed, outcome.isKnown, outcome.isBad), signal)) {
      add(requests, numberOf(s), numberOf(known));
      add(bad, numberOf(s), numberOf(wrong));
    }
    answers.push({ start, requests, bad, rule: outcome.rule, unknown: table.state.rows - requests.reduce((a, b) => a + b, 0) });
  }
  return answers;
}

async function outcomeOf(table: WarehouseTable, slowerThan: number | null, signal?: AbortSignal): Promise<{ readonly rule: string; readonly isKnown: string; readonly isBad: string } | { readonly reason: string }> {
  const column = columnOfRole(table, slowerThan === null ? 'status' : 'latency');
  if (column === null) return { reason: `the table has no column of the role ${slowerThan === null ? 'status' : 'latency'}` };
  if (slowerThan === null) {
    const { rule, sql } = await warehouseStatus(table, column, signal);
    return { rule: `${oneLine(column.name)}: ${rule}`, isKnown: `(${sql}) IN (0, 1)`, isBad: `(${sql}) = 1` };
  }
  const { dialect } = table.relation;
  const known = `(${column.sql}) IS NOT NULL AND (${finite(dialect, `(${column.sql})`)})`;
  return { rule: `${oneLine(column.name)} above ${slowerThan} ms`, isKnown: known, isBad: `${known} AND (${column.sql}) > ${dialect.double(slowerThan)}` };
}
