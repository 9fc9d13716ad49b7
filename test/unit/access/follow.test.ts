import { appendFileSync, copyFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { settle, TailHarness, told } from '../tail/tailHarness';

/* Access logs that grow and are rotated as logrotate does it. */

const harness = new TailHarness();
afterAll(() => harness.close());

const line = (i: number): string => `10.0.0.1 - - [24/Nov/2026:${String(8 + Math.floor(i / 3600)).padStart(2, '0')}:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')} +0000] "GET /p HTTP/1.1" ${i % 10 === 0 ? 500 : 200} ${i} "-" "curl/8" ${20_000 + i}\n`;
const lines = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => line(from + i)).join('');
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

async function begin(rows = 50, paths = ['access.log']) {
  const folder = harness.folder();
  const file = path.join(folder, 'access.log');
  writeFileSync(file, lines(0, rows));
  return { folder, file, ...(await harness.follow(folder, paths)) };
}

describe.concurrent('an access log that grows', () => {
  it('takes in lines with what the first reading learnt of them, and counts messages apart', async () => {
    const { file, live } = await begin();
    // One line alone would not tell microseconds from milliseconds.
    appendFileSync(file, line(50).replace(/\d+\n$/, '900\n'));
    await settle(live);
    appendFileSync(file, `${lines(51, 80)}[2026-11-24 08:00:00 +0000] [7] [INFO] Worker exiting (pid: 7)\nstrange\n`);
    await settle(live);
    expect(await told(live, 'bytes')).toEqual(numbers(0, 80));
    expect((await told(live, 'latency_ms')).slice(49, 52)).toEqual([20.049, 0.9, 20.051]);
    expect(live.state).toMatchObject({ rows: 80, badLines: 1, otherLines: 1, files: [{ otherLines: 1, badLines: 1 }], badLineList: [{ line: 82, reason: 'no line of an access log' }] });
  });

  it('waits for the end of a line that could pass for a whole one', async () => {
    const folder = harness.folder();
    const file = path.join(folder, 'access.log');
    const half = line(10).slice(0, -4);
    writeFileSync(file, lines(0, 10) + half);
    const { log, live } = await harness.follow(folder, ['access.log']);
    expect(log.state.rows).toBe(11);
    expect(live.state).toMatchObject({ rows: 10, badLines: 0 });
    appendFileSync(file, line(10).slice(half.length) + lines(11, 20));
    await settle(live);
    expect(await told(live, 'latency_ms')).toEqual(numbers(0, 20).map((i) => (20_000 + i) / 1_000));
  });

  it('loses and repeats nothing when it is renamed, while the server still writes to the old file', async () => {
    const { folder, file, live } = await begin(50, ['access.log*']);
    appendFileSync(file, lines(50, 60));
    renameSync(file, path.join(folder, 'access.log.1'));
    appendFileSync(path.join(folder, 'access.log.1'), lines(60, 70));
    await settle(live);
    writeFileSync(file, lines(70, 71));
    await settle(live);
    appendFileSync(file, lines(71, 90));
    await settle(live);
    expect((await told(live, 'bytes')).sort((a, b) => Number(a) - Number(b))).toEqual(numbers(0, 90));
    expect((await told(live, 'latency_ms')).map(Number).sort((a, b) => a - b)).toEqual(numbers(0, 90).map((i) => (20_000 + i) / 1_000));
  });

  it('loses and repeats nothing when it is copied and emptied', async () => {
    const { folder, file, live } = await begin();
    appendFileSync(file, lines(50, 60));
    copyFileSync(file, path.join(folder, 'access.log.1'));
    truncateSync(file, 0);
    await settle(live);
    appendFileSync(file, lines(60, 80));
    await settle(live);
    expect(await told(live, 'bytes')).toEqual(numbers(0, 80));
    expect(live.state.badLines).toBe(0);
  });
});

describe('parts of any length', () => {
  it('give the rows of the whole', async () => {
    const text = `${lines(0, 40)}INFO:     Started\n\n${lines(40, 60)}strange\n${lines(60, 90)}`;
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: lines(0, 40).length, max: text.length }), { maxLength: 5 }), async (cuts) => {
      const places = [lines(0, 40).length, ...[...cuts].sort((a, b) => a - b), text.length];
      const folder = harness.folder();
      const file = path.join(folder, 'access.log');
      writeFileSync(file, text.slice(0, places[0]));
      const { live } = await harness.follow(folder, ['access.log']);
      for (let i = 1; i < places.length; i += 1) {
        appendFileSync(file, text.slice(places[i - 1], places[i]));
        await live.look(new AbortController().signal);
      }
      await settle(live, 2);
      expect(await told(live, 'bytes')).toEqual(numbers(0, 90));
      expect(live.state).toMatchObject({ rows: 90, badLines: 1, otherLines: 1 });
    }), { numRuns: 10 });
  });
});
