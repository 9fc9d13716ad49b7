import { loggedOf, type Logged, type MetricHistory } from './trainingRun';

/** A history as it travels and is drawn. Where it was too long, each stretch keeps its least and greatest value, so that no spike is lost. */
export interface Curve {
  readonly step: readonly number[];
  /** Milliseconds since 1970; null where the store does not tell. */
  readonly time: readonly (number | null)[];
  readonly value: readonly Logged[];
  /** Points that were logged; more than are here where the curve was thinned. */
  readonly points: number;
}

/** At most `most` points (at least 4): the first, the last, and the least and greatest of equal stretches between. */
export function thinCurve(history: MetricHistory, most = 1_000): Curve {
  const { length } = history.step;
  const keep = length <= most ? Array.from({ length }, (_, i) => i) : chosen(history, most);
  const time = (i: number): number | null => {
    const at = history.time[i] ?? Number.NaN;
    return Number.isFinite(at) ? at : null;
  };
  return { step: keep.map((i) => history.step[i] ?? 0), time: keep.map(time), value: keep.map((i) => loggedOf(history.value[i] ?? Number.NaN)), points: length };
}

function chosen({ value }: MetricHistory, most: number): number[] {
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  const inner = value.length - 2;
  const keep = new Set([0, value.length - 1]);
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = 1 + Math.floor((stretch * inner) / stretches);
    const to = 1 + Math.floor(((stretch + 1) * inner) / stretches);
    let [least, greatest] = [-1, -1];
    for (let i = from; i < to; i += 1) {
      const x = value[i] ?? Number.NaN;
      if (Number.isNaN(x)) continue;
      if (least < 0 || x < (value[least] ?? 0)) least = i;
      if (greatest < 0 || x > (value[greatest] ?? 0)) greatest = i;
    }
    // A stretch without any number keeps one of its points: that it was NaN is what there is to see.
    for (const i of least < 0 ? [from] : [least, greatest]) keep.add(i);
  }
  return [...keep].sort((a, b) => a - b);
}
