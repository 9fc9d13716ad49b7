import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { renderPage } from '../../../src/cli/renderPage';
import { EngineService } from '../../../src/engine/service/engineService';

/* A report in HTML or JSON reads rows again for each feature, unless the log has too many of them. */

const folder = mkdtempSync(join(tmpdir(), 'mv-many-'));
const service = new EngineService({ tempFolder: join(folder, 'temp'), memoryLimit: '400MB', wasmFolder: '.' });
afterAll(async () => {
  await service.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe('quality by value in a report', () => {
  it('is read up to 2,000,000 rows and said to be missing above', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => JSON.stringify({ timestamp: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(), age: i % 50, prediction: i % 2, label: i % 3 === 0 ? 1 : 0 }));
    writeFileSync(join(folder, 'log.jsonl'), `${rows.join('\n')}\n`);
    const engine = service.handlers();
    const context = { signal: new AbortController().signal, onProgress: () => undefined };
    const state = await engine['source.open']({ spec: { kind: 'log', name: 'many', folder, paths: ['log.jsonl'] }, storage: null, readAtMs: 0, fresh: false }, context);
    const query = { id: state.id, axis: null, comparison: null, named: {}, settings: {} };
    const page = await engine['report.make']({ ...query, exact: 'auto' }, context);
    const asked: boolean[] = [];
    const detail = async (feature: string, withRows: boolean) => {
      asked.push(withRows);
      return engine['feature.read']({ ...query, feature, rows: withRows }, context);
    };
    const render = async (count: number) => {
      const { report } = page;
      const text = await renderPage({ ...page, report: { ...report, source: { ...report.source, rows: count } } }, { format: 'json', color: false, output: null }, {}, detail);
      return JSON.parse(text) as { details: Record<string, { qualityByValue: { cells: unknown[] } | null; qualityReason?: string }> };
    };
    const small = await render(2_000_000);
    expect(small.details['age']?.qualityByValue?.cells.length).toBeGreaterThan(1);
    const large = await render(2_000_001);
    expect(large.details['age']).toMatchObject({ qualityByValue: null, qualityReason: 'not read for reports of logs with more than 2,000,000 rows' });
    expect(new Set(asked)).toEqual(new Set([true, false]));
  });
});
