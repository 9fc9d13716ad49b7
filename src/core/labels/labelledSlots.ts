import type { Cube } from '../cube/cube';

/** Predictions of a slot, and how many of them have a label, from whichever table the task has; null without one. */
export interface LabelledSlots {
  readonly labelled: (slot: number) => number;
  readonly all: (slot: number) => number;
}

export function labelledSlots({ confusion, regression, score }: Cube): LabelledSlots | null {
  if (confusion !== null) {
    const labelled = (slot: number): number => rowSum(confusion.counts, confusion.levels.length ** 2, slot);
    return { labelled, all: (slot) => labelled(slot) + (confusion.unlabelled[slot] ?? 0) };
  }
  if (regression !== null) return { labelled: (slot) => regression.n[slot] ?? 0, all: (slot) => (regression.n[slot] ?? 0) + (regression.unlabelled[slot] ?? 0) };
  if (score === null) return null;
  const width = score.edges.length + 1;
  const labelled = (slot: number): number => rowSum(score.positive, width, slot) + rowSum(score.negative, width, slot);
  return { labelled, all: (slot) => labelled(slot) + rowSum(score.unlabelled, width, slot) };
}

function rowSum(table: Float64Array, width: number, slot: number): number {
  let sum = 0;
  for (let at = slot * width; at < (slot + 1) * width; at += 1) sum += table[at] ?? 0;
  return sum;
}
