import type { Unit } from './finding';

/** One segment of an explanation: rows whose column lies in a group, or two columns at once. */
export interface WhySegment {
  /** In words: `itineraries above 29`, `origin = ATL and plan = pro`. */
  readonly text: string;
  /** Rows that the metric rests on. */
  readonly rows: { readonly baseline: number; readonly current: number };
  /** Their share of all such rows, 0..1. */
  readonly share: { readonly baseline: number; readonly current: number };
  /** The metric within the segment as a share; for a percentile the share of its rows above the baseline's percentile. Null without rows. */
  readonly rate: { readonly baseline: number | null; readonly current: number | null };
  /** Its part of the change, in the metric's unit; `mix` since its share changed, `rate` since its rate did; part = mix + rate. */
  readonly part: number;
  readonly mix: number;
  readonly ratePart: number;
  /** The part against the same part of blocks of the baseline, as a normal deviate (few blocks are allowed for). */
  readonly z: number;
  /** The same of what the part has beyond the segment's share of rows: how far the segment moved otherwise than all. */
  readonly distinctZ: number;
}

/** Segments of one column or of a pair that go with the change. Parts of segments and of the rest add up to the change. */
export interface WhyExplanation {
  readonly columns: readonly string[];
  readonly segments: readonly WhySegment[];
  /** All rows outside the segments; its z are not judged. */
  readonly rest: Omit<WhySegment, 'z' | 'distinctZ'>;
  /** Share of the change in the segments; above 1 where the rest moved the other way. */
  readonly explained: number;
  /** Mean of their share of rows in both windows: what they would explain had all rows moved alike. */
  readonly expected: number;
  readonly text: string;
}

/** Which segments the change of one metric between two windows goes with. "Moves together", never a cause. */
export interface WhyAnswer {
  /** Id of the finding. */
  readonly metric: string;
  readonly title: string;
  readonly unit: Unit;
  readonly baseline: number | null;
  readonly current: number | null;
  readonly change: number | null;
  /** The best first. They overlap: parts of different explanations must not be added. */
  readonly explanations: readonly WhyExplanation[];
  /** The first thing to read: the best explanation, or that nothing explains the change, or why it cannot be asked. */
  readonly sentence: string;
  /** The strongest that was not named, where none was. */
  readonly nearest: WhyExplanation | null;
  /** Columns that changed wholly between the windows: no split tells them from the windows themselves. */
  readonly replaced: readonly { readonly column: string; readonly baseline: string; readonly current: string }[];
  readonly searched: {
    readonly columns: number;
    readonly pairs: number;
    readonly segments: number;
    /** Columns that were left out since only so many are searched. */
    readonly leftOut: number;
    /** Blocks of the baseline that the noise was taken from. */
    readonly blocks: number;
    /** The z that a segment of one column, and of a pair, had to reach. */
    readonly needed: { readonly single: number; readonly pair: number };
  } | null;
  readonly method: string;
  /** Other series of the log that move with the metric; absent in answers made before it, or where it was not asked. */
  readonly together?: TogetherAnswer;
  /** What the scores explain of a change of quality, and what is left; null where the metric is no share that scores can predict. */
  readonly parts?: ScoreParts | null;
}

/** A series that moves with a metric. */
export interface TogetherPair {
  /** Id of a finding or `feature:NAME`. */
  readonly target: string;
  readonly title: string;
  /** Rank correlation of what is left without season and one change of level, -1..1. */
  readonly rho: number;
  /** Windows by which it moves first, with the words. */
  readonly lag: number;
  readonly lagText: string;
  /** Windows in which both have a value. */
  readonly n: number;
  /** Chance of so strong a correlation among all series asked, by circular shifts. */
  readonly p: number;
}

export interface TogetherAnswer {
  readonly state: 'found' | 'nothing' | 'not available';
  readonly sentence: string;
  /** Strongest first; p at most `level`. */
  readonly pairs: readonly TogetherPair[];
  /** The strongest that was not named, where none was. */
  readonly nearest: TogetherPair | null;
  readonly windows: number;
  /** Length of a window: `3 h`, `200 rows`; null where none could be cut. */
  readonly windowText: string | null;
  /** Series that were asked. */
  readonly series: number;
  readonly level: number;
  readonly leftOut: readonly { readonly title: string; readonly reason: string }[];
  readonly method: string;
}

/** A change of quality in two parts that add up to it. */
export interface ScoreParts {
  /** `with care`: many scores lie where the baseline has few labels. */
  readonly state: 'available' | 'with care' | 'not available';
  readonly reason: string;
  readonly sentence: string;
  /** What the metric would be at the scores of the current window, had they kept what they were worth in the baseline. */
  readonly expected: number | null;
  /** expected - baseline: other scores came. */
  readonly scores: { readonly value: number; readonly low: number | null; readonly high: number | null; readonly level: number } | null;
  /** current - expected: the same scores came to mean something else; z against the error of the expectation. */
  readonly meaning: { readonly value: number; readonly z: number } | null;
  readonly n: number;
}
