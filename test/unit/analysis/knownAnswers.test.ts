import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import type { ExactAnswers, ValueTable } from '../../../src/core/cube/exact';
import type { FeatureFinding, Finding } from '../../../src/core/domain/finding';
import type { Report } from '../../../src/core/domain/report';
import type { Row } from './cubeOf';
import { cubeOf, sourceOf, windowOf } from './cubeOf';

/* Every figure against numpy, scipy and scikit-learn on the same rows; one slot a window, so that intervals are those for independent rows. */

interface WindowRows {
  readonly distance: number[]; readonly weather: (number | null)[]; readonly quiet: number[]; readonly origin: string[]; readonly latency: number[]; readonly failed: boolean[];
  readonly score: number[]; readonly label: number[]; readonly truth: number[]; readonly guess: number[]; readonly target: number[]; readonly predicted: number[]; readonly kpi: number[];
}
type Numbers = Record<string, number>;
interface WindowAnswers extends Record<string, unknown> { readonly latency: Numbers; readonly macro: Numbers; readonly errorsWilson: number[]; readonly accuracyWilson: number[]; readonly precisionWilson: number[]; readonly kpiInterval: number[] }
interface Fixture {
  readonly versions: Record<string, string>;
  readonly rows: { readonly baseline: WindowRows; readonly current: WindowRows };
  readonly answers: { readonly baseline: WindowAnswers; readonly current: WindowAnswers; readonly drift: Record<string, Numbers & { missing: number[] }>; readonly kpiChange: number[] };
}

const fixture = JSON.parse(readFileSync(new URL('../../fixtures/knownAnswers/analysis.json', import.meta.url), 'utf8')) as Fixture;
const windows = ['baseline', 'current'] as const;

type Task = 'binary' | 'multiclass' | 'regression';
function rowsOf(task: Task): Row[] {
  return windows.flatMap((name, slot) => {
    const w = fixture.rows[name];
    return w.score.map((score, i): Row => ({
      slot,
      numeric: { distance: w.distance[i]!, weather: w.weather[i]!, quiet: w.quiet[i]!, kpi: w.kpi[i]! },
      category: { origin: w.origin[i]! },
      latency: w.latency[i]!,
      failed: w.failed[i]!,
      ...(task === 'binary' ? { score, prediction: score >= 0.5 ? '1' : '0', label: String(w.label[i]) } : {}),
      ...(task === 'multiclass' ? { prediction: `class ${String(w.guess[i])}`, label: `class ${String(w.truth[i])}` } : {}),
      ...(task === 'regression' ? { predicted: w.predicted[i]!, actual: w.target[i]! } : {}),
    }));
  });
}

function tableOf(of: (w: WindowRows) => readonly (number | null)[]): ValueTable {
  const [b, c] = windows.map((name) => of(fixture.rows[name]).filter((x): x is number => x !== null));
  const values = [...new Set([...b!, ...c!])].sort((x, y) => x - y);
  const count = (list: number[]): Float64Array => {
    const counts = new Map<number, number>();
    for (const x of list) counts.set(x, (counts.get(x) ?? 0) + 1);
    return Float64Array.from(values, (x) => counts.get(x) ?? 0);
  };
  return { values: Float64Array.from(values), baseline: count(b!), current: count(c!) };
}

function exactAnswers(): ExactAnswers {
  const scores = tableOf((w) => w.score);
  const counts = (name: 'baseline' | 'current', label: number): Float64Array => Float64Array.from(scores.values, (value) => fixture.rows[name].score.filter((x, i) => x === value && fixture.rows[name].label[i] === label).length);
  return {
    latency: tableOf((w) => w.latency),
    features: { distance: tableOf((w) => w.distance), weather: tableOf((w) => w.weather), quiet: tableOf((w) => w.quiet) },
    scores: { values: scores.values, baselinePositive: counts('baseline', 1), baselineNegative: counts('baseline', 0), currentPositive: counts('current', 1), currentNegative: counts('current', 0) },
  };
}

function reportOf(task: Task, exact?: ExactAnswers): Report {
  const cube = cubeOf(rowsOf(task), { slots: 2, roles: { kpi: 'kpi' }, bins: 60, ...(task === 'binary' ? { positive: '1' } : {}) });
  return analyse({ cube, source: sourceOf(cube), baseline: windowOf(cube, 0, 1), current: windowOf(cube, 1, 2), ...(exact === undefined ? {} : { exact }) });
}
function finding(report: Report, id: string): Finding {
  const found = report.findings.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no finding ${id}`);
  return found;
}
function feature(report: Report, name: string): FeatureFinding {
  const found = report.features.find((one) => one.feature === name);
  if (found === undefined) throw new Error(`no feature ${name}`);
  return found;
}
function near(actual: number | null | undefined, expected: unknown, digits = 1e-9): void {
  expect(typeof expected).toBe('number');
  expect(actual).not.toBeNull();
  expect(Math.abs(actual! - (expected as number))).toBeLessThanOrEqual(digits * Math.max(1, Math.abs(expected as number)));
}

describe('figures with exact answers', () => {
  let report: Report;
  beforeAll(() => { report = reportOf('binary', exactAnswers()); });

  it.each(['p50', 'p90', 'p95', 'p99'])('latency %s is numpy\'s percentile', (name) => {
    for (const window of windows) near(finding(report, `latency.${name}`)[window].value, fixture.answers[window].latency[name]);
    expect(finding(report, `latency.${name}`).basis).toBe('exact');
  });
  it.each([['latency.mean', 'latencyMean'], ['errors', 'errors'], ['quality.accuracy', 'accuracy'], ['quality.precision', 'precision'], ['quality.recall', 'recall'], ['quality.f1', 'f1'], ['quality.auc', 'auc'], ['quality.logLoss', 'logLoss'], ['quality.brier', 'brier'], ['confidence.mean', 'confidence'], ['kpi.kpi', 'kpi']])('%s', (id, key) => {
    for (const window of windows) near(finding(report, id)[window].value, fixture.answers[window][key]);
    near(finding(report, id).change.value, (fixture.answers.current[key] as number) - (fixture.answers.baseline[key] as number));
  });
  it.each([['errors', 'errorsWilson'], ['quality.accuracy', 'accuracyWilson'], ['quality.precision', 'precisionWilson'], ['kpi.kpi', 'kpiInterval']] as const)('interval of %s', (id, key) => {
    for (const window of windows) {
      near(finding(report, id)[window].interval?.low, fixture.answers[window][key][0]);
      near(finding(report, id)[window].interval?.high, fixture.answers[window][key][1]);
    }
  });
  it('Welch interval of the change of a KPI', () => {
    const { interval } = finding(report, 'kpi.kpi').change;
    near(interval?.low, fixture.answers.kpiChange[0]);
    near(interval?.high, fixture.answers.kpiChange[1]);
    expect(interval?.method).toBe('Welch t');
  });
  it.each(['distance', 'weather', 'quiet'])('drift of %s', (name) => {
    const found = feature(report, name);
    const known = fixture.answers.drift[name]!;
    near(found.measures.ks, known['ks']);
    near(found.measures.wasserstein, known['wasserstein']);
    near(found.measures.wassersteinNormalised, known['normalised']);
    near(found.missing.baseline, known.missing[0]);
    near(found.missing.current, known.missing[1]);
    near(found.test.p, known['p']);
    near(found.test.q, known['q']);
    expect(found.basis).toBe('exact');
  });
  it('drift of a category', () => {
    const found = feature(report, 'origin');
    const known = fixture.answers.drift['origin']!;
    near(found.test.statistic, known['statistic']);
    expect(found.test.df).toBe(known['df']);
    near(found.test.p, known['p']);
    near(found.test.q, known['q']);
    near(found.measures.jensenShannon, known['js']);
    near(found.measures.psi, known['psi']);
    near(found.measures.totalVariation, known['tv']);
  });
});

describe('figures from bins alone', () => {
  it('stay within their bounds and say so', () => {
    const report = reportOf('binary');
    for (const name of ['p50', 'p90', 'p95', 'p99']) {
      const found = finding(report, `latency.${name}`);
      for (const window of windows) near(found[window].value, fixture.answers[window].latency[name], 0.0101);
      expect(found.basis).toBe('binned');
      expect(found.bound).toMatch(/1 %/);
    }
    for (const name of ['distance', 'weather', 'quiet']) {
      const found = feature(report, name);
      const known = fixture.answers.drift[name]!;
      expect(found.measures.ks!).toBeLessThanOrEqual(known['ks']! + 1e-12);
      const bound = Number(/at most ([\d.]+) larger/.exec(found.bound!)![1]);
      expect(known['ks']! - found.measures.ks!).toBeLessThanOrEqual(bound + 5e-4);
      expect(Math.abs(found.measures.wassersteinNormalised! - known['normalised']!)).toBeLessThan(0.03);
    }
    const auc = finding(report, 'quality.auc');
    for (const window of windows) expect(Math.abs(auc[window].value! - (fixture.answers[window]['auc'] as number))).toBeLessThan(0.01);
  });
});

describe('other tasks', () => {
  it('multi-class figures are scikit-learn\'s macro averages', () => {
    const report = reportOf('multiclass');
    for (const metric of ['accuracy', 'precision', 'recall', 'f1']) for (const window of windows) near(finding(report, `quality.${metric}`)[window].value, fixture.answers[window].macro[metric]);
  });
  it('regression figures', () => {
    const report = reportOf('regression');
    for (const metric of ['mae', 'rmse', 'bias', 'r2']) for (const window of windows) near(finding(report, `quality.${metric}`)[window].value, fixture.answers[window][metric]);
    expect(finding(report, 'quality.bias').verdict).toBe('moved');
  });
});
