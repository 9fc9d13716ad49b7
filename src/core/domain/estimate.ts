import type { Interval } from './finding';
import type { SlotRange } from './window';

/**
 * `estimated`: by the scores alone. `extrapolating`: the same, but many scores lie where the reference has no labels. `withdrawn`: labels that came
 * contradict it. `refused`: the reference's calibration does not hold on rows that it was not fitted to. `not available`: something is missing.
 */
export type EstimateState = 'estimated' | 'extrapolating' | 'withdrawn' | 'refused' | 'not available';

/** One figure of the model's quality in one window that no label was needed for. Never a measured value, and never drawn as one. */
export interface EstimatedFigure {
  /** `estimate.accuracy` for what `quality.accuracy` measures. */
  readonly id: string;
  readonly title: string;
  readonly unit: 'share' | 'score';
  readonly state: EstimateState;
  /** Why this state, in plain words. */
  readonly reason: string;
  /** Null unless `estimated` or `extrapolating`. */
  readonly value: number | null;
  readonly interval: Interval | null;
  /** Scored rows of the window, labelled or not. */
  readonly n: number;
  readonly window: SlotRange;
}

/** Estimate and measurement of one figure on the same labelled rows of the window. */
export interface EstimateCheck {
  readonly id: string;
  readonly title: string;
  readonly unit: 'share' | 'score';
  readonly estimated: number;
  readonly measured: number;
  /** Standard error of their difference. */
  readonly se: number;
  /** (estimated - measured) / se, as a normal score where few groups make `se` uncertain. */
  readonly z: number;
  readonly n: number;
}

export interface PerformanceEstimates {
  readonly state: EstimateState;
  readonly reason: string;
  readonly method: string;
  /** The rows with labels that the calibration was learnt from. */
  readonly reference: { readonly window: SlotRange; readonly n: number; readonly positives: number; readonly coverage: number | null };
  readonly window: SlotRange;
  /** Scored rows of the window. */
  readonly n: number;
  /** Labelled share of the window's scored rows; null where it has none. */
  readonly coverage: number | null;
  readonly calibration: {
    readonly used: 'isotonic' | 'score';
    /** Expected calibration errors, 0..1: of the raw score (null where scores are no probabilities), and of the isotonic fit on held-out rows. */
    readonly rawError: number | null;
    readonly heldOutError: number;
    /** What a perfect model would show by chance at this size. */
    readonly noise: number;
    /** The held-out error within one group, mean over the groups, and its noise. */
    readonly groupError: number;
    readonly groupNoise: number;
    readonly groups: number;
    readonly groupKind: 'runs of slots' | 'rows';
  } | null;
  /** The score from which on the model answers with the positive class, (low, high]; null with the reason in the figures. */
  readonly threshold: { readonly low: number | null; readonly high: number | null; readonly origin: 'known' | 'found' } | null;
  /** Share of the window's scores in regions with fewer than 5 labelled reference rows. */
  readonly outsideReference: number | null;
  /** The feature with the largest share of the window's rows at values of which the baseline has fewer than 5 rows; null without features. */
  readonly outsideFeature: { readonly feature: string; readonly share: number } | null;
  readonly figures: readonly EstimatedFigure[];
  /** Empty where the window has too few labels. */
  readonly checks: readonly EstimateCheck[];
}
