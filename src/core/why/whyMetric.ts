import type { Finding } from '../domain/finding';
import type { SegmentCounts } from './segmentTable';
import { exceedanceWeights } from './exceedanceSplit';

/** A finding whose change can be split over segments. */
export interface WhyMetric {
  readonly finding: Finding;
  /** What counts as an event of a row; wrong answers stand for accuracy, precision and recall, whose changes are then turned round. */
  readonly event: 'error' | 'wrong' | 'wrong of predicted positive' | 'wrong of actual positive' | 'slow';
  /** For a percentile the old and the new one, ascending, in ms; else none. */
  readonly thresholds: readonly number[];
}

const events: Readonly<Record<string, WhyMetric['event']>> = {
  errors: 'error',
  'quality.accuracy': 'wrong',
  'quality.precision': 'wrong of predicted positive',
  'quality.recall': 'wrong of actual positive',
};

/** The findings that are asked for by themselves where they moved. */
export const askedMetrics: readonly string[] = ['errors', 'latency.p95', 'quality.accuracy'];

/** Metrics that moved: those that the command line explains first, then the others in their order. */
export function movedMetrics(findings: readonly Finding[]): readonly Finding[] {
  const moved = findings.filter(({ verdict, id }) => verdict === 'moved' && !id.endsWith('.distribution'));
  return [...moved.filter(({ id }) => askedMetrics.includes(id)), ...moved.filter(({ id }) => !askedMetrics.includes(id))];
}

/** How a finding is split, or why it cannot be. `classes`: precision and recall are shares of rows where there is a positive class. */
export function whyMetric(finding: Finding, hasPositive: boolean): WhyMetric | { readonly reason: string } {
  const [from, to] = [finding.baseline.value, finding.current.value];
  if (from === null || to === null) return { reason: `${finding.title} is not available in both windows` };
  if (from === to) return { reason: `${finding.title} did not change` };
  if (/^latency\.p\d+$/.test(finding.id)) return { finding, event: 'slow', thresholds: [Math.min(from, to), Math.max(from, to)] };
  const event = Object.hasOwn(events, finding.id) ? events[finding.id] : undefined;
  if (event === undefined) return { reason: `${finding.title} is no share of rows and no percentile, so its change is not split over segments` };
  if (!hasPositive && event.startsWith('wrong of')) return { reason: `${finding.title} is an average over classes, so its change is not split over segments` };
  return { finding, event, thresholds: [] };
}

/** Outcome classes of a row: an event or not, or how many thresholds it exceeds. */
export function outcomeCount({ thresholds }: WhyMetric): number {
  return Math.max(1, thresholds.length) + 1;
}

/** What a point of event rate at each threshold is worth in the metric's unit; null where a window has no rows or no rate moved with it. */
export function weightsOf(metric: WhyMetric, counts: SegmentCounts): readonly number[] | null {
  const { blocks, outcomes, totals } = counts;
  const before = new Float64Array(outcomes);
  for (let b = 0; b < blocks; b += 1) for (let o = 0; o < outcomes; o += 1) before[o] = (before[o] ?? 0) + (totals[b * outcomes + o] ?? 0);
  const after = totals.subarray(blocks * outcomes);
  const above = (table: Float64Array, j: number): number => table.slice(j + 1).reduce((sum, n) => sum + n, 0) / table.reduce((sum, n) => sum + n, 0);
  const moved = Array.from({ length: outcomes - 1 }, (_, j) => above(after, j) - above(before, j));
  if (moved.some((each) => Number.isNaN(each))) return null;
  if (metric.event !== 'slow') return (moved[0] ?? 0) === 0 ? null : [metric.event === 'error' ? 1 : -1];
  return exceedanceWeights((metric.finding.current.value ?? 0) - (metric.finding.baseline.value ?? 0), moved);
}
