import { circularProducts } from '../stats/fft';
import type { RankedSeries } from './rankSeries';

/** Windows by which one series may move before the other. */
export const mostLag = 10;
/** Windows that a series needs with a value, and an axis needs in all. */
export const leastTogether = 240;
/** Shifts nearer than this many windows are not far: what the two share would still show there. */
const nearShifts = 3 * (mostLag + 1);

export interface PairResult {
  /** Index of the mover. */
  readonly mover: number;
  /** Rank correlation where it is strongest, and by how many windows the mover comes first. */
  readonly rho: number;
  readonly lag: number;
  /** Chance of so strong a correlation at any of the lags: among far circular shifts of the same two series. */
  readonly p: number;
  /** The same, of the strongest of all pairs. */
  readonly adjusted: number;
}

/**
 * Which of several series move together with one: the largest |rho(k)|, k = 0 .. 10 windows with the mover first, rho the circular
 * cross-correlation of midranks. Its chance is its rank among the same maxima at all far circular shifts, which keep what each series owes to
 * its own past (Theiler et al. 1992); the level over pairs is that of the largest maximum over pairs at each
 * shift (Westfall and Young 1993). p = (1 + those at least as large)/(1 + shifts).
 */
export function movesTogether(target: RankedSeries, movers: readonly RankedSeries[]): readonly PairResult[] {
  const n = target.ranks.length;
  const first = nearShifts;
  const last = n - nearShifts - mostLag;
  const shifts = last - first + 1;
  if (shifts < 1) return [];
  const largest = new Float64Array(shifts);
  const found = movers.map((mover, index) => {
    const rho = circularProducts(mover.transform, target.transform);
    const maxima = maximaFrom(rho, first, shifts);
    let lag = 0;
    for (let k = 1; k <= mostLag; k += 1) if (Math.abs(rho[k] as number) > Math.abs(rho[lag] as number) + 1e-12) lag = k;
    maxima.forEach((value, s) => (largest[s] = Math.max(largest[s] as number, value)));
    return { mover: index, rho: rho[lag] as number, lag, p: share(maxima, Math.abs(rho[lag] as number)) };
  });
  return found.map((pair) => ({ ...pair, adjusted: Math.max(pair.p, share(largest, Math.abs(pair.rho))) }));
}

/** Largest |rho| at shifts s .. s + 10. */
function maximaFrom(rho: Float64Array, first: number, shifts: number): Float64Array {
  return Float64Array.from({ length: shifts }, (_, s) => {
    let most = 0;
    for (let k = first + s; k <= first + s + mostLag; k += 1) most = Math.max(most, Math.abs(rho[k] as number));
    return most;
  });
}

function share(maxima: Float64Array, value: number): number {
  let count = 1;
  // Rounding of the transform must not hide a tie.
  for (const each of maxima) if (each >= value - 1e-12) count += 1;
  return count / (1 + maxima.length);
}
