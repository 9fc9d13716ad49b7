import { nextDown } from './binEdges';

/** Relative error of latency bins, and the growth of their edges: g = (1 + a) / (1 - a). */
export const latencyError = 0.005;
/** Index of a positive value: the ceiling of its logarithm times this. */
export const latencyScale = 1 / Math.log((1 + latencyError) / (1 - latencyError));
/** Values beyond a nanosecond and 11 days are counted in the outermost bins; no request takes either. Milliseconds. */
export const leastLatency = 1e-6;
export const mostLatency = 1e9;

/** Index of the latency bin of x > 0, within the outermost ones. */
export function latencyIndex(x: number): number {
  return Math.min(Math.ceil(Math.log(mostLatency) * latencyScale), Math.max(Math.ceil(Math.log(leastLatency) * latencyScale), Math.ceil(Math.log(x) * latencyScale)));
}

/**
 * Upper edges of the bins from the first to the last but one: the largest double of each bin, so that a comparison puts a value where the logarithm does, also in an engine whose
 * logarithm differs in the last digit.
 */
export function latencyEdges(first: number, last: number): Float64Array {
  return Float64Array.from({ length: Math.max(0, last - first) }, (_, i) => largestOf(first + i));
}

function largestOf(index: number): number {
  let x = Math.exp(index / latencyScale);
  const raw = (value: number): number => Math.ceil(Math.log(value) * latencyScale);
  while (raw(x) > index) x = nextDown(x);
  for (let above = nextUp(x); raw(above) <= index; above = nextUp(x)) x = above;
  return x;
}

function nextUp(x: number): number {
  return -nextDown(-x);
}
