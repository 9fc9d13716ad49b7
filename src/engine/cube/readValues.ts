import type { ValueTable } from '../../core/cube/exact';
import type { Duck } from '../duck/duck';

export interface ValueQuery {
  /** What stands after FROM, WHERE included: the rows of both windows, with a condition for each window over them. */
  readonly from: string;
  readonly inBaseline: string;
  readonly inCurrent: string;
}

/**
 * Value tables of several DOUBLE columns from one pass over the rows of both windows. They are sorted here: measured on mostly
 * distinct values, that takes a third of the time of DuckDB's `GROUP BY` with a sort behind it, and a file of a thousand columns
 * is read a few times instead of a thousand.
 */
export async function readValues(duck: Duck, query: ValueQuery, columns: readonly string[], rows: number, signal?: AbortSignal): Promise<readonly ValueTable[]> {
  const baseline = columns.map(() => new Column(rows));
  const current = columns.map(() => new Column(rows));
  // A row may lie in both windows.
  const flag = (condition: string): string => `(${condition})::INTEGER`;
  await duck.stream(
    `SELECT ${flag(query.inBaseline)} AS b, ${flag(query.inCurrent)} AS c, ${columns.map((sql, i) => `${sql} AS c${i}`).join(', ')} FROM ${query.from}`,
    (chunk) => {
      const [b, c] = [chunk.integers(0), chunk.integers(1)];
      columns.forEach((_, j) => {
        const values = chunk.numbers(j + 2);
        const mask = chunk.mask(j + 2);
        (baseline[j] as Column).read(values, mask, b);
        (current[j] as Column).read(values, mask, c);
      });
    },
    signal,
  );
  return columns.map((_, j) => tableOf((baseline[j] as Column).sorted(), (current[j] as Column).sorted()));
}

/** The finite values of one column in one window. */
class Column {
  private readonly values: Float64Array;
  private length = 0;

  constructor(rows: number) {
    this.values = new Float64Array(rows);
  }

  read(values: Float64Array, mask: Uint8Array | null, inside: Int32Array): void {
    for (let i = 0; i < values.length; i += 1) {
      const x = values[i] as number;
      if (inside[i] !== 1 || x - x !== 0 || (mask !== null && ((mask[i >> 3] as number) & (1 << (i & 7))) === 0)) continue;
      // Adding 0 makes -0 and 0 one value.
      this.values[this.length] = x + 0;
      this.length += 1;
    }
  }

  sorted(): Float64Array {
    return this.values.subarray(0, this.length).sort();
  }
}

/** Both sorted lists as one table of distinct values with their counts. */
function tableOf(baseline: Float64Array, current: Float64Array): ValueTable {
  const most = baseline.length + current.length;
  const table = { values: new Float64Array(most), baseline: new Float64Array(most), current: new Float64Array(most) };
  let n = 0;
  for (let i = 0, j = 0; i < baseline.length || j < current.length; n += 1) {
    const value = Math.min(baseline[i] ?? Infinity, current[j] ?? Infinity);
    const [fromI, fromJ] = [i, j];
    while (i < baseline.length && baseline[i] === value) i += 1;
    while (j < current.length && current[j] === value) j += 1;
    table.values[n] = value;
    table.baseline[n] = i - fromI;
    table.current[n] = j - fromJ;
  }
  return { values: table.values.slice(0, n), baseline: table.baseline.slice(0, n), current: table.current.slice(0, n) };
}
