import type { LabelAges } from '../cube/labelAges';
import type { SlotRange } from '../domain/window';

/** How the labels of some predictions came over their age. */
export interface LagCurve {
  /** Share of predictions that have a label by each edge of `LabelAges.lagEdges`; beyond the oldest age watched, the last share stands. */
  readonly share: Float64Array;
  /** Share at the oldest age watched: all labels that will come, as far as that tells. */
  readonly final: number;
  /** Edges that enough predictions were watched to. */
  readonly watched: number;
  /** Labels behind it. */
  readonly n: number;
}

/**
 * Life table of the labels of a range of slots: of the predictions old enough to have been watched to an age, and without a label before it, the share that gets
 * one by it. Predictions that are too young to tell leave the table instead of counting as never labelled; where all are old enough, this is the plain
 * empirical share. A slot is as old as its youngest prediction; ages go on while at least `least` predictions are watched. Source: Cutler and Ederer 1958; Kaplan
 * and Meier 1958.
 */
export function lagCurve(ages: LabelAges, range: SlotRange, least: number): LagCurve {
  const { lagEdges, lags, now, latest, predictions, unknown } = ages;
  const B = lagEdges.length;
  const share = new Float64Array(B);
  const waiting = Float64Array.from({ length: Math.max(0, range.to - range.from) }, (_, i) => (predictions[range.from + i] ?? 0) - (unknown[range.from + i] ?? 0));
  let open = 1;
  let n = 0;
  let watched = 0;
  for (let j = 0; j < B; j += 1) {
    let risk = 0;
    let came = 0;
    let seen = 0;
    for (let i = 0; i < waiting.length; i += 1) {
      const slot = range.from + i;
      if (!(now - (latest[slot] ?? NaN) >= (lagEdges[j] ?? Infinity))) continue;
      const labels = lags[slot * B + j] ?? 0;
      risk += waiting[i] ?? 0;
      seen += predictions[slot] ?? 0;
      came += labels;
      waiting[i] = (waiting[i] ?? 0) - labels;
    }
    if (seen < least) {
      share.fill(1 - open, j);
      break;
    }
    if (risk > 0) open *= 1 - came / risk;
    n += came;
    watched = j + 1;
    share[j] = 1 - open;
  }
  return { share, final: 1 - open, watched, n };
}

/** The age at which a share `q` of the labels that come have come, microseconds, linear within its bin; null without labels. */
export function lagQuantile({ share, final }: LagCurve, lagEdges: Float64Array, q: number): number | null {
  if (!(final > 0)) return null;
  const wanted = q * final;
  // Rounding must not push the last quantile off the curve.
  const at = share.findIndex((value) => value >= wanted - 1e-12);
  if (at < 0) return null;
  const [low, high] = [share[at - 1] ?? 0, share[at] ?? 0];
  const [from, to] = [lagEdges[at - 1] ?? 0, lagEdges[at] ?? 0];
  return high > low ? from + (to - from) * Math.min(1, Math.max(0, (wanted - low) / (high - low))) : to;
}
