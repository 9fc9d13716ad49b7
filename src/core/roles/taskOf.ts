import type { RoleGuess } from '../domain/role';
import type { ColumnProfile, ModelTask } from '../domain/source';
import { isShare, isWhole } from './valueChecks';

const maxNumericClasses = 20;

/** What kind of model the columns with the roles prediction, score and label belong to; `none` without prediction and score. */
export function taskOf(profiles: readonly ColumnProfile[], roles: readonly RoleGuess[]): ModelTask {
  const withRole = (role: string): ColumnProfile[] => {
    const names = new Set(roles.filter((guess) => guess.role === role).map(({ column }) => column));
    return profiles.filter(({ name }) => names.has(name));
  };
  const [prediction] = withRole('prediction');
  const [label] = withRole('label').filter(({ kind }) => kind !== 'empty');
  const scores = withRole('score');
  if (prediction === undefined && scores.length === 0) return 'none';
  const classes = [prediction, label].filter((profile) => profile !== undefined);
  if (classes.length === 0 || prediction === undefined) {
    if (label === undefined) return scores.length > 1 ? 'multiclass' : 'binary';
    return label.distinct <= 2 ? 'binary' : isClasses(label) ? 'multiclass' : 'regression';
  }
  if (!classes.every(isClasses)) return 'regression';
  const distinct = Math.max(...classes.map((profile) => profile.distinct));
  return distinct <= 2 && scores.length <= 2 ? 'binary' : 'multiclass';
}

function isClasses(profile: ColumnProfile): boolean {
  if (profile.kind === 'category' || profile.kind === 'text') return true;
  return profile.kind === 'numeric' && !isShare(profile) && isWhole(profile) && profile.distinct <= maxNumericClasses;
}
