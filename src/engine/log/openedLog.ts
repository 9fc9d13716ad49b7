import type { ColumnProfile, SourceState, TimeUnit } from '../../core/domain/source';
import type { Duck } from '../duck/duck';
import type { BuiltRelation } from './buildRelation';
import type { Inspected } from './inspectFile';
import type { LabelJoin } from './joinLabels';
import type { TextPlan } from './planColumns';
import type { RawColumn } from './rawTable';

/** What was learnt from a log's files and rows, to read more of them alike. */
export interface AppendRecipe extends Pick<BuiltRelation, 'read' | 'stored'> {
  readonly plan: TextPlan;
  /** Labels from files of their own, which new rows get as the first ones did; null where there are none. */
  readonly labels: LabelJoin | null;
  /** Configured unit of the latency of access logs. */
  readonly latencyUnit?: TimeUnit;
  /** Columns of the raw rows, over which `read` is written. */
  readonly columns: readonly RawColumn[];
  /** As they were when they were read, by their index. */
  readonly files: readonly Inspected[];
  /** Existing folder of the log's own, which its database may read. */
  readonly folder: string;
}

/** One analysed column of an opened log. */
export interface LogColumn {
  /** Flattened path, as people see it. */
  readonly name: string;
  /** Quoted identifier of the column in `OpenedLog.relation`; numeric columns are DOUBLE, categories VARCHAR, both already cleaned. */
  readonly sql: string;
  readonly profile: ColumnProfile;
}

/**
 * A log ready for questions: one table or view of DuckDB with a column for each analysed column and three of its own,
 * `__mv_t` (BIGINT, microseconds since 1970 UTC, NULL where the row has no time), `__mv_file` (INTEGER, index into
 * `state.files`) and `__mv_row` (BIGINT, 0-based position in the order of the files, unique). Latency is in milliseconds.
 */
export interface OpenedLog {
  readonly state: SourceState;
  readonly duck: Duck;
  /** Quoted name. */
  readonly relation: string;
  readonly columns: readonly LogColumn[];
  /** True when `relation` is a view over Parquet files (each question reads them), false when rows were loaded into a table. */
  readonly isView: boolean;
  /** Rows of the sample that the columns' profiles were estimated from; null where they were taken from all rows. */
  readonly sampledRows: number | null;
  /** How rows that are appended to its files are read; null where none can be, since it has no text files or no rows. */
  readonly more: AppendRecipe | null;
  close(): Promise<void>;
}
