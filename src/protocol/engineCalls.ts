import type { AgentAsk } from '../core/agents/askOf';
import type { CodePlace, RankedPlace } from '../core/code/place';
import type { ServedHandler } from '../core/code/servedHandler';
import type { Lineage } from '../core/lineage/lineage';
import type { LineCommit } from '../core/history/commit';
import type { AlertsRequest } from '../core/config/alertsQuery';
import type { AlertReplay } from '../core/domain/alert';
import type { ReportPlaces } from '../core/report/rows';
import type { AnalysisSettings, FeatureDetail, Report, RowPage, Series, SeriesSet } from '../core/domain/report';
import type { LogCandidate, SourceSpec, SourceState } from '../core/domain/source';
import type { MetricSourceState } from '../core/metrics/metricSourceState';
import type { MetricsSpec } from '../core/metrics/metricsSpec';
import type { WarehouseSpec } from '../core/warehouse/warehouseSpec';
import type { BesideProduction } from '../core/training/besideProduction';
import type { TrainingComparison, TrainingPage } from '../core/training/trainingPage';
import type { CommitChange, FileAt } from '../core/timeline/commitChange';
import type { FeatureFile } from '../core/timeline/filesOf';
import type { Timeline } from '../core/timeline/mark';
import type { VersionServed } from '../core/timeline/versionsServed';
import type { WhyAnswer } from '../core/domain/why';
import type { Axis, AxisKind, Comparison, SlotRange, WindowPreset, WindowRequest } from '../core/domain/window';

/** Raised when a call changes its shape; a mismatch between host and engine is a typed fault, not a crash. */
export const protocolVersion = 1;

/** Which comparison of which source; `comparison` null takes the default one of the axis. */
export interface ComparisonQuery {
  readonly id: string;
  readonly axis: AxisKind | null;
  readonly comparison: Comparison | null;
  readonly named: Readonly<Record<string, WindowRequest>>;
  readonly settings: Partial<AnalysisSettings>;
}

/** A preset that makes sense on this axis, with the words for it. */
export interface PresetChoice {
  readonly id: string;
  readonly title: string;
  readonly preset: WindowPreset;
}

export interface ReportPage {
  readonly report: Report;
  readonly series: SeriesSet;
  /** Of figures without a chart on the shared axis, slot by slot as there: for the lines in their tiles. */
  readonly tileSeries: readonly Series[];
  readonly presets: readonly PresetChoice[];
  /** Axes that this source can be cut along. */
  readonly axes: readonly AxisKind[];
}

/** Files that a report is written to. */
export type ReportFormat = 'html' | 'markdown' | 'json' | 'csv' | 'notebook';

/** For a notebook: the folder that its paths start from, and the feature whose page is open. */
export interface NotebookQuery {
  readonly base: string;
  readonly shown: string | null;
}

export interface RowsQuery extends ComparisonQuery {
  /** A window of the comparison, or slots of its axis. */
  readonly window: 'baseline' | 'current' | SlotRange;
  readonly feature: string | null;
  /** Only rows whose feature lies in `low < x <= high`, or equals the level (`null` is missing). */
  readonly bin: { readonly low: number | null; readonly high: number | null } | { readonly level: string | null } | null;
  readonly limit: number;
}

/** A log judged window by window; null takes what suits the log. Times are microseconds since 1970 UTC, lengths microseconds or rows. */
export interface AlertsQuery extends AlertsRequest {
  readonly id: string;
}

/** What an assistant asks of a source that is open: of the windows that it names, else of those of `comparison`. */
export interface AgentQuery extends ComparisonQuery {
  readonly name: string;
  readonly alerts: AlertsRequest;
  /** Log column to the name in code. */
  readonly map: Readonly<Record<string, string>>;
  readonly ask: AgentAsk;
}

export interface CodeIndexState {
  readonly files: number;
  readonly lines: number;
  readonly failed: readonly { readonly file: string; readonly reason: string }[];
  readonly elapsedMs: number;
}

/** A definition line of a feature in one file, for hovers and marks. */
export interface CodeMark {
  readonly column: string;
  readonly place: CodePlace;
}

/** What the host asks of the engine; each call is answered, refused with a `Fault`, cancelled, or timed out. */
export interface EngineCalls {
  'engine.hello': { in: { readonly version: number }; out: { readonly version: number; readonly pid: number; readonly duckdb: string } };
  'source.discover': { in: { readonly roots: readonly string[]; readonly exclude: readonly string[] }; out: readonly LogCandidate[] };
  'source.open': { in: { readonly spec: SourceSpec; /** Values of the secrets that the spec names. */ readonly secrets?: Readonly<Record<string, string>>; readonly storage: string | null; readonly readAtMs: number; readonly fresh: boolean }; out: SourceState };
  /** Asks a source of metrics once, for a guided pick: what it is, what it knows, what would be shown. */
  'metrics.test': { in: { readonly spec: MetricsSpec; readonly secrets: Readonly<Record<string, string>> }; out: MetricSourceState };
  /** Asks a table once, for a guided pick: its rows, columns and roles. */
  'warehouse.test': { in: { readonly spec: WarehouseSpec; readonly secrets: Readonly<Record<string, string>>; readonly readAtMs: number }; out: SourceState };
  'source.close': { in: { readonly id: string }; out: null };
  /** From `on` on the source takes in what comes, and `source.changed` tells of it, until it is switched off or closed. Answers with the state as it stands. */
  'source.follow': { in: { readonly id: string; readonly on: boolean }; out: SourceState };
  /** While a window is being dragged the series may be those of the last settled comparison: only the drift line depends on it. */
  'report.make': { in: ComparisonQuery & { readonly exact: 'auto' | 'never'; readonly dragging?: boolean }; out: ReportPage };
  /** The report on show as a file's text, with the pages of its worst features and the code places that the host knows. */
  'report.render': { in: ComparisonQuery & { readonly format: ReportFormat; readonly places: ReportPlaces; readonly notebook?: NotebookQuery }; out: { readonly text: string } };
  /** `rows` false answers from the cube alone, at once: no quality by value. */
  'feature.read': { in: ComparisonQuery & { readonly feature: string; readonly rows: boolean }; out: FeatureDetail };
  'rows.read': { in: RowsQuery; out: RowPage };
  /** Which segments the change of a finding (`errors`, `latency.p95`, `quality.accuracy`, …) goes with; reads the rows. */
  'why.explain': { in: ComparisonQuery & { readonly metric: string }; out: WhyAnswer };
  'alerts.replay': { in: AlertsQuery; out: AlertReplay };
  'agent.answer': { in: AgentQuery; out: { readonly text: string } };
  'training.read': { in: { readonly id: string }; out: TrainingPage };
  /** Two runs, by id or name. */
  'training.compare': { in: { readonly id: string; readonly a: string; readonly b: string }; out: TrainingComparison };
  /** The run that is deployed, or the one that is named, beside what an open log measured in its current window. */
  'training.production': { in: { readonly id: string; readonly run: string | null; readonly log: ComparisonQuery }; out: BesideProduction };
  'code.index': { in: { readonly roots: readonly string[]; readonly exclude: readonly string[] }; out: CodeIndexState };
  'code.update': { in: { readonly root: string; readonly file: string; readonly text: string | null }; out: null };
  'code.places': { in: { readonly columns: readonly string[]; readonly map: Readonly<Record<string, string>>; /** Root whose code comes first. */ readonly home?: string }; out: Readonly<Record<string, readonly RankedPlace[]>> };
  /** The commits that touched lines of code, of each the newest first; what cannot be told has its reason. */
  'code.history': { in: { readonly lines: readonly { readonly root: string; readonly file: string; readonly line: number }[] }; out: readonly { readonly commits: readonly LineCommit[]; readonly reason: string | null }[] };
  /** From which columns a log column is computed in the code; `columns` are all of the log, so that inputs that are logged are known as such. */
  'code.lineage': { in: { readonly column: string; readonly columns: readonly string[]; readonly map: Readonly<Record<string, string>>; readonly home?: string }; out: Lineage };
  /** Deploys, commits, tags and restarts within an axis: from versions in the log, the servers of an open source, and the repositories of the folders. `files` have to do with the features on show. */
  'history.timeline': { in: { readonly id: string | null; readonly axis: Axis; readonly served: readonly VersionServed[]; readonly roots: readonly string[]; readonly files: readonly FeatureFile[] }; out: Timeline };
  /** What a commit changed; `top` is a folder of its repository. */
  'history.commit': { in: { readonly top: string; readonly hash: string }; out: CommitChange };
  /** A file as a commit has it. */
  'history.file': { in: { readonly top: string; readonly hash: string; readonly path: string }; out: FileAt };
  'code.marks': { in: { readonly root: string; readonly file: string; readonly columns: readonly string[]; readonly map: Readonly<Record<string, string>> }; out: readonly CodeMark[] };
  /** Functions of a Python text that serve. */
  'code.handlers': { in: { readonly text: string }; out: readonly ServedHandler[] };
}

/** What the engine tells unasked. */
export interface EngineNews {
  'engine.log': { readonly level: 'info' | 'warn' | 'error'; readonly text: string };
  /** A followed source has new rows, or stands otherwise than before. At most a few times a second a source, however fast it grows. */
  'source.changed': { readonly id: string; readonly state: SourceState };
}

/** What the engine asks of the host: it knows neither clock zone nor settings of the editor. */
export interface HostCalls {
  'host.ping': { in: { readonly sentMs: number }; out: { readonly sentMs: number } };
}
