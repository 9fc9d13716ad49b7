import type { AlertFamily, NamedSeries } from '../domain/alert';
import type { Unit } from '../domain/finding';

/** One series that a family's charts watch: a value for each window of the axis. */
export interface WatchedSeries {
  readonly target: string;
  readonly title: string;
  readonly statistic: string;
  readonly unit: Unit;
  /** NaN where the window has none. */
  readonly values: Float64Array;
  /** Variance of one row's contribution; NaN where it is not known. */
  readonly rowVariance: number;
}

export type Effect = NamedSeries['effect'];

/** All that is judged together. */
export interface FamilySeries {
  readonly family: AlertFamily;
  readonly series: readonly WatchedSeries[];
  /** Rows that the family rests on, by window of the axis. */
  readonly n: Float64Array;
  /** Size of a target's change in the windows `from` to `to` (half-open) against the baseline; `value` and `expected` are the series' own in the latest window. */
  readonly effect: (series: WatchedSeries, from: number, to: number, value: number, expected: number) => Effect;
  readonly leftOut: readonly { readonly target: string; readonly reason: string }[];
}

/** A window with fewer rows than this is not judged. */
export const leastRows = 50;
