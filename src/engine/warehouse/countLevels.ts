import type { ConfusionTable, StatusTable } from '../../core/cube/cube';
import { statusRule } from '../../core/cube/statusRule';
import { classSql, groupsQuery, levelPlaceSql, statusSql, topLevelsQuery, topTextsQuery } from '../../core/warehouse/cubeQueries';
import type { ClassLevels } from '../cube/classLevels';
import { type LevelCell, type LevelCounts, poolLevels } from '../cube/scanCategories';
import { scoreThreshold } from '../cube/scanConfusion';
import { mostStatusValues } from '../cube/scanStatus';
import type { LogColumn } from '../log/openedLog';
import { add, type WarehouseScan } from './countColumn';
import { levelTextOf, numberOf, textOfCell, type WarehouseTable } from './warehouseTable';

/** Counts a categorical column: its `limit` most frequent levels over the whole axis, and the rest. */
export async function countCategory(scan: WarehouseScan, text: string, distinct: number, limit: number): Promise<LevelCounts> {
  const few = distinct <= 4 * limit ? await countEach(scan, text, 4 * limit) : null;
  return few === null ? countTop(scan, text, limit) : poolLevels(scan.slots, few, limit);
}

async function countEach({ relation, ask, slot, slots, signal }: WarehouseScan, text: string, most: number): Promise<readonly LevelCell[] | null> {
  const limit = slots * (most + 1) + 1;
  const cells = await ask(groupsQuery(relation, slot, [text], limit), signal);
  return cells.length >= limit ? null : cells.map(([s, name, n]) => ({ slot: numberOf(s), name: textOfCell(name), n: numberOf(n) }));
}

async function countTop({ relation, ask, slot, slots, signal }: WarehouseScan, text: string, limit: number): Promise<LevelCounts> {
  const top = await ask(topLevelsQuery(relation, slot, text, limit), signal);
  const levels = top.map(([name]) => textOfCell(name) ?? '');
  const width = levels.length + 1;
  const counts = new Float64Array(slots * width);
  const missing = new Float64Array(slots);
  const place = levelPlaceSql(relation.dialect, `(${text})`, levels, levels.length);
  for (const [s, k, n] of await ask(groupsQuery(relation, slot, [place]), signal)) {
    const at = numberOf(k);
    if (at < 0) add(missing, numberOf(s), numberOf(n));
    else add(counts, numberOf(s) * width + at, numberOf(n));
  }
  return { levels, restLevels: numberOf(top[0]?.[2] ?? levels.length) - levels.length, counts, missing };
}

/** Whether a request failed, in words and as an expression: 1 an error, 0 not, 2 unknown; the rule is chosen from the most frequent values. */
export async function warehouseStatus({ relation, ask }: Pick<WarehouseTable, 'relation' | 'ask'>, column: LogColumn, signal?: AbortSignal): Promise<{ readonly rule: string; readonly sql: string }> {
  const { dialect } = relation;
  const text = `(${levelTextOf(dialect, column)})`;
  const values = await ask(topTextsQuery(relation, text, mostStatusValues + 1), signal);
  const rule = statusRule(column.name, values.slice(0, mostStatusValues).map(([value]) => textOfCell(value) ?? ''), values.length <= mostStatusValues);
  return { rule: rule.text, sql: statusSql(dialect, rule, text, `(${column.profile.kind === 'numeric' ? column.sql : dialect.textNumber(text)})`) };
}

export async function countStatus(scan: WarehouseScan, column: LogColumn): Promise<StatusTable> {
  const { rule, sql } = await warehouseStatus(scan, column, scan.signal);
  const one = (): Float64Array => new Float64Array(scan.slots);
  const tables = { ok: one(), error: one(), missing: one() };
  for (const [s, outcome, n] of await scan.ask(groupsQuery(scan.relation, scan.slot, [sql]), scan.signal)) {
    add([tables.ok, tables.error][numberOf(outcome)] ?? tables.missing, numberOf(s), numberOf(n));
  }
  return { column: column.name, rule, ...tables };
}

/** Predicted against true classes a slot. Without a prediction column the score decides at 0.5. */
export async function countConfusion(scan: WarehouseScan, classes: ClassLevels, label: LogColumn, prediction: LogColumn | null, score: LogColumn | null): Promise<ConfusionTable | null> {
  const { relation: { dialect }, slots } = scan;
  const { levels, hasRest, positive } = classes;
  const others = hasRest ? levels.length - 1 : -1;
  const classOf = (column: LogColumn, places: ReadonlyMap<string, number>): string => classSql(dialect, `(${levelTextOf(dialect, column)})`, places, others);
  const byScore = (column: LogColumn): string | null => (positive === null || levels.length !== 2 ? null : `CASE WHEN (${column.sql}) BETWEEN ${dialect.double(-Infinity)} AND ${dialect.double(Infinity)} THEN CASE WHEN (${column.sql}) >= ${dialect.double(scoreThreshold)} THEN ${positive} ELSE ${1 - positive} END ELSE -1 END`);
  const predicted = levels.length === 0 ? null : prediction !== null ? classOf(prediction, classes.ofPrediction) : score === null ? null : byScore(score);
  if (predicted === null) return null;
  const width = levels.length;
  const counts = new Float64Array(slots * width * width);
  const unlabelled = new Float64Array(slots);
  for (const [s, p, y, n] of await scan.ask(groupsQuery(scan.relation, scan.slot, [predicted, classOf(label, classes.ofLabel)]), scan.signal)) {
    const [at, pi, yi] = [numberOf(s), numberOf(p), numberOf(y)];
    if (pi < 0) continue;
    if (yi < 0) add(unlabelled, at, numberOf(n));
    else add(counts, (at * width + pi) * width + yi, numberOf(n));
  }
  return { prediction: prediction?.name ?? score?.name ?? '', label: label.name, levels, hasRest, positive, counts, unlabelled, threshold: prediction === null ? scoreThreshold : null };
}
