import type { Calibration } from '../domain/alert';

/** Chart B starts from nothing: its first windows are not counted. */
export const burnIn = 20;
/** Below this many baseline windows nothing is alarmed. */
export const leastWindows = 100;

/** Baseline windows that a level needs for both charts at half of it each: 2/level - 1, and chart B's burn-in. */
export function windowsNeeded(level: number): number {
  return Math.ceil(2 / level - 1 - 1e-9) + burnIn;
}

export function calibrationOf(windows: number, level: number): Calibration {
  const missing = Math.max(0, windowsNeeded(level) - windows);
  if (windows < leastWindows) return { kind: 'not calibrated', missing: Math.max(leastWindows - windows, 0) };
  return missing > 0 ? { kind: 'approximate', missing } : { kind: 'calibrated' };
}

/**
 * The limit that one more value exceeds with probability `tail`, from exchangeable positive values: the order statistic at
 * position (R + 1)(1 - tail), type 6 of Hyndman and Fan 1996, where R + 1 >= 1/tail; else a Gumbel tail of the squares fitted by
 * L-moments (Hosking 1990), which is an approximation. NaN without values.
 */
export function upperLimit(values: ArrayLike<number>, tail: number): number {
  return upperLimitSorted(Float64Array.from(values).sort(), tail);
}

/** The same of values in ascending order. */
export function upperLimitSorted(sorted: Float64Array, tail: number): number {
  const n = sorted.length;
  if (n === 0) return Number.NaN;
  // Rounding must not cost the last window that the level needs.
  if ((n + 1) * tail < 1 - 1e-9) return gumbelLimit(sorted, tail);
  const position = (n + 1) * (1 - tail);
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

const eulerGamma = 0.577_215_664_901_532_9;

function gumbelLimit(sorted: Float64Array, tail: number): number {
  const n = sorted.length;
  let b0 = 0;
  let b1 = 0;
  for (let i = 0; i < n; i += 1) {
    const square = (sorted[i] as number) ** 2;
    b0 += square / n;
    b1 += n < 2 ? 0 : (i / (n - 1)) * (square / n);
  }
  const scale = Math.max(0, 2 * b1 - b0) / Math.LN2;
  return Math.sqrt(Math.max(0, b0 - eulerGamma * scale - scale * Math.log(-Math.log1p(-tail))));
}
