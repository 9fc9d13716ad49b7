/*
 * Prefix sums of a slot-major table, kept at every eighth slot only: a window costs two look-ups and at most 14 slots of
 * additions, and the index takes an eighth of the table's memory, so that 1,000 features stay cheap.
 */

const block = 8;

/** Checkpoints `c[k * width + j]` = sum of column j over the slots `[0, 8k)`. Exact for counts below 2^53. */
export function blockSums(table: Float64Array, width: number): Float64Array {
  const slots = width === 0 ? 0 : table.length / width;
  const blocks = Math.floor(slots / block);
  const sums = new Float64Array((blocks + 1) * width);
  for (let k = 0; k < blocks; k += 1) {
    const into = (k + 1) * width;
    sums.copyWithin(into, k * width, into);
    addSlots(sums, into, table, width, k * block, (k + 1) * block, 1);
  }
  return sums;
}

/** Sum of the slots `[from, to)` of a table of counts, as one row of `width`. */
export function windowSum(table: Float64Array, width: number, sums: Float64Array, from: number, to: number): Float64Array {
  const out = new Float64Array(width);
  if (to - from <= 2 * block) {
    addSlots(out, 0, table, width, from, to, 1);
    return out;
  }
  const first = Math.floor(from / block);
  const last = Math.floor(to / block);
  for (let j = 0; j < width; j += 1) out[j] = (sums[last * width + j] ?? 0) - (sums[first * width + j] ?? 0);
  addSlots(out, 0, table, width, last * block, to, 1);
  addSlots(out, 0, table, width, first * block, from, -1);
  return out;
}

/**
 * Sum of the slots `[from, to)`, slot by slot. For tables of real numbers: a difference of prefix sums would lose the digits
 * of a small window behind a large one (and turn an overflow in one slot into NaN in all later windows).
 */
export function directSum(table: Float64Array, width: number, from: number, to: number): Float64Array {
  const out = new Float64Array(width);
  addSlots(out, 0, table, width, from, to, 1);
  return out;
}

function addSlots(out: Float64Array, at: number, table: Float64Array, width: number, from: number, to: number, sign: 1 | -1): void {
  for (let s = from; s < to; s += 1) {
    const base = s * width;
    for (let j = 0; j < width; j += 1) out[at + j] = (out[at + j] ?? 0) + sign * (table[base + j] ?? 0);
  }
}
