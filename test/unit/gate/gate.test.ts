import * as fc from 'fast-check';
import { parser } from 'sax';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { Finding, FeatureFinding } from '../../../src/core/domain/finding';
import type { Report } from '../../../src/core/domain/report';
import { defaultGate } from '../../../src/core/gate/gateConfig';
import { gateJunit } from '../../../src/core/gate/gateJunit';
import { gateMarkdown } from '../../../src/core/gate/gateMarkdown';
import { gateSummary, type GateItem, type GateResult } from '../../../src/core/gate/gateResult';
import { gateSarif, type SarifLog } from '../../../src/core/gate/gateSarif';
import { gateText } from '../../../src/core/gate/gateText';
import { judgeGate, type GateInput } from '../../../src/core/gate/judgeGate';

const figure = (value: number | null) => ({ value, interval: null, n: 1_000 });
const finding = (id: string, part: Partial<Finding> = {}): Finding => ({
  id, family: 'service', title: id, unit: 'ms', better: 'lower', baseline: figure(10), current: figure(20), change: { value: 10, interval: null }, verdict: 'moved', reason: `${id} rose`, method: '', basis: 'exact', p: 0.001, ...part,
});
const feature = (name: string, verdict: FeatureFinding['verdict']): FeatureFinding => ({
  feature: name, kind: 'numeric', verdict, reason: `${name} ${verdict}`, n: { baseline: 1, current: 1 }, missing: { baseline: 0, current: 0 }, effect: { value: 1, unit: 'sd', method: '' },
  measures: { wasserstein: 1, wassersteinNormalised: 1, jensenShannon: 0, psi: 0, ks: 0, totalVariation: 0 }, basis: 'exact', test: { name: '', statistic: 1, df: 1, p: 0.001, q: 0.001 }, summary: {}, notes: [],
});
const window = { slots: { from: 0, to: 1 }, from: null, to: null, label: 'a', rows: 1_000, versions: [] };
const reportOf = (findings: readonly Finding[], features: readonly FeatureFinding[] = []): Report => ({ source: { name: 'churn' }, baseline: window, current: window, findings, features }) as unknown as Report;
const judge = (findings: readonly Finding[], part: Partial<GateInput> & { readonly features?: readonly FeatureFinding[] } = {}): GateResult =>
  judgeGate({ report: reportOf(findings, part.features), config: defaultGate, limits: [], objectives: [], places: {}, ...part });
const outcomes = ({ items }: GateResult): Record<string, string> => Object.fromEntries(items.map(({ id, outcome }) => [id, outcome]));

describe('a check', () => {
  it('fails on what moved for the worse, and on drift; passes what improved and what stands', () => {
    const result = judge(
      [finding('latency.p95'), finding('errors', { change: { value: -0.1, interval: null } }), finding('quality.auc', { family: 'quality', better: 'higher', change: { value: -0.1, interval: null } }), finding('throughput', { better: 'neither' }), finding('confidence.mean', { family: 'confidence', better: 'neither' }), finding('quality.f1', { verdict: 'not enough data' }), finding('latency.p50', { verdict: 'stable' })],
      { features: [feature('age', 'moved'), feature('plan', 'stable'), feature('blob', 'not available')] },
    );
    expect(outcomes(result)).toEqual({
      'latency.p95': 'failed', errors: 'passed', 'quality.auc': 'failed', throughput: 'tolerated', 'confidence.mean': 'tolerated', 'quality.f1': 'skipped', 'latency.p50': 'passed', 'feature:age': 'failed', 'feature:plan': 'passed', 'feature:blob': 'skipped',
    });
    expect(result.passed).toBe(false);
    expect(gateSummary(result)).toBe('3 of 8 checks failed, 2 moved and tolerated, 2 skipped');
    expect(result.items.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed', 'tolerated', 'tolerated', 'skipped', 'skipped', 'passed', 'passed', 'passed']);
  });

  it('tolerates what the configuration says, by family and by id', () => {
    const config = { failOn: ['quality' as const], ignore: ['quality.auc'] };
    expect(outcomes(judge([finding('errors'), finding('quality.auc', { family: 'quality' }), finding('quality.f1', { family: 'quality' })], { config }))).toEqual({ errors: 'tolerated', 'quality.auc': 'tolerated', 'quality.f1': 'failed' });
  });

  it('judges limits in their own units and objectives as the replay reads them', () => {
    const limits = [
      { metric: 'latency.p95', side: 'above', limit: 15, per: 'second', windows: 1, notify: false },
      { metric: 'throughput', side: 'below', limit: 2, per: 'second', windows: 1, notify: false },
      { metric: 'kpi.nothing', side: 'below', limit: 2, per: 'second', windows: 1, notify: false },
    ] as const;
    const slo = (name: string, state: string, budgetLeft: number) => ({ id: `slo:${name}`, kind: 'slo', title: name, state, reason: name, slo: { budgetLeft } });
    const objectives = [slo('fast', 'within', 0.4), slo('spent', 'within', -0.1), slo('burning', 'firing', 0.2), slo('unknown', 'not judged', 0)] as unknown as GateInput['objectives'];
    const result = judge([finding('latency.p95', { verdict: 'stable' }), finding('throughput', { unit: 'per minute', verdict: 'stable', current: figure(90) })], { limits, objectives });
    expect(outcomes(result)).toEqual({
      'latency.p95': 'passed', throughput: 'passed', 'limit:latency.p95 above 15': 'failed', 'limit:throughput below 2/second': 'failed', 'limit:kpi.nothing below 2': 'skipped',
      'slo:fast': 'passed', 'slo:spent': 'failed', 'slo:burning': 'failed', 'slo:unknown': 'skipped',
    });
    expect(result.items.find(({ id }) => id.startsWith('limit:throughput'))?.reason).toBe('1.50/s in the current window, 1,000 rows; the limit is 2/s');
  });

  it('does not pass where nothing could be judged', () => {
    const result = judge([finding('errors', { verdict: 'not available' })]);
    expect([result.passed, gateSummary(result)]).toEqual([false, 'nothing could be judged, 1 skipped']);
  });
});

const place = { file: 'model/fea tures.py', line: 40, column: 5, endColumn: 13 };
const item = (part: Partial<GateItem>): GateItem => ({ id: 'feature:age', kind: 'drift', title: 'age', outcome: 'failed', reason: 'mean 1 → 2', places: [place, { file: 'nb.ipynb', line: null }], ...part });
const resultOf = (items: readonly GateItem[]): GateResult => ({ schema: 'model-vitals/check/1', source: 'churn', baseline: window, current: window, items, passed: false });

/** By the types of DefinitelyTyped, which follow the standard's schema: what does not fit does not compile. */
type Mutable<T> = T extends readonly (infer U)[] ? Mutable<U>[] : T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
const typed = (log: SarifLog): Log => log as Mutable<SarifLog>;

describe('SARIF', () => {
  it('lies on the line that makes the feature, from the root of the repository', () => {
    const [run] = typed(gateSarif(resultOf([item({}), item({ id: 'limit:x', kind: 'limit', places: [] }), item({ id: 'throughput', kind: 'service', outcome: 'tolerated', places: [] }), item({ outcome: 'passed' })]), { version: '1.2.3', fallback: 'ops/model-vitals.json' })).runs;
    expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual(['model-vitals/drift', 'model-vitals/limit', 'model-vitals/service']);
    expect(run?.results?.map(({ level, ruleId, ruleIndex }) => [level, ruleId, ruleIndex])).toEqual([['error', 'model-vitals/drift', 0], ['error', 'model-vitals/limit', 1], ['warning', 'model-vitals/service', 2]]);
    const locations = run?.results?.map(({ locations: all }) => all?.[0]?.physicalLocation);
    expect(locations?.[0]).toEqual({ artifactLocation: { uri: 'model/fea%20tures.py', uriBaseId: '%SRCROOT%' }, region: { startLine: 40, startColumn: 5, endColumn: 13 } });
    expect(locations?.[1]).toEqual({ artifactLocation: { uri: 'ops/model-vitals.json', uriBaseId: '%SRCROOT%' }, region: { startLine: 1 } });
    expect(run?.results?.[0]?.relatedLocations?.[0]?.physicalLocation?.region).toBeUndefined();
    expect(run?.results?.[0]?.partialFingerprints).toEqual({ 'modelVitalsFinding/v1': 'churn|feature:age' });
  });
});

interface Case { readonly name: string; readonly file: string | undefined; failure?: string; skipped?: string }
function read(xml: string): { readonly tests: number; readonly failures: number; readonly skipped: number; readonly cases: readonly Case[] } {
  const cases: Case[] = [];
  let counts = [0, 0, 0];
  const sax = parser(true);
  sax.onerror = (error) => { throw error; };
  sax.onopentag = ({ name, attributes }) => {
    const at = (key: string): string => {
      const value = attributes[key];
      return typeof value === 'string' ? value : '';
    };
    if (name === 'testsuite') counts = [Number(at('tests')), Number(at('failures')), Number(at('skipped'))];
    if (name === 'testcase') cases.push({ name: at('name'), file: attributes['file'] === undefined ? undefined : at('file') });
    const last = cases.at(-1);
    if (name === 'failure' && last !== undefined) last.failure = at('message');
    if (name === 'skipped' && last !== undefined) last.skipped = at('message');
  };
  sax.write(xml).close();
  return { tests: counts[0] ?? 0, failures: counts[1] ?? 0, skipped: counts[2] ?? 0, cases };
}

describe('JUnit XML', () => {
  it('is read by a parser with any text, and counts what it lists', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(']]>', '<failure/>', '\u0000\u001b[31m', '"\'&', '\ud800', 'a\nb'));
    const items = fc.array(fc.record({ title: text, reason: text, outcome: fc.constantFrom('failed' as const, 'passed' as const, 'skipped' as const, 'tolerated' as const), file: text }));
    fc.assert(
      fc.property(items, (all) => {
        const found = read(gateJunit(resultOf(all.map(({ title, reason, outcome, file }, i) => item({ id: `x${i}`, title, reason, outcome, places: [{ file, line: 3 }] })))));
        expect(found.cases.length).toBe(all.length);
        expect([found.tests, found.failures, found.skipped]).toEqual([all.length, all.filter(({ outcome }) => outcome === 'failed').length, all.filter(({ outcome }) => outcome === 'skipped').length]);
        found.cases.forEach(({ failure, skipped }, i) => expect([failure !== undefined, skipped !== undefined]).toEqual([all[i]?.outcome === 'failed', all[i]?.outcome === 'skipped']));
      }),
    );
    expect(read(gateJunit(resultOf([item({ title: 'a "b" <c>', reason: 'x\ny' })]))).cases).toEqual([{ name: 'a "b" <c> (feature:age)', file: 'model/fea tures.py', failure: 'x\ny' }]);
  });
});

describe('words', () => {
  it('print what failed with its reason and places, one line each for what passed', () => {
    const text = gateText(resultOf([item({}), item({ id: 'x', title: 'x', outcome: 'passed', reason: 'fine' })]));
    expect(text).toContain('FAILED  churn: 1 of 2 checks failed\n');
    expect(text).toContain('✗ age  (drift)\n    mean 1 → 2\n    model/fea tures.py:40\n    nb.ipynb\n✓ x  (drift)\n');
    expect(gateText(resultOf([item({})]), { color: true })).toContain('\u001b[1;31m');
  });

  it('stay a table in Markdown whatever the names', () => {
    const markdown = gateMarkdown(resultOf([item({ title: 'a|b\n# <img>' })]));
    expect(markdown).toContain('| a\\|b \\# &lt;img&gt; | drift | mean 1 → 2 | model/fea tures.py:40<br>nb.ipynb |');
  });
});
