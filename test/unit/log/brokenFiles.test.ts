import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { FaultError } from '../../../src/core/domain/fault';
import { openLog } from '../../../src/engine/log/openLog';
import { columnOf, LogHarness, valuesOf } from './logHarness';

const harness = new LogHarness();
afterAll(() => harness.close());

const lines = (n: number): string[] => Array.from({ length: n }, (_, i) => JSON.stringify({ n: i, t: `x${i}` }));

describe('bad lines', () => {
  it('are listed with file, line and reason, and cost no neighbour', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"a":1}\n{"a":\n\n  \n{"a":2}\n[1,2]\n"s"\n5\nnull\n{"a":"x'), Buffer.from([0xff]), Buffer.from('"}\n{"a":3}\n{"a":4} {"a":5}\n{}\n{"a":"\\ud800"}\nnot json\n{"a":6}\n{"a":7'),
    ]);
    const log = await harness.openText('bad.jsonl', bytes);
    const file = log.state.files[0]!.path;
    expect(log.state.badLineList).toEqual([
      { file, line: 2, reason: 'invalid JSON: the line ends early', excerpt: '{"a":' },
      { file, line: 6, reason: 'a list, not an object', excerpt: '[1,2]' },
      { file, line: 7, reason: 'a string, not an object', excerpt: '"s"' },
      { file, line: 8, reason: 'a number, not an object', excerpt: '5' },
      { file, line: 9, reason: 'null, not an object', excerpt: 'null' },
      { file, line: 10, reason: 'not valid UTF-8', excerpt: '{"a":"x\uFFFD"}' },
      { file, line: 12, reason: 'invalid JSON: more text after the value, character 9', excerpt: '{"a":4} {"a":5}' },
      { file, line: 14, reason: 'invalid JSON: a text with half a surrogate pair or another invalid escape', excerpt: '{"a":"\\ud800"}' },
      { file, line: 15, reason: expect.stringContaining('invalid JSON'), excerpt: 'not json' },
      { file, line: 17, reason: 'half-written last line', excerpt: '{"a":7' },
    ]);
    expect(log.state).toMatchObject({ state: 'partly ready', reason: '10 bad lines', rows: 5, badLines: 10 });
    expect(log.state.files).toMatchObject([{ state: 'partly read', rows: 5, badLines: 10 }]);
    // Bad lines alone do not make the types of the good ones doubtful.
    expect(columnOf(log, 'a').profile.type).toBe('DOUBLE');
    expect(await valuesOf(log, 'a')).toEqual([1, 2, 3, null, 6]);
  });

  it('are all counted and the first 1,000 listed', async () => {
    const log = await harness.openText('many.jsonl', lines(50).flatMap((line) => [line, ...Array<string>(30).fill('{"broken')]).join('\n'));
    expect(log.state).toMatchObject({ rows: 50, badLines: 1500 });
    expect(log.state.badLineList).toHaveLength(1000);
    expect(columnOf(log, 'n').profile.type).toBe('DOUBLE');
  });

  it('of a table are those with another number of fields, stray quotes or bytes', async () => {
    const log = await harness.openText('bad.csv', Buffer.concat([
      Buffer.from('a,b,c\n1,x,10\n2,y\n3,"two\nlines",30\n4,"never closed,40\n5,z,50\n6,u,60,7\n7,"q"r,70\n8,'), Buffer.from([0xe9]), Buffer.from(',80\n\n9,"say ""hi""",90\n10,w'),
    ]));
    expect(log.state.badLineList.map(({ line, reason }) => [line, reason])).toEqual([
      [3, '2 fields where 3 were expected'], [6, 'a quote that is never closed'], [8, '4 fields where 3 were expected'], [9, 'text after a closing quote'],
      [10, 'not valid UTF-8'], [13, 'half-written last line'],
    ]);
    expect(await valuesOf(log, 'a')).toEqual([1, 3, 5, 9]);
    expect(await valuesOf(log, 'b')).toEqual(['x', 'two\nlines', 'z', 'say "hi"']);
  });

  it('are found where DuckDB would take them for rows', async () => {
    for (const bad of ['null', '3', '"x"', 'true']) {
      const log = await harness.openText('one.jsonl', `${bad}\n{"n":"a"}\n{}\n`);
      expect(log.state.badLineList.map(({ line }) => line), bad).toEqual([1]);
      expect(await valuesOf(log, 'n')).toEqual(['a', null]);
    }
  });

  it('of a JSON list are found by the line they start on', async () => {
    const log = await harness.openText('bad.json', '[\n {"a": 1},\n {"a": x},\n 7,\n {"a":\n   2},\n {"a": 3');
    expect(log.state.badLineList.map(({ line, reason }) => [line, reason])).toEqual([[3, expect.stringContaining('invalid JSON')], [4, 'not an object'], [7, 'the text ends inside this object']]);
    expect(log.state.files).toMatchObject([{ state: 'partly read', reason: 'the document ends early; 3 bad lines' }]);
    expect(await valuesOf(log, 'a')).toEqual([1, 2]);
  });

  it('are exactly those that were put in, whatever the mix', async () => {
    const good = fc.record({ n: fc.integer(), s: fc.string(), list: fc.array(fc.integer(), { maxLength: 2 }), o: fc.record({ v: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string(), fc.boolean(), fc.constant(null)) }) }, { requiredKeys: ['n'] })
      .map((value) => ({ good: true, text: JSON.stringify(value), n: value.n }));
    const bad = fc.oneof(fc.constantFrom('{"n":', '{"n":1,,}', '[1]', '"text"', '3', 'null', '{"n":1}{"n":2}', '}', '{n:1}', 'true false', "{'n':1}"), fc.string({ minLength: 1 }).filter((text) => /\S/.test(text) && !/[\n\r]/.test(text) && !text.includes('{')).map((text) => `${text}{`))
      .map((text) => ({ good: false, text, n: 0 }));
    const blank = fc.constantFrom('', '  ', '\t').map((text) => ({ good: null, text, n: 0 }));
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof({ weight: 6, arbitrary: good }, { weight: 2, arbitrary: bad }, { weight: 1, arbitrary: blank }), { minLength: 1, maxLength: 30 }), fc.constantFrom('\n', '\r\n'), fc.boolean(), async (items, end, gzip) => {
      fc.pre(items.some((item) => item.good === true));
      const text = items.map((item) => item.text + end).join('');
      const log = await harness.openText(gzip ? 'mix.jsonl.gz' : 'mix.jsonl', gzip ? gzipSync(text) : text);
      const expected = items.flatMap((item, i) => (item.good === false ? [i + 1] : []));
      expect(log.state.badLineList.map(({ line }) => line)).toEqual(expected);
      expect(log.state.badLines).toBe(expected.length);
      expect(await valuesOf(log, 'n')).toEqual(items.flatMap((item) => (item.good === true ? [item.n] : [])));
      await log.close();
    }), { numRuns: 40 });
  }, 120_000);
});

describe('broken files', () => {
  it('each have their state, and the good one is read', async () => {
    const folder = harness.folder();
    const zipped = gzipSync(lines(5000).join('\n') + '\n');
    harness.write(folder, 'a-good.jsonl', lines(100).join('\n') + '\n');
    harness.write(folder, 'b-empty.jsonl', '');
    harness.write(folder, 'c-blank.csv', '\n\n');
    harness.write(folder, 'd-header.csv', 'n,t\n');
    harness.write(folder, 'e-cut.jsonl.gz', zipped.subarray(0, zipped.length >> 1));
    harness.write(folder, 'f-nogzip.jsonl.gz', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    harness.write(folder, 'g-nofooter.parquet', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(100, 7)]));
    harness.write(folder, 'h-badfooter.parquet', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(100, 7), Buffer.from('PAR1')]));
    harness.write(folder, 'i-text.parquet', 'hello there, this is no table at all');
    harness.write(folder, 'j-random.csv', Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 7919) % 256)));
    harness.write(folder, 'k-zip.json', Buffer.from('PK\x03\x04rest of it', 'latin1'));
    harness.write(folder, 'l-utf16.csv', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'));
    harness.write(folder, 'm-allbad.jsonl', '{"n":\n{"n":\n');
    mkdirSync(path.join(folder, 'n-folder.jsonl'));
    const log = await harness.open([folder, path.join(folder, 'n-folder.jsonl'), 'nowhere.jsonl']);
    const states = Object.fromEntries(log.state.files.map((file) => [path.basename(file.path), [file.state, file.rows > 0]]));
    expect(states).toEqual({
      'a-good.jsonl': ['read', true], 'b-empty.jsonl': ['empty', false], 'c-blank.csv': ['empty', false], 'd-header.csv': [expect.stringMatching(/empty|not recognised/), false],
      'e-cut.jsonl.gz': ['partly read', true], 'f-nogzip.jsonl.gz': ['unreadable', false], 'g-nofooter.parquet': ['unreadable', false], 'h-badfooter.parquet': ['unreadable', false],
      'i-text.parquet': ['not recognised', false], 'j-random.csv': [expect.stringMatching(/not recognised|unreadable/), false], 'k-zip.json': ['not recognised', false], 'l-utf16.csv': ['not recognised', false],
      'm-allbad.jsonl': ['unreadable', false], 'n-folder.jsonl': ['vanished', false], 'nowhere.jsonl': ['vanished', false],
    });
    for (const file of log.state.files) if (file.state !== 'read') expect(file.reason, file.path).toMatch(/\w/);
    expect(log.state.state).toBe('partly ready');
    expect((await valuesOf(log, 'n')).slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(log.state.files.find((file) => file.path.endsWith('e-cut.jsonl.gz'))?.reason).toContain('gzip stream ends early');
    expect(log.state.rows).toBe(log.state.files.reduce((sum, file) => sum + file.rows, 0));
  });

  it.each([
    ['nothing named', [], 'no file'],
    ['no such file', ['nowhere/a.jsonl'], 'no such file'],
    ['a glob without a match', ['nowhere/*.csv'], 'no file matches'],
  ])('%s is a failed source, not an exception', async (_, paths, reason) => {
    const log = await harness.open(paths);
    expect(log.state.state).toBe('failed');
    expect(log.state.reason).toContain(reason);
    expect(await log.duck.rows(`SELECT count(*) AS n FROM ${log.relation}`)).toEqual([{ n: 0 }]);
  });

  it('without permission is unreadable', async (ctx) => {
    if (process.getuid?.() === 0) ctx.skip('the superuser may read every file');
    const file = harness.write(harness.folder(), 'a.jsonl', '{"a":1}\n');
    chmodSync(file, 0);
    const log = await harness.open([file]);
    expect(log.state).toMatchObject({ state: 'failed', reason: 'no permission to read it' });
  });

  it('a table keeps its rows where a few lines hold NUL bytes, which are counted', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => (i === 120 || i === 250 ? `${i},a\0b` : `${i},v${i % 3}`));
    const log = await harness.openText('nul.csv', `n,s\n${rows.join('\n')}\n`);
    expect(log.state).toMatchObject({ state: 'partly ready', rows: 298, badLines: 2 });
    expect(log.state.badLineList.map(({ line, reason, excerpt }) => [line, reason, excerpt])).toEqual([[122, 'a NUL byte', '120,a\uFFFDb'], [252, 'a NUL byte', '250,a\uFFFDb']]);
    expect(columnOf(log, 'n').profile).toMatchObject({ kind: 'numeric', max: 299, missing: 0 });
    const lines = await harness.openText('nul.jsonl', `${rows.map((row) => `{"n":"${row}"}`).join('\n')}\n`);
    expect(lines.state).toMatchObject({ state: 'partly ready', rows: 298, badLines: 2 });
  });

  it('what is mostly binary is refused, whatever lines of text it holds', async () => {
    const bytes = Buffer.alloc(4096, 'a,b\n1,2\n');
    for (let at = 64; at < 4096; at += 11) bytes[at] = 0;
    const log = await harness.openText('binary.csv', bytes);
    expect(log.state).toMatchObject({ state: 'failed', reason: 'binary content of an unknown kind' });
  });

  it('that vanishes while the log is opened is a state', async () => {
    const folder = harness.folder();
    harness.write(folder, 'a.jsonl', '{"a":1}\n');
    const gone = harness.write(folder, 'b.jsonl', '{"a":2}\n');
    let removed = false;
    const log = await openLog({ kind: 'log', name: 'v', folder, paths: [folder] }, {
      tempFolder: harness.temp, readAtMs: 0,
      onProgress: ({ stage }) => {
        if (stage === 'reading' && !removed) {
          removed = true;
          rmSync(gone);
        }
      },
    });
    expect(log.state.files.map(({ state }) => state)).toEqual(['read', 'vanished']);
    expect(await valuesOf(log, 'a')).toEqual([1]);
    await log.close();
  });

  it('cancels', async () => {
    const file = harness.write(harness.folder(), 'a.jsonl', lines(200_000).join('\n'));
    const controller = new AbortController();
    const work = openLog({ kind: 'log', name: 'c', folder: harness.data, paths: [file] }, { tempFolder: harness.temp, readAtMs: 0, signal: controller.signal, onProgress: ({ stage }) => stage === 'reading' && controller.abort() });
    const error = await work.then(() => null, (thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FaultError);
    expect((error as FaultError).fault.code).toBe('cancelled');
  });
});
