import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work that can pause wherever it yields. */
export type Steps<T> = Generator<undefined, T, undefined>;

const sliceMs = 10;

/** Does the work in slices of about 10 ms, between which other calls are answered. Work that never yields is done at once. */
export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  let since = performance.now();
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    if (performance.now() - since < sliceMs) continue;
    await nextTurn();
    since = performance.now();
  }
}
