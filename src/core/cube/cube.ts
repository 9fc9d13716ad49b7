import type { Role } from '../domain/role';
import type { ModelTask } from '../domain/source';
import type { Axis } from '../domain/window';
import type { MetricColumn } from '../metrics/metricColumn';
import type { LabelAges } from './labelAges';

/*
 * The cube: the one small, mergeable summary that all analysis reads. S slots along one axis; every table is a dense array
 * in slot-major order (`table[slot * width + bin]`), every number a count or an additive sum, so that adding two cubes of one
 * layout is adding arrays and a window is a difference of prefix sums. Minima and maxima are the only non-additive parts;
 * a window takes them over its slots.
 */

/** Numbers in fixed bins. Bin j holds `edges[j-1] < x <= edges[j]`, the first and the last bin are open; width = edges.length + 1. */
export interface NumericColumn {
  readonly kind: 'numeric';
  readonly name: string;
  readonly role: Role;
  /** Strictly ascending upper edges, finite. */
  readonly edges: Float64Array;
  /** The value of each bin where every bin holds one distinct value (then KS, W1 and quantiles from bins are exact); else null. */
  readonly values: Float64Array | null;
  /** Sums are taken of `x - centre`, so that large offsets cost no digits. */
  readonly centre: number;
  readonly counts: Float64Array; // S * width
  readonly missing: Float64Array; // S, NULL or unreadable
  readonly nonFinite: Float64Array; // S, NaN and infinities
  readonly sum: Float64Array; // S, sum of (x - centre) over finite x
  readonly sumSq: Float64Array; // S, sum of (x - centre)^2
  readonly min: Float64Array; // S, NaN where the slot has none
  readonly max: Float64Array; // S
}

/** Levels with counts; the last bin is the explicit rest. width = levels.length + 1. */
export interface CategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  readonly role: Role;
  readonly levels: readonly string[];
  /** Distinct levels pooled in the rest. */
  readonly restLevels: number;
  readonly counts: Float64Array; // S * width
  readonly missing: Float64Array; // S
}

/**
 * Latency in DDSketch bins (Masson, Rim and Lee 2019): bin i holds `g^(i-1) < x <= g^i` with g = (1+a)/(1-a), its value is
 * 2 g^i/(g+1), within the relative error a of every value in it. Milliseconds.
 */
export interface LatencyColumn {
  readonly kind: 'latency';
  readonly name: string;
  readonly role: 'latency';
  readonly relativeError: number;
  /** Index i of the first stored bin. */
  readonly firstIndex: number;
  readonly width: number;
  readonly counts: Float64Array; // S * width
  readonly zero: Float64Array; // S, values <= 0
  readonly missing: Float64Array; // S
  readonly sum: Float64Array; // S, ms
  readonly sumSq: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

export type CubeColumn = NumericColumn | CategoryColumn | LatencyColumn;

/** Answered, failed and unknown requests a slot. */
export interface StatusTable {
  readonly column: string;
  /** Which values count as errors, for people: `HTTP status >= 500 or 4xx`, `false`, `not empty`. */
  readonly rule: string;
  readonly ok: Float64Array; // S
  readonly error: Float64Array; // S
  readonly missing: Float64Array; // S
}

/** Predicted against true classes. `levels` ends with a pooled rest when `hasRest`; L = levels.length. */
export interface ConfusionTable {
  readonly prediction: string;
  readonly label: string;
  readonly levels: readonly string[];
  readonly hasRest: boolean;
  /** Index of the positive level of a binary task; null otherwise. */
  readonly positive: number | null;
  readonly counts: Float64Array; // S * L * L, [slot][prediction][label]
  readonly unlabelled: Float64Array; // S, rows with a prediction and no label
  /** True where predictions were made from the score at `threshold`, since the log has none. */
  readonly threshold: number | null;
}

/** Binary scores by label. Bins as in NumericColumn. Brier and log loss sums are over labelled rows with a score in [0, 1]. */
export interface ScoreTable {
  readonly column: string;
  readonly edges: Float64Array;
  readonly values: Float64Array | null;
  readonly positive: Float64Array; // S * width
  readonly negative: Float64Array; // S * width
  readonly unlabelled: Float64Array; // S * width
  readonly scoreSum: Float64Array; // S * width: sum of the scores in each bin, labelled rows only
  readonly brierSum: Float64Array; // S, sum of (p - y)^2
  readonly brierSq: Float64Array; // S, sum of (p - y)^4
  readonly logLossSum: Float64Array; // S, natural logarithm, p clipped to [eps, 1 - eps], eps = 2^-52
  readonly logLossSq: Float64Array; // S
  readonly labelled: Float64Array; // S
  /** max(p, 1 - p) over all rows with a score. */
  readonly confidenceSum: Float64Array; // S
  readonly confidenceSq: Float64Array; // S
  readonly scored: Float64Array; // S
  /** Scores outside [0, 1] (logits): then Brier, log loss and calibration are not available. */
  readonly outside: Float64Array; // S
}

/** Sums of errors e = prediction - label. */
export interface RegressionTable {
  readonly prediction: string;
  readonly label: string;
  readonly n: Float64Array; // S
  readonly unlabelled: Float64Array; // S
  readonly sum: Float64Array; // S, sum e
  readonly sumAbs: Float64Array; // S, sum |e|
  readonly sumSq: Float64Array; // S, sum e^2
  readonly sumFourth: Float64Array; // S, sum e^4
  readonly labelSum: Float64Array; // S, sum (y - centre)
  readonly labelSq: Float64Array; // S, sum (y - centre)^2
  readonly labelCentre: number;
}

export interface Cube {
  readonly version: 1;
  readonly axis: Axis;
  readonly task: ModelTask;
  readonly rows: Float64Array; // S, rows in the slot
  /** Rows outside the axis (no time): in no slot. */
  readonly outside: number;
  readonly columns: readonly CubeColumn[];
  readonly status: StatusTable | null;
  readonly confusion: ConfusionTable | null;
  readonly score: ScoreTable | null;
  readonly regression: RegressionTable | null;
  /** Labels by age; absent where the log has no times of labels. */
  readonly labelAges?: LabelAges;
  /** What metric servers say of the same slots; on a time axis only, and never stored with the log. */
  readonly metrics?: readonly MetricColumn[];
  /** Rows of each model version a slot, width = versions.length (the largest 50, then a rest). */
  readonly versions: { readonly names: readonly string[]; readonly counts: Float64Array } | null;
}

export function slotCount(axis: Axis): number {
  return axis.kind === 'time' || axis.kind === 'row' ? axis.count : axis.names.length;
}
