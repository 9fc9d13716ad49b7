import type { Onset } from './onset';

export type Verdict = 'stable' | 'moved' | 'not enough data' | 'not available';

export type Family = 'service' | 'quality' | 'confidence' | 'drift' | 'business';

/**
 * Unit of a figure; formatting of each stands in `core/format`. `share` is 0..1 and printed in percent, its changes in points; `amount` counts what
 * the title names (requests that wait, tokens).
 */
export type Unit = 'ms' | 'per second' | 'per minute' | 'per hour' | 'per day' | 'share' | 'score' | 'rows' | 'sd' | 'bits' | 'bytes' | 'bytes per second' | 'watts' | 'celsius' | 'amount' | 'native' | 'none';

export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
  /** Name of the method, for example `Wilson`, `order statistics`, `MOVER`, `cluster-robust t`. */
  readonly method: string;
}

/** One figure of one window. `value` null means not available, with `reason`. */
export interface Figure {
  readonly value: number | null;
  readonly interval: Interval | null;
  /** Rows that the figure rests on (labelled rows for quality, rows with a latency for latency). */
  readonly n: number;
  readonly reason?: string;
}

/**
 * Whether the labels of both windows are all in. `mature`: each window is old enough that at least 95 % of the labels that come have come, or every prediction has
 * its label. `not mature`: they are still coming. `unknown`: nothing tells, since the log has no times of labels or too few of them.
 */
export type MaturityState = 'mature' | 'not mature' | 'unknown';

/** Times are seconds, null where they are not known. */
export interface Maturity {
  readonly state: MaturityState;
  /** Plain words with numbers, for every state. */
  readonly reason: string;
  /** Only labels that came within so long of their prediction count, in both windows alike; null where all labels do, 0 where none can. */
  readonly age: number | null;
  /** Of the labels that come, the share that comes by the age that counts (or by that of the current window's youngest prediction); 0..1. */
  readonly share: number | null;
  /** Labels whose lags say so. */
  readonly n: number;
  /** How old the youngest prediction of each window is at the end of the log. */
  readonly youngest: { readonly baseline: number | null; readonly current: number | null };
  /** By when half and 95 % of the labels that come have come, and the age from which a window is mature. */
  readonly lag: { readonly half: number | null; readonly most: number | null; readonly mature: number | null };
}

/** One verdict with its evidence. */
export interface Finding {
  /** Stable identifier, for example `latency.p95`, `quality.accuracy`, `kpi.rebooking_cost`. */
  readonly id: string;
  readonly family: Family;
  readonly title: string;
  readonly unit: Unit;
  /** Which direction is an improvement. */
  readonly better: 'lower' | 'higher' | 'neither';
  readonly baseline: Figure;
  readonly current: Figure;
  /** Current minus baseline. */
  readonly change: { readonly value: number | null; readonly interval: Interval | null };
  readonly verdict: Verdict;
  /** Why this verdict: a plain sentence with numbers. */
  readonly reason: string;
  /** How value and verdict were computed. */
  readonly method: string;
  /** `exact`: from rows or exactly additive sums; `binned`: from the cube's bins, with `bound` its stated error. */
  readonly basis: 'exact' | 'binned';
  readonly bound?: string;
  readonly p: number | null;
  /** Share of predictions that have a label, for quality findings. */
  readonly coverage?: { readonly baseline: number | null; readonly current: number | null };
  /** Name of the source that says it, where that is not the log. */
  readonly from?: string;
  /** When it began to move, for what moved. */
  readonly onset?: Onset;
  /** Whether those labels are all in, for quality findings; absent in reports made before it. */
  readonly maturity?: Maturity;
}

/** Drift of one feature. Every measure may be null with its reason in `notes`. */
export interface FeatureFinding {
  readonly feature: string;
  readonly kind: 'numeric' | 'category' | 'not analysed';
  readonly verdict: Verdict;
  readonly reason: string;
  readonly n: { readonly baseline: number; readonly current: number };
  /** `interval`: of current - baseline; absent where intervals were not asked for. */
  readonly missing: { readonly baseline: number; readonly current: number; readonly interval?: Interval | null };
  /** The effect that ranks the feature: normalised Wasserstein-1 (`sd`) for numbers, total variation (`share`) for categories. */
  readonly effect: {
    readonly value: number | null;
    readonly unit: 'sd' | 'share';
    readonly method: string;
    /** Never below 0; absent where intervals were not asked for. */
    readonly interval?: Interval | null;
    /** What the effect averages between windows of these sizes that do not differ. */
    readonly chance?: number | null;
  };
  readonly measures: {
    readonly wasserstein: number | null; // in the feature's own unit
    readonly wassersteinNormalised: number | null; // per baseline sd
    readonly jensenShannon: number | null; // distance, base 2, 0..1
    readonly psi: number | null;
    readonly ks: number | null;
    readonly totalVariation: number | null;
  };
  /**
   * Numbers only: upper edges, each inside its bin, of the bins that Jensen-Shannon, PSI and total variation are taken from. Above the last
   * is one more bin; missing and non-finite values are one each where there are any.
   */
  readonly distanceEdges?: readonly number[];
  readonly basis: 'exact' | 'binned';
  readonly bound?: string;
  readonly test: {
    readonly name: string;
    readonly statistic: number | null;
    readonly df: number | null;
    readonly p: number | null;
    readonly q: number | null;
    /** The same test with runs of time slots as clusters, where it was made; then `moved` needs this q too. */
    readonly dependence?: { readonly method: string; readonly p: number; readonly q: number | null };
  };
  /** Means for numbers; for categories the level whose share changed most. */
  readonly summary: {
    readonly baselineMean?: number;
    readonly currentMean?: number;
    readonly baselineSd?: number;
    readonly currentSd?: number;
    readonly baselineQuartiles?: readonly [number, number, number];
    readonly currentQuartiles?: readonly [number, number, number];
    readonly level?: { readonly name: string; readonly baseline: number; readonly current: number };
    readonly newLevels?: number;
    readonly lostLevels?: number;
  };
  readonly notes: readonly string[];
  /** When it began to move, for what moved. */
  readonly onset?: Onset;
}
