import type { Summary } from '../cube/summary';

/** Share of predictions that have a label, in each window; null where the window has no predictions. */
export interface Coverage {
  readonly baseline: number | null;
  readonly current: number | null;
}

/** How many predictions of a window have labels, from whichever table the task has. */
export function labelCoverage(baseline: Summary, current: Summary): Coverage {
  return { baseline: shareLabelled(baseline), current: shareLabelled(current) };
}

function shareLabelled(summary: Summary): number | null {
  if (summary.confusion !== null) {
    const labelled = summary.confusion.counts.reduce((sum, count) => sum + count, 0);
    const all = labelled + summary.confusion.unlabelled;
    return all > 0 ? labelled / all : null;
  }
  if (summary.regression !== null) {
    const all = summary.regression.n + summary.regression.unlabelled;
    return all > 0 ? summary.regression.n / all : null;
  }
  const score = summary.score;
  if (score === null) return null;
  const labelled = [...score.positive, ...score.negative].reduce((sum, count) => sum + count, 0);
  const all = labelled + score.unlabelled.reduce((sum, count) => sum + count, 0);
  return all > 0 ? labelled / all : null;
}
