import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Onset } from '../../../src/core/domain/onset';
import type { Report } from '../../../src/core/domain/report';
import { EngineService } from '../../../src/engine/service/engineService';

/* The demo log. Its README: kilometres instead of miles from 10 June 2001, a slow lookup for large requests from 20 June. */

const temp = mkdtempSync(join(tmpdir(), 'mv-onset-'));
const service = new EngineService({ tempFolder: temp, memoryLimit: '400MB', wasmFolder: '.' });
let report: Report;

beforeAll(async () => {
  const engine = service.handlers();
  const context = { signal: new AbortController().signal, onProgress: () => undefined };
  const spec = { kind: 'log', name: 'flights', folder: resolve(__dirname, '../../../examples/flight-delays'), paths: ['log/*.jsonl.gz'], roles: { rebooking_cost_usd: 'kpi' } } as const;
  const { id } = await engine['source.open']({ spec, storage: null, readAtMs: 0, fresh: false }, context);
  report = (await engine['report.make']({ id, axis: null, comparison: null, named: {}, settings: {}, exact: 'auto' }, context)).report;
}, 60_000);
afterAll(async () => {
  await service.dispose();
  rmSync(temp, { recursive: true, force: true });
});

const june = (day: number, hour = 0) => Date.UTC(2001, 5, day, hour) * 1000;
const timeOf = (slot: number): number => (report.axis.kind === 'time' ? report.axis.start + slot * report.axis.step : NaN);
const onsetOf = (name: string): Onset => [...report.features.map(({ feature, onset }) => ({ name: feature, onset })), ...report.findings.map(({ id, onset }) => ({ name: id, onset }))].find((each) => each.name === name)!.onset!;

it.each(['features.distance', 'quality.accuracy', 'confidence.mean', 'prediction.distribution'])('%s began with the kilometres on 10 June, between the windows', (name) => {
  const onset = onsetOf(name);
  expect(onset).toMatchObject({ state: 'found', place: 'between the windows' });
  expect(timeOf(onset.slot!)).toBe(june(10));
  expect(timeOf(onset.interval!.from)).toBeGreaterThanOrEqual(june(9));
  expect(timeOf(onset.interval!.to)).toBeLessThanOrEqual(june(12));
});

it.each(['latency.p90', 'latency.p95', 'latency.p99', 'latency.mean'])('%s began with the slow lookup on 20 June, within the current window', (name) => {
  const onset = onsetOf(name);
  expect(onset).toMatchObject({ state: 'found', place: 'in the current window' });
  expect(timeOf(onset.slot!)).toBe(june(20));
  expect([timeOf(onset.interval!.from), timeOf(onset.interval!.to)]).toEqual([june(19, 12), june(20, 12)]);
});

it('a delay rate of seven days that follows the weather began within the baseline', () => {
  expect(onsetOf('features.route_delay_rate_7d')).toMatchObject({ state: 'found', place: 'in the baseline' });
});

it('the mean of a cost with a long tail does not tell its day, and says so', () => {
  expect(onsetOf('kpi.rebooking_cost_usd')).toMatchObject({ state: 'not clear', slot: null });
});

it('the calibration error has no figure for a slot, and says so', () => {
  expect(onsetOf('quality.calibration')).toMatchObject({ state: 'not available', reason: 'calibration error has no figure for a single slot' });
});
