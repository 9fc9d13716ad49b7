import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EngineService } from '../../../src/engine/service/engineService';
import type { HandlerContext } from '../../../src/protocol/endpoint';

/* A log that grew while nobody had it open, seen through the engine as the editor does. */

const root = mkdtempSync(path.join(tmpdir(), 'mv-grown-'));
mkdirSync(path.join(root, 'temp'));
const services: EngineService[] = [];
afterAll(async () => {
  for (const service of services) await service.dispose();
  rmSync(root, { recursive: true, force: true });
});

const context: HandlerContext = { signal: new AbortController().signal, onProgress: () => undefined };
const line = (i: number): string => `10.0.0.1 - - [${String(1 + Math.floor(i / 8_640)).padStart(2, '0')}/Nov/2026:${String(Math.floor((i % 8_640) / 360)).padStart(2, '0')}:${String(Math.floor((i % 360) / 6)).padStart(2, '0')}:${String((i % 6) * 10).padStart(2, '0')} +0000] "GET /p HTTP/1.1" ${i % 50 === 0 ? 500 : 200} ${i % 900} "-" "curl" 0.${String(10 + (i % 90)).padStart(3, '0')}\n`;
const lines = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => line(from + i)).join('');

async function look(name: string, fresh = false) {
  const service = new EngineService({ tempFolder: path.join(root, 'temp'), memoryLimit: '400MB', wasmFolder: root });
  services.push(service);
  const engine = service.handlers();
  const state = await engine['source.open']({ spec: { kind: 'log', name, folder: root, paths: [name] }, storage: path.join(root, 'store'), readAtMs: 1, fresh }, context);
  const windows = { baseline: { kind: 'range', from: Date.UTC(2026, 10, 1) * 1_000, to: Date.UTC(2026, 10, 2) * 1_000 }, current: { kind: 'range', from: Date.UTC(2026, 10, 2) * 1_000, to: Date.UTC(2026, 10, 3) * 1_000 } } as const;
  const { report } = await engine['report.make']({ id: state.id, axis: null, comparison: windows, named: {}, settings: {}, exact: 'never' }, context);
  await engine['source.close']({ id: state.id }, context);
  return { state, figures: report.findings.map(({ id, baseline, current }) => [id, baseline.value, baseline.n, current.value, current.n]) };
}

describe('a log that grew while it was closed', () => {
  it('is opened from the store with its new rows counted in, and gives the figures of a full reading', async () => {
    const file = path.join(root, 'access.log');
    writeFileSync(file, lines(0, 12_000));
    expect((await look('access.log')).state).toMatchObject({ rows: 12_000, fromStore: false });
    appendFileSync(file, `${lines(12_000, 15_000)}strange\n[2026-11-02 17:00:00 +0000] [7] [INFO] Worker exiting (pid: 7)\n`);
    const grown = await look('access.log');
    expect(grown.state).toMatchObject({ rows: 15_000, fromStore: true, badLines: 1, otherLines: 1, badLineList: [{ line: 15_001 }] });
    expect(grown.state.notes?.at(-1)).toMatch(/^3,000 rows that were appended since all 12,000 were read/);
    const again = await look('access.log');
    expect(again).toEqual(grown);
    // Bins were chosen from fewer rows: percentiles from bins may differ within their error, counts and rates may not.
    const whole = await look('access.log', true);
    expect(whole.state).toMatchObject({ rows: 15_000, fromStore: false });
    for (const [i, [id, ...values]] of whole.figures.entries()) {
      const found = grown.figures[i];
      expect(found?.[0]).toBe(id);
      values.forEach((value, k) => {
        const other = found?.[k + 1];
        if (typeof value === 'number' && typeof other === 'number') expect(Math.abs(value - other), String(id)).toBeLessThanOrEqual(Math.abs(value) * 0.02 + 1e-9);
        else expect(other).toBe(value);
      });
    }
  });

  it('goes on from what was counted while it was followed', async () => {
    const file = path.join(root, 'followed.log');
    writeFileSync(file, lines(0, 11_000));
    const service = new EngineService({ tempFolder: path.join(root, 'temp'), memoryLimit: '400MB', wasmFolder: root });
    services.push(service);
    const rows = new Map<string, number>();
    service.onSourceChanged = (id, state) => rows.set(id, state.rows);
    const engine = service.handlers();
    const { id } = await engine['source.open']({ spec: { kind: 'log', name: 'followed.log', folder: root, paths: ['followed.log'] }, storage: path.join(root, 'store'), readAtMs: 1, fresh: false }, context);
    await engine['report.make']({ id, axis: null, comparison: null, named: {}, settings: {}, exact: 'never' }, context);
    await engine['source.follow']({ id, on: true }, context);
    appendFileSync(file, lines(11_000, 12_000));
    await expect.poll(() => rows.get(id), { timeout: 10_000 }).toBe(12_000);
    await engine['source.close']({ id }, context);
    expect((await look('followed.log')).state).toMatchObject({ rows: 12_000, fromStore: true });
    appendFileSync(file, lines(12_000, 12_500));
    expect((await look('followed.log')).state).toMatchObject({ rows: 12_500, fromStore: true });
  });
});
