import { appendFileSync, copyFileSync, renameSync, statSync, truncateSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { settle, TailHarness, told } from './tailHarness';

/* Real files, and all that log writers and rotation do with them. */

const harness = new TailHarness();
afterAll(() => harness.close());

const { signal } = new AbortController();

const line = (i: number, more: object = {}): string => JSON.stringify({ timestamp: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(), n: i, kind: i % 2 === 0 ? 'even' : 'odd', ...more });
const lines = (from: number, to: number): string => Array.from({ length: to - from }, (_, i) => `${line(from + i)}\n`).join('');
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

async function begin(rows = 20, name = 'app.jsonl', paths: readonly string[] = [name]) {
  const folder = harness.folder();
  const file = path.join(folder, name);
  writeFileSync(file, lines(0, rows));
  return { folder, file, ...(await harness.follow(folder, paths)) };
}

describe.concurrent('a log that grows', () => {
  it('takes in whole lines once, and reads nothing that it has', async () => {
    const { file, live } = await begin();
    expect(await settle(live)).toEqual({ rows: 0, reread: null });
    appendFileSync(file, lines(20, 25));
    await settle(live);
    appendFileSync(file, lines(25, 3_000));
    await settle(live);
    expect(await told(live, 'n')).toEqual(numbers(0, 3_000));
    expect(live.state).toMatchObject({ state: 'ready', rows: 3_000, badLines: 0, time: { outOfOrder: 0, without: 0, to: (Date.UTC(2026, 0, 1) + 2_999 * 60_000) * 1_000 } });
    expect(live.state.files).toMatchObject([{ rows: 3_000, bytes: statSync(file).size, state: 'read' }]);
    expect(live.state.columns.find(({ name }) => name === 'n')).toMatchObject({ rows: 3_000, missing: 0, min: 0, max: 2_999, mean: 1_499.5 });
  });

  it('keeps back a line until its end comes, split anywhere: in a letter of several bytes, between CR and LF', async () => {
    const { file, live } = await begin();
    const text = Buffer.from(`${line(20, { kind: 'grün €' })}\r\n${line(21)}\r\n`);
    for (let at = 0; at < text.length; at += 1) {
      appendFileSync(file, text.subarray(at, at + 1));
      if (at % 9 === 0 || text[at] === 13 || text[at]! > 127) await live.look(signal);
    }
    await settle(live);
    expect(await told(live, 'n')).toEqual(numbers(0, 22));
    expect((await told(live, 'kind'))[20]).toBe('grün €');
    expect(live.state.badLines).toBe(0);
  });

  it('gives back a last line that was half-written when the log was opened', async () => {
    const folder = harness.folder();
    const file = path.join(folder, 'app.jsonl');
    const half = line(10);
    writeFileSync(file, lines(0, 10) + half.slice(0, 30));
    const { live, log } = await harness.follow(folder, ['app.jsonl']);
    expect(log.state).toMatchObject({ rows: 10, badLines: 1, state: 'partly ready' });
    expect(live.state).toMatchObject({ rows: 10, badLines: 0, badLineList: [], state: 'ready', files: [{ badLines: 0, state: 'read' }] });
    appendFileSync(file, `${half.slice(30)}\n`);
    await settle(live);
    expect(await told(live, 'n')).toEqual(numbers(0, 11));
    expect(live.state.badLines).toBe(0);
  });

  it('gives back a table\'s last record that may go on, and keeps one of a file that was left like that long ago', async () => {
    const folder = harness.folder();
    const [fresh, old] = [path.join(folder, 'fresh.csv'), path.join(folder, 'old.csv')];
    for (const file of [fresh, old]) writeFileSync(file, 'n,kind\n1,a\n2,b\n3,a');
    utimesSync(old, new Date(2020, 0, 1), new Date(2020, 0, 1));
    const one = await harness.follow(folder, ['fresh.csv']);
    const two = await harness.follow(folder, ['old.csv']);
    expect([one.live.state.rows, two.live.state.rows]).toEqual([2, 3]);
    appendFileSync(fresh, 'bc\n4,a\n');
    await settle(one.live);
    expect(await told(one.live, 'kind')).toEqual(['a', 'b', 'abc', 'a']);
  });

  it('reads a table\'s records over several lines, without its header, and counts what is none', async () => {
    const folder = harness.folder();
    const file = path.join(folder, 'app.csv');
    writeFileSync(file, `n,kind\n${numbers(0, 20).map((n) => `${n},${n % 2 === 0 ? 'even' : 'odd'}\n`).join('')}`);
    const { live } = await harness.follow(folder, ['app.csv']);
    appendFileSync(file, '20,"two\nlines"\n21,"half');
    await settle(live);
    expect(live.state.rows).toBe(21);
    appendFileSync(file, ' ""quoted"""\n22\n23,x,y\n24,5" wide\n');
    await settle(live);
    expect((await told(live, 'n')).slice(20)).toEqual([20, 21, 24]);
    expect((await told(live, 'kind')).slice(20, 22)).toEqual(['two\nlines', 'half "quoted"']);
    expect(live.state.badLineList).toMatchObject([{ line: 25, reason: '1 field where 2 were expected' }, { line: 26, reason: '3 fields where 2 were expected' }]);
  });

  it('counts bad lines with their place, and values that are not of their column\'s kind', async () => {
    const { file, live } = await begin();
    appendFileSync(file, `${line(20)}\nnonsense\n${line(21)}\n\n[1]\n${line(22, { n: 'many' })}\n`);
    await settle(live);
    appendFileSync(file, '{"cut": \n');
    await settle(live);
    expect(live.state.badLineList).toMatchObject([{ file, line: 22, reason: expect.stringContaining('invalid JSON') }, { file, line: 25, reason: 'a list, not an object' }, { file, line: 27, reason: 'invalid JSON: the line ends early' }]);
    expect(await told(live, 'n')).toEqual([...numbers(0, 22), null]);
    expect(live.state.columns.find(({ name }) => name === 'n')).toMatchObject({ rows: 23, unreadable: 1, missing: 0 });
    expect(live.notes()).toEqual([expect.stringContaining('1 value of `n` that came since is not of its kind')]);
  });

  it('says that there is a new key', async () => {
    const { file, live } = await begin();
    appendFileSync(file, `${line(20, { extra: { deep: 1 }, nothing: null })}\n`);
    await settle(live);
    expect(live.notes()).toEqual([expect.stringMatching(/^New key `extra` since \d\d:\d\d UTC: read the log again to include it\.$/)]);
    expect(live.state.rows).toBe(21);
  });
});

describe.concurrent('bytes that come in any parts', () => {
  it('give the rows, bad lines and line numbers of the whole text', { timeout: 60_000 }, async () => {
    const text = fc.array(fc.oneof({ weight: 6, arbitrary: fc.nat(99).map((n) => line(n, { kind: ['a', 'é', '🚀', 'x,"y'][n % 4] })) }, fc.constantFrom('', 'nonsense', '[1]', '{"n":')), { minLength: 1, maxLength: 25 }).map((all) => Buffer.from(all.map((one, i) => `${one}${i % 3 === 0 ? '\r\n' : '\n'}`).join('')));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), async (bytes, cuts) => {
        const { file, live, folder } = await begin();
        const borders = [...cuts.map((share) => Math.floor(share * bytes.length)).sort((a, b) => a - b), bytes.length];
        let from = 0;
        for (const to of borders) {
          appendFileSync(file, bytes.subarray(from, to));
          from = to;
          await live.look(signal);
        }
        await live.look(signal);
        const whole = await harness.follow(folder, ['app.jsonl']);
        expect(await told(live, 'n')).toEqual(await told(whole.live, 'n'));
        expect(await told(live, 'kind')).toEqual(await told(whole.live, 'kind'));
        expect(live.state.badLineList.map(({ line: at, reason }) => [at, reason])).toEqual(whole.log.state.badLineList.map(({ line: at, reason }) => [at, reason]));
        expect(live.state.files).toMatchObject(whole.log.state.files.map(({ rows, badLines, bytes: size, state }) => ({ rows, badLines, bytes: size, state })));
      }),
      { numRuns: 15 },
    );
  });
});

describe.concurrent('rotation', () => {
  it('by renaming: what still goes to the old file, and the new one', async () => {
    const { folder, file, live } = await begin();
    appendFileSync(file, lines(20, 30));
    await live.look(signal);
    renameSync(file, path.join(folder, 'app.jsonl.1'));
    // A writer that has not noticed yet.
    appendFileSync(path.join(folder, 'app.jsonl.1'), lines(30, 40));
    writeFileSync(file, lines(40, 45));
    await settle(live);
    appendFileSync(path.join(folder, 'app.jsonl.1'), lines(45, 46));
    appendFileSync(file, lines(46, 50));
    await settle(live);
    expect((await told(live, 'n')).sort((a, b) => Number(a) - Number(b))).toEqual(numbers(0, 50));
    expect(live.isApart).toBe(true);
  });

  it('by renaming inside the glob: the moved file is not read again', async () => {
    const { folder, live } = await begin(20, 'app.jsonl', ['*.jsonl']);
    for (let turn = 0; turn < 3; turn += 1) {
      for (let n = 2; n >= 1; n -= 1) if (turn >= n) renameSync(path.join(folder, n === 1 ? 'app.1.jsonl' : `app.${n}.jsonl`), path.join(folder, `app.${n + 1}.jsonl`));
      renameSync(path.join(folder, 'app.jsonl'), path.join(folder, 'app.1.jsonl'));
      writeFileSync(path.join(folder, 'app.jsonl'), lines(20 + turn * 10, 30 + turn * 10));
      await settle(live);
    }
    expect((await told(live, 'n')).sort((a, b) => Number(a) - Number(b))).toEqual(numbers(0, 50));
    expect(new Set(live.state.files.map(({ path: file }) => path.basename(file)))).toEqual(new Set(['app.jsonl', 'app.1.jsonl', 'app.2.jsonl', 'app.3.jsonl']));
  });

  it('by copying and emptying: neither the copy nor the emptied file gives a line twice, and none is lost between', async () => {
    for (const paths of [['app.jsonl'], ['*.jsonl']]) {
      const { folder, file, live } = await begin(20, 'app.jsonl', paths);
      await settle(live, 2);
      appendFileSync(file, lines(20, 25));
      copyFileSync(file, path.join(folder, 'app.old.jsonl'));
      truncateSync(file, 0);
      appendFileSync(file, lines(25, 28));
      await settle(live);
      appendFileSync(file, lines(28, 400));
      await settle(live);
      expect((await told(live, 'n')).sort((a, b) => Number(a) - Number(b))).toEqual(numbers(0, 400));
    }
  });

  it('by emptying alone, also where the new text is longer than the old one', async () => {
    const { file, live } = await begin();
    truncateSync(file, 0);
    await live.look(signal);
    appendFileSync(file, lines(20, 25));
    await settle(live);
    writeFileSync(file, lines(25, 100));
    await settle(live);
    expect(await told(live, 'n')).toEqual(numbers(0, 100));
  });

  it('by a new dated file, in a folder, under a glob, empty at first', async () => {
    for (const paths of [['.'], ['log-*.jsonl']]) {
      const { folder, live } = await begin(20, 'log-2026-01-01.jsonl', paths);
      writeFileSync(path.join(folder, 'log-2026-01-02.jsonl'), '');
      await settle(live);
      appendFileSync(path.join(folder, 'log-2026-01-02.jsonl'), lines(20, 23) + line(23).slice(0, 9));
      writeFileSync(path.join(folder, 'other.txt'), lines(0, 5));
      await settle(live);
      appendFileSync(path.join(folder, 'log-2026-01-02.jsonl'), `${line(23).slice(9)}\n`);
      await settle(live);
      expect(await told(live, 'n')).toEqual(numbers(0, 24));
      expect(live.state.files).toMatchObject([{ rows: 20 }, { rows: 4, state: 'read' }]);
    }
  });

  it('packs what was read: the packed copy is not read; another packed file asks for reading again', async () => {
    const { folder, file, live } = await begin(200, 'app.jsonl', ['.']);
    writeFileSync(path.join(folder, 'app.1.jsonl.gz'), gzipSync(lines(0, 200)));
    unlinkSync(file);
    writeFileSync(file, lines(200, 210));
    expect(await settle(live, 10)).toMatchObject({ rows: 10, reread: null });
    writeFileSync(path.join(folder, 'older.jsonl.gz'), gzipSync(lines(500, 510)));
    expect(await settle(live, 20)).toMatchObject({ reread: 'older.jsonl.gz changed and can only be read as a whole' });
  });
});

describe('what is kept', () => {
  it('is bounded: the oldest rows are given up, and it is said', async () => {
    const folder = harness.folder();
    const file = path.join(folder, 'app.jsonl');
    writeFileSync(file, lines(0, 100));
    const { live } = await harness.follow(folder, ['app.jsonl'], { keepValues: 3 * 400 });
    for (let n = 100; n < 1_500; n += 100) {
      appendFileSync(file, lines(n, n + 100));
      await live.look(signal);
      if (live.hasTooMany) await live.dropOldest();
    }
    const kept = await told(live, 'n');
    expect(kept.length).toBe(live.keptRows);
    expect(kept.length).toBeGreaterThanOrEqual(400);
    expect(kept.length).toBeLessThanOrEqual(600);
    expect(kept).toEqual(numbers(1_500 - kept.length, 1_500));
    expect(live.state.rows).toBe(1_500);
    expect(live.isComplete).toBe(false);
    expect(live.notes()).toEqual([expect.stringContaining('rows are kept')]);
    expect(live.snapshot().state.time.from).toBe((Date.UTC(2026, 0, 1) + (1_500 - kept.length) * 60_000) * 1_000);
  });
});
