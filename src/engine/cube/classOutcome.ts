import type { Outcomes } from './outcomesOf';
import { labelSql, predictedSql } from './scanConfusion';

/** Expressions of a row: class numbers (negative where there is none), and 1 wrong, 0 right, NULL where it cannot be judged. */
export interface ClassOutcome {
  readonly predicted: string;
  readonly label: string;
  readonly wrong: string;
  /** Class number of the positive level of a binary task. */
  readonly positive: number | null;
}

/** How the rows of a log with classes are judged, or why they cannot be. */
export function classOutcome(outcomes: Outcomes): ClassOutcome | { readonly reason: string } {
  const { classes, prediction, scoreColumn } = outcomes;
  if (outcomes.label === null) return { reason: 'The log has no labels.' };
  const predicted = classes === null ? null : predictedSql(classes, prediction, scoreColumn);
  if (predicted === null || classes === null) return { reason: 'The log has no predictions that could be compared with its labels.' };
  const label = labelSql(classes, outcomes.label);
  const rest = classes.levels.length - 1;
  // Two texts of the pooled rest may be different classes: such rows cannot be judged.
  const unknown = classes.hasRest ? ` OR ((${predicted}) = ${rest} AND (${label}) = ${rest})` : '';
  const wrong = `CASE WHEN (${predicted}) < 0 OR (${label}) < 0${unknown} THEN NULL WHEN (${predicted}) = (${label}) THEN 0 ELSE 1 END`;
  return { predicted, label, wrong, positive: classes.positive };
}
