import { afterAll, describe, expect, it } from 'vitest';
import { columnOf, LogHarness, roleOf, valuesOf } from './logHarness';

const harness = new LogHarness();
afterAll(() => harness.close());
const jsonl = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n') + '\n';
const many = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

describe('odd columns', () => {
  it('keep their names whatever these hold', async () => {
    const names = ['__mv_t', '__mv_row', 'c0', 'f', 'a.b', 'q"t', "x'y", 'new\nline', 'back\\slash', '', ' ', 'Ünï', '<b>', 'Age', 'age', 'AGE', 'file_index', 'filename', 'rowid', '__proto__', 'constructor', '/', '~1'];
    const line = `{${names.map((name, i) => `${JSON.stringify(name)}:${i}`).join(',')}}`;
    const log = await harness.openText('names.jsonl', `${line}\n${line}\n`);
    expect(log.state).toMatchObject({ state: 'ready', rows: 2 });
    expect(log.columns.map(({ name }) => name).sort()).toEqual([...names].sort());
    // The values of an id are names, also where they are written as numbers.
    for (const [i, name] of names.entries()) expect(await valuesOf(log, name), name).toEqual(name === 'rowid' ? [String(i), String(i)] : [i, i]);
  });

  it('keep their names in tables, repeated and empty ones too', async () => {
    const log = await harness.openText('names.csv', '"q""t",Age,age,x,x,,"new\nline"\n1,2,3,4,5,6,7\n1,2,3,4,5,6,7\n');
    expect(log.columns.map(({ name }) => name)).toEqual(['q"t', 'Age', 'age', 'x', 'x_2', 'column6', 'new\nline']);
    expect(await valuesOf(log, 'x_2')).toEqual([5, 5]);
  });

  it('nested objects are told apart from names with dots', async () => {
    const log = await harness.openText('dots.jsonl', jsonl([{ 'a.b': 1, a: { b: 2 } }, { 'a.b': 3, a: { b: 4 } }]));
    expect(await valuesOf(log, 'a.b')).toEqual([1, 3]);
    expect(await valuesOf(log, 'a.b_2')).toEqual([2, 4]);
  });

  it('that come late in a file are found', async () => {
    const log = await harness.openText('late.jsonl', jsonl(many(30_000, (i) => (i === 29_000 ? { a: i, late: 5 } : { a: i }))));
    expect(columnOf(log, 'late').profile).toMatchObject({ missing: 29_999, distinct: 1 });
  });

  it('of mixed types are numbers where most are, and count the rest', async () => {
    const log = await harness.openText('mixed.jsonl', jsonl(many(1000, (i) => ({ n: i % 20 === 0 ? 'n/a' : i, s: String(i), half: i % 2 === 0 ? i : `w${i % 5}`, b: i % 2 === 0, bn: i % 3 === 0 ? true : i % 4 }))));
    expect(columnOf(log, 'n').profile).toMatchObject({ kind: 'numeric', unreadable: 50, missing: 0, notes: ['mixed types'] });
    expect(await valuesOf(log, 'n').then((values) => values.filter((value) => value === null).length)).toBe(50);
    expect(columnOf(log, 's').profile).toMatchObject({ kind: 'numeric', min: 0, max: 999, distinct: 1000 });
    expect(columnOf(log, 'half').profile).toMatchObject({ kind: 'category', notes: ['mixed types'] });
    expect(columnOf(log, 'b').profile).toMatchObject({ kind: 'category', distinct: 2 });
  });

  it('whose type changes late lose no row', async () => {
    const log = await harness.openText('change.jsonl', jsonl([...many(60_000, (i) => ({ a: i, o: { x: 1 }, t: '2026-01-01T00:00:00Z' })), { a: 'word', o: 5, t: 'soon' }, { a: 1.5, o: { x: 2 }, t: '2026-01-02T00:00:00Z' }]));
    expect(log.state).toMatchObject({ state: 'ready', rows: 60_002, badLines: 0 });
    expect(columnOf(log, 'a').profile).toMatchObject({ kind: 'numeric', unreadable: 1 });
    const values = await valuesOf(log, 'a');
    expect(values.slice(-2)).toEqual([null, 1.5]);
  });

  it('of the same in a table', async () => {
    const log = await harness.openText('change.csv', `a,b\n${many(60_000, (i) => `${i},x`).join('\n')}\nword,y\n1.5,\n`);
    expect(log.state).toMatchObject({ state: 'ready', rows: 60_002, badLines: 0 });
    expect(columnOf(log, 'a').profile).toMatchObject({ kind: 'numeric', unreadable: 1, max: 59_999 });
    expect(columnOf(log, 'b').profile).toMatchObject({ kind: 'category', missing: 1 });
  });

  it('NaN and infinities are counted apart and kept out of the range', async () => {
    const log = await harness.openText('nan.jsonl', '{"a":1}\n{"a":NaN}\n{"a":Infinity}\n{"a":-Infinity}\n{"a":3}\n{"a":null}\n');
    expect(log.state.badLines).toBe(0);
    expect(columnOf(log, 'a').profile).toMatchObject({ kind: 'numeric', nonFinite: 3, missing: 1, min: 1, max: 3, mean: 2 });
  });

  it('counts distinct texts exactly where the count decides what the column is, and says where it is about', async () => {
    const log = await harness.openText('near.csv', `id,half,free,few,mix,time\n${many(120_000, (i) => `n${(i * 7919) % 100_000},k${i % 70_000},u${i},c${i % 15_000},${i % 2 === 0 ? i % 80_000 : `w${i % 40_001}`},${i}`).join('\n')}\n`);
    // HyperLogLog takes the first for 120,000 values in 120,000 rows.
    expect(columnOf(log, 'id').profile).toMatchObject({ kind: 'text', distinct: 100_000, notes: ['100,000 levels'] });
    expect(columnOf(log, 'half').profile).toMatchObject({ kind: 'category', distinct: 70_000, notes: ['70,000 levels'] });
    expect(columnOf(log, 'free').profile).toMatchObject({ kind: 'text', distinct: 120_000 });
    expect(columnOf(log, 'few').profile.notes).toEqual([expect.stringMatching(/^about 1\d,\d\d\d levels$/)]);
    expect([columnOf(log, 'few').profile.distinctIsEstimate, columnOf(log, 'id').profile.distinctIsEstimate]).toEqual([true, undefined]);
    expect(columnOf(log, 'mix').profile).toMatchObject({ kind: 'text', notes: ['mixed types', expect.stringMatching(/ levels$/)] });
  });

  it('objects without fields are not called lists', async () => {
    const log = await harness.openText('hollow.jsonl', jsonl(many(50, (i) => ({ a: i, none: {}, list: [i] }))));
    expect(columnOf(log, 'none').profile).toMatchObject({ kind: 'list', notes: ['nested values without fields'] });
    expect(columnOf(log, 'list').profile.notes).toEqual(['lists are not analysed']);
  });

  it('constant, empty, lists, codes, unique texts and many levels are what they are', async () => {
    const log = await harness.openText('kinds.jsonl', jsonl(many(5000, (i) => ({
      k: 7, none: null, blank: '', list: [i], map: {}, zip: `0${1000 + (i % 90)}`, hash: `h${i}x${i * 7919}`, levels: `l${(i * 31) % 2000}`, when: `2026-01-${String(1 + (i % 28)).padStart(2, '0')}`, text: `some long text ${'y'.repeat(150)} ${i % 1500}`,
    }))));
    expect(columnOf(log, 'k').profile).toMatchObject({ kind: 'numeric', constant: true, notes: ['constant'] });
    expect(columnOf(log, 'none').profile).toMatchObject({ kind: 'empty', missing: 5000, notes: ['all missing'] });
    expect(columnOf(log, 'blank').profile).toMatchObject({ kind: 'empty', missing: 5000 });
    expect(columnOf(log, 'list').profile).toMatchObject({ kind: 'list', notes: ['lists are not analysed'] });
    expect(columnOf(log, 'zip').profile).toMatchObject({ kind: 'category', distinct: 90 });
    expect(columnOf(log, 'hash').profile).toMatchObject({ kind: 'text', distinct: 5000, notes: ['5,000 levels'] });
    expect(columnOf(log, 'levels').profile).toMatchObject({ kind: 'category', distinct: 2000, notes: ['2,000 levels'] });
    expect(columnOf(log, 'when').profile).toMatchObject({ kind: 'time' });
    expect(columnOf(log, 'text').profile).toMatchObject({ kind: 'text' });
  });

  it('100,000 categories stay categories', async () => {
    const log = await harness.openText('levels.csv', `id,c\n${many(250_000, (i) => `${i},k${(i * 7919) % 100_000}`).join('\n')}\n`);
    const { kind, distinct, notes } = columnOf(log, 'c').profile;
    expect(kind).toBe('category');
    expect(Math.abs(distinct / 100_000 - 1)).toBeLessThan(0.15);
    expect(notes[0]).toMatch(/^about [\d,]+ levels$/);
  });

  it('missing words in tables', async () => {
    const log = await harness.openText('na.csv', 'a,b\n1,x\nNA,NA\n,\nnull,None\n2,y\nNaN,z\n');
    expect(columnOf(log, 'a').profile).toMatchObject({ kind: 'numeric', missing: 3, nonFinite: 1, unreadable: 0 });
    expect(columnOf(log, 'b').profile).toMatchObject({ kind: 'category', missing: 3 });
  });

  it('a table without a header gets names', async () => {
    const log = await harness.openText('plain.csv', '1,a\n2,b\n3,c\n');
    expect(log.columns.map(({ name }) => name)).toEqual(['column1', 'column2']);
    expect(await valuesOf(log, 'column2')).toEqual(['a', 'b', 'c']);
  });

  it('booleans meet 0 and 1 in prediction and label', async () => {
    const log = await harness.openText('meet.jsonl', jsonl(many(100, (i) => ({ prediction: i % 2, label: i % 3 === 0 }))));
    expect(log.state.task).toBe('binary');
    expect(new Set(await valuesOf(log, 'label'))).toEqual(new Set(['1', '0']));
    expect(new Set(await valuesOf(log, 'prediction'))).toEqual(new Set(['1', '0']));
  });
});

describe('time', () => {
  const start = Date.UTC(2026, 2, 1);
  const at = (i: number): number => start + i * 1000;
  const iso = (i: number): string => new Date(at(i)).toISOString();
  const zoneless = (i: number): string => iso(i).slice(0, -1);
  it.each([
    ['epoch seconds', 'epoch-s', (i: number) => at(i) / 1000],
    ['epoch seconds with fraction', 'epoch-s', (i: number) => at(i) / 1000 + 0.25],
    ['epoch milliseconds', 'epoch-ms', (i: number) => at(i)],
    ['epoch microseconds', 'epoch-us', (i: number) => at(i) * 1000],
    ['epoch nanoseconds', 'epoch-ns', (i: number) => Number(at(i)) * 1e6],
    ['epoch seconds as text', 'epoch-s', (i: number) => String(at(i) / 1000)],
    ['ISO', 'iso', iso],
    ['ISO with offset', 'iso', (i: number) => `${new Date(at(i) + 7_200_000).toISOString().slice(0, 19)}+02:00`],
    ['ISO without zone', 'iso without zone', zoneless],
    ['a space and a comma', 'iso without zone', (i: number) => zoneless(i).replace('T', ' ').replace('.', ',')],
    ['common log', 'iso without zone', (i: number) => { const d = new Date(at(i)); return `${String(d.getUTCDate()).padStart(2, '0')}/Mar/2026:${iso(i).slice(11, 19)} +0000`; }],
  ] as const)('%s', async (_, encoding, make) => {
    const log = await harness.openText('t.jsonl', jsonl(many(200, (i) => ({ ts: make(i), prediction: i % 2 }))));
    expect(roleOf(log, 'ts')).toBe('timestamp');
    if (!_.startsWith('common')) expect(log.state.time.encoding).toBe(encoding);
    const shift = _.includes('fraction') ? 250_000 : 0;
    expect(log.state.time).toMatchObject({ from: at(0) * 1000 + shift, to: at(199) * 1000 + shift, without: 0, outOfOrder: 0 });
    if (encoding === 'iso without zone' && !_.startsWith('common')) expect(log.state.time.assumedZone).toBe('UTC');
  });

  it('takes the configured zone for times that carry none', async () => {
    const log = await harness.openText('z.jsonl', jsonl(many(10, (i) => ({ ts: `2026-07-01T12:00:0${i}` }))), { timeZone: 'Europe/Berlin' });
    expect(log.state.time).toMatchObject({ encoding: 'iso without zone', assumedZone: 'Europe/Berlin', from: Date.UTC(2026, 6, 1, 10) * 1000 });
    expect(log.state.time).not.toHaveProperty('unknownZone');
  });

  it('spells a zone as the engine does, and tells of one that it does not know', async () => {
    const text = jsonl(many(10, (i) => ({ ts: `2026-07-01T12:00:0${i}` })));
    expect((await harness.openText('z.jsonl', text, { timeZone: 'europe/berlin' })).state.time).toMatchObject({ assumedZone: 'Europe/Berlin', from: Date.UTC(2026, 6, 1, 10) * 1000 });
    expect((await harness.openText('z.jsonl', text, { timeZone: 'Mars/Base' })).state.time).toMatchObject({ assumedZone: 'UTC', unknownZone: 'Mars/Base', from: Date.UTC(2026, 6, 1, 12) * 1000 });
  });

  it('counts rows out of order, without time, and repeated ids', async () => {
    const rows = many(100, (i) => ({ id: `r${i % 95}`, timestamp: i === 50 ? null : i === 60 ? 'soon' : iso(i === 10 ? 0 : i), prediction: 1 }));
    const log = await harness.openText('o.jsonl', jsonl(rows));
    expect(log.state.time).toMatchObject({ without: 2, outOfOrder: 1 });
    expect(log.state.duplicateIds).toBe(5);
  });

  it('none at all is said', async () => {
    const log = await harness.openText('n.csv', 'prediction,label\n1,0\n0,1\n');
    expect(log.state.time).toEqual({ column: null, encoding: 'none', from: null, to: null, without: 2, outOfOrder: 0 });
  });
});

describe('latency', () => {
  it.each([
    ['latency_ms', 35, {}, 35, 'milliseconds, from its name'],
    ['latency_s', 0.035, {}, 35, 'seconds, from its name'],
    ['durationSeconds', 2, {}, 2000, 'seconds, from its name'],
    ['elapsed_us', 35_000, {}, 35, 'microseconds, from its name'],
    ['total_duration', 912_000_000, {}, 912, 'nanoseconds, guessed from the size of its values'],
    ['latency', 0.035, {}, 35, 'seconds, guessed from the size of its values'],
    ['latency', 35, {}, 35, 'milliseconds, guessed from the size of its values'],
    ['latency', 35, { latencyUnit: 's' as const }, 35_000, 'seconds, as configured'],
  ])('%s of %d', async (name, value, more, expected, reason) => {
    const log = await harness.openText('l.jsonl', jsonl(many(50, (i) => ({ [name]: value * (1 + (i - 24.5) / 1000), prediction: i % 2 }))), more);
    expect(roleOf(log, name)).toBe('latency');
    expect(columnOf(log, name).profile.mean).toBeCloseTo(expected, 6);
    expect(columnOf(log, name).profile.notes).toContain(`unit: ${reason}`);
    const [row] = await log.duck.rows(`SELECT avg(${columnOf(log, name).sql}) AS m FROM ${log.relation}`);
    expect(row!['m']).toBeCloseTo(expected, 6);
  });
});
