import { mergeOnto } from './mergeCubes';
import type { Cube } from './cube';
import { slotCount } from './cube';
import type { GrownAxis } from './growAxis';
import { adder, type Adder } from './placeSlots';

/**
 * The cube on another axis: slot s of it is part of slot `slots[s]` there. Putting slots together is adding them, so the cube is, number for number (sums of
 * values up to rounding), the one that counting at the other axis gives.
 */
export function regridCube(cube: Cube, { axis, slots }: GrownAxis): Cube {
  const union = { axis, slots: slotCount(axis), left: slots, right: new Int32Array(0) };
  const both = adder(union);
  const empty = new Float64Array(0);
  // The cube is merged with itself, of which the right side is left out: nothing but the places of the slots changes.
  const left: Adder = {
    sum: (a, _b, width) => both.sum(a, empty, width),
    min: (a) => both.min(a, empty),
    max: (a) => both.max(a, empty),
    shifted: (a, aWidth, aAt, _b, bWidth, bAt, width) => both.shifted(a, aWidth, aAt, empty, bWidth, bAt, width),
  };
  return { ...mergeOnto(cube, cube, union, left), outside: cube.outside };
}
