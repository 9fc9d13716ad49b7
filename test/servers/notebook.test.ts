import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/arguments';
import type { ComparisonQuery } from '../../src/protocol/engineCalls';
import { EngineService } from '../../src/engine/service/engineService';
import { ensurePandasPython } from '../harness/pandasPython.mjs';
import { asCsv, asJsonLines, hostileNames, hostileRows } from './hostileLogs';

/* Notebooks are executed from the first cell to the last in a real kernel: pandas reads the files itself, and every reported figure has to agree. */

const found = await ensurePandasPython();
const reason = 'reason' in found ? found.reason : null;
const python = 'python' in found ? found.python : '';
const run = promisify(execFile);
const script = path.resolve(__dirname, '../../scripts/knownAnswers/notebooks.py');
const demo = path.resolve(__dirname, '../../examples/flight-delays/log/predictions.jsonl.gz');
const known = path.resolve(__dirname, '../fixtures/knownAnswers');

beforeEach((test) => {
  if (reason !== null) test.skip(reason);
});

const temp = mkdtempSync(path.join(tmpdir(), 'mv-notebooks-'));
const service = new EngineService({ tempFolder: temp, memoryLimit: '600MB', wasmFolder: temp });
afterAll(async () => {
  await service.dispose();
  rmSync(temp, { recursive: true, force: true });
});

interface Answer { readonly version: string; readonly agree: number; readonly shown: number; readonly warnings: readonly string[]; readonly problem: string | null; readonly lines: readonly string[] }

let made = 0;

/** Writes the notebook of a log, runs it, and gives what its kernel said. */
async function runNotebook(paths: readonly string[], options: { readonly folder?: string; readonly query?: Partial<ComparisonQuery>; readonly exact?: 'auto' | 'never'; readonly shown?: string | null; readonly spec?: object } = {}): Promise<Answer> {
  const { folder = temp, query = {}, exact = 'auto', shown = null, spec = {} } = options;
  const engine = service.handlers();
  const context = { signal: new AbortController().signal, onProgress: () => undefined };
  const state = await engine['source.open']({ spec: { kind: 'log', name: `log ${made}`, folder, paths: [...paths], ...spec }, storage: null, readAtMs: 0, fresh: true }, context);
  expect(state.state, state.reason).not.toBe('failed');
  const asked: ComparisonQuery = { id: state.id, axis: null, comparison: null, named: {}, settings: {}, ...query };
  await engine['report.make']({ ...asked, exact }, context);
  const { text } = await engine['report.render']({ ...asked, format: 'notebook', places: {}, notebook: { base: temp, shown } }, context);
  const file = path.join(temp, `n${(made += 1)}.ipynb`);
  writeFileSync(file, text);
  const { stdout } = await run(python, [script, file, '--json'], { maxBuffer: 64e6 }).catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  const [answer] = JSON.parse(stdout) as Answer[];
  if (answer === undefined) throw new Error('no answer');
  expect(answer.problem, answer.lines.filter((line) => line.startsWith('OFF')).join('\n')).toBeNull();
  expect(answer).toMatchObject({ version: '4.5', warnings: [] });
  await engine['source.close']({ id: state.id }, context);
  return answer;
}

describe('a notebook computes its comparison anew, and every figure agrees', () => {
  it('of the demo, gzipped JSON lines', async () => {
    const { agree, lines } = await runNotebook([demo]);
    expect(agree).toBeGreaterThan(50);
    for (const figure of ['latency p95, ms, current', 'error rate, current', 'accuracy, current', 'auc, baseline', 'effect, in standard deviations', 'PSI']) expect(lines.some((line) => line.startsWith(`ok  ${figure}:`)), figure).toBe(true);
  }, 120_000);

  it('of bins: each figure within the bound that the report states', async () => {
    const { agree, lines } = await runNotebook([demo], { exact: 'never' });
    expect(agree).toBeGreaterThan(40);
    expect(lines.some((line) => line.includes('from bins in Model Vitals, within'))).toBe(true);
  }, 120_000);

  const rows = hostileRows(3_000);

  it('of JSON lines with hostile names, nested keys and broken lines, the feature on show first', async () => {
    writeFileSync(path.join(temp, 'hostile.jsonl'), asJsonLines(rows));
    const { agree, lines } = await runNotebook(['hostile.jsonl'], { shown: hostileNames[5] });
    expect(agree).toBeGreaterThan(80);
    expect(lines.join('\n')).not.toContain('injected');
  }, 120_000);

  it.each([[',', 'csv'], ['\t', 'tsv'], [';', 'csv']])('of a table with the same names, delimiter %j', async (delimiter, ending) => {
    const name = `hostile${delimiter.charCodeAt(0)}.${ending}`;
    writeFileSync(path.join(temp, name), asCsv(rows, delimiter));
    expect((await runNotebook([name])).agree).toBeGreaterThan(80);
  }, 120_000);

  it('of Parquet files that pandas wrote, found by a glob', async () => {
    writeFileSync(path.join(temp, 'rows.json'), JSON.stringify(rows));
    mkdirSync(path.join(temp, 'parts'), { recursive: true });
    const write = "import json, pandas as pd; f = pd.DataFrame(json.load(open('rows.json'))); f['timestamp'] = pd.to_datetime(f['timestamp']); f.iloc[:1300].to_parquet('parts/a.parquet'); f.iloc[1300:].to_parquet('parts/b.parquet')";
    await run(python, ['-c', write], { cwd: temp });
    expect((await runNotebook(['parts/*.parquet'])).agree).toBeGreaterThan(80);
  }, 120_000);

  it('of gzipped files compared with one another, with an old and a new one in the same folder', async () => {
    mkdirSync(path.join(temp, 'days'), { recursive: true });
    writeFileSync(path.join(temp, 'days', 'old.jsonl.gz'), gzipSync(asJsonLines(rows.slice(0, 1_500))));
    writeFileSync(path.join(temp, 'days', 'new.jsonl.gz'), gzipSync(asJsonLines(rows.slice(1_500))));
    const query: Partial<ComparisonQuery> = { axis: 'file', comparison: { baseline: { kind: 'file', name: 'old.jsonl.gz' }, current: { kind: 'file', name: 'new.jsonl.gz' } } };
    expect((await runNotebook(['days'], { query })).agree).toBeGreaterThan(80);
  }, 120_000);

  it('of rows by their number', async () => {
    const query: Partial<ComparisonQuery> = { axis: 'row', comparison: null };
    expect((await runNotebook(['hostile.jsonl'], { query })).agree).toBeGreaterThan(80);
  }, 120_000);

  it('of a chosen time span, times without a zone read in one', async () => {
    const local = rows.map((row) => ({ ...row, timestamp: row.timestamp.slice(0, 19).replace('T', ' ') }));
    writeFileSync(path.join(temp, 'local.csv'), asCsv(local));
    const at = (day: number): number => Date.UTC(2026, 0, day) * 1000;
    const query: Partial<ComparisonQuery> = { comparison: { baseline: { kind: 'range', from: at(2), to: at(9) }, current: { kind: 'range', from: at(16), to: at(20) } } };
    expect((await runNotebook(['local.csv'], { query, spec: { timeZone: 'America/New_York' } })).agree).toBeGreaterThan(80);
  }, 120_000);

  it.each([['report-binary.jsonl'], ['report-classes.csv'], ['report-regression.csv']])('of %s, which the known answers of reports are made of', async (name) => {
    expect((await runNotebook([name], { folder: known })).agree).toBeGreaterThan(25);
  }, 120_000);
});

it('a CSV report comes back from the csv module and from pandas as the report has it, formulas guarded', async () => {
  const formulas = ['=cmd|A1', '+1', '-2+3', '@SUM(A1)', '\tTab', "'=quoted", 'Ü, "数"\nline'];
  const rows = hostileRows(2_000).map((row, i) => ({ ...row, ...Object.fromEntries(formulas.map((name, at) => [name, ((i * (at + 3)) % 97) + (i > 1_400 ? 5 : 0)])) }));
  writeFileSync(path.join(temp, 'formulas.jsonl'), asJsonLines(rows));
  const engine = service.handlers();
  const context = { signal: new AbortController().signal, onProgress: () => undefined };
  const state = await engine['source.open']({ spec: { kind: 'log', name: '=formulas', folder: temp, paths: ['formulas.jsonl'] }, storage: null, readAtMs: 0, fresh: true }, context);
  const asked: ComparisonQuery = { id: state.id, axis: null, comparison: null, named: {}, settings: {} };
  const { report } = await engine['report.make']({ ...asked, exact: 'auto' }, context);
  const { text } = await engine['report.render']({ ...asked, format: 'csv', places: {} }, context);
  writeFileSync(path.join(temp, 'report.csv'), text);
  const { stdout } = await run(python, [path.resolve(__dirname, '../../scripts/knownAnswers/csvReport.py'), path.join(temp, 'report.csv')], { maxBuffer: 64e6 });
  const read = JSON.parse(stdout) as Record<string, unknown>[];
  expect(read.map(({ name }) => name)).toEqual([...report.findings.map(({ id }) => id), ...report.features.map(({ feature }) => feature)]);
  expect(read.map(({ change }) => change)).toEqual([...report.findings.map(({ change }) => change.value), ...report.features.map(({ effect }) => effect.value)]);
  expect(report.features.map(({ feature }) => feature)).toEqual(expect.arrayContaining(formulas));
  expect(new Set(read.map(({ source }) => source))).toEqual(new Set(['=formulas']));
}, 60_000);

it('the command line names the notebook for what it is', () => {
  expect(() => parseArguments(['notebook', 'a.csv', '-o', 'a.txt'])).toThrow(/ends with \.ipynb/);
});
