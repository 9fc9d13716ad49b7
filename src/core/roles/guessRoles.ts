import { singleRoles, type Role, type RoleGuess, type RoleReason } from '../domain/role';
import type { ColumnProfile } from '../domain/source';
import type { ColumnHint } from './accessHints';
import { columnWords } from './columnWords';
import { checkValues, isShare, present } from './valueChecks';
import { isInput, nameMatches, type NameMatch } from './vocabulary';

interface Candidate {
  readonly profile: ColumnProfile;
  readonly match: NameMatch;
  readonly strength: number;
  readonly reasons: readonly RoleReason[];
}

/** What a column becomes that fits a single role less well than another column does. */
const instead: Partial<Record<Role, Role>> = { timestamp: 'ignore', id: 'ignore', label: 'ignore', prediction: 'ignore', status: 'ignore' };

/** Single roles in the order in which they are given out; a label is compared with the prediction, which comes before it, and the time of a label is not to pass for that of its row. */
const order: readonly Role[] = ['label time', 'timestamp', 'latency', 'prediction', 'label', 'status', 'version', 'model', 'id'];

/**
 * What each column stands for: as configured (`overrides`, by column name), else as the log's format says (`hints`, by column name), else from its name (vocabulary of serving systems and monitoring tools) where
 * its values do not speak against it, else a feature. Pure; the order of the profiles is kept. Every guess says why.
 */
export function guessRoles(profiles: readonly ColumnProfile[], overrides: Readonly<Record<string, Role>> = {}, hints: ReadonlyMap<string, ColumnHint> = new Map()): readonly RoleGuess[] {
  const given = new Map<string, RoleGuess>();
  const rejected = new Map<string, RoleReason>();
  const taken = new Set<Role>();
  const free: ColumnProfile[] = [];
  const give = (profile: ColumnProfile, role: Role, reasons: readonly RoleReason[]): void => {
    given.set(profile.name, { column: profile.name, role, reasons });
  };
  for (const profile of profiles) {
    const role = Object.hasOwn(overrides, profile.name) ? overrides[profile.name] : undefined;
    if (role === undefined) free.push(profile);
    else {
      give(profile, role, [{ code: 'configured' }]);
      if (singleRoles.has(role)) taken.add(role);
    }
  }
  const open = (profile: ColumnProfile): boolean => !given.has(profile.name);
  for (const [name, { role, detail }] of hints) {
    const profile = free.find((one) => one.name === name);
    if (profile === undefined) continue;
    const check = role === 'ignore' || role === 'feature' ? null : checkValues(role, profile, null);
    const isTaken = singleRoles.has(role) && taken.has(role);
    if (isTaken || check?.fits === false) give(profile, 'ignore', [{ code: 'format', detail }, { code: 'rejected', detail: `${role}: ${isTaken ? 'another column is' : (check?.detail ?? '')}` }]);
    else {
      give(profile, role, [{ code: 'format', detail }, ...(check === null ? [] : [{ code: 'values' as const, detail: check.detail }])]);
      if (singleRoles.has(role)) taken.add(role);
    }
  }
  const predictionExamples = (): readonly string[] | null => profiles.find(({ name }) => given.get(name)?.role === 'prediction')?.examples ?? null;
  const candidates = (role: Role): Candidate[] => {
    const list: Candidate[] = [];
    for (const profile of free) {
      const words = columnWords(profile.name);
      if (!open(profile) || isInput(words)) continue;
      const match = nameMatches(words).find((found) => found.role === role);
      if (match === undefined) continue;
      const check = checkValues(role, profile, role === 'label' ? predictionExamples() : null);
      if (!check.fits) {
        if (!rejected.has(profile.name)) rejected.set(profile.name, { code: 'rejected', detail: `${role}: ${check.detail}` });
        continue;
      }
      const filled = profile.rows === 0 ? 0 : present(profile) / profile.rows;
      const strength = match.strength - words.parents.length * 0.02 + filled * 0.05;
      list.push({ profile, match, strength, reasons: [{ code: 'name', detail: match.word }, { code: 'values', detail: check.detail }] });
    }
    return list.sort((a, b) => b.strength - a.strength);
  };
  const settle = (role: Role): void => {
    const list = candidates(role);
    if (!taken.has(role)) {
      const best = list.shift();
      if (best !== undefined) {
        give(best.profile, role, best.reasons);
        taken.add(role);
      }
    }
    const fallback = instead[role];
    // A weak likeness (`arrival_time`, `customer_id`) is no reason to take a column out of the analysis.
    for (const { profile, match } of list) {
      if (fallback !== undefined && match.strength > 0.9) give(profile, fallback, [{ code: 'rejected', detail: `${role}: another column fits better` }]);
      else if (!rejected.has(profile.name)) rejected.set(profile.name, { code: 'rejected', detail: `${role}: another column fits better` });
    }
  };

  for (const { profile, reasons, match } of candidates('ignore')) if (match.strength > 0.9) give(profile, 'ignore', reasons.slice(0, 1));
  for (const role of order) {
    if (role === 'prediction') {
      // Scores are given out first, also those named "prediction": a share while the label has two levels is the probability of one.
      for (const { profile, reasons } of candidates('score')) give(profile, 'score', reasons);
      const labels = profiles.filter((profile) => given.get(profile.name)?.role === 'label' || (open(profile) && mayBeLabel(profile)));
      if (labels.some(({ distinct }) => distinct === 2)) {
        for (const { profile, match } of candidates('prediction')) {
          if (isShare(profile)) give(profile, 'score', [{ code: 'name', detail: match.word }, { code: 'values', detail: '0..1, and the label has two levels' }]);
        }
      }
    }
    settle(role);
  }
  if (!taken.has('timestamp')) onlyTime(free.filter(open), give);
  for (const role of ['segment', 'kpi'] as const) for (const { profile, reasons } of candidates(role)) give(profile, role, reasons);
  for (const profile of free) {
    if (!open(profile)) continue;
    const reason = rejected.get(profile.name);
    const input = isInput(columnWords(profile.name));
    give(profile, 'feature', [reason ?? (input ? { code: 'name', detail: 'input' } : { code: 'left-over' })]);
  }
  return profiles.map(({ name }) => given.get(name) ?? { column: name, role: 'feature', reasons: [{ code: 'left-over' }] });
}

function mayBeLabel(profile: ColumnProfile): boolean {
  const words = columnWords(profile.name);
  return !isInput(words) && nameMatches(words).some(({ role }) => role === 'label');
}

/** Without a column named like a time, the only one that holds times is it. */
function onlyTime(open: readonly ColumnProfile[], give: (profile: ColumnProfile, role: Role, reasons: readonly RoleReason[]) => void): void {
  const times = open.filter((profile) => profile.kind === 'time' && !isInput(columnWords(profile.name)));
  const [only] = times;
  if (only !== undefined && times.length === 1) give(only, 'timestamp', [{ code: 'values', detail: 'the only column of times' }]);
}
