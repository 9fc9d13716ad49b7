import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WhyAnswer, WhySegment } from '../../../src/core/domain/why';
import { EngineService } from '../../../src/engine/service/engineService';

/* The demo log, whose README names its two faults: what is explained, against numpy's split of the same segments (scripts/knownAnswers/why.py). */

interface Known { readonly flights: { readonly p95: { readonly old: number; readonly new: number; readonly segments: Readonly<Record<string, { mix: number; ratePart: number; part: number; z: number; distinctZ: number; share: [number, number]; rate: [number, number] }>> }; readonly accuracy: { readonly change: number; readonly segments: Readonly<Record<string, { part: number; z: number; distinctZ: number }>> } } }

const known = (JSON.parse(readFileSync(resolve(__dirname, '../../fixtures/knownAnswers/why.json'), 'utf8')) as Known).flights;
const temp = mkdtempSync(join(tmpdir(), 'mv-why-'));
const service = new EngineService({ tempFolder: temp, memoryLimit: '400MB', wasmFolder: '.' });
const context = { signal: new AbortController().signal, onProgress: () => undefined };
const answers = new Map<string, WhyAnswer>();
let explain: (metric: string) => Promise<WhyAnswer>;

beforeAll(async () => {
  const engine = service.handlers();
  const spec = { kind: 'log', name: 'flights', folder: resolve(__dirname, '../../../examples/flight-delays'), paths: ['log/*.jsonl.gz'], roles: { rebooking_cost_usd: 'kpi' } } as const;
  const { id } = await engine['source.open']({ spec, storage: null, readAtMs: 0, fresh: false }, context);
  const query = { id, axis: null, comparison: null, named: {}, settings: {} };
  await engine['report.make']({ ...query, exact: 'auto' }, context);
  explain = async (metric) => engine['why.explain']({ ...query, metric }, context);
  for (const metric of ['latency.p95', 'quality.accuracy', 'errors', 'quality.auc', 'throughput']) answers.set(metric, await explain(metric));
}, 60_000);

afterAll(async () => {
  await service.dispose();
  rmSync(temp, { recursive: true, force: true });
});

const sum = (segments: readonly { readonly part: number }[]): number => segments.reduce((total, { part }) => total + part, 0);

describe('the rise of p95 latency', () => {
  it('goes with deep queues and large requests, as injected', () => {
    const { explanations, sentence } = answers.get('latency.p95')!;
    expect(explanations.map(({ columns }) => columns.join(' '))).toEqual(['queue_depth', 'itineraries']);
    expect(sentence).toMatch(/^p95 latency rose 108 ms; it moves together with queue_depth above 0, /);
  });

  it('has the parts, shares, rates and noise that numpy finds', () => {
    const answer = answers.get('latency.p95')!;
    expect(answer.baseline).toBeCloseTo(known.p95.old, 9);
    expect(answer.current).toBeCloseTo(known.p95.new, 9);
    const found: readonly WhySegment[] = answer.explanations.flatMap(({ segments }) => segments);
    expect(found.map(({ text }) => text).sort()).toEqual(Object.keys(known.p95.segments).sort());
    for (const segment of found) {
      const wanted = known.p95.segments[segment.text]!;
      for (const key of ['part', 'mix', 'ratePart'] as const) expect(segment[key]).toBeCloseTo(wanted[key], 9);
      expect([segment.share.baseline, segment.share.current, segment.rate.baseline, segment.rate.current].map((x) => x?.toFixed(12))).toEqual([...wanted.share, ...wanted.rate].map((x) => x.toFixed(12)));
      expect(segment.z / wanted.z).toBeCloseTo(1, 3);
      expect(segment.distinctZ / wanted.distinctZ).toBeCloseTo(1, 3);
    }
  });

  it('is the sum of the segments and the rest', () => {
    for (const { segments, rest, explained } of answers.get('latency.p95')!.explanations) {
      expect(sum(segments) + rest.part).toBeCloseTo(known.p95.new - known.p95.old, 9);
      expect(sum(segments) / (known.p95.new - known.p95.old)).toBeCloseTo(explained, 12);
    }
  });
});

describe('the fall of accuracy', () => {
  it('goes with long distances, whose unit was changed, late in the day; and the version that replaced the other is named beside', () => {
    const { explanations, replaced, change } = answers.get('quality.accuracy')!;
    expect(change).toBeCloseTo(known.accuracy.change, 12);
    expect(explanations[0]?.columns).toContain('features.distance');
    expect(replaced).toEqual([{ column: 'model_version', baseline: 'v1.3.0', current: 'v1.4.0' }]);
    for (const { segments, rest } of explanations) {
      expect(Math.abs(sum(segments) + rest.part - change!)).toBeLessThan(1e-12);
      for (const { text, part, z, distinctZ } of segments) {
        const wanted = known.accuracy.segments[text]!;
        expect(part).toBeCloseTo(wanted.part, 12);
        expect(z / wanted.z).toBeCloseTo(1, 3);
        expect(distinctZ / wanted.distinctZ).toBeCloseTo(1, 3);
      }
    }
  });
});

describe('what is not explained', () => {
  it('says so: too few errors to tell', () => {
    expect(answers.get('errors')).toMatchObject({ explanations: [] });
    expect(answers.get('errors')!.sentence).toContain('nothing explains it');
  });

  it('says why a figure cannot be split', () => {
    expect(answers.get('quality.auc')).toMatchObject({ explanations: [], searched: null });
    expect(answers.get('quality.auc')!.sentence).toContain('no share of rows and no percentile');
    expect(answers.get('throughput')!.sentence).toContain('not explained');
  });

  it('refuses a figure that there is not', async () => {
    await expect(explain('latency.p12')).rejects.toThrow(/latency\.p12/);
  });
});

describe('beyond segments', () => {
  it('p95 latency moves together with the queue and with the size of requests, and with nothing of the model', () => {
    const together = answers.get('latency.p95')!.together!;
    expect(together).toMatchObject({ state: 'found', windows: 480, windowText: '3 h' });
    expect(together.pairs.map(({ target }) => target)).toEqual(['feature:queue_depth', 'feature:itineraries']);
    expect(together.pairs[0]).toMatchObject({ lag: 0, lagText: 'in the same window', n: 360 });
    expect(together.pairs.every(({ p }) => p <= 0.05)).toBe(true);
  });
  it('of the fall of accuracy the scores explain the larger part, and labels show that they also lost their meaning', () => {
    const { parts, change } = answers.get('quality.accuracy')!;
    expect(parts).toMatchObject({ state: 'available' });
    expect(Math.abs(parts!.scores!.value + parts!.meaning!.value - change!)).toBeLessThan(1e-12);
    expect(parts!.scores!.value).toBeCloseTo(-0.143, 2);
    expect(parts!.meaning!.z).toBeLessThan(-3);
    expect(answers.get('latency.p95')!.parts).toBeNull();
  });
});
