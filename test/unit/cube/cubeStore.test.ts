import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogSpec, SourceState } from '../../../src/core/domain/source';
import { cubeKey } from '../../../src/engine/cube/cubeKey';
import { CubeStore } from '../../../src/engine/cube/cubeStore';
import { cubes } from './randomCube';

const state = { id: 'a', name: '<b>"\n', columns: [{ name: 'x', min: -Infinity, max: NaN }], rows: 7 } as unknown as SourceState;

describe('CubeStore', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'store-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('gives back every cube as it was written', async () => {
    const store = await CubeStore.open(folder);
    await fc.assert(
      fc.asyncProperty(cubes, fc.string(), async (cube, key) => {
        await store.write(key, { cube, state });
        expect(await store.read(key)).toEqual({ cube, state });
      }),
      { numRuns: 50 },
    );
    const big = fc.sample(cubes, 1)[0]!;
    const numbers = Float64Array.of(0, -0, 65_535, 65_536, 2 ** 32, 0.1, NaN, -Infinity);
    await store.write('numbers', { cube: { ...big, rows: numbers, outside: 70_000 }, state });
    expect((await store.read('numbers'))?.cube.rows).toEqual(numbers);
    for (const whole of [Float64Array.of(1, 255), Float64Array.of(1, 256), Float64Array.of(1, 65_535), Float64Array.of(1, 65_536, 2 ** 32 - 1)]) {
      await store.write('numbers', { cube: { ...big, rows: whole }, state });
      expect((await store.read('numbers'))?.cube.rows).toEqual(whole);
    }
  });

  it('reads a damaged, cut or foreign file as absent, whatever byte is hit, and writes over it', async () => {
    const store = await CubeStore.open(folder);
    const cube = fc.sample(cubes, { numRuns: 1, seed: 5 })[0]!;
    await store.write('k', { cube, state });
    const [name] = await readdir(folder);
    const file = path.join(folder, name!);
    const good = await readFile(file);
    for (const at of [0, 8, 12, 20, 60, good.length >> 1, good.length - 1]) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 0x41;
      await writeFile(file, bad);
      expect(await store.read('k'), `byte ${at}`).toBeNull();
    }
    for (const length of [0, 10, 48, good.length - 8]) {
      await writeFile(file, good.subarray(0, length));
      expect(await store.read('k'), `${length} bytes`).toBeNull();
    }
    await store.write('k', { cube, state });
    expect((await store.read('k'))?.cube).toEqual(cube);
    // A file under another key's name is not that key's cube.
    await writeFile(file.replace(name!, `${'0'.repeat(64)}.cube`), good);
    expect(await store.read('0'.repeat(64))).toBeNull();
    expect(await store.read('never written')).toBeNull();
  });

  it('leaves no temporary files and removes the least recently used beyond its bound', async () => {
    const cube = fc.sample(cubes, { numRuns: 1, seed: 6 })[0]!;
    const probe = await CubeStore.open(folder);
    await probe.write('a', { cube, state });
    const size = (await readFile(path.join(folder, (await readdir(folder))[0]!))).length;
    const store = await CubeStore.open(folder, size * 2.5);
    const old = new Date(Date.now() - 60_000);
    await utimes(path.join(folder, (await readdir(folder))[0]!), old, old);
    await store.write('b', { cube, state });
    await store.write('c', { cube, state });
    expect((await readdir(folder)).every((name) => /^[0-9a-f]{64}\.cube$/.test(name))).toBe(true);
    expect([(await store.read('a')) === null, (await store.read('b')) === null, (await store.read('c')) === null]).toEqual([true, false, false]);
  });
});

describe('cubeKey', () => {
  const spec: LogSpec = { kind: 'log', name: 'n', folder: '/w', paths: ['a.csv'] };
  const file = { path: '/w/a.csv', bytes: 10, modifiedNs: '1' };

  it('changes with whatever changes the counts, and not with a name or the order of the roles', () => {
    const key = cubeKey(spec, [file], 'time');
    const others = [
      cubeKey({ ...spec, paths: ['b.csv'] }, [file], 'time'),
      cubeKey({ ...spec, roles: { x: 'ignore' } }, [file], 'time'),
      cubeKey({ ...spec, latencyUnit: 's' }, [file], 'time'),
      cubeKey({ ...spec, timeZone: 'Europe/Berlin' }, [file], 'time'),
      cubeKey({ ...spec, positive: 'yes' }, [file], 'time'),
      cubeKey(spec, [{ ...file, bytes: 11 }], 'time'),
      cubeKey(spec, [{ ...file, modifiedNs: '2' }], 'time'),
      cubeKey(spec, [file, { ...file, path: '/w/b.csv' }], 'time'),
      cubeKey(spec, [file], 'file'),
      cubeKey(spec, [file], 'time', { from: 0, to: 1 }),
    ];
    expect(new Set([key, ...others]).size).toBe(others.length + 1);
    expect(cubeKey({ ...spec, name: 'other' }, [file], 'time')).toBe(key);
    expect(cubeKey({ ...spec, roles: { a: 'kpi', b: 'id' } }, [file], 'time')).toBe(cubeKey({ ...spec, roles: { b: 'id', a: 'kpi' } }, [file], 'time'));
    expect(key).toMatch(/^[0-9a-f]{64}$/);
  });
});
