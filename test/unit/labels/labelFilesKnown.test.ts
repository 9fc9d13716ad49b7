import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { EngineService } from '../../../src/engine/service/engineService';
import { LogHarness, valuesOf } from '../log/logHarness';

/* Joined labels against pandas' merge and scikit-learn's figures of it (scripts/knownAnswers/labelFiles.py). */

interface Window { readonly from: number; readonly to: number; readonly rows: number; readonly labelled: number; readonly coverage: number; readonly accuracy: number; readonly auc: number }
interface Fixture {
  readonly log: { readonly time: number[]; readonly request_id: string[]; readonly prediction: number[]; readonly score: number[] };
  readonly files: readonly string[];
  readonly rows: number; readonly duplicates: number; readonly matched: number; readonly withoutPrediction: number; readonly labelled: number;
  readonly outcome: (number | null)[]; readonly medianLag: number; readonly windows: readonly [Window, Window];
}
const fixture = JSON.parse(readFileSync(new URL('../../fixtures/knownAnswers/labelFiles.json', import.meta.url), 'utf8')) as Fixture;

const harness = new LogHarness();
const service = new EngineService({ tempFolder: harness.temp, memoryLimit: '400MB', wasmFolder: harness.root });
afterAll(async () => {
  await service.dispose();
  await harness.close();
});

const folder = harness.folder();
const { log } = fixture;
harness.write(folder, 'log.jsonl', log.time.map((time, i) => `${JSON.stringify({ timestamp: time, request_id: log.request_id[i], prediction: log.prediction[i], score: log.score[i] })}\n`).join(''));
fixture.files.forEach((text, i) => harness.write(folder, `truth/${i}.csv`, text));
const spec = { kind: 'log', name: 'known', folder, paths: ['log.jsonl'], labels: { paths: ['truth/*.csv'] } } as const;

describe('joined labels', () => {
  it('are those that pandas merges, row by row', async () => {
    const opened = await harness.open(spec.paths, spec);
    const { rows, duplicates, matched, withoutPrediction, labelled, medianLag } = fixture;
    expect(opened.state.labels).toMatchObject({ state: 'joined', rows, duplicates, matched, withoutPrediction, labelled, lag: medianLag * 1000 });
    expect((await valuesOf(opened, 'outcome')).map((value) => (value === null ? null : Number(value)))).toEqual(fixture.outcome);
  });

  it.each(['auto', 'never'] as const)('give the figures that scikit-learn has of them (exact: %s)', async (exact) => {
    const engine = service.handlers();
    const context = { signal: new AbortController().signal, onProgress: () => undefined };
    const { id } = await engine['source.open']({ spec, storage: null, readAtMs: 0, fresh: true }, context);
    const [baseline, current] = fixture.windows.map(({ from, to }) => ({ kind: 'range' as const, from: from * 1000, to: to * 1000 })) as [{ kind: 'range'; from: number; to: number }, { kind: 'range'; from: number; to: number }];
    const { report } = await engine['report.make']({ id, axis: 'time', comparison: { baseline, current }, named: {}, settings: {}, exact }, context);
    expect([report.baseline.rows, report.current.rows]).toEqual(fixture.windows.map(({ rows }) => rows));
    const of = (name: string) => report.findings.find((finding) => finding.id === name);
    for (const [side, window] of [['baseline', fixture.windows[0]], ['current', fixture.windows[1]]] as const) {
      const accuracy = of('quality.accuracy');
      expect(accuracy?.maturity?.state).toBe('mature');
      expect(accuracy?.[side].n).toBe(window.labelled);
      expect(accuracy?.[side].value).toBeCloseTo(window.accuracy, 12);
      expect(accuracy?.coverage?.[side]).toBeCloseTo(window.coverage, 12);
      if (exact === 'auto') expect(of('quality.auc')?.[side].value).toBeCloseTo(window.auc, 3);
    }
  });
});

describe('a window whose labels are not in', () => {
  it('says so; the preset of labels that are in ends before it', async () => {
    const hour = 3_600_000;
    const begin = Date.UTC(2026, 0, 1);
    const late = harness.folder();
    const n = 24 * 40;
    harness.write(late, 'log.jsonl', Array.from({ length: n }, (_, i) => `${JSON.stringify({ timestamp: new Date(begin + i * hour).toISOString(), request_id: `r${i}`, prediction: i % 2 })}\n`).join(''));
    // A label comes five days after its prediction; the newest ones are not there yet.
    harness.write(late, 'truth.csv', `id,y,labelled_at\n${Array.from({ length: n - 24 * 5 }, (_, i) => `r${i},${i % 4 === 0 ? 1 - (i % 2) : i % 2},${new Date(begin + (i + 120) * hour).toISOString()}`).join('\n')}\n`);
    const engine = service.handlers();
    const context = { signal: new AbortController().signal, onProgress: () => undefined };
    const { id, labels } = await engine['source.open']({ spec: { kind: 'log', name: 'late', folder: late, paths: ['log.jsonl'], labels: { paths: ['truth.csv'] } }, storage: null, readAtMs: 0, fresh: true }, context);
    expect(labels).toMatchObject({ labelled: n - 120, lag: 120 * hour * 1000 });
    const range = (from: number, to: number) => ({ kind: 'range' as const, from: (begin + from * 24 * hour) * 1000, to: (begin + to * 24 * hour) * 1000 });
    const page = await engine['report.make']({ id, axis: 'time', comparison: { baseline: range(0, 20), current: range(36, 40) }, named: {}, settings: {}, exact: 'auto' }, context);
    const accuracy = page.report.findings.find((finding) => finding.id === 'quality.accuracy');
    expect(accuracy?.maturity).toMatchObject({ state: 'not mature', youngest: { current: expect.any(Number) as number } });
    expect([accuracy?.verdict, accuracy?.current.value]).toEqual(['not enough data', null]);
    expect(page.presets.map((preset) => preset.id)).toContain('labels-in');
  });
});
