import { normalQuantile } from '../stats/normal';
import { coefficientCovariance, type FittedDesign } from './fittedMemory';
import { type LastingChart, overBaseline, sharedUncertainty, widening } from './lastingChart';
import { gramInverse, type SparseRow } from './leastSquares';
import { chartMemory, clusterSize, memoryOf } from './memory';
import { packRows } from './packedRows';
import { type Clusters, medianOf, upperLimit } from './thresholds';

/** What both charts of a family are judged by, as the baseline's own windows say. */
export interface ChartLimits {
  /** Chart B after the baseline, its limit, and the middle of the baseline's maxima. */
  readonly lasting: LastingChart;
  readonly lastingLimit: number;
  readonly lastingMiddle: number;
  /** Windows that pass chart A's limit together. */
  readonly clusters: Clusters;
  /** Windows that pass chart B's limit together on average. */
  readonly together: number;
}

/** `z`: studentised residuals of the baseline's windows, series-major; `rows`: their design; half of `level` is each chart's. */
export function chartLimits(z: Float64Array, series: number, rows: readonly SparseRow[], columns: number, level: number): ChartLimits {
  const windows = rows.length;
  const { chart, maxima, variances } = overBaseline(z, series, windows);
  const design: FittedDesign = { rows: packRows(rows), columns, inverse: gramInverse(rows, columns).inverse };
  const memory = memoryOf(z, variances, windows, design);
  const shared = sharedUncertainty(rows, columns, coefficientCovariance(design, memory.rho), memory.inflation);
  // The limit is one of the chart's own values, here in the sd of those series that reach it.
  const largest = maxima.reduce((a, b) => Math.max(a, b), 0) / Math.sqrt(memory.inflation);
  const together = clusterSize(chartMemory(memory), Math.max(leastLimit, largest));
  return {
    lasting: chart,
    lastingLimit: upperLimit(maxima, level / 2, { size: together, variance: memory.inflation }) * widening(shared),
    lastingMiddle: medianOf(maxima),
    clusters: { size: clusterSize(memory.rho, normalQuantile(1 - level / 4 / Math.max(1, series))), variance: 1 },
    together,
  };
}

/** Below it a limit would not be one: baselines that stand still. */
const leastLimit = 2;
