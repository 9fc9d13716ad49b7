import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { LogHarness, valuesOf } from './logHarness';

const harness = new LogHarness();
afterAll(() => harness.close());

/** 30,000 rows of about 110 bytes: more than is looked at whole. Each hundredth row from 20,000 on holds `late`; row 13,337 alone holds `once`. */
const count = 30_000;
const row = (i: number): object => ({ a: i, text: `${(i * 7919) % 9973} ${'x'.repeat(70)}`, ...(i >= 20_000 && i % 100 === 0 ? { nested: { late: i } } : {}), ...(i === 13_337 ? { once: 1 } : {}) });
const lines = Array.from({ length: count }, (_, i) => JSON.stringify(row(i)));
const text = `${lines.join('\n')}\n`;
const late = Array.from({ length: count }, (_, i) => (i >= 20_000 && i % 100 === 0 ? i : null));

describe('JSON keys that begin late in a large file', () => {
  it.each([
    ['plain', 'a.jsonl', text],
    ['compressed', 'a.jsonl.gz', gzipSync(text)],
    ['compressed, with a bad line', 'a.jsonl.gz', gzipSync(`${text}not json\n`)],
  ])('are columns, and the state tells of how many bytes they were learnt: %s', async (_, name, content) => {
    const log = await harness.openText(name, content);
    expect(log.state.rows).toBe(count);
    expect(await valuesOf(log, 'nested.late')).toEqual(late);
    const { keysFrom } = log.state;
    // A key in one row of many may be missed, but never in silence.
    expect(log.state.columns.some((column) => column.name === 'once') || keysFrom !== undefined).toBe(true);
    if (keysFrom === undefined) throw new Error('only a part of this file is looked at');
    expect(keysFrom.bytes).toBeLessThan(keysFrom.of);
    expect(Math.abs(keysFrom.of / text.length - 1)).toBeLessThan(0.02);
  });

  it('are all known of files that are looked at whole', async () => {
    const folder = harness.folder();
    const log = await harness.open([harness.write(folder, 'a.jsonl', `${lines.slice(0, 15_000).join('\n')}\n`), harness.write(folder, 'b.jsonl.gz', gzipSync('{"other":1}\n'))]);
    expect(await valuesOf(log, 'once')).toContain(1);
    expect(log.state).not.toHaveProperty('keysFrom');
  });

  it('are told of whole files among others that are not', async () => {
    const folder = harness.folder();
    const log = await harness.open([harness.write(folder, 'a.jsonl', text), harness.write(folder, 'b.jsonl', '{"a":1}\n')]);
    expect(log.state.keysFrom?.of).toBe(text.length + '{"a":1}\n'.length);
  });
});
