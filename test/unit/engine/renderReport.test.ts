import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EngineService } from '../../../src/engine/service/engineService';
import { engineValidators } from '../../../src/protocol/engineValidators';

const folder = mkdtempSync(join(tmpdir(), 'mv-render-'));
mkdirSync(join(folder, 'temp'));
const service = new EngineService({ tempFolder: join(folder, 'temp'), memoryLimit: '400MB', wasmFolder: '.' });
const engine = service.handlers();
const context = { signal: new AbortController().signal, onProgress: () => undefined };
afterAll(async () => {
  await service.dispose();
  rmSync(folder, { recursive: true, force: true });
});

it('a report is written as text by the engine, with the pages of its features and their places', async () => {
  const rows = Array.from({ length: 2_000 }, (_, i) => `${new Date(Date.UTC(2026, 0, 1) + i * 600_000).toISOString()},${(i % 37) + (i > 1_200 ? 20 : 0)},${i % 7 === 0 ? 'a' : 'b'},,${i}`);
  writeFileSync(join(folder, 'log.csv'), `timestamp,age,plan,empty,request_id\n${rows.join('\n')}\n`);
  const { id } = await engine['source.open']({ spec: { kind: 'log', name: 'log', folder, paths: ['log.csv'] }, storage: null, readAtMs: 0, fresh: false }, context);
  const query = { id, axis: null, comparison: null, named: {}, settings: {}, places: { age: [{ file: 'features.py', line: 41 }] } };
  expect(() => engineValidators['report.render']({ ...query, format: 'pdf' })).toThrow();
  const html = await engine['report.render']({ ...query, format: 'html' }, context);
  expect(html).toMatch(/^<!doctype html>/i);
  expect(html).toContain('features.py:41');
  expect(await engine['report.render']({ ...query, format: 'markdown' }, context)).toContain('features.py:41');
  const json = JSON.parse(await engine['report.render']({ ...query, format: 'json' }, context)) as { details: Record<string, { feature: string }> };
  expect(Object.keys(json.details)).toEqual(expect.arrayContaining(['age', 'plan']));
  expect(json.details['age']?.feature).toBe('age');
});
