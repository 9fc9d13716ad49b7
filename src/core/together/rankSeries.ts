import type { Complex } from '../stats/fft';
import { fft } from '../stats/fft';

/** A series as it is correlated: standardised midranks of its values, 0 where it has none, and their transform. */
export interface RankedSeries {
  readonly ranks: Float64Array;
  readonly transform: Complex;
  /** 1 for windows with a value. */
  readonly known: Uint8Array;
  /** Windows with a value. */
  readonly n: number;
}

/** Midranks of the finite values, mean 0 and sum of squares 1; null where they are all equal. */
export function rankSeries(values: Float64Array): RankedSeries | null {
  const known: number[] = [];
  values.forEach((value, i) => {
    if (Number.isFinite(value)) known.push(i);
  });
  known.sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length);
  const mean = (known.length - 1) / 2;
  let squares = 0;
  for (let from = 0; from < known.length; ) {
    let to = from + 1;
    while (to < known.length && values[known[to] as number] === values[known[from] as number]) to += 1;
    const rank = (from + to - 1) / 2 - mean;
    for (let i = from; i < to; i += 1) ranks[known[i] as number] = rank;
    squares += (to - from) * rank * rank;
    from = to;
  }
  if (!(squares > 0)) return null;
  const scale = 1 / Math.sqrt(squares);
  for (let i = 0; i < ranks.length; i += 1) ranks[i] = (ranks[i] as number) * scale;
  const has = new Uint8Array(values.length);
  for (const i of known) has[i] = 1;
  return { known: has, ranks, transform: fft({ re: ranks, im: new Float64Array(ranks.length) }), n: known.length };
}
