import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import { defaultComparison } from '../../../src/core/cube/presetsFor';
import { isProblem } from '../../../src/core/cube/windowProblem';
import { resolveComparison } from '../../../src/core/cube/windows';
import { buildCube } from '../../../src/engine/cube/buildCube';
import { cubeKey } from '../../../src/engine/cube/cubeKey';
import { CubeStore } from '../../../src/engine/cube/cubeStore';
import { readRows } from '../../../src/engine/cube/readRows';
import { identifyFiles } from '../../../src/engine/log/fileIdentity';
import { openLog } from '../../../src/engine/log/openLog';
import type { LogSpec } from '../../../src/core/domain/source';

describe('the cube of files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'cube-files-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const specOf = (...paths: string[]): LogSpec => ({ kind: 'log', name: 'n', folder, paths });
  const line = (i: number): object => ({
    timestamp: new Date(1_700_000_000_000 + i * 10_000).toISOString(), latency_ms: 10 + (i % 50), status: i % 20 === 0 ? 500 : 200, features: { age: i % 80, city: ['Rome', 'Oslo', 'Bonn'][i % 3] },
    score: (i % 97) / 97, prediction: i % 97 > 48 ? 1 : 0, label: i % 2, model_version: i < 1500 ? 'v1' : 'v2',
  });
  const lines = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => JSON.stringify(line(from + i))).join('\n') + '\n';

  it('is built from JSONL, plain and gzipped, stored and read back', async () => {
    await writeFile(path.join(folder, 'a.jsonl'), lines(0, 2000));
    await writeFile(path.join(folder, 'b.jsonl.gz'), gzipSync(lines(2000, 3000)));
    const spec = specOf('*.jsonl', '*.jsonl.gz');
    const log = await openLog(spec, { tempFolder: folder, readAtMs: 1 });
    try {
      const cube = await buildCube(log);
      expect(cube.axis.kind).toBe('time');
      const summary = summarise(indexCube(cube), { from: 0, to: 1e9 });
      expect(summary.rows).toBe(3000);
      expect(summary.status).toEqual({ ok: 2850, error: 150, missing: 0 });
      expect(summary.versions).toEqual([{ name: 'v1', rows: 1500 }, { name: 'v2', rows: 1500 }]);
      expect(cube.columns.map(({ name, kind }) => `${name} ${kind}`).sort()).toEqual(['features.age numeric', 'features.city category', 'label category', 'latency_ms latency', 'prediction category', 'score numeric']);
      const confusion = summary.confusion?.counts ?? new Float64Array(0);
      const expected = [0, 0, 0, 0];
      for (let i = 0; i < 3000; i += 1) expected[(i % 97 > 48 ? 2 : 0) + (i % 2)]! += 1;
      expect(Array.from(confusion)).toEqual(expected);
      expect(summary.score?.scored).toBe(3000);
      const windows = resolveComparison(cube.axis, cube.rows, defaultComparison(cube.axis, cube.rows));
      if (isProblem(windows)) throw new Error(windows.reason);
      const page = await readRows(log, cube.axis, { window: windows.current, feature: 'features.city', bin: { level: 'Oslo' }, limit: 3 });
      expect(page.rows.every((row) => row[page.columns.indexOf('features.city')] === 'Oslo')).toBe(true);
      const store = await CubeStore.open(path.join(folder, 'store'));
      const key = cubeKey(spec, await identifyFiles(spec), 'natural');
      await store.write(key, { cube, state: log.state });
      expect(await store.read(key)).toEqual({ cube, state: log.state });
      await writeFile(path.join(folder, 'a.jsonl'), lines(0, 2001));
      expect(cubeKey(spec, await identifyFiles(spec), 'natural')).not.toBe(key);
    } finally {
      await log.close();
    }
  });

  it('is empty for a log without rows', async () => {
    await writeFile(path.join(folder, 'a.csv'), '');
    const log = await openLog(specOf('a.csv'), { tempFolder: folder, readAtMs: 1 });
    try {
      const cube = await buildCube(log);
      expect([cube.rows.length, cube.rows[0], cube.columns]).toEqual([1, 0, []]);
    } finally {
      await log.close();
    }
  });
});
