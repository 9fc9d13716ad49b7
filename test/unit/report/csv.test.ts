import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import { csvColumns, renderCsv } from '../../../src/core/report/csv';
import { csvCell, csvText, guardedText } from '../../../src/core/report/csvText';
import { csvRecords } from '../../../src/engine/log/csvRecords';
import { cubeOf, sourceOf, windowOf } from '../analysis/cubeOf';
import { demoRows } from '../analysis/demoRows';

const formula = /^[=+\-@\t\r\n]/;
const text = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', '\n', '\r', '\t', ' ', 'a', 'ü', '数', '＝'), minLength: 1, maxLength: 8 });

describe('CSV', () => {
  it('has every finding and feature as a row with every column, and is parsed as it was written', () => {
    const cube = cubeOf(demoRows(), { slots: 48, positive: 'late', roles: { revenue: 'kpi' } });
    const report = analyse({ cube, source: sourceOf(cube), baseline: windowOf(cube, 0, 24), current: windowOf(cube, 24, 48) });
    const { records } = csvRecords(renderCsv(report, { places: { distance: [{ file: 'features.py', line: 41 }] } }), ',', 10_000);
    expect(records[0]).toEqual([...csvColumns]);
    expect(records.slice(1).map((record) => record[3])).toEqual([...report.findings.map(({ id }) => id), ...report.features.map(({ feature }) => feature)]);
    for (const record of records) expect(record).toHaveLength(csvColumns.length);
    const cellsOf = (name: string): Record<string, string> => Object.fromEntries(csvColumns.map((column, at) => [column, records.find((record) => record[3] === name)?.[at] ?? '']));
    const p95 = report.findings.find(({ id }) => id === 'latency.p95');
    expect(cellsOf('latency.p95')).toMatchObject({ kind: 'metric', value_unit: 'ms', baseline: String(p95?.baseline.value), n_current: String(p95?.current.n), verdict: p95?.verdict });
    const distance = report.features.find(({ feature }) => feature === 'distance');
    expect(cellsOf('distance')).toMatchObject({ kind: 'feature', change: String(distance?.effect.value), change_unit: 'sd', code: 'features.py:41' });
  });

  it('no text begins like a formula, and each comes back by one apostrophe less', () => {
    fc.assert(fc.property(text, (value) => {
      const guarded = guardedText(value);
      expect(guarded).not.toMatch(formula);
      expect(guarded === value ? value : guarded.slice(1)).toBe(value);
      // What was not guarded does not look as if it had been.
      if (guarded === value) expect(value).not.toMatch(/^'+[=+\-@\t\r\n＝]/);
    }));
  });

  it('numbers stay numbers, what is missing is empty', () => {
    expect([-0.5, 1e21, null, undefined, Number.NaN, Infinity].map(csvCell)).toEqual(['-0.5', '1e+21', '', '', '', 'inf']);
  });

  it('any cells survive a parser', () => {
    fc.assert(fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), (rows) => {
      const { records } = csvRecords(csvText(['a', 'b'], rows).replaceAll('\r\n', '\n'), ',', 100);
      expect(records.slice(1)).toEqual(rows.map((row) => row.map((cell) => guardedText(cell).replaceAll('\r\n', '\n'))));
    }));
  });
});
