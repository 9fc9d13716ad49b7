import type { Cube } from '../cube/cube';
import type { Summary } from '../cube/summary';

/** One feature of the sample, as a number: its value, or the share that its level has in the baseline. */
export type TogetherFeature =
  | { readonly kind: 'numeric'; readonly name: string }
  | { readonly kind: 'category'; readonly name: string; readonly levels: readonly string[]; /** By level, the last one for all others. */ readonly shares: Float64Array };

/**
 * Which rows are read and what of them. A row's place is a number in [0, 1) of its own (see the engine's sample); rows below `fit` fit the
 * model where they lie in the baseline, those from `fit` to `fit + score[slot]` are measured by it. So no row is measured by a
 * model that it made, in any window.
 */
export interface TogetherPlan {
  readonly features: readonly TogetherFeature[];
  readonly fit: number;
  /** By slot; 0 for slots that are not read. */
  readonly score: Float64Array;
  /** Rows that are to be expected of both. */
  readonly fitRows: number;
  readonly scoredRows: number;
  /** Slots of the baseline. */
  readonly isBaseline: (slot: number) => boolean;
  /** Features with values that do not take part. */
  readonly leftOut: number;
}

/** What is asked for: the windows, and how many rows of each slot at most. */
export interface TogetherRequest {
  readonly isBaseline: (slot: number) => boolean;
  readonly isRead: (slot: number) => boolean;
  readonly rowsEach: number;
  /** Numbers (rows x features) of the measured rows at most, 8 bytes each. */
  readonly numbers: number;
}

export const mostFeatures = 200;
const mostFitRows = 20_000;
/** Numbers that the model is fitted to at most: the fit costs their product with the features. */
const mostFitNumbers = 2_000_000;
/** Rows of the fit for each feature: with fewer, components follow the sample's own noise. */
const rowsPerFeature = 20;

/** The plan, or why features cannot be looked at together. */
export function planTogether(cube: Cube, baseline: Summary, request: TogetherRequest): TogetherPlan | { readonly reason: string } {
  const slots = Array.from(cube.rows.keys());
  const sum = (wanted: (slot: number) => boolean): number => slots.reduce((rows, slot) => rows + (wanted(slot) ? (cube.rows[slot] ?? 0) : 0), 0);
  const baselineRows = sum(request.isBaseline);
  const usable = usableFeatures(cube, baseline);
  const features = usable.slice(0, Math.min(mostFeatures, Math.floor(baselineRows / 2 / rowsPerFeature)));
  const fit = Math.min(0.5, Math.min(mostFitRows, mostFitNumbers / Math.max(1, features.length)) / Math.max(1, baselineRows));
  if (features.length < 2) return { reason: usable.length < 2 ? 'fewer than two features vary in the baseline' : `too few baseline rows (${baselineRows}) for two features` };
  const read = slots.filter((slot) => request.isRead(slot) && (cube.rows[slot] ?? 0) > 0);
  const each = Math.min(request.rowsEach, Math.floor(request.numbers / features.length / Math.max(1, read.length)));
  if (each < 1) return { reason: `too many windows (${read.length}) of ${features.length} features to be read at once` };
  const score = new Float64Array(cube.rows.length);
  for (const slot of read) score[slot] = Math.min(1 - fit, each / (cube.rows[slot] ?? 1));
  const scoredRows = score.reduce((rows, rate, slot) => rows + rate * (cube.rows[slot] ?? 0), 0);
  return { features, fit, score, fitRows: fit * baselineRows, scoredRows, isBaseline: request.isBaseline, leftOut: usable.length - features.length };
}

/** Features that vary in the baseline, those with least missing first. */
function usableFeatures(cube: Cube, baseline: Summary): readonly TogetherFeature[] {
  const all = cube.columns.flatMap((column, position): readonly { readonly feature: TogetherFeature; readonly missing: number; readonly position: number }[] => {
    const from = baseline.columns[position];
    if ((column.role !== 'feature' && column.role !== 'segment') || from === undefined) return [];
    if (from.kind === 'numeric') {
      if (from.counts.filter((count) => count > 0).length < 2) return [];
      return [{ feature: { kind: 'numeric', name: column.name }, missing: from.missing + from.nonFinite, position }];
    }
    if (from.kind !== 'category' || column.kind !== 'category') return [];
    const present = from.counts.reduce((rows, count) => rows + count, 0);
    if (from.counts.filter((count) => count > 0).length < 2) return [];
    const rest = from.levels.length;
    // Each pooled level has its part of the pooled rows.
    const shares = from.counts.map((count, k) => count / present / (k === rest ? Math.max(1, column.restLevels) : 1));
    return [{ feature: { kind: 'category', name: column.name, levels: from.levels, shares }, missing: from.missing, position }];
  });
  return all.sort((a, b) => a.missing - b.missing || a.position - b.position).map(({ feature }) => feature);
}
