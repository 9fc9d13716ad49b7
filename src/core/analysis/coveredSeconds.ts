import type { Cube } from '../cube/cube';
import type { SourceState } from '../domain/source';

/** Seconds of each slot that lie between the first and the last row of the source: the log says nothing about the time outside. */
export function coveredSeconds(cube: Cube, source: SourceState, slot: number): number {
  const axis = cube.axis;
  if (axis.kind !== 'time') return 0;
  const start = axis.start + slot * axis.step;
  const from = Math.max(start, source.time.from ?? start);
  // The last row's own instant is covered, to the microsecond.
  const to = Math.min(start + axis.step, source.time.to === null ? start + axis.step : source.time.to + 1);
  return Math.max(0, to - from) / 1e6;
}
