import type { AxisUnion } from './mergeAxes';

/** Adds slot-major tables of two cubes onto their common axis. */
export interface Adder {
  readonly sum: (a: Float64Array, b: Float64Array, width: number) => Float64Array;
  /** Slot by slot, NaN where neither has a value. */
  readonly min: (a: Float64Array, b: Float64Array) => Float64Array;
  readonly max: (a: Float64Array, b: Float64Array) => Float64Array;
  /** Tables of `width` columns that start at different columns of the result. */
  readonly shifted: (a: Float64Array, aWidth: number, aAt: number, b: Float64Array, bWidth: number, bAt: number, width: number) => Float64Array;
}

export function adder(union: AxisUnion): Adder {
  const place = (out: Float64Array, table: Float64Array, tableWidth: number, at: number, width: number, slots: Int32Array): void => {
    for (let s = 0; (s + 1) * tableWidth <= table.length && tableWidth > 0; s += 1) {
      const into = (slots[s] ?? 0) * width + at;
      for (let j = 0; j < tableWidth; j += 1) out[into + j] = (out[into + j] ?? 0) + (table[s * tableWidth + j] ?? 0);
    }
  };
  const shiftedSum: Adder['shifted'] = (a, aWidth, aAt, b, bWidth, bAt, width) => {
    const out = new Float64Array(union.slots * width);
    place(out, a, aWidth, aAt, width, union.left);
    place(out, b, bWidth, bAt, width, union.right);
    return out;
  };
  const extreme = (a: Float64Array, b: Float64Array, pick: (x: number, y: number) => number): Float64Array => {
    const out = new Float64Array(union.slots).fill(NaN);
    for (const [table, slots] of [[a, union.left], [b, union.right]] as const) {
      table.forEach((value, s) => {
        const at = slots[s] ?? 0;
        const held = out[at] ?? NaN;
        if (!Number.isNaN(value)) out[at] = Number.isNaN(held) ? value : pick(held, value);
      });
    }
    return out;
  };
  return {
    sum: (a, b, width) => shiftedSum(a, width, 0, b, width, 0, width),
    min: (a, b) => extreme(a, b, Math.min),
    max: (a, b) => extreme(a, b, Math.max),
    shifted: shiftedSum,
  };
}
