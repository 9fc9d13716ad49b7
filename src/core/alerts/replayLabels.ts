import type { Cube } from '../cube/cube';
import { cubeAtAge } from '../cube/labelAges';
import type { SlotRange } from '../domain/window';
import { formatDuration } from '../format/time';
import { matureAge, matureShare } from '../labels/labelState';
import { leastRows } from './familySeries';

/** The labels of a replay: those that each window would have had at one and the same age. */
export interface ReplayLabels {
  readonly cube: Cube;
  /** Why a window's quality cannot be judged yet; null where it can. */
  readonly waiting: (window: number) => string | null;
  /** Which labels count; null where all do. */
  readonly rule: string | null;
}

/**
 * Every window is judged by the labels that came within one age, that at which the baseline had most of its labels, so that windows near the end of the log are
 * not compared with those that had longer to get theirs. Without times of labels all labels count.
 */
export function replayLabels(cube: Cube, baseline: SlotRange): ReplayLabels {
  const ages = cube.labelAges;
  const mature = ages === undefined ? null : matureAge(ages, baseline, leastRows);
  if (ages === undefined || mature === null) return { cube, waiting: () => null, rule: null };
  const { age: needed, classes } = mature;
  return {
    cube: cubeAtAge(cube, classes),
    rule: `labels that came within ${formatDuration(needed)} of their prediction, by when at least ${matureShare * 100} % of the baseline's labels had come`,
    waiting: (window) => {
      const age = ages.now - (ages.latest[window] ?? NaN);
      return age < needed ? `labels not in yet: judged ${formatDuration(needed)} after its last prediction, which is ${formatDuration(age)} old` : null;
    },
  };
}
