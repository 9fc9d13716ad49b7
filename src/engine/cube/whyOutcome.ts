import type { WhyMetric } from '../../core/why/whyMetric';
import type { OpenedLog } from '../log/openedLog';
import { numberSql } from './binSql';
import { classOutcome } from './classOutcome';
import { columnOfRole } from './logRoles';
import { type OutcomeOptions, outcomesOf } from './outcomesOf';
import { statusOutcome } from './scanStatus';

/**
 * The outcome of a row for a metric, as an INTEGER expression: 0 or 1 (an event), for percentiles how many of the thresholds it exceeds,
 * NULL where the metric does not rest on the row. Or why there is none.
 */
export async function whyOutcome(log: OpenedLog, metric: WhyMetric, options: OutcomeOptions): Promise<{ readonly sql: string } | { readonly reason: string }> {
  if (metric.event === 'slow') {
    const latency = columnOfRole(log, 'latency');
    if (latency === null) return { reason: 'the log has no latency column' };
    const exceeded = metric.thresholds.map((threshold) => `(${latency.sql} > ${numberSql(threshold)})::INTEGER`).join(' + ');
    return { sql: `(CASE WHEN isfinite(${latency.sql}) THEN ${exceeded} END)::INTEGER` };
  }
  if (metric.event === 'error') {
    const status = columnOfRole(log, 'status');
    if (status === null) return { reason: 'the log has no status column' };
    return { sql: `nullif(${(await statusOutcome(log, status, options.signal)).sql}, 2)` };
  }
  const judged = classOutcome(await outcomesOf(log, options));
  if ('reason' in judged) return judged;
  const { wrong, predicted, label, positive } = judged;
  if (metric.event === 'wrong') return { sql: `(${wrong})::INTEGER` };
  if (positive === null) return { reason: 'the labels have no positive class' };
  return { sql: `(CASE WHEN (${metric.event === 'wrong of predicted positive' ? predicted : label}) = ${positive} THEN ${wrong} END)::INTEGER` };
}
