import type { SparseRow } from './leastSquares';

/** Rows of a design laid end to end: row i's entries are those from `from[i]` to `from[i + 1]`. */
export interface PackedRows {
  readonly from: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

export function packRows(rows: readonly SparseRow[]): PackedRows {
  const from = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => (from[i + 1] = (from[i] as number) + row.columns.length));
  return { from, columns: Int32Array.from(rows.flatMap((row) => row.columns)), values: Float64Array.from(rows.flatMap((row) => row.values)) };
}

/** Row i times the column vector that starts at `offset`. */
export function dotRow({ from, columns, values }: PackedRows, i: number, vector: Float64Array, offset: number): number {
  let sum = 0;
  for (let k = from[i] as number; k < (from[i + 1] as number); k += 1) sum += (values[k] as number) * (vector[offset + (columns[k] as number)] as number);
  return sum;
}

/** Adds `y` times row i to a column vector. */
export function addRow({ from, columns, values }: PackedRows, i: number, y: number, into: Float64Array): void {
  for (let k = from[i] as number; k < (from[i + 1] as number); k += 1) {
    const c = columns[k] as number;
    into[c] = (into[c] as number) + (values[k] as number) * y;
  }
}
