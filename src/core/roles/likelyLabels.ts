import type { ColumnProfile, SourceState } from '../domain/source';
import { canonicalLevel } from './valueChecks';

/** More levels than this say nothing: many features have that many. */
const mostLevels = 20;

/**
 * Features that hold the levels of the predictions (or two levels, where the log has scores alone) while no column is named like a label: one of
 * them may be the outcome. Offered, never taken: that two columns share their levels does not make one the truth of the other. In the log's order.
 */
export function likelyLabels({ columns, roles }: Pick<SourceState, 'columns' | 'roles'>): readonly string[] {
  const named = (role: string): ReadonlySet<string> => new Set(roles.filter((guess) => guess.role === role).map(({ column }) => column));
  if (named('label').size > 0) return [];
  const prediction = columns.find(({ name }) => named('prediction').has(name));
  if (prediction === undefined && named('score').size === 0) return [];
  const wanted = prediction === undefined ? null : levelsOf(prediction);
  if (wanted?.size === 0) return [];
  const features = named('feature');
  return columns.filter((column) => features.has(column.name) && holds(levelsOf(column), column, wanted)).map(({ name }) => name);
}

function holds(levels: ReadonlySet<string>, { distinct }: ColumnProfile, wanted: ReadonlySet<string> | null): boolean {
  if (wanted === null) return distinct === 2;
  return distinct <= mostLevels && levels.size === wanted.size && [...levels].every((level) => wanted.has(level));
}

/** All levels of a column of few; empty where the examples are not all of them. */
function levelsOf({ distinct, examples, kind }: ColumnProfile): ReadonlySet<string> {
  const levels = new Set(examples.map(canonicalLevel));
  return kind !== 'time' && distinct > 1 && levels.size === distinct ? levels : new Set();
}
