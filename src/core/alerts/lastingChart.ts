import { gramInverse, quadraticForm, type SparseRow } from './leastSquares';
import { burnIn } from './thresholds';

/** Weight of the newest window. */
export const ewmaWeight = 0.15;
const weight = ewmaWeight;
/** Residuals are clipped, so that a few odd baseline windows do not blind the chart. */
const clip = 3;

/**
 * Chart B: an exponentially weighted mean of the studentised residuals of each series (EWMA, Roberts 1959), in its own standard
 * errors. It runs over the baseline's windows and then the new ones, in the order of time.
 */
export class LastingChart {
  private readonly state: Float64Array;
  private seen = 0;

  constructor(private readonly series: number) {
    this.state = new Float64Array(series);
  }

  /** Takes the residuals of the next window; series-wise values afterwards by `value`. Returns the largest |value|. */
  next(z: ArrayLike<number>): number {
    this.seen += 1;
    const scale = this.scale();
    let largest = 0;
    for (let j = 0; j < this.series; j += 1) {
      const at = weight * Math.min(clip, Math.max(-clip, z[j] as number)) + (1 - weight) * (this.state[j] as number);
      this.state[j] = at;
      largest = Math.max(largest, Math.abs(at) / scale);
    }
    return largest;
  }

  value(j: number): number {
    return (this.state[j] as number) / this.scale();
  }

  /** Takes `windows` windows at once, `z` series-major; returns the largest |value| of each. The same as one after the other. `squares` gets each series' sum of squared values. */
  run(z: Float64Array, windows: number, squares?: Float64Array): Float64Array {
    const largest = new Float64Array(windows);
    const scales = Float64Array.from(largest, (_, i) => this.scale(this.seen + i + 1));
    for (let j = 0, k = 0; j < this.series; j += 1) {
      let at = this.state[j] as number;
      let sum = 0;
      for (let i = 0; i < windows; i += 1, k += 1) {
        at = weight * Math.min(clip, Math.max(-clip, z[k] as number)) + (1 - weight) * at;
        const value = Math.abs(at) / (scales[i] as number);
        if (value > (largest[i] as number)) largest[i] = value;
        sum += value * value;
      }
      this.state[j] = at;
      if (squares !== undefined) squares[j] = sum;
    }
    this.seen += windows;
    return largest;
  }

  private scale(seen = this.seen): number {
    return Math.sqrt((weight / (2 - weight)) * (1 - (1 - weight) ** (2 * seen)));
  }
}

/** The chart after the baseline, the maxima of its windows without the burn-in, and the mean square of each series over them. `z` is series-major. */
export function overBaseline(z: Float64Array, series: number, windows: number): { readonly chart: LastingChart; readonly maxima: Float64Array; readonly variances: Float64Array } {
  const chart = new LastingChart(series);
  const squares = new Float64Array(series);
  const maxima = chart.run(z, windows, squares).slice(burnIn);
  return { chart, maxima, variances: squares.map((sum) => sum / Math.max(1, windows)) };
}

/** What chart B's limit is multiplied by: the expected values that its residuals are taken from are themselves estimated from the baseline. `shared` of `sharedUncertainty`. */
export function widening(shared: number): number {
  const c = Math.min(0.9, Math.max(0, shared));
  return Math.sqrt((1 + c) / (1 - c));
}

/**
 * Part of chart B's variance that the expected values add to it, because windows within its memory share one estimate: windows that are shorter than an hour
 * have the mean of their hour in common, and its error does not average out. Of baseline windows in order: the mean over them of `sum w_a w_b x_a' C x_b` over the chart's own
 * variance, C the coefficients' covariance (independent windows: (X'X)^-1), less what a window has by itself, which its residual is already divided by.
 * `inflation` is the chart's variance over that of independent residuals.
 */
export function sharedUncertainty(rows: readonly SparseRow[], columns: number, covariance = gramInverse(rows, columns).inverse, inflation = 1): number {
  const mean = new Float64Array(columns);
  const own = weight / (2 - weight);
  let [single, sum, by, count] = [0, 0, 0, 0];
  rows.forEach((row, i) => {
    for (let k = 0; k < columns; k += 1) mean[k] = (1 - weight) * (mean[k] as number);
    row.columns.forEach((k, at) => (mean[k] = (mean[k] as number) + weight * (row.values[at] as number)));
    single = (1 - weight) ** 2 * single + weight ** 2 * quadraticForm(row, covariance, columns);
    if (i < burnIn) return;
    for (let a = 0; a < columns; a += 1) {
      const left = mean[a] as number;
      if (left === 0) continue;
      for (let b = 0; b < columns; b += 1) sum += left * (covariance[a * columns + b] as number) * (mean[b] as number);
    }
    by += single;
    count += 1;
  });
  return count === 0 ? 0 : Math.max(0, (sum / inflation - by) / count / own);
}
