import type { PerformanceEstimates } from './estimate';
import type { Family, FeatureFinding, Figure, Finding } from './finding';
import type { SourceState } from './source';
import type { VersionServed } from '../timeline/versionsServed';
import type { Axis, Counted, WindowInfo } from './window';

/** Something about the data or the comparison that a reader must know. */
export interface Note {
  readonly level: 'info' | 'warning';
  readonly text: string;
}

/** One clause of the sentence, so that a panel can link it; `target` is a finding id or `feature:NAME`. */
export interface SentencePart {
  readonly text: string;
  readonly target?: string;
}

/** All findings of one comparison with where they came from. Every figure a panel shows stands here. */
export interface Report {
  readonly schema: 'model-vitals/report/1';
  readonly source: SourceState;
  readonly axis: Axis;
  readonly baseline: WindowInfo;
  readonly current: WindowInfo;
  /** The first thing a reader sees: what moved, by how much; or that nothing did and on what evidence. */
  readonly sentence: readonly SentencePart[];
  readonly findings: readonly Finding[];
  /** Sorted by severity: moved first, largest effect first. */
  readonly features: readonly FeatureFinding[];
  /** Each class of a classification on its own; absent where the log has no predicted and true classes. */
  readonly classes?: ClassReport;
  /** The model's quality in the current window as far as scores tell it, labels or not; never to be mixed with measured figures. Absent in reports made before it. */
  readonly estimates?: PerformanceEstimates;
  readonly drift: { readonly moved: number; readonly judged: number; readonly total: number };
  readonly notes: readonly Note[];
  readonly settings: AnalysisSettings;
}

/** One class against all others, on labelled rows. */
export interface ClassFigures {
  readonly level: string;
  readonly baseline: ClassSide;
  readonly current: ClassSide;
}
export interface ClassSide {
  readonly precision: Figure;
  readonly recall: Figure;
  readonly f1: Figure;
  /** Labelled rows that were predicted as this class. */
  readonly predicted: number;
  /** Labelled rows of this class. */
  readonly support: number;
}
export interface ClassReport {
  /** The most frequent class first. */
  readonly list: readonly ClassFigures[];
  /** Labelled rows of the classes that are counted together, since there are too many; null where each class is listed. */
  readonly rest: { readonly baseline: number; readonly current: number } | null;
}

/** Levels and floors of a comparison; defaults in `core/analysis/settings`. */
export interface AnalysisSettings {
  readonly intervalLevel: number;
  /** Benjamini-Hochberg level over the features. */
  readonly driftQ: number;
  /** Level of the tests behind `moved` for service, quality and business figures. */
  readonly alpha: number;
  /** Effects below these are `stable` however small their p-value. */
  readonly floors: {
    readonly numeric: number; // normalised Wasserstein-1, sd
    readonly category: number; // total variation, share
    readonly missing: number; // change of the missing share
    readonly latency: number; // relative change of a percentile
    readonly rate: number; // change of error rate, accuracy, …, as a share
    readonly throughput: number; // relative change
    readonly kpi: number; // change in baseline sd
  };
  readonly featureFloors: Readonly<Record<string, number>>;
  /** Rows that a window needs before anything of it is judged. */
  readonly minRows: number;
}

/** One line of a chart on the shared axis; `values[i]` belongs to slot i, NaN where the slot has too few rows. */
export interface Series {
  readonly id: string;
  readonly title: string;
  readonly family: Family;
  readonly unit: Finding['unit'];
  readonly values: readonly (number | null)[];
  /** Rows behind each value. */
  readonly n: readonly number[];
  /** Name of the source that says it, where that is not the log. */
  readonly from?: string;
  /** Id of the lane that it shares with others; its own id where absent. */
  readonly lane?: string;
}

export interface SeriesSet {
  readonly axis: Axis;
  readonly rows: readonly number[];
  /** What `rows` counts where it is not rows. */
  readonly counts?: Counted;
  readonly series: readonly Series[];
  /** Slots at which the main model version changes: marks on the axis. */
  readonly versionMarks: readonly { readonly slot: number; readonly version: string }[];
  /** Versions as they come and take over; absent in reports made before it. */
  readonly served?: readonly VersionServed[];
  /** Which labels figures of quality count here, in a few words; absent where they count all. */
  readonly labelRule?: string;
  /** Slots whose labels are not all in, so that figures of quality there are of early labels alone; absent where nothing says so. */
  readonly young?: { readonly slots: readonly SlotSpan[]; readonly reason: string };
}

/** The feature page. Shares are of the window's rows, missing included. */
export interface FeatureDetail {
  readonly feature: string;
  readonly finding: FeatureFinding;
  readonly bars:
    | { readonly kind: 'numeric'; readonly edges: readonly number[]; readonly baseline: readonly number[]; readonly current: readonly number[] }
    | { readonly kind: 'category'; readonly levels: readonly string[]; readonly baseline: readonly number[]; readonly current: readonly number[] };
  /** Empirical distribution functions on the same points, numeric only: of single values, or, where both start at 0, of bins. */
  readonly ecdf: { readonly points: readonly number[]; readonly baseline: readonly number[]; readonly current: readonly number[] } | null;
  /** Effect of each slot (or group of slots) against the baseline. */
  readonly driftOverTime: { readonly slots: readonly SlotSpan[]; readonly effect: readonly (number | null)[]; readonly n: readonly number[]; readonly unit: 'sd' | 'share' };
  readonly missingOverTime: { readonly slots: readonly SlotSpan[]; readonly share: readonly (number | null)[] };
  readonly levels: { readonly gained: readonly LevelShare[]; readonly lost: readonly LevelShare[] };
  /** Quality by value of the feature, from the rows; null with its reason where there are no labels or no rows at hand. */
  readonly qualityByValue: { readonly metric: string; readonly unit: Finding['unit']; readonly cells: readonly QualityCell[] } | null;
  readonly qualityReason?: string;
}

export interface SlotSpan {
  readonly from: number;
  readonly to: number;
}
export interface LevelShare {
  readonly level: string;
  readonly baseline: number;
  readonly current: number;
}
export interface QualityCell {
  readonly label: string;
  readonly baseline: { readonly value: number | null; readonly low: number | null; readonly high: number | null; readonly n: number };
  readonly current: { readonly value: number | null; readonly low: number | null; readonly high: number | null; readonly n: number };
}

/** Example rows, as text, in the order of the source. */
export interface RowPage {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows that match, of which at most the page's limit is here. */
  readonly total: number;
}
