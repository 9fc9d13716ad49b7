import type { MetricColumn } from '../../core/metrics/metricColumn';
import type { MetricPlan } from '../../core/metrics/metricPlan';

/** Columns of a source over an axis, and what could not be had. */
export interface ColumnsRead {
  readonly columns: readonly MetricColumn[];
  /** Plans without a column, each with its reason. */
  readonly failed: readonly { readonly plan: MetricPlan; readonly reason: string }[];
  /** What a person should know of the columns that are there; the server's own warnings among it. */
  readonly warnings: readonly string[];
  /** Parts of the time that could not be had: gaps in the columns. */
  readonly failedParts: number;
}
