import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import type { Report } from '../../../src/core/domain/report';
import { comparisonNotebook, type NotebookOptions } from '../../../src/core/notebook/comparisonNotebook';
import { pythonNumber, pythonText } from '../../../src/core/notebook/python';
import { cubeOf, sourceOf, windowOf } from '../analysis/cubeOf';
import { demoRows } from '../analysis/demoRows';

/* What notebooks compute is tested where they are run: test/servers/notebook.test.ts. */

const file = { path: 'logs/a.jsonl', format: 'jsonl', gzip: false, bytes: 1, modifiedMs: 0, state: 'read', rows: 10, badLines: 0 } as const;
const options: NotebookOptions = { pathOf: (path) => path, shown: null, outcome: { positive: 'late', threshold: null, hasRest: false } };

function reportOf(source: Partial<Report['source']> = {}): Report {
  const cube = cubeOf(demoRows(), { slots: 48, positive: 'late' });
  return analyse({ cube, source: sourceOf(cube, { files: [file], ...source }), baseline: windowOf(cube, 0, 24), current: windowOf(cube, 24, 48) });
}

interface Notebook { readonly nbformat: number; readonly nbformat_minor: number; readonly cells: readonly { readonly id: string; readonly cell_type: string; readonly source: readonly string[] }[] }
const read = (text: string): Notebook => JSON.parse(text) as Notebook;

describe('a notebook', () => {
  it('is nbformat 4.5 with cells of their own ids, and the same bytes each time', () => {
    const text = comparisonNotebook(reportOf(), options);
    const book = read(text);
    expect([book.nbformat, book.nbformat_minor]).toEqual([4, 5]);
    expect(new Set(book.cells.map(({ id }) => id)).size).toBe(book.cells.length);
    expect(comparisonNotebook(reportOf(), options)).toBe(text);
  });

  it('holds the figures and compares what moved, the feature on show first', () => {
    const report = reportOf();
    const stable = report.features.find(({ verdict, kind }) => verdict === 'stable' && kind !== 'not analysed')?.feature ?? '';
    const headings = (shown: string | null): readonly string[] => read(comparisonNotebook(report, { ...options, shown })).cells.flatMap(({ source }) => source.filter((line) => line.startsWith('name = ')));
    const moved = report.features.filter(({ verdict }) => verdict === 'moved').map(({ feature }) => feature);
    expect(moved.length).toBeGreaterThan(0);
    expect(headings(null).map((line) => line.trim())).toEqual(moved.map((name) => `name = ${pythonText(name)}`));
    expect(headings(stable)[0]?.trim()).toBe(`name = ${pythonText(stable)}`);
    const code = read(comparisonNotebook(report, options)).cells.map(({ source }) => source.join('')).join('\n');
    expect(code).toContain(`check("latency p95, ms, baseline", np.percentile(window, 95), ${report.findings.find(({ id }) => id === 'latency.p95')?.baseline.value}`);
  });

  it.each<[string, Partial<Report['source']>]>([
    ['servers', { kind: 'metrics' }],
    ['access logs', { files: [{ ...file, format: 'access' }] }],
    ['no files', { files: [] }],
  ])('is refused with its reason for %s', (_, source) => {
    expect(() => comparisonNotebook({ ...reportOf(), source: { ...reportOf().source, ...source } }, options)).toThrow(/a notebook reads files by pandas, and /);
  });

  it('texts are literals on one line that JSON reads alike, numbers are exact', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const written = pythonText(text);
      expect(written).not.toMatch(/[\n\r\u0085\u2028\u2029\u202e]/);
      expect(JSON.parse(written)).toBe(text);
    }));
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Object.is(Number(pythonNumber(value)), value)).toBe(true);
    }));
    expect([null, undefined, Number.NaN, Infinity, -Infinity].map(pythonNumber)).toEqual(['None', 'None', 'None', 'math.inf', '-math.inf']);
  });
});
