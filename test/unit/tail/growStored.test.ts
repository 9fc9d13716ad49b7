import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Cube } from '../../../src/core/cube/cube';
import type { LogSpec, SourceState } from '../../../src/core/domain/source';
import { buildCube } from '../../../src/engine/cube/buildCube';
import { countAppended } from '../../../src/engine/cube/countAppended';
import { layoutOf } from '../../../src/engine/cube/cubeLayout';
import { CubeStore, type StoredCube } from '../../../src/engine/cube/cubeStore';
import { identifyFiles } from '../../../src/engine/log/fileIdentity';
import { openLog } from '../../../src/engine/log/openLog';
import { keepGrowth, storedCube } from '../../../src/engine/service/keepGrowth';

/* Cubes whose log grew while it was closed: what is read is the appended rows alone, what comes of it is what reading all gives. */

const root = mkdtempSync(path.join(tmpdir(), 'mv-grow-'));
const temp = path.join(root, 'temp');
mkdirSync(temp);
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
const options = { tempFolder: temp, readAtMs: 0, memoryLimit: '400MB' };

interface Row {
  readonly i: number;
  readonly late: number;
}
type Format = 'jsonl' | 'csv' | 'log';

const words = ['a', 'b', 'c', 'd'];
const plain = ({ i, late }: Row) => ({
  time: new Date(Date.UTC(2026, 0, 1) + (i - late) * 60_000).toISOString(), latency_ms: 10 + ((i * 37) % 97) / 4, status: i % 41 === 0 ? 500 : 200, model_version: i < 9_000 ? 'v1' : i < 11_000 ? 'v2' : 'v3',
  size: (i * 7919) % 1_000, plan: words[(i * i) % (i < 10_500 ? 3 : 4)], prediction: i % 2, label: i % 3 === 0 ? 1 - (i % 2) : i % 2, score: ((i * 31) % 101) / 101,
});
function text(format: Format, row: Row): string {
  const values = plain(row);
  if (format === 'jsonl') return `${JSON.stringify(values)}\n`;
  if (format === 'csv') return `${Object.values(values).join(',')}\n`;
  const clock = values.time.slice(11, 19);
  return `10.0.0.1 - - [${values.time.slice(8, 10)}/Jan/2026:${clock} +0000] "GET /${values.plan} HTTP/1.1" ${values.status} ${values.size} "-" "curl" ${(values.latency_ms / 1_000).toFixed(3)}\n`;
}
const header = `${Object.keys(plain({ i: 0, late: 0 })).join(',')}\n`;

interface Begun {
  readonly file: string;
  readonly spec: LogSpec;
  readonly store: CubeStore;
  readonly kept: StoredCube;
}

const rowsOf = (from: number, to: number): Row[] => Array.from({ length: to - from }, (_, i) => ({ i: from + i, late: 0 }));

async function begin(format: Format, rows: readonly Row[], more: readonly string[] = []): Promise<Begun> {
  const folder = path.join(root, `t${(made += 1)}`);
  mkdirSync(folder);
  const file = path.join(folder, `app.${format}`);
  writeFileSync(file, (format === 'csv' ? header : '') + rows.map((row) => text(format, row)).join(''));
  for (const name of more) writeFileSync(path.join(folder, name), rows.slice(0, 100).map((row) => text(format, row)).join(''));
  const spec: LogSpec = { kind: 'log', name: 'x', folder, paths: [`*.${format}`] };
  const store = await CubeStore.open(path.join(folder, 'store'));
  const files = await identifyFiles(spec);
  const log = await openLog(spec, options);
  const cube = await buildCube(log);
  await keepGrowth(store, spec, files, log, cube, log.state);
  await log.close();
  return { file, spec, store, kept: { cube, state: log.state } };
}

const grown = async ({ spec, store }: Begun): Promise<StoredCube | null> => storedCube(store, spec, await identifyFiles(spec), options);

/** All rows read at once, and counted by the bins of the first ones: what is to come out. */
async function whole({ spec, kept }: Begun, firstRows: number): Promise<{ readonly state: SourceState; readonly cube: Cube }> {
  const log = await openLog(spec, options);
  const part = (where: string, rows: number) => ({ ...log, relation: `(SELECT * FROM ${log.relation} WHERE ${where})`, state: { ...log.state, rows } });
  const layout = await layoutOf(part(`__mv_row < ${firstRows}`, firstRows), {});
  const { cube } = await countAppended(kept.cube, part(`__mv_row >= ${firstRows}`, log.state.rows - firstRows), layout);
  await log.close();
  return { state: log.state, cube };
}

/** What must be alike of a source that was read at once and of one that was read in parts. */
const facts = ({ rows, badLines, otherLines, badLineList, time, versions, task, state, files, columns, roles }: SourceState) => ({
  rows, badLines, otherLines, badLineList, time, versions, task, state, roles: roles.map(({ column, role }) => [column, role]),
  files: files.map(({ modifiedMs: _, ...file }) => file),
  columns: columns.map(({ name, kind, rows: n, missing, unreadable, nonFinite, min, max, mean }) => ({ name, kind, n, missing, unreadable, nonFinite, ...(kind === 'numeric' ? { min, max, mean: mean?.toPrecision(10) } : {}) })),
});

describe('a stored cube whose log has grown', () => {
  it('is that of all rows read at once, in every format, however the log grew', async () => {
    await fc.assert(fc.asyncProperty(
      fc.constantFrom<Format>('jsonl', 'csv', 'log'), fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 3 }), fc.integer({ min: 0, max: 3 }), fc.boolean(),
      async (format, parts, lateEvery, withBad) => {
        const first = rowsOf(0, 10_000);
        const begun = await begin(format, first);
        let at = 10_000;
        for (const n of parts) {
          const rows = rowsOf(at, at + n).map((row) => ({ ...row, late: lateEvery > 0 && row.i % 7 < lateEvery ? 3 : 0 }));
          appendFileSync(begun.file, rows.map((row) => text(format, row)).join('') + (withBad ? 'what is this\n' : ''));
          at += n;
          const found = await grown(begun);
          expect(found).not.toBeNull();
          const wanted = await whole(begun, 10_000);
          expect(facts(found!.state)).toEqual(facts(wanted.state));
          // Parts that were counted one after the other and all at once differ in the order of new levels at most.
          expect(told(found!.cube)).toEqual(told(wanted.cube));
        }
      },
    ), { numRuns: 12 });
  });

  it('takes the same cube again where nothing came, and says what was not counted anew', async () => {
    const begun = await begin('jsonl', rowsOf(0, 10_000));
    const same = await grown(begun);
    expect(same?.state).toMatchObject({ rows: 10_000 });
    appendFileSync(begun.file, rowsOf(10_000, 10_050).map((row) => text('jsonl', row)).join(''));
    const found = await grown(begun);
    expect(found?.state).toMatchObject({ rows: 10_050, notes: ['50 rows that were appended since all 10,000 were read were counted into the stored summary; distinct values and repeated ids are those of the rows before.'] });
    expect(await grown(begun)).toEqual(found);
  });

  const others: readonly (readonly [string, (begun: Begun) => void])[] = [
    ['a change in what was counted', ({ file }) => {
      const lines = rowsOf(0, 10_100).map((row) => text('jsonl', row));
      lines[0] = lines[0]!.replace('"status":500', '"status":501');
      writeFileSync(file, lines.join(''));
    }],
    ['a line that was put in', ({ file }) => writeFileSync(file, text('jsonl', { i: 3, late: 0 }) + rowsOf(0, 10_100).map((row) => text('jsonl', row)).join(''))],
    ['a shorter file', ({ file }) => writeFileSync(file, rowsOf(0, 9_000).map((row) => text('jsonl', row)).join(''))],
    ['another file in its place', ({ file }) => {
      copyFileSync(file, `${file}.new`);
      appendFileSync(`${file}.new`, text('jsonl', { i: 10_000, late: 0 }));
      renameSync(`${file}.new`, file);
    }],
    ['a file that came', ({ file }) => writeFileSync(path.join(path.dirname(file), 'b.jsonl'), text('jsonl', { i: 1, late: 0 }))],
    ['a last line without an end', ({ file }) => appendFileSync(file, text('jsonl', { i: 10_000, late: 0 }).trimEnd())],
    ['a new key', ({ file }) => appendFileSync(file, `${JSON.stringify({ ...plain({ i: 10_000, late: 0 }), extra: 1 })}\n`)],
    ['a new class', ({ file }) => appendFileSync(file, `${JSON.stringify({ ...plain({ i: 10_000, late: 0 }), label: 7 })}\n`)],
    ['a touched file of the same length', ({ file }) => utimesSync(file, new Date(), new Date(statSync(file).mtimeMs + 60_000))],
    ['more rows than there were', ({ file }) => appendFileSync(file, rowsOf(10_000, 20_500).map((row) => text('jsonl', row)).join(''))],
  ];
  it.each(others)('is not gone on with after %s', async (_, change) => {
    const begun = await begin('jsonl', rowsOf(0, 10_000));
    change(begun);
    expect(await grown(begun)).toBeNull();
  });

  it('is gone on with where one file of several has grown, not where two have', async () => {
    const begun = await begin('jsonl', rowsOf(0, 10_000), ['b.jsonl', 'c.jsonl']);
    appendFileSync(begun.file, rowsOf(10_000, 10_200).map((row) => text('jsonl', row)).join(''));
    expect((await grown(begun))?.state).toMatchObject({ rows: 10_400, files: [{ rows: 10_200 }, { rows: 100 }, { rows: 100 }] });
    appendFileSync(begun.file, text('jsonl', { i: 10_200, late: 0 }));
    appendFileSync(path.join(path.dirname(begun.file), 'b.jsonl'), text('jsonl', { i: 10_201, late: 0 }));
    expect(await grown(begun)).toBeNull();
  });
});

/** A cube as plain numbers by name: the order of levels and versions, and how sums were rounded, left out. */
function told(cube: Cube): unknown {
  const slots = cube.rows.length;
  const perSlot = (values: Float64Array, width: number, at: number): number[] => Array.from({ length: slots }, (_, slot) => values[slot * width + at] ?? NaN);
  const rounded = (values: Float64Array): string[] => [...values].map((value) => value.toPrecision(9));
  return {
    axis: cube.axis, rows: [...cube.rows], outside: cube.outside, task: cube.task,
    columns: cube.columns.map((column) => {
      if (column.kind === 'category') {
        const width = column.levels.length + 1;
        return { name: column.name, missing: [...column.missing], levels: Object.fromEntries([...column.levels, '(rest)'].map((level, at) => [level, perSlot(column.counts, width, at)])) };
      }
      const { name, kind, counts, missing } = column;
      return { name, kind, counts: [...counts], missing: [...missing], ...(kind === 'numeric' ? { edges: [...column.edges], values: column.values === null ? null : [...column.values], sum: rounded(column.sum), min: [...column.min], max: [...column.max] } : {}) };
    }),
    tables: [cube.status, cube.confusion, cube.score].map((table) => (table === null ? null : Object.fromEntries(Object.entries(table).map(([name, value]) => [name, value instanceof Float64Array ? rounded(value) : value])))),
    versions: cube.versions === null ? null : Object.fromEntries(cube.versions.names.map((name, at) => [name, perSlot(cube.versions!.counts, cube.versions!.names.length, at)])),
  };
}
