import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { SparseRow } from '../../../src/core/alerts/leastSquares';

type Numbers = readonly number[];

interface AlertsKnown {
  readonly versions: Readonly<Record<string, string>>;
  /** R + 1 windows, the last one new. `t` is statsmodels' externally studentised residual; `normal` its exact normal score. */
  readonly residuals: readonly {
    readonly design: string;
    readonly x: readonly Numbers[];
    readonly y: Numbers;
    readonly n: Numbers;
    readonly rowVariance: number | null;
    readonly variance: { readonly squares: Numbers; readonly u: Numbers; readonly least: number; readonly tau2: number; readonly phi: number } | null;
    readonly t: Numbers;
    readonly z: Numbers;
    readonly normal: Numbers;
    readonly expected: number;
    readonly baselineZ: Numbers;
  }[];
  readonly limits: readonly { readonly kind: 'order' | 'gumbel'; readonly values: Numbers; readonly tail: number; readonly limit: number }[];
  readonly lasting: { readonly z: readonly Numbers[]; readonly values: readonly Numbers[] };
}

/** Written by scripts/knownAnswers/alerts.py. */
export const known = JSON.parse(readFileSync(new URL('../../fixtures/knownAnswers/alerts.json', import.meta.url), 'utf8')) as AlertsKnown;

export function sparse(row: Numbers): SparseRow {
  const columns = row.flatMap((value, column) => (value === 0 ? [] : [column]));
  return { columns, values: columns.map((column) => row[column] as number) };
}

export function close(actual: number | null | undefined, expected: number, relative = 1e-9): void {
  const within = Math.abs((actual ?? NaN) - expected) <= relative * Math.max(1, Math.abs(expected));
  expect(within, `${String(actual)} should be ${String(expected)}`).toBe(true);
}
