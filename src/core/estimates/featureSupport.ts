import type { ColumnSummary, Summary } from '../cube/summary';
import { leastRows, outsideReference } from './referenceSupport';

export interface FeatureSupport {
  readonly feature: string;
  /** Share of the window's rows with a value of the feature that the reference hardly has, 0..1. */
  readonly share: number;
}

/** A level is new, and not merely rare in a small reference, where its share is at least so many times the reference's. */
const timesRarer = 5;

/**
 * The feature of which most rows lie where the reference has fewer than 5: numbers beyond or between its values (regions as for scores), levels that it
 * hardly knows, values missing that were not. A calibration says nothing of such rows, although their scores may be usual ones. Null without a feature.
 */
export function leastSupported(reference: Summary, window: Summary): FeatureSupport | null {
  let worst: FeatureSupport | null = null;
  window.columns.forEach((column, at) => {
    const before = reference.columns[at];
    if (before === undefined || !isInput(column)) return;
    const share = shareOutside(before, column);
    if (worst === null || share > worst.share) worst = { feature: column.name, share };
  });
  return worst;
}

function isInput(column: ColumnSummary): boolean {
  return column.kind !== 'latency' && column.role === 'feature';
}

function shareOutside(before: ColumnSummary, now: ColumnSummary): number {
  if (before.kind === 'latency' || now.kind === 'latency') return 0;
  const present = sum(now.counts);
  const all = present + now.missing;
  if (all === 0) return 0;
  const outside = now.kind === 'numeric' ? outsideReference(before.counts, now.counts) * present : newRows(before.counts, now.counts);
  return (outside + (isNew(now.missing / all, before.missing, sum(before.counts) + before.missing) ? now.missing : 0)) / all;
}

function newRows(before: Float64Array, now: Float64Array): number {
  const [known, present] = [sum(before), sum(now)];
  return now.reduce((rows, count, level) => rows + (isNew(count / present, before[level] ?? 0, known) ? count : 0), 0);
}

function isNew(share: number, had: number, known: number): boolean {
  return had < leastRows && share > (timesRarer * had) / Math.max(1, known);
}

function sum(counts: Float64Array): number {
  return counts.reduce((all, count) => all + count, 0);
}
