import type { LabelOffer, LabelsSpec, LabelsState } from './labelFiles';
import type { PayloadState } from './payload';
import type { MetricsSpec } from '../metrics/metricsSpec';
import type { TrainingStoreSpec } from '../training/trainingSpec';
import type { MetricSourceState } from '../metrics/metricSourceState';
import type { Role, RoleGuess } from './role';
import type { WarehouseSpec, WarehouseState } from '../warehouse/warehouseSpec';
import type { Counted } from './window';

export type TimeUnit = 's' | 'ms' | 'us' | 'ns';

/** One configured or discovered log: what to read and what its columns mean. Paths are absolute or relative to `folder`. */
export interface LogSpec {
  readonly kind: 'log';
  readonly name: string;
  /** Absolute folder that relative paths start from (the folder of `model-vitals.json`, or the workspace folder). */
  readonly folder: string;
  /** Files, folders or globs. */
  readonly paths: readonly string[];
  /** Column name (flattened, `features.age`) to role; wins over every guess. */
  readonly roles?: Readonly<Record<string, Role>>;
  /** Unit of the latency column where the name does not tell it. */
  readonly latencyUnit?: TimeUnit;
  /** Time zone of timestamps that carry none (IANA name); default UTC, and the panel says so. */
  readonly timeZone?: string;
  /** The level of the label that counts as positive. */
  readonly positive?: string;
  /** Files of labels that come later, joined by id. */
  readonly labels?: LabelsSpec;
  /** Servers whose metrics stand on the log's time axis. */
  readonly beside?: readonly MetricsSpec[];
}

/** A page of metrics without a log: servers, pages and machines alone. */
export interface ServersSpec {
  readonly kind: 'metrics';
  readonly name: string;
  /** Absolute folder of the configuration that names it. */
  readonly folder: string;
  readonly sources: readonly MetricsSpec[];
  /** Hours back that the page covers; default 48. */
  readonly hours?: number;
}

/** Training runs of one store: a page of its own, and, `of` a log, that log's production beside them. */
export interface TrainingSpec {
  readonly kind: 'training';
  readonly name: string;
  /** Absolute folder of the configuration that names it. */
  readonly folder: string;
  readonly store: TrainingStoreSpec;
}

export type SourceSpec = LogSpec | ServersSpec | WarehouseSpec | TrainingSpec;

/** Sources that answer the questions of a log: reports, series, alerts. */
export type ReportedSpec = LogSpec | ServersSpec | WarehouseSpec;

/** `access`: lines of a server's access log, in one of the formats of `src/engine/log/access`. */
export type FileFormat = 'jsonl' | 'json' | 'csv' | 'tsv' | 'parquet' | 'access';

/** State of one file of a source; a file that fails never stops the others. */
export interface FileState {
  readonly path: string;
  readonly format: FileFormat | null;
  readonly gzip: boolean;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly state: 'read' | 'partly read' | 'empty' | 'unreadable' | 'vanished' | 'not recognised';
  /** Why, for every state but `read`. */
  readonly reason?: string;
  readonly rows: number;
  readonly badLines: number;
  /** Lines of an access log that are no requests but messages of its server: neither rows nor bad. */
  readonly otherLines?: number;
}

export interface BadLine {
  readonly file: string;
  /** 1-based; null where the format has no lines (Parquet). */
  readonly line: number | null;
  readonly reason: string;
  /** The first 120 characters of the line, control characters replaced. */
  readonly excerpt?: string;
}

export type ColumnKind = 'numeric' | 'category' | 'time' | 'text' | 'list' | 'binary' | 'empty';

/** Note of a column whose values are objects that hold nothing. */
export const noFieldsNote = 'nested values without fields';

/** What one pass over the values says of a column. */
export interface ColumnProfile {
  /** Flattened path: nested keys joined by `.`. */
  readonly name: string;
  readonly type: string; // DuckDB's type name
  readonly kind: ColumnKind;
  readonly rows: number;
  readonly missing: number;
  /** Values that could not be read as the column's kind (mixed types); counted as missing in the cube. */
  readonly unreadable: number;
  /** NaN and infinities of a numeric column. */
  readonly nonFinite: number;
  /** Exact up to 10,000, and above where a column's kind depends on it. */
  readonly distinct: number;
  /** Where `distinct` is no exact count of all rows but HyperLogLog's estimate, or a sample's. */
  readonly distinctIsEstimate?: true;
  readonly constant: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  /** A few values as text, for the picker and for reasons. */
  readonly examples: readonly string[];
  /** Anything odd that a person should know: `constant`, `all missing`, `mixed types`, `100,213 levels`, `lists are not analysed`. */
  readonly notes: readonly string[];
}

/** How the source's rows are ordered in time, or what stands in for time. */
export interface TimeInfo {
  readonly column: string | null;
  readonly encoding: 'native' | 'iso' | 'iso without zone' | 'epoch-s' | 'epoch-ms' | 'epoch-us' | 'epoch-ns' | 'none';
  /** Zone assumed for times that carry none. */
  readonly assumedZone?: string;
  /** The zone that was asked for where the engine does not know it; `assumedZone` is UTC then. */
  readonly unknownZone?: string;
  /** Microseconds since 1970 UTC of the first and last row. */
  readonly from: number | null;
  readonly to: number | null;
  /** Rows whose time is missing or unreadable; they are outside every time window and counted here. */
  readonly without: number;
  readonly outOfOrder: number;
}

/** How a source that goes on is followed: a log that grows, a server that is polled. */
export interface LiveState {
  /** Milliseconds since 1970 when following began. */
  readonly sinceMs: number;
  /** Rows that came since. */
  readonly rowsSince: number;
  /** Milliseconds since 1970, by the engine's clock, when the last row came; null where none has come since. */
  readonly lastRowMs: number | null;
  /** What a person should know of it, whole sentences: files that are read anew instead of followed, keys that are no columns, rows that are not kept. */
  readonly notes: readonly string[];
}

export interface SourceState {
  readonly id: string;
  /** `metrics` where servers alone say what there is: no rows, no columns, no files. `training`: `rows` counts runs. A log where absent. */
  readonly kind?: 'log' | 'metrics' | 'training';
  /** What `rows` counts where it is not rows. */
  readonly counts?: Counted;
  readonly name: string;
  readonly state: 'ready' | 'partly ready' | 'failed';
  readonly reason?: string;
  readonly files: readonly FileState[];
  readonly rows: number;
  readonly badLines: number;
  /** As of `FileState`, over all files. */
  readonly otherLines?: number;
  /** What a person should know of what its files carry, whole sentences: formats of access logs, and what they do not tell. */
  readonly notes?: readonly string[];
  /** The first 1,000 bad lines. */
  readonly badLineList: readonly BadLine[];
  readonly columns: readonly ColumnProfile[];
  /** Where the keys of JSON were learnt from a part of it: bytes looked at, and of how many. Keys that stand only elsewhere are no columns. */
  readonly keysFrom?: { readonly bytes: number; readonly of: number };
  readonly roles: readonly RoleGuess[];
  readonly time: TimeInfo;
  /** What was read where the files hold events of a serving system instead of rows. */
  readonly payload?: PayloadState;
  /** Label files, and what joining them gave; absent where none are configured. */
  readonly labels?: LabelsState;
  /** What a person should know of either, whole sentences. */
  readonly labelRemarks?: readonly string[];
  /** A file beside the log that looks like its labels and is not joined. */
  readonly labelOffer?: LabelOffer;
  /** Rows whose id occurred before; they are kept and counted. */
  readonly duplicateIds: number;
  readonly versions: readonly string[];
  readonly task: ModelTask;
  /** Servers that say something of the same model. */
  readonly metrics?: readonly MetricSourceState[];
  /** Where its rows stand, where that is a database and no file. */
  readonly warehouse?: WarehouseState;
  /** Milliseconds since 1970 when this state was made. */
  readonly readAtMs: number;
  /** True when the state came from the stored cube and no log was read. */
  readonly fromStore: boolean;
  /** Present while the source is followed. */
  readonly live?: LiveState;
}

export type ModelTask = 'binary' | 'multiclass' | 'regression' | 'none';

/** A prediction log found in the workspace without configuration. */
export interface LogCandidate {
  readonly name: string;
  readonly folder: string;
  readonly paths: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** Roles that its first rows suggest; the more of time, prediction and latency, the better. */
  readonly roles: readonly RoleGuess[];
  /** 0 to 1: how much it looks like a prediction log. */
  readonly confidence: number;
}
