export interface ValueAndSlope {
  readonly value: number;
  readonly slope: number;
}

/**
 * The u in [low, high] with f(u) = target for an increasing f: Newton steps, replaced by bisection wherever a step leaves the
 * bracket or shrinks it too slowly. Returns the nearer end where the target lies outside f's range.
 */
export function solveIncreasing(f: (u: number) => ValueAndSlope, target: number, low: number, high: number, start: number): number {
  let lo = low;
  let hi = high;
  let u = Math.min(Math.max(start, low), high);
  for (let step = 0; step < 400; step++) {
    const { value, slope } = f(u);
    const gap = value - target;
    if (gap === 0) return u;
    if (gap < 0) lo = u;
    else hi = u;
    const newton = u - gap / slope;
    // Every fourth step bisects, so that a bracket with one stuck end still shrinks.
    const next = newton > lo && newton < hi && step % 4 !== 3 ? newton : (lo + hi) / 2;
    const move = Math.abs(next - u);
    u = next;
    if (move <= 2e-16 * Math.abs(u) || hi - lo <= 2e-16 * Math.max(Math.abs(lo), Math.abs(hi))) break;
  }
  return u;
}
