import { beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import { featureDetail, slotGroups } from '../../../src/core/analysis/featureDetail';
import type { FeatureShape } from '../../../src/core/analysis/featureDetail';
import { seriesSet } from '../../../src/core/analysis/series';
import { tileSeries } from '../../../src/core/analysis/tileSeries';
import { defaultSettings } from '../../../src/core/analysis/settings';
import type { Cube } from '../../../src/core/cube/cube';
import type { Report, Series, SeriesSet } from '../../../src/core/domain/report';
import type { Row } from './cubeOf';
import { cubeOf, sourceOf, windowOf } from './cubeOf';
import { demoRows } from './demoRows';

const rows = demoRows();
let cube: Cube;
let set: SeriesSet;
let report: Report;
beforeAll(() => {
  cube = cubeOf(rows, { slots: 48, positive: 'late', roles: { revenue: 'kpi' } });
  set = seriesSet({ cube, source: sourceOf(cube), baseline: windowOf(cube, 0, 24), settings: defaultSettings });
  report = analyse({ cube, source: sourceOf(cube), baseline: windowOf(cube, 0, 24), current: windowOf(cube, 24, 48) });
});
function series(id: string): Series {
  const found = set.series.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no series ${id}`);
  return found;
}
const inSlot = (slot: number): Row[] => rows.filter((row) => row.slot === slot);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('series of slots', () => {
  it('are those of the rows of each slot', () => {
    for (const slot of [0, 23, 24, 47]) {
      const own = inSlot(slot);
      const labelled = own.filter((row) => typeof row.label === 'string');
      expect(series('throughput').values[slot]).toBeCloseTo(100 / 60, 6);
      expect(series('errors').values[slot]).toBeCloseTo(mean(own.map((row) => (row.failed === true ? 1 : 0))), 12);
      expect(series('quality.accuracy').values[slot]).toBeCloseTo(mean(labelled.map((row) => (row.label === row.prediction ? 1 : 0))), 12);
      expect(series('quality.accuracy').n[slot]).toBe(labelled.length);
      expect(series('quality.brier').values[slot]).toBeCloseTo(mean(labelled.map((row) => (row.score! - (row.label === 'late' ? 1 : 0)) ** 2)), 12);
      expect(series('confidence.mean').values[slot]).toBeCloseTo(mean(own.map((row) => Math.max(row.score!, 1 - row.score!))), 12);
      expect(series('kpi.revenue').values[slot]).toBeCloseTo(mean(own.map((row) => row.numeric!['revenue']!)), 9);
      const sorted = own.map((row) => row.latency!).sort((a, b) => a - b);
      const exact = (sorted[49]! + sorted[50]!) / 2;
      expect(Math.abs(series('latency.p50').values[slot]! / exact - 1)).toBeLessThan(0.0101);
    }
  });
  it('of tiles are those of the rows of each slot', () => {
    const tiles = new Map(tileSeries(cube).map((one) => [one.id, one]));
    expect([...tiles.keys()]).toEqual(['latency.p90', 'latency.mean', 'quality.f1', 'quality.auc']);
    for (const slot of [0, 23, 24, 47]) {
      const own = inSlot(slot);
      const sorted = own.map((row) => row.latency!).sort((a, b) => a - b);
      const at = (sorted.length - 1) * 0.9;
      const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
      const p90 = low + (at - Math.floor(at)) * (high - low);
      expect(Math.abs(tiles.get('latency.p90')!.values[slot]! / p90 - 1)).toBeLessThan(0.0101);
      expect(tiles.get('latency.mean')!.values[slot]).toBeCloseTo(mean(sorted), 9);
      const labelled = own.filter((row) => typeof row.label === 'string');
      const [right, predicted, actual] = [labelled.filter((row) => row.label === 'late' && row.prediction === 'late'), labelled.filter((row) => row.prediction === 'late'), labelled.filter((row) => row.label === 'late')];
      expect(tiles.get('quality.f1')!.values[slot]).toBeCloseTo((2 * right.length) / (predicted.length + actual.length), 12);
      expect(tiles.get('quality.f1')!.n[slot]).toBe(labelled.length);
      // Each pair of a late and a timely row, ties half.
      const negatives = labelled.filter((row) => row.label !== 'late');
      const pairs = actual.flatMap((late) => negatives.map((timely) => (late.score! > timely.score! ? 1 : late.score === timely.score ? 0.5 : 0)));
      expect(Math.min(actual.length, negatives.length)).toBeGreaterThanOrEqual(10);
      expect(Math.abs(tiles.get('quality.auc')!.values[slot]! - mean(pairs))).toBeLessThan(0.01);
    }
  });
  it('count the features that differ from the baseline in each slot', () => {
    const { values } = series('drift');
    expect(Math.max(...values.slice(0, 24).map((value) => value!))).toBe(0);
    expect(Math.min(...values.slice(24).map((value) => value!))).toBeGreaterThanOrEqual(1);
  });
  it('mark the slot of a new version', () => {
    expect(set.versionMarks).toEqual([{ slot: 24, version: 'v1.4' }]);
  });
  it('are null where a slot has too few rows', () => {
    const thin = cubeOf(rows.filter((row, i) => row.slot !== 3 || i % 50 === 0), { slots: 48, positive: 'late' });
    const thinSet = seriesSet({ cube: thin, source: sourceOf(thin), baseline: windowOf(thin, 0, 24), settings: defaultSettings });
    for (const one of [...thinSet.series.filter((found) => found.id !== 'throughput'), ...tileSeries(thin)]) {
      expect(one.values[3]).toBeNull();
      expect(one.values).toHaveLength(48);
    }
    expect(thinSet.series.every((one) => one.values.every((value) => value === null || Number.isFinite(value)))).toBe(true);
  });
});

describe('feature page', () => {
  const detail = (name: string): FeatureShape => {
    const finding = report.features.find((one) => one.feature === name)!;
    return featureDetail({ cube, finding, baseline: windowOf(cube, 0, 24), current: windowOf(cube, 24, 48), settings: defaultSettings })!;
  };
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

  it('bars hold every present row of both windows', () => {
    for (const name of ['distance', 'hour', 'weather', 'origin']) {
      const { bars, finding } = detail(name);
      const missing = name === 'origin' ? { baseline: 0, current: 0 } : finding.missing;
      expect(sum(bars.baseline)).toBeCloseTo(1 - missing.baseline, 9);
      expect(sum(bars.current)).toBeCloseTo(1 - missing.current, 9);
      if (bars.kind === 'numeric') expect(bars.edges).toHaveLength(bars.baseline.length + 1);
    }
  });
  it('few values have a bar each, with their own counts', () => {
    const { bars } = detail('hour');
    expect(bars.kind === 'numeric' && bars.edges[0]).toBe(-0.5);
    const hours = rows.filter((row) => row.slot < 24).map((row) => row.numeric!['hour']!);
    expect(bars.baseline).toHaveLength(24);
    bars.baseline.forEach((share, hour) => { expect(share).toBeCloseTo(hours.filter((x) => x === hour).length / hours.length, 12); });
  });
  it('bars of many values follow the rows within the bins they are split from', () => {
    const { bars } = detail('distance');
    if (bars.kind !== 'numeric') throw new Error('not numeric');
    const values = rows.filter((row) => row.slot < 24).map((row) => row.numeric!['distance']!);
    let seen = 0;
    for (let k = 0; k + 1 < bars.baseline.length; k += 1) {
      seen += bars.baseline[k]!;
      expect(Math.abs(seen - values.filter((x) => x <= bars.edges[k + 1]!).length / values.length)).toBeLessThan(0.02);
    }
  });
  it('distribution functions rise from 0 to 1 at the same points', () => {
    const { ecdf } = detail('distance');
    expect(ecdf?.baseline[0]).toBe(0);
    expect(ecdf?.baseline.at(-1)).toBeCloseTo(1, 12);
    expect(ecdf?.current.at(-1)).toBeCloseTo(1, 12);
    for (const list of [ecdf!.points, ecdf!.baseline, ecdf!.current]) for (let k = 1; k < list.length; k += 1) expect(list[k]).toBeGreaterThanOrEqual(list[k - 1]!);
  });
  it('drift over time is small before the change and the finding\'s effect after it', () => {
    const { driftOverTime, finding } = detail('distance');
    const at = driftOverTime.slots.map((span, i) => ({ span, effect: driftOverTime.effect[i]! }));
    for (const { span, effect } of at) {
      if (span.to <= 24) expect(effect).toBeLessThan(0.4);
      if (span.from >= 24) expect(Math.abs(effect - finding.effect.value!)).toBeLessThan(0.45);
    }
    expect(driftOverTime.unit).toBe('sd');
  });
  it('missing over time and levels gained', () => {
    const { missingOverTime } = detail('weather');
    expect(missingOverTime.share[0]).toBe(0);
    expect(missingOverTime.share.at(-1)).toBeGreaterThan(0.1);
    expect(detail('origin').levels.gained.map((one) => one.level)).toEqual(['XXX']);
    expect(detail('origin').levels.lost).toEqual([]);
  });
  it('groups of slots have enough rows and cover the axis once', () => {
    const thin = cubeOf(rows.filter((_, i) => i % 10 === 0), { slots: 48 });
    const groups = slotGroups(thin, 50);
    expect(groups[0]?.from).toBe(0);
    expect(groups.at(-1)?.to).toBe(48);
    groups.forEach((group, i) => {
      if (i > 0) expect(group.from).toBe(groups[i - 1]!.to);
      expect(Array.from(thin.rows.subarray(group.from, group.to)).reduce((total, one) => total + one, 0)).toBeGreaterThanOrEqual(50);
    });
  });
});
