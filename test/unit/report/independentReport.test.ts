import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FeatureFinding, Finding } from '../../../src/core/domain/finding';
import type { ClassFigures, Report } from '../../../src/core/domain/report';
import { classRows } from '../../../src/core/report/classTable';
import { renderHtml } from '../../../src/core/report/html';
import { renderMarkdown } from '../../../src/core/report/markdown';
import { renderText } from '../../../src/core/report/text';
import { EngineService } from '../../../src/engine/service/engineService';

/*
 * Whole reports of small logs against numpy, scipy, scikit-learn and pandas, which read the same files themselves. The answers
 * are made by `python scripts/knownAnswers/reportCheck LOG REPORT.json --answers ANSWERS.json`.
 */

type Value = number | string | null;
interface Answers {
  readonly windows: { readonly axis: unknown } & Record<'baseline' | 'current', { readonly from: number; readonly to: number }>;
  readonly findings: Record<string, Record<string, Value>>;
  readonly features: Record<string, Record<string, Value>>;
  /** By scikit-learn's classification_report. */
  readonly classes?: Record<string, Record<string, Value>>;
}

const folder = path.resolve(__dirname, '../../fixtures/knownAnswers');
const temp = mkdtempSync(path.join(tmpdir(), 'mv-independent-'));
const service = new EngineService({ tempFolder: temp, memoryLimit: '400MB', wasmFolder: temp });
afterAll(async () => {
  await service.dispose();
  rmSync(temp, { recursive: true, force: true });
});

async function reportOf(file: string): Promise<Report> {
  const engine = service.handlers();
  const context = { signal: new AbortController().signal, onProgress: () => undefined };
  const state = await engine['source.open']({ spec: { kind: 'log', name: file, folder, paths: [file] }, storage: null, readAtMs: 0, fresh: true }, context);
  const page = await engine['report.make']({ id: state.id, axis: null, comparison: null, named: {}, settings: {}, exact: 'auto' }, context);
  return page.report;
}

function figureOf(finding: Finding, key: string): Value | undefined {
  const [side, ...rest] = key.split('.');
  const figure = side === 'baseline' ? finding.baseline : finding.current;
  if (rest[0] === 'value') return figure.value;
  if (rest[0] === 'n') return figure.n;
  return rest[1] === 'low' ? figure.interval?.low : figure.interval?.high;
}

/** The figure of a class: `baseline.support`, `current.f1.value`, `current.f1.interval.low`. */
function classOf(one: ClassFigures, key: string): unknown {
  return key.split('.').reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined), one);
}

/** The figure of a feature by the name under which the answers hold it. */
function measureOf(feature: FeatureFinding, key: string): unknown {
  const { test, measures, summary, n, missing } = feature;
  const all: Record<string, unknown> = {
    ...measures, ...summary, p: test.p, q: test.q, chi2: test.statistic, df: test.df, 'test.statistic': test.statistic,
    'n.baseline': n.baseline, 'n.current': n.current, 'missing.baseline': missing.baseline, 'missing.current': missing.current,
    'level.baseline': summary.level?.baseline, 'level.current': summary.level?.current,
  };
  if (!Object.hasOwn(all, key)) throw new Error(`the answers hold ${key}, which this test cannot find`);
  return all[key];
}

/** 1e-9 of a figure, absolute below 1; interval ends go through two inverse distribution functions and get 1e-8. */
function agrees(got: unknown, expected: Value, key: string): boolean {
  if (typeof expected !== 'number' || typeof got !== 'number') return (got ?? null) === expected;
  return Math.abs(got - expected) <= (key.includes('interval') || key === 'jensenShannon' ? 1e-8 : 1e-9) * Math.max(1, Math.abs(expected));
}

describe.each([
  ['report-binary', 'report-binary.jsonl', 'binary', 150],
  ['report-classes', 'report-classes.csv', 'multiclass', 150],
  ['report-regression', 'report-regression.csv', 'regression', 70],
] as const)('%s', (name, log, task, least) => {
  const answers = JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as Answers;
  let report: Report;
  beforeAll(async () => {
    report = await reportOf(log);
  });

  it('compares the same windows of the same task', () => {
    // Windows and clusters follow the axis: where its slots were made longer or shorter, the answers must be made anew.
    expect(report.axis).toEqual(answers.windows.axis);
    expect(report.source.task).toBe(task);
    expect(report.baseline.slots).toEqual(answers.windows.baseline);
    expect(report.current.slots).toEqual(answers.windows.current);
  });

  it('has every figure that was computed independently, to 1e-9', () => {
    const wrong: string[] = [];
    let compared = 0;
    const compare = (where: string, got: unknown, expected: Value, key: string): void => {
      compared += 1;
      if (!agrees(got, expected, key)) wrong.push(`${where}: ${String(got)}, independently ${String(expected)}`);
    };
    for (const [id, figures] of Object.entries(answers.findings)) {
      const finding = report.findings.find((one) => one.id === id);
      for (const [key, expected] of Object.entries(figures)) compare(`${id}.${key}`, finding === undefined ? undefined : figureOf(finding, key), expected, key);
    }
    for (const [id, measures] of Object.entries(answers.features)) {
      const feature = report.features.find((one) => one.feature === id);
      for (const [key, expected] of Object.entries(measures)) compare(`${id}.${key}`, feature === undefined ? undefined : measureOf(feature, key), expected, key);
    }
    for (const [level, figures] of Object.entries(answers.classes ?? {})) {
      const found = report.classes?.list.find((one) => one.level === level);
      for (const [key, expected] of Object.entries(figures)) compare(`class ${level}.${key}`, found === undefined ? undefined : classOf(found, key), expected, key);
    }
    expect(Object.keys(answers.classes ?? {}).sort()).toEqual((report.classes?.list ?? []).map((one) => one.level).sort());
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(least);
  });

  it('prints the figures of each class, where there are several, alike in every format', () => {
    const printed = classRows(report);
    if (task !== 'multiclass') return expect(printed).toBeNull();
    const levels = Object.keys(answers.classes ?? {}).sort();
    expect(printed?.rows.map(({ level }) => level).sort()).toEqual(levels);
    const plain = (text: string): string => text.replace(/<[^>]+>/g, ' ').replaceAll('|', ' ').replaceAll('\\', '').replace(/\s+/g, ' ');
    const texts = [renderText(report, { width: 160 }), renderMarkdown(report), renderHtml(report)].map(plain);
    for (const row of printed?.rows ?? []) for (const text of texts) expect(text).toContain([row.level, row.precision, row.recall, row.f1, row.rows].join(' '));
  });
});
