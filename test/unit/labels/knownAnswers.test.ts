import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import { defaultSettings } from '../../../src/core/analysis/settings';
import type { Cube } from '../../../src/core/cube/cube';
import { type CubeIndex, indexCube, summarise } from '../../../src/core/cube/indexCube';
import type { LabelAges } from '../../../src/core/cube/labelAges';
import type { Finding } from '../../../src/core/domain/finding';
import type { Report } from '../../../src/core/domain/report';
import type { Role } from '../../../src/core/domain/role';
import type { SourceState } from '../../../src/core/domain/source';
import { equalAge } from '../../../src/core/labels/equalAge';
import { lagCurve } from '../../../src/core/labels/lagCurve';
import { buildCube } from '../../../src/engine/cube/buildCube';
import { readExact } from '../../../src/engine/cube/readExact';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { LogHarness, roleOf } from '../log/logHarness';

/* Figures at equal label age, coverage, lags and the life table against pandas, scikit-learn and statsmodels (scripts/knownAnswers/labels.py). */

type Task = 'binary' | 'multiclass' | 'regression';
type Window = 'baseline' | 'mature' | 'young';
interface AgeAnswers { readonly n: number; readonly coverage: number; readonly binary: Record<string, number | null>; readonly multiclass: Record<string, number>; readonly regression: Record<string, number> }
interface Fixture {
  readonly start: number; readonly day: number; readonly days: number; readonly windows: Record<Window, [number, number]>;
  readonly rows: { readonly t: number[]; readonly labelTime: (number | null)[]; readonly score: number[]; readonly y: (number | null)[]; readonly truth: (number | null)[]; readonly guess: number[]; readonly target: (number | null)[]; readonly predicted: number[] };
  readonly answers: Record<Window, { readonly rows: number; readonly youngest: number; readonly byAge: Record<string, AgeAnswers>; readonly all: AgeAnswers }>;
  readonly baselineLags: { readonly labels: number; readonly half: number; readonly most: number; readonly share: Record<string, number> };
  readonly lifeTable: { readonly edges: number[]; readonly share: number[]; readonly now: number };
}
const fixture = JSON.parse(readFileSync(new URL('../../fixtures/knownAnswers/labels.json', import.meta.url), 'utf8')) as Fixture;
const { rows, day, answers } = fixture;
const slots = (name: Window): { from: number; to: number } => ({ from: fixture.windows[name][0], to: fixture.windows[name][1] });
const iso = (us: number): string => `${new Date(Math.floor(us / 1000)).toISOString().slice(0, 19)}.${String(us % 1_000_000).padStart(6, '0')}Z`;

function line(task: Task, i: number): string {
  const of = { binary: { score: rows.score[i], label: rows.y[i] }, multiclass: { prediction: `c${rows.guess[i]}`, label: rows.truth[i] === null ? null : `c${rows.truth[i]}` }, regression: { prediction: rows.predicted[i], label: rows.target[i] } }[task];
  const at = rows.labelTime[i] ?? null;
  return JSON.stringify({ timestamp: iso(rows.t[i]!), ...of, labeled_at: at === null ? null : iso(at) });
}

const harness = new LogHarness();
const made = new Map<Task, { readonly log: OpenedLog; readonly index: CubeIndex; readonly source: SourceState }>();
beforeAll(async () => {
  for (const task of ['binary', 'multiclass', 'regression'] as const) {
    const log = await harness.openText(`${task}.jsonl`, rows.t.map((_, i) => line(task, i)).join('\n'));
    const cube = await buildCube(log, { placed: { kind: 'time', start: fixture.start, step: day, count: fixture.days } });
    made.set(task, { log, index: indexCube(cube), source: log.state });
  }
});
afterAll(() => harness.close());

async function reportOf(task: Task, current: Window): Promise<Report> {
  const { log, index, source } = made.get(task)!;
  const windows = { baseline: slots('baseline'), current: slots(current) };
  const equal = equalAge(index, windows, defaultSettings);
  const at = ({ cube }: CubeIndex, from: CubeIndex): { cube: Cube; baseline: ReturnType<typeof summarise>; current: ReturnType<typeof summarise> } => ({ cube, baseline: summarise(from, windows.baseline), current: summarise(from, windows.current) });
  const age = equal.labels?.maturity.age ?? null;
  const exact = task === 'binary' ? { exact: await readExact(log, index.cube, windows, { which: { scores: true }, ...(age === null ? {} : { within: age * 1e6 }) }) } : {};
  return analyse({ ...at(equal.judged, equal.judged), allLabels: at(index, index), labels: equal.labels, source, ...exact });
}
const finding = (report: Report, id: string): Finding => report.findings.find((one) => one.id === id)!;

const metrics: Record<Task, readonly string[]> = { binary: ['accuracy', 'precision', 'recall', 'f1', 'auc', 'logLoss', 'brier'], multiclass: ['accuracy', 'f1'], regression: ['mae', 'rmse', 'bias', 'r2'] };

describe.each(['binary', 'multiclass', 'regression'] as const)('%s labels that come late', (task) => {
  it('has the role of its column guessed and confirmed', () => {
    const { log } = made.get(task)!;
    expect([roleOf(log, 'labeled_at'), roleOf(log, 'timestamp'), log.state.task]).toEqual(['label time', 'timestamp', task]);
    expect(log.state.roles.find(({ column }) => column === 'labeled_at')?.reasons).toContainEqual({ code: 'values', detail: 'at or after the prediction' });
  });

  it('compares a young window at equal age, as scikit-learn does on labels that came within it', async () => {
    const report = await reportOf(task, 'young');
    const { maturity, coverage } = finding(report, `quality.${metrics[task][0]!}`);
    expect(maturity?.state).toBe('not mature');
    // The youngest prediction is 4.01 days old, and an age of 3 days is the last edge below it.
    expect(maturity?.youngest.current).toBeCloseTo(answers.young.youngest / 1e6, 5);
    const age = (maturity?.age ?? 0) * 1e6;
    expect(age).toBe(3 * day);
    for (const [side, name] of [['baseline', 'baseline'], ['current', 'young']] as const) {
      const known = answers[name].byAge['3']!;
      expect(coverage?.[side]).toBeCloseTo(known.coverage, 12);
      for (const id of metrics[task]) expect(finding(report, `quality.${id}`)[side].value, `${side} ${id}`).toBeCloseTo(known[task][id] ?? NaN, 9);
      expect(finding(report, `quality.${metrics[task][0]!}`)[side].n).toBe(known.n);
    }
    expect(maturity?.share).toBeCloseTo(fixture.baselineLags.share['3']!, 12);
    expect(maturity?.n).toBe(fixture.baselineLags.labels);
    expect(finding(report, `quality.${metrics[task][0]!}`).reason).toContain('not mature: only labels that came within 3 d count');
    expect(report.notes.map(({ text }) => text).join()).toContain('Grzenda et al. 2020');
  });

  it('compares a mature window with all labels', async () => {
    const report = await reportOf(task, 'mature');
    const { maturity } = finding(report, `quality.${metrics[task][0]!}`);
    expect([maturity?.state, maturity?.age]).toEqual(['mature', null]);
    for (const id of metrics[task]) {
      expect(finding(report, `quality.${id}`).baseline.value, id).toBeCloseTo(answers.baseline.all[task][id] ?? NaN, 9);
      expect(finding(report, `quality.${id}`).current.value, id).toBeCloseTo(answers.mature.all[task][id] ?? NaN, 9);
    }
    // Quantiles are linear in bins of about a tenth of their own length.
    expect((maturity?.lag.half ?? 0) * 1e6).toBeGreaterThan(fixture.baselineLags.half * 0.95);
    expect((maturity?.lag.half ?? 0) * 1e6).toBeLessThan(fixture.baselineLags.half * 1.05);
    expect((maturity?.lag.most ?? 0) * 1e6 / fixture.baselineLags.most).toBeCloseTo(1, 1);
  });

  it('keeps all labels in classes: their sum is the table of all', () => {
    const { cube } = made.get(task)!.index;
    const ages = cube.labelAges!;
    const total = (table: ArrayLike<number>): number => Array.from(table).reduce((sum, x) => sum + x, 0);
    const rest = total(ages.later) + total(ages.unknown);
    if (cube.confusion !== null) expect(total(ages.confusion!) + rest).toBe(total(cube.confusion.counts));
    if (cube.score !== null) expect(total(ages.score!.positive) + total(ages.score!.negative) + rest).toBe(total(cube.score.positive) + total(cube.score.negative));
    if (cube.regression !== null) expect(total(ages.regression!.n) + rest).toBe(total(cube.regression.n));
    expect(total(ages.lags) + rest).toBe(rows.labelTime.filter((at) => at !== null).length);
    expect(ages.now).toBe(fixture.lifeTable.now);
  });
});

describe('lagCurve', () => {
  it('is the life table of statsmodels where predictions are watched for differing times', () => {
    const { edges, share, now } = fixture.lifeTable;
    const B = edges.length;
    const one = (): Float64Array => new Float64Array(fixture.days);
    const ages: LabelAges = { column: 'l', edges: Float64Array.from(edges), lagEdges: Float64Array.from(edges), now, latest: one().fill(NaN), predictions: one(), lags: new Float64Array(fixture.days * B), later: one(), unknown: one(), early: one(), confusion: null, score: null, regression: null };
    rows.t.forEach((t, i) => {
      const slot = Math.floor((t - fixture.start) / day);
      ages.predictions[slot]! += 1;
      if (!(ages.latest[slot]! >= t)) ages.latest[slot] = t;
      const at = rows.labelTime[i] ?? null;
      if (at !== null) ages.lags[slot * B + edges.findIndex((edge) => at - t <= edge)]! += 1;
    });
    const curve = lagCurve(ages, { from: 0, to: fixture.days }, 50);
    expect(curve.watched).toBe(B);
    Array.from(curve.share).forEach((value, k) => expect(value, `bin ${k}`).toBeCloseTo(share[k]!, 12));
  });
});

it('lets the configuration take the role away', async () => {
  const roles: Record<string, Role> = { labeled_at: 'ignore' };
  const log = await harness.openText('off.jsonl', rows.t.map((_, i) => line('binary', i)).join('\n'), { roles });
  expect((await buildCube(log)).labelAges).toBeUndefined();
});
