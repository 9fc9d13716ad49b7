import type { CategoryColumn, NumericColumn } from '../cube/cube';
import type { NumericSummary } from '../cube/summary';
import type { Interval } from '../domain/finding';
import type { SlotRange } from '../domain/window';
import { meanAbsoluteSum, upperGammaQuantile, varianceAbsoluteSum } from '../stats/absoluteNoise';
import { makeInterval } from '../stats/interval';
import { normalCritical } from '../stats/normal';
import { wassersteinBinBound } from '../stats/wasserstein';
import { type BinSums, type NoiseParts, WindowNoise } from './runNoise';

/** The interval of a distance between two windows, and what it would average without any difference. */
export interface EffectSpread {
  readonly interval: Interval;
  /** Mean of the distance between windows of these sizes that do not differ at all. */
  readonly chance: number;
}

interface Ranges {
  readonly baseline: SlotRange;
  readonly current: SlotRange;
}

/** Pairs of parts whose correlation is taken; beyond these, parts count as independent (levels) or are joined (points). */
const mostParts = 12;

/*
 * Wasserstein-1 and total variation are largest values of linear functionals (Kantorovich and Rubinstein; the set of levels that
 * gained). Hence two sides, each of its own half of 1 - level:
 * - above: distance + z times the error of a functional. The sample's distance is at least what the functional that attains the true
 *   one shows in the sample, so that this end errs to the safe side;
 * - below: distance - r, r the upper quantile of the distance of pure noise. By the triangle inequality sample and true distance
 *   differ by at most the noise's own, at any true distance; without a difference the level is met and the lower end is 0.
 * A distance is biased upwards where little differs; r takes that in, where a symmetric interval about it would exclude 0 too often.
 */

/**
 * Of Wasserstein-1 over the baseline's bins, in the unit of the values; null where a window has no value or the distance is not finite. A
 * `binned` distance may be off by `wassersteinBinBound`, but not below the difference of the means; both ends take that in.
 */
export function wassersteinSpread(column: NumericColumn, from: NumericSummary, to: NumericSummary, distance: number, binned: boolean, ranges: Ranges, level: number): EffectSpread | null {
  const width = column.edges.length + 1;
  const sums = rangeSums(column.counts, width);
  const [a, b] = [new WindowNoise(ranges.baseline, width, sums, level), new WindowNoise(ranges.current, width, sums, level)];
  if (a.n === 0 || b.n === 0 || !Number.isFinite(distance)) return null;
  const weights = pointWeights(from, to);
  if (weights.some((weight) => !Number.isFinite(weight))) return null;
  const [below, other] = [a.parts(true), b.parts(true)];
  const sd = deviations(below, other);
  const mean = meanAbsoluteSum({ sd, weights });
  const parts = joined(weights.map((weight, e) => weight * (sd[e] ?? 0)));
  const ones = new Float64Array(parts.length).fill(1);
  const correlation = correlationOf(below, other, parts.map(({ at }) => at));
  const variance = varianceAbsoluteSum({ sd: ones, weights: parts.map(({ mass }) => mass) }, correlation);
  // No slope of at most 1 has a larger variance than the values themselves, whichever functional attains the distance.
  const values = new Float64Array(weights.length + 1);
  for (let e = 0; e < weights.length; e += 1) values[e + 1] = (values[e] as number) + (weights[e] as number);
  const bound = binned ? (wassersteinBinBound(from.edges, { counts: from.counts, ...extremes(from) }, { counts: to.counts, ...extremes(to) }) ?? 0) : 0;
  const means = Math.abs(to.moments.mean - from.moments.mean);
  const least = binned ? Math.min(distance, Math.max(distance - bound, Number.isFinite(means) ? means : 0)) : distance;
  return spread({ distance, least, most: distance + bound, limit: Infinity }, mean, variance, a.variance(values) + b.variance(values), level, [a, b]);
}

/** Of total variation over levels, rest and missing; null where a window is empty. */
export function variationSpread(column: CategoryColumn, distance: number, ranges: Ranges, level: number): EffectSpread | null {
  const width = column.levels.length + 1;
  const levels = rangeSums(column.counts, width);
  const sums: BinSums = (range, out, offset) => {
    levels(range, out, offset);
    for (let slot = range.from; slot < range.to; slot += 1) out[offset + width] = (out[offset + width] as number) + (column.missing[slot] ?? 0);
  };
  const [a, b] = [new WindowNoise(ranges.baseline, width + 1, sums, level), new WindowNoise(ranges.current, width + 1, sums, level)];
  if (a.n === 0 || b.n === 0) return null;
  const [own, other] = [a.parts(false), b.parts(false)];
  const deviation = deviations(own, other);
  const order = Array.from(deviation.keys()).filter((k) => (deviation[k] ?? 0) > 0).sort((x, y) => (deviation[y] ?? 0) - (deviation[x] ?? 0) || x - y);
  const sd = order.map((k) => deviation[k] ?? 0);
  const weights = sd.map(() => 0.5);
  const correlation = correlationOf(own, other, order.slice(0, mostParts));
  const variance = varianceAbsoluteSum({ sd, weights }, (i, j) => (j < mostParts ? correlation(i, j) : 0));
  const scores = a.shares.map((share, k) => Math.sign((b.shares[k] ?? 0) - share) / 2);
  return spread({ distance, least: distance, most: distance, limit: 1 }, meanAbsoluteSum({ sd, weights }), variance, a.variance(scores) + b.variance(scores), level, [a, b]);
}

interface Distance {
  readonly distance: number;
  /** Where the distance of the rows lies. */
  readonly least: number;
  readonly most: number;
  /** Largest possible distance. */
  readonly limit: number;
}

function spread({ distance, least, most, limit }: Distance, mean: number, variance: number, linear: number, level: number, windows: readonly WindowNoise[]): EffectSpread {
  const noise = upperGammaQuantile(mean, variance, (1 - level) / 2);
  const high = Math.min(limit, most + normalCritical(level) * Math.sqrt(linear));
  const runs = windows.map(({ clusters }) => clusters);
  const basis = runs.every((count) => count !== null) ? `${runs.join(' and ')} runs of slots` : 'as if rows were independent';
  return { interval: makeInterval(Math.max(0, least - noise), Math.max(distance, high), level, `noise quantile below, linearised above, ${basis}`), chance: mean };
}

/** Width that each edge stands for in the integral of |F - G|: with a value a bin, the step to the next; else half of both neighbouring bins. */
function pointWeights(from: NumericSummary, to: NumericSummary): Float64Array {
  const { edges, values } = from;
  if (values !== null) return edges.map((_, e) => Math.max(0, (values[e + 1] ?? 0) - (values[e] ?? 0)));
  const low = Math.min(from.moments.min, to.moments.min);
  const high = Math.max(from.moments.max, to.moments.max);
  const at = (e: number): number => Math.min(high, Math.max(low, e < 0 ? low : (edges[e] ?? high)));
  return edges.map((_, e) => (at(e + 1) - at(e - 1)) / 2);
}

function extremes({ moments }: NumericSummary): { readonly min: number; readonly max: number } {
  return { min: moments.min, max: moments.max };
}

function deviations(a: NoiseParts, b: NoiseParts): Float64Array {
  const other = b.variances();
  return a.variances().map((variance, k) => Math.sqrt(variance + (other[k] as number)));
}

/** Correlations between the parts at the positions `at`, of the noise of both windows together. */
function correlationOf(a: NoiseParts, b: NoiseParts, at: readonly number[]): (i: number, j: number) => number {
  const covariance = (i: number, j: number): number => a.covariance(at[i] ?? 0, at[j] ?? 0) + b.covariance(at[i] ?? 0, at[j] ?? 0);
  const scale = at.map((_, i) => Math.sqrt(covariance(i, i)));
  return (i, j) => {
    const both = (scale[i] ?? 0) * (scale[j] ?? 0);
    return both > 0 ? covariance(i, j) / both : 0;
  };
}

/** Neighbouring points joined into at most `mostParts` parts of like mass; each is stood for by the point in its middle. */
function joined(mass: Float64Array): readonly { readonly mass: number; readonly at: number }[] {
  const total = mass.reduce((sum, one) => sum + one, 0);
  const parts: { mass: number; at: number }[] = [];
  let seen = 0;
  let last = -1;
  mass.forEach((one, e) => {
    if (!(one > 0)) return;
    const middle = seen + one / 2;
    const part = Math.min(mostParts - 1, Math.floor((middle / total) * mostParts));
    const current = parts[parts.length - 1];
    if (current !== undefined && part === last) {
      // The point that lies nearest to the middle of the part.
      if (middle / total <= (part + 0.5) / mostParts) current.at = e;
      current.mass += one;
    } else parts.push({ mass: one, at: e });
    last = part;
    seen += one;
  });
  return parts;
}

/** Sums of a slot-major table of `width` bins over a range of slots. */
function rangeSums(table: Float64Array, width: number): BinSums {
  return (range, out, offset) => {
    for (let slot = range.from, at = range.from * width; slot < range.to; slot += 1) for (let k = 0; k < width; k += 1, at += 1) out[offset + k] = (out[offset + k] as number) + (table[at] as number);
  };
}
