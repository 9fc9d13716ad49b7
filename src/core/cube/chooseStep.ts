/** Lengths of time that people name, microseconds. */
const millisecond = 1_000;
const second = 1_000_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Steps of a time axis; each up to a day divides the day, so that equal hours fall into equal slots. */
export const timeSteps: readonly number[] = [
  millisecond, 10 * millisecond, 100 * millisecond,
  second, 2 * second, 5 * second, 10 * second, 15 * second, 30 * second, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute,
  30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 7 * day, 28 * day, 364 * day, 3640 * day,
];

export const maxSlots = 336;

/**
 * The time axis from `from` to `to` (both inclusive, microseconds since 1970 UTC) of at most `target` slots: the shortest
 * step that people name, `start` a multiple of it since 1970. Ranges over 100 years double the longest step.
 */
export function chooseStep(from: number, to: number, target: number = maxSlots): { readonly start: number; readonly step: number; readonly count: number } {
  const at = (step: number): { start: number; step: number; count: number } => {
    const start = Math.floor(from / step) * step;
    return { start, step, count: Math.floor((to - start) / step) + 1 };
  };
  for (const step of timeSteps) {
    const axis = at(step);
    if (axis.count <= target) return axis;
  }
  let axis = at(timeSteps[timeSteps.length - 1] ?? day);
  while (axis.count > Math.max(2, target)) axis = at(axis.step * 2);
  return axis;
}

/** The row axis of `total` rows in at most `target` slots: a step of 1, 2 or 5 times a power of ten. */
export function chooseRowStep(total: number, target: number = maxSlots): { readonly step: number; readonly count: number; readonly total: number } {
  let step = 1;
  for (let power = 1; Math.ceil(total / step) > target; power *= 10) {
    for (const factor of [1, 2, 5]) {
      step = factor * power;
      if (Math.ceil(total / step) <= target) break;
    }
  }
  return { step, count: Math.max(1, Math.ceil(total / step)), total };
}
