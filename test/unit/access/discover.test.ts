import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { beforeRotation, looksLikeData } from '../../../src/engine/log/dataFiles';
import { discoverLogs } from '../../../src/engine/log/discover';
import { LogHarness } from '../log/logHarness';

const harness = new LogHarness();
afterAll(() => harness.close());

const text = (rest: string): string => Array.from({ length: 40 }, (_, i) => `10.0.0.1 - - [24/Nov/2026:08:00:${String(i).padStart(2, '0')} +0000] "GET /p HTTP/1.1" 200 7 "-" "curl/8"${rest}\n`).join('');

describe('access logs in a folder', () => {
  it('are offered behind logs of predictions, a rotated one as one log, messages not at all', async () => {
    const folder = harness.folder();
    harness.write(folder, 'logs/access.log', text(' 0.012'));
    harness.write(folder, 'logs/access.log.1', text(' 0.012'));
    harness.write(folder, 'logs/access.log.2.gz', gzipSync(text(' 0.012')));
    harness.write(folder, 'logs/error.log', '2026/11/24 08:00:00 [error] 1#1: *3 x\n'.repeat(30));
    harness.write(folder, 'serving/uvicorn.txt', 'INFO:     127.0.0.1:1 - "GET / HTTP/1.1" 200 OK\n'.repeat(30));
    harness.write(folder, 'notes.txt', 'Some notes\nof mine\n');
    harness.write(folder, 'predictions.jsonl', Array.from({ length: 40 }, (_, i) => `${JSON.stringify({ timestamp: `2026-11-24T08:00:${String(i).padStart(2, '0')}Z`, prediction: i % 2, age: i })}\n`).join(''));
    const found = await discoverLogs([folder]);
    expect(found.map(({ name, paths, files }) => ({ name, paths, files }))).toEqual([
      { name: 'predictions', paths: ['predictions.jsonl'], files: 1 },
      { name: 'logs/access', paths: ['logs/access.log*'], files: 3 },
      { name: 'serving/uvicorn', paths: ['serving/uvicorn.txt'], files: 1 },
    ]);
    expect(found[1]?.roles).toContainEqual(expect.objectContaining({ column: 'latency_ms', role: 'latency' }));
    expect(found[1]!.confidence).toBeCloseTo(0.45, 9);
    expect(found[2]!.confidence).toBeCloseTo(0.2, 9);
    const log = await harness.open(found[1]!.paths, { folder });
    expect(log.state).toMatchObject({ state: 'ready', rows: 120 });
  });

  it('are found right after their rotation, when the newest file is still empty', async () => {
    const folder = harness.folder();
    harness.write(folder, 'access.log', '');
    harness.write(folder, 'access.log.1', text(' 0.012'));
    expect((await discoverLogs([folder])).map(({ name, paths }) => ({ name, paths }))).toEqual([{ name: 'access', paths: ['access.log*'] }]);
  });

  it('are known by their names', () => {
    const data = ['access.log', 'access.log.1', 'access.log.10.gz', 'access.log-20261124', 'access.log-20261124.gz', 'access_log', 'access_log.2', 'gunicorn.txt', 'nginx-access.txt', 'uvicorn.log', 'app-2026-11-24.log', 'x.jsonl', 'part-1.csv'];
    expect(data.filter((name) => !looksLikeData(name))).toEqual([]);
    const others = ['notes.txt', 'LICENSE', 'requirements.txt', 'server.py', 'nginx.conf', 'access.md', 'Makefile', 'libfoo.so.1', 'model.v1', 'image.1.png', '.access.log'];
    expect(others.filter((name) => looksLikeData(name))).toEqual([]);
    expect(beforeRotation('access.log-20261124.gz')).toBe('access.log');
    expect(beforeRotation('part-1.csv')).toBe('part-1.csv');
  });
});
