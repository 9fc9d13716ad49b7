import type { Calibration } from '../domain/alert';

/** Chart B starts from nothing: its first windows are not counted. */
export const burnIn = 20;
/** Below this many baseline windows nothing is alarmed. */
export const leastWindows = 100;

/** Windows that pass chart B's limit together where windows remember nothing: what the chart's own memory makes. */
const leastTogether = 2;

/**
 * Baseline windows that a level needs for both charts at half of it each: 2/level - 1, and chart B's burn-in. Where `together` windows pass its limit together on
 * average, more than two because windows remember each other, in proportion: so many windows say as little as fewer independent ones.
 */
export function windowsNeeded(level: number, together = leastTogether): number {
  return Math.ceil(Math.max(leastTogether, together) / level - 1 - 1e-9) + burnIn;
}

/** `wanted`: windows that the expected value needs to be known. */
export function calibrationOf(windows: number, level: number, together?: number, wanted = 0): Calibration {
  const missing = Math.max(0, windowsNeeded(level, together) - windows, wanted - windows);
  if (windows < leastWindows) return { kind: 'not calibrated', missing: Math.max(leastWindows - windows, 0) };
  return missing > 0 ? { kind: 'approximate', missing } : { kind: 'calibrated' };
}

/** How many baseline values pass a limit together on average, and their variance in the unit in which the tail of a normal value is known. */
export interface Clusters {
  readonly size: number;
  readonly variance: number;
}

const single: Clusters = { size: 1, variance: 1 };

/**
 * The limit that one more value exceeds with probability `tail`, from positive values of which `size` pass a limit together on average. Of exchangeable
 * ones (`size` 1) it is the order statistic at position (R + 1)(1 - tail), type 6 of Hyndman and Fan 1996. A value that comes later passes the k-th largest of
 * clustered ones with probability (k - 1 + size)/(R + 1): clusters come as of a Poisson stream (Hsing, Huesler and Leadbetter 1988), so the position moves
 * up by size - 1. Beyond the largest value the limit goes on, which is an approximation: squares of normal values have an exponential tail of scale 2, and where a
 * Gumbel fit of the squares by L-moments (Hosking 1990) has a larger scale, that one counts. NaN without values.
 */
export function upperLimit(values: ArrayLike<number>, tail: number, clusters?: Clusters): number {
  return upperLimitSorted(Float64Array.from(values).sort(), tail, clusters);
}

/** The same of values in ascending order. */
export function upperLimitSorted(sorted: Float64Array, tail: number, { size, variance }: Clusters = single): number {
  const n = sorted.length;
  if (n === 0) return Number.NaN;
  const wanted = (n + 1) * tail;
  // Rounding must not cost the last window that the level needs.
  if (wanted < size - 1e-9) return Math.sqrt((sorted[n - 1] as number) ** 2 + Math.max(2 * variance, gumbelScale(sorted)) * Math.log(size / wanted));
  const position = n + size - wanted;
  const below = Math.max(1, Math.min(n, Math.floor(position)));
  const low = sorted[below - 1] as number;
  const high = sorted[Math.min(n, below + 1) - 1] as number;
  return low + Math.max(0, position - below) * (high - low);
}

export function medianOf(values: ArrayLike<number>): number {
  return medianSorted(Float64Array.from(values).sort());
}

/** The same of values in ascending order. */
export function medianSorted(sorted: Float64Array): number {
  const n = sorted.length;
  return n === 0 ? Number.NaN : ((sorted[(n - 1) >> 1] as number) + (sorted[n >> 1] as number)) / 2;
}

/** Scale of a Gumbel distribution of the squares, by their second L-moment; ascending values. */
function gumbelScale(sorted: Float64Array): number {
  const n = sorted.length;
  let [b0, b1] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    const square = (sorted[i] as number) ** 2;
    b0 += square / n;
    b1 += n < 2 ? 0 : (i / (n - 1)) * (square / n);
  }
  return Math.max(0, 2 * b1 - b0) / Math.LN2;
}
