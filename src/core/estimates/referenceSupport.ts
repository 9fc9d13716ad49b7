import { coarsenBins, foldCounts } from '../cube/coarsenBins';
import { plus, total } from './scoreBins';

/** Labelled reference rows that a region of scores (or of a feature's values) needs before an estimate there rests on anything. */
export const leastRows = 5;
/** Share of scores outside from which the estimate extrapolates. */
export const mostOutside = 0.05;
const regions = 40;
/** Reference rows that a region should hold on average: then fewer than 5 are no accident. */
const rowsARegion = 25;

/**
 * Share of a window's scores in regions with fewer than 5 labelled reference rows, 0..1. The regions are score bins joined to at most forty of equal size over both
 * windows together, so that they are narrow where either has its scores; fewer where the reference is small. 0 for an empty window.
 */
export function outsideReference(reference: Float64Array, window: Float64Array): number {
  const all = total(window);
  if (all === 0) return 0;
  // Each window counts the same, however many rows it has.
  const labelled = Math.max(1, total(reference));
  const weighted = plus(reference.map((count) => count / labelled), window.map((count) => count / all));
  const groups = coarsenBins(weighted, Math.min(regions, Math.max(1, Math.floor(labelled / rowsARegion))));
  const known = foldCounts(reference, groups);
  return foldCounts(window, groups).reduce((sum, count, group) => sum + ((known[group] ?? 0) < leastRows ? count : 0), 0) / all;
}
