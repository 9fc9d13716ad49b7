import type { MetricHistory } from './trainingRun';

/** Two histories at the steps that both have, ascending. Of a step that was logged more than once the latest value counts. */
export interface AlignedCurves {
  readonly step: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
}

export function alignSteps(a: MetricHistory, b: MetricHistory): AlignedCurves {
  const right = lastOfEachStep(b);
  const shared = [...lastOfEachStep(a)].flatMap(([step, value]) => {
    const other = right.get(step);
    return other === undefined ? [] : [{ step, a: value, b: other }];
  });
  shared.sort((x, y) => x.step - y.step);
  return { step: shared.map(({ step }) => step), a: shared.map((each) => each.a), b: shared.map((each) => each.b) };
}

function lastOfEachStep({ step, value }: MetricHistory): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  // Histories are sorted by step and time, so the later of a step overwrites.
  for (let i = 0; i < step.length; i += 1) last.set(step[i] ?? 0, value[i] ?? Number.NaN);
  return last;
}
