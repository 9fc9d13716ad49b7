import type { FeatureFinding } from '../../../../src/core/domain/finding';
import type { FeatureDetail, QualityCell } from '../../../../src/core/domain/report';
import { faultSlot, slots } from './seriesFixture';
import { gaussian, seededRandom } from './random';

export const hostileName = `<img src=x onerror="alert(1)">"'\n&amp;‮`;

const flightFeatures = [
  'distance', 'dep_hour', 'origin', 'weekday', 'destination', 'carrier', 'recent_delay_rate', 'hour_sin', 'features.seats', 'aircraft_age', 'tail_batch', hostileName,
];

export interface FeatureModel {
  readonly name: string;
  readonly kind: FeatureFinding['kind'];
  readonly moves: boolean;
  readonly seed: number;
}

/** `count` features of which the first of twelve, `distance`, and `origin` move. */
export function featureModels(count: number): readonly FeatureModel[] {
  return Array.from({ length: count }, (_, i) => {
    const name = flightFeatures[i] ?? `embedding_${String(i).padStart(4, '0')}`;
    const category = ['origin', 'destination', 'carrier', 'weekday'].includes(name);
    return { name, kind: name === 'tail_batch' ? 'not analysed' : category ? 'category' : 'numeric', moves: name === 'distance' || name === 'origin' || i % 97 === 50, seed: 100 + i };
  });
}

const levelNames = ['ATL', 'ORD', 'DFW', 'LAX', 'DEN', 'PHX', 'IAH', 'LAS', 'DTW', '(rest)'];

export function featureDetail(model: FeatureModel, n: { readonly baseline: number; readonly current: number }): FeatureDetail {
  const random = seededRandom(model.seed);
  const finding = featureFinding(model, n);
  const groups = Array.from({ length: 30 }, (_, i) => ({ from: i * 6, to: i * 6 + 6 }));
  const numeric = model.kind !== 'category';
  const shift = model.moves ? 1.4 : 0.02;
  const weights = (by: number, length: number) => {
    const raw = Array.from({ length }, (_, i) => Math.exp(-0.5 * ((i - length / 2 - by) / (length / 5)) ** 2) * (1 + 0.05 * gaussian(random)));
    const sum = raw.reduce((all, each) => all + each, 0);
    return raw.map((each) => (each / sum) * 0.99);
  };
  const bars: FeatureDetail['bars'] = numeric
    ? { kind: 'numeric', edges: Array.from({ length: 21 }, (_, i) => i * 125), baseline: weights(0, 20), current: weights(shift * 3, 20) }
    : { kind: 'category', levels: levelNames, baseline: weights(-2, levelNames.length), current: weights(-2 + shift, levelNames.length) };
  const cumulative = (shares: readonly number[]) => shares.map(((sum) => (each: number) => Math.min(1, (sum += each)))(0.005));
  const cell = (label: string): QualityCell => {
    const side = (value: number, count: number) => ({ value, low: value - 0.6 / Math.sqrt(count), high: value + 0.6 / Math.sqrt(count), n: count });
    const base = 0.8 + 0.08 * random();
    return { label, baseline: side(base, 900 + Math.round(400 * random())), current: side(base - (model.moves ? 0.06 : 0.004), 500 + Math.round(300 * random())) };
  };
  return {
    feature: model.name, finding, bars,
    ecdf: bars.kind === 'numeric' ? { points: bars.edges.slice(1), baseline: cumulative(bars.baseline), current: cumulative(bars.current) } : null,
    driftOverTime: {
      slots: groups, effect: groups.map((group) => (model.moves && group.from >= faultSlot ? finding.effect.value : 0.04 + 0.03 * random())), n: groups.map(() => 8000), unit: finding.effect.unit,
    },
    missingOverTime: { slots: groups, share: groups.map(() => 0.01 * random()) },
    levels: numeric ? { gained: [], lost: [] } : { gained: [{ level: 'JFK T8', baseline: 0, current: 0.021 }, { level: hostileName, baseline: 0, current: 0.004 }], lost: [{ level: 'OAK', baseline: 0.013, current: 0 }] },
    qualityByValue: model.name === 'weekday' ? null : { metric: 'Accuracy', unit: 'share', cells: ['at most 500', '500 to 1,000', '1,000 to 1,500', '1,500 to 2,000', 'above 2,000'].map(cell) },
    ...(model.name === 'weekday' ? { qualityReason: 'the rows are not at hand' } : {}),
  };
}

export function featureFinding(model: FeatureModel, n: { readonly baseline: number; readonly current: number }): FeatureFinding {
  const random = seededRandom(model.seed * 31);
  const noise = 0.01 + 0.05 * random();
  const none = { wasserstein: null, wassersteinNormalised: null, jensenShannon: null, psi: null, ks: null, totalVariation: null };
  const missing = { baseline: 0.004 * random(), current: model.name === 'recent_delay_rate' ? 0.011 : 0.004 * random() };
  if (model.kind === 'not analysed') {
    return {
      feature: model.name, kind: model.kind, verdict: 'not available', reason: 'lists are not analysed', n, missing, effect: { value: null, unit: 'share', method: 'none' }, measures: none,
      basis: 'exact', test: { name: 'none', statistic: null, df: null, p: null, q: null }, summary: {}, notes: ['lists are not analysed'],
    };
  }
  const numeric = model.kind === 'numeric';
  const value = model.moves ? (numeric ? 1.42 - 0.9 * (model.seed - 100) / 1000 : 0.19) : noise;
  const verdict = model.name === 'aircraft_age' ? 'not enough data' : model.moves ? 'moved' : 'stable';
  return {
    feature: model.name, kind: model.kind, verdict, n, missing,
    reason: verdict === 'moved' ? (numeric ? `Mean went from 731 to 1,178; moved by ${value.toFixed(2)} sd, floor 0.1 sd.` : 'ATL fell from 31.0 % to 12.0 % of rows.') : verdict === 'stable' ? 'Below the floor.' : 'Needs 312 more rows.',
    effect: {
      value: verdict === 'not enough data' ? null : value, unit: numeric ? 'sd' : 'share', method: numeric ? 'Wasserstein-1 per baseline sd' : 'total variation',
      interval: verdict === 'not enough data' ? null : { low: value * 0.9, high: value * 1.1, level: 0.95, method: 'noise quantile below, linearised above, 30 and 30 runs of slots' },
      chance: verdict === 'not enough data' ? null : 0.03,
    },
    measures: numeric
      ? { wasserstein: value * 315, wassersteinNormalised: value, jensenShannon: value / 3, psi: value * value, ks: value / 2.6, totalVariation: value / 2.5 }
      : { ...none, jensenShannon: value / 2, psi: value * value, totalVariation: value },
    basis: 'binned', bound: 'at most one bin width', test: { name: 'chi-squared on batches', statistic: value * 900, df: 18, p: model.moves ? 1e-9 : 0.2 + 0.7 * random(), q: model.moves ? 1e-8 : 0.61 },
    summary: numeric
      ? { baselineMean: 731, currentMean: model.moves ? 1178 : 733, baselineSd: 315, currentSd: model.moves ? 507 : 316, baselineQuartiles: [420, 700, 1010], currentQuartiles: [676, 1126, 1625] }
      : { level: { name: 'ATL', baseline: 0.31, current: 0.12 }, newLevels: 2, lostLevels: 1 },
    notes: model.name === 'distance' ? ['All values of the current window are 1.61 times as large at equal quantiles.'] : [],
  };
}

export const slotTotal = slots;
