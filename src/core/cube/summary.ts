import type { Role } from '../domain/role';
import type { SlotRange } from '../domain/window';
import type { CubeColumn } from './cube';

/* A summary is one window's slice of a cube: the same tables without the slot dimension. Made by `summarise`. */

export interface Moments {
  readonly n: number;
  readonly mean: number; // NaN when n = 0
  readonly variance: number; // unbiased, NaN when n < 2
  readonly min: number;
  readonly max: number;
}

export interface NumericSummary {
  readonly kind: 'numeric';
  readonly name: string;
  readonly role: Role;
  readonly edges: Float64Array;
  readonly values: Float64Array | null;
  readonly counts: Float64Array;
  readonly missing: number;
  readonly nonFinite: number;
  readonly moments: Moments;
}

export interface CategorySummary {
  readonly kind: 'category';
  readonly name: string;
  readonly role: Role;
  readonly levels: readonly string[];
  readonly counts: Float64Array; // levels.length + 1, the rest last
  readonly missing: number;
}

export interface LatencySummary {
  readonly kind: 'latency';
  readonly name: string;
  readonly relativeError: number;
  readonly firstIndex: number;
  readonly counts: Float64Array;
  readonly zero: number;
  readonly missing: number;
  readonly moments: Moments;
}

export type ColumnSummary = NumericSummary | CategorySummary | LatencySummary;

export interface Summary {
  readonly slots: SlotRange;
  readonly rows: number;
  /** Same order as the cube's columns. */
  readonly columns: readonly ColumnSummary[];
  readonly status: { readonly ok: number; readonly error: number; readonly missing: number } | null;
  readonly confusion: { readonly counts: Float64Array; readonly unlabelled: number } | null;
  readonly score: {
    readonly positive: Float64Array;
    readonly negative: Float64Array;
    readonly unlabelled: Float64Array;
    readonly scoreSum: Float64Array;
    readonly brierSum: number;
    readonly brierSq: number;
    readonly logLossSum: number;
    readonly logLossSq: number;
    readonly labelled: number;
    readonly confidenceSum: number;
    readonly confidenceSq: number;
    readonly scored: number;
    readonly outside: number;
  } | null;
  readonly regression: {
    readonly n: number;
    readonly unlabelled: number;
    readonly sum: number;
    readonly sumAbs: number;
    readonly sumSq: number;
    readonly sumFourth: number;
    readonly labelSum: number;
    readonly labelSq: number;
  } | null;
  readonly versions: readonly { readonly name: string; readonly rows: number }[];
}

/** The cube with its prefix sums, ready to answer any window; made once by `indexCube`, `summarise(index, range)` reads it. */
export interface ColumnAt {
  readonly column: CubeColumn;
  readonly position: number;
}
