/*
 * Prefix sums of a slot-major table, kept at every eighth slot only: a window costs two look-ups and at most eight slots of
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
    addSlots(sums, into, table, width, k * block, (k + 1) * block);
  }
  return sums;
}

/** Sum of the slots `[from, to)` of a table of counts, as one row of `width`. */
export function windowSum(table: Float64Array, width: number, sums: Float64Array, from: number, to: number): Float64Array {
  const out = new Float64Array(width);
  if (to - from <= block) {
    addSlots(out, 0, table, width, from, to);
    return out;
  }
  // The nearest checkpoint on either side: at most four slots are added or taken away at each end.
  const blocks = width === 0 ? 0 : sums.length / width - 1;
  const first = Math.min(blocks, Math.round(from / block));
  const last = Math.min(blocks, Math.round(to / block));
  for (let j = 0; j < width; j += 1) out[j] = (sums[last * width + j] as number) - (sums[first * width + j] as number);
  if (last * block < to) addSlots(out, 0, table, width, last * block, to);
  else takeSlots(out, table, width, to, last * block);
  if (first * block > from) addSlots(out, 0, table, width, from, first * block);
  else takeSlots(out, table, width, first * block, from);
  return out;
}

/**
 * Sum of the slots `[from, to)`, slot by slot. For tables of real numbers: a difference of prefix sums would lose the digits
 * of a small window behind a large one (and turn an overflow in one slot into NaN in all later windows).
 */
export function directSum(table: Float64Array, width: number, from: number, to: number): Float64Array {
  const out = new Float64Array(width);
  addSlots(out, 0, table, width, from, to);
  return out;
}

/** Sum of the numbers `[from, to)` of a table of one number a slot. */
export function slotSum(table: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let s = from; s < to; s += 1) sum += table[s] as number;
  return sum;
}

function addSlots(out: Float64Array, at: number, table: Float64Array, width: number, from: number, to: number): void {
  for (let s = from; s < to; s += 1) {
    const base = s * width;
    for (let j = 0; j < width; j += 1) out[at + j] = (out[at + j] as number) + (table[base + j] as number);
  }
}

function takeSlots(out: Float64Array, table: Float64Array, width: number, from: number, to: number): void {
  for (let s = from; s < to; s += 1) {
    const base = s * width;
    for (let j = 0; j < width; j += 1) out[j] = (out[j] as number) - (table[base + j] as number);
  }
}
