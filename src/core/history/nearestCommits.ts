import type { Onset } from '../domain/onset';
import type { Axis } from '../domain/window';
import type { LineCommit } from './commit';

/** A commit beside the moment at which a feature began to move. */
export interface NearCommit extends LineCommit {
  /** Microseconds from the commit to the onset; negative for one within the onset's interval but after its best moment. */
  readonly before: number;
  readonly within: boolean;
}

/**
 * Commits that can have brought a change that began at `onset`: those up to the end of its interval, the nearest to it first. A commit after the interval came too late. What is deployed
 * later than it was committed moves later than its commit, so that older ones stay in the list. Empty where no onset was found or the axis has no times.
 */
export function nearestCommits(commits: readonly LineCommit[], onset: Onset | undefined, axis: Axis, most = 3): readonly NearCommit[] {
  if (onset === undefined || onset.slot === null || onset.interval === null || axis.kind !== 'time') return [];
  const at = (slot: number): number => axis.start + slot * axis.step;
  const [moment, from, to] = [at(onset.slot), at(onset.interval.from), at(onset.interval.to)];
  const seen = new Set<string>();
  return [...commits]
    .filter(({ hash, time }) => time <= to && !seen.has(hash) && seen.add(hash) !== undefined)
    .sort((a, b) => b.time - a.time)
    .slice(0, most)
    .map((commit) => ({ ...commit, before: moment - commit.time, within: commit.time >= from }));
}
