import type { ConfusionTable } from '../../core/cube/cube';
import { quoteString } from '../duck/quote';
import type { LogColumn } from '../log/openedLog';
import type { ClassLevels } from './classLevels';
import type { Scan } from './scanNumbers';
import { textOf } from './slotSql';

export const scoreThreshold = 0.5;

/** Predicted against true classes a slot. Without a prediction column the score decides at 0.5. */
export async function scanConfusion(scan: Scan, classes: ClassLevels, label: LogColumn, prediction: LogColumn | null, score: LogColumn | null): Promise<ConfusionTable | null> {
  const { log, axis, signal } = scan;
  const { levels, hasRest, positive } = classes;
  const predicted = predictedSql(classes, prediction, score);
  if (predicted === null) return null;
  const width = levels.length;
  const counts = new Float64Array(scan.slots * width * width);
  const unlabelled = new Float64Array(scan.slots);
  await log.duck.stream(
    `SELECT s, p, y, n FROM (SELECT ${axis.slot} AS s, ${predicted} AS p, ${labelSql(classes, label)} AS y, count(*)::DOUBLE AS n FROM ${log.relation} GROUP BY 1, 2, 3)`,
    (chunk) => {
      const [slots, p, y, n] = [chunk.integers(0), chunk.integers(1), chunk.integers(2), chunk.numbers(3)];
      for (let i = 0; i < chunk.rows; i += 1) {
        const slot = slots[i] ?? -1;
        const pi = p[i] ?? -1;
        const yi = y[i] ?? -1;
        if (slot < 0 || pi < 0) continue;
        const table = yi < 0 ? unlabelled : counts;
        const at = yi < 0 ? slot : (slot * width + pi) * width + yi;
        table[at] = (table[at] ?? 0) + (n[i] ?? 0);
      }
    },
    signal,
  );
  return {
    prediction: prediction?.name ?? score?.name ?? '',
    label: label.name,
    levels,
    hasRest,
    positive,
    counts,
    unlabelled,
    threshold: prediction === null ? scoreThreshold : null,
  };
}

/** The predicted class number of a row, by the prediction column or by the score at 0.5; -1 where it has none; null where neither serves. */
export function predictedSql(classes: ClassLevels, prediction: LogColumn | null, score: LogColumn | null): string | null {
  const { levels, positive } = classes;
  if (levels.length === 0) return null;
  if (prediction !== null) return levelSql(prediction, classes.ofPrediction, classes);
  return score === null || positive === null || levels.length !== 2 ? null : thresholdSql(score, positive);
}

/** The true class number of a row, -1 where it is not labelled. */
export function labelSql(classes: ClassLevels, label: LogColumn): string {
  return levelSql(label, classes.ofLabel, classes);
}

/** The class number of a column as INTEGER, -1 where it is missing; unknown texts are the rest, the last level, where there is one. */
function levelSql(column: LogColumn, places: ReadonlyMap<string, number>, { levels, hasRest }: ClassLevels): string {
  const text = textOf(column);
  const names = [...places.keys()];
  const found = `list_position([${names.map(quoteString).join(', ')}]::VARCHAR[], ${text})`;
  const classes = `([${names.map((name) => places.get(name)).join(', ')}]::INTEGER[])[${found}]`;
  return `CASE WHEN ${column.sql} IS NULL THEN -1 ELSE coalesce(${classes}, ${hasRest ? levels.length - 1 : -1}) END::INTEGER`;
}

function thresholdSql(score: LogColumn, positive: number): string {
  return `CASE WHEN ${score.sql} IS NULL OR isnan(${score.sql}) THEN -1 WHEN ${score.sql} >= ${scoreThreshold} THEN ${positive} ELSE ${1 - positive} END::INTEGER`;
}

/** DOUBLE: 1 where the label is the positive class, 0 for another, NULL without a label. */
export function positiveSql(label: LogColumn, classes: ClassLevels): string {
  const text = textOf(label);
  const names = [...classes.ofLabel].filter(([, at]) => at === classes.positive).map(([name]) => quoteString(name));
  return `CASE WHEN ${label.sql} IS NULL THEN NULL WHEN ${names.length === 0 ? 'false' : `${text} IN (${names.join(', ')})`} THEN 1 ELSE 0 END::DOUBLE`;
}
