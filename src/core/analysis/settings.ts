import type { AnalysisSettings } from '../domain/report';

/**
 * Defaults of a comparison. Levels bound how often noise is called a movement; floors say what is too small to care about
 * however many rows prove it. Both must be passed for `moved`.
 */
export const defaultSettings: AnalysisSettings = {
  // The usual level of intervals that people read; verdicts use the stricter `alpha`.
  intervalLevel: 0.95,
  // One feature in a hundred of those reported as moved may be noise.
  driftQ: 0.01,
  // About 15 figures are judged at once: at 1 % a quiet comparison shows a false movement in at most one of seven, before floors.
  alpha: 0.01,
  floors: {
    // At equal windows of 200 rows pure noise has a normalised Wasserstein-1 of 0.13, at 2,000 of 0.04: 0.1 sd is a small effect.
    numeric: 0.1,
    // One row in twenty would have to change its level.
    category: 0.05,
    // Missing values break pipelines before they move averages, so their floor is below that of other levels.
    missing: 0.02,
    // A twentieth: half the least change that people notice in response times, and five times the error of latency bins.
    latency: 0.05,
    // One percentage point, the last digit in which accuracies and error rates are usually quoted.
    rate: 0.01,
    // Load differs by more than a tenth between ordinary days.
    throughput: 0.1,
    // A mean within a twentieth of the rows' spread.
    kpi: 0.05,
  },
  featureFloors: {},
  // Below about 50 rows a window, the tests find only what is plain to see and percentile intervals are open.
  minRows: 50,
};

/** Fewest clusters that a standard error is taken from: with fewer its own error makes the interval useless. */
export const minClusters = 10;

/**
 * Most clusters a window is cut into. Neighbouring slots are joined above it, so that dependence which outlasts a slot stays
 * inside a cluster; 10 to 30 batches cost little width (Schmeiser 1982, Batch size effects in the analysis of simulation output).
 */
export const maxClusters = 30;
