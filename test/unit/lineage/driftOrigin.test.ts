import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeatureFinding, Verdict } from '../../../src/core/domain/finding';
import type { Onset } from '../../../src/core/domain/onset';
import type { Axis } from '../../../src/core/domain/window';
import { driftOrigin } from '../../../src/core/lineage/driftOrigin';
import type { Lineage, LineageHow, LineageNode } from '../../../src/core/lineage/lineage';

const axis: Axis = { kind: 'row', total: 10_000, step: 100, count: 100 };

function onset(from: number, to: number): Onset {
  return { state: 'found', reason: '', slot: from, interval: { from, to, level: 0.95 }, place: null, watched: null, slots: 100, method: '' };
}

function finding(feature: string, verdict: Verdict, since?: Onset): FeatureFinding {
  return {
    feature, kind: 'numeric', verdict, reason: '', n: { baseline: 1, current: 1 }, missing: { baseline: 0, current: 0 },
    effect: { value: verdict === 'moved' ? 0.52 : 0.01, unit: 'sd', method: '' },
    measures: { wasserstein: null, wassersteinNormalised: null, jensenShannon: null, psi: null, ks: null, totalVariation: null },
    basis: 'exact', test: { name: '', statistic: null, df: null, p: null, q: null }, summary: {}, notes: [],
    ...(since === undefined ? {} : { onset: since }),
  };
}

/** A graph by its edges, `income > ratio`; `*` behind a name: not made here. `logged` names are columns of the log. The root is `ratio`, at line 1; others count on. */
function graph(edges: readonly string[], logged: readonly string[]): Lineage {
  const parsed = edges.map((edge) => /^(\S+) > (\S+)(?: (\w+))?$/.exec(edge) ?? ['', '', '']).map(([, from = '', to = '', how = 'compute']) => ({ from, to, how: how as LineageHow }));
  const names = [...new Set(['ratio', ...parsed.flatMap(({ from, to }) => [from, to])])];
  const nodes = names.map((id, i): LineageNode => {
    const name = id.replace('*', '');
    const place = { feature: name, kind: 'definition', how: 'column-assignment', file: 'f.py', root: '/w', line: i + 1, column: 1, endColumn: 2, text: '', symbol: 'build' } as const;
    return { id, kind: id === 'ratio' ? 'feature' : 'column', name, column: logged.includes(name) ? name : null, place, made: !id.endsWith('*'), reason: null };
  });
  const place = nodes[0]?.place;
  if (!place) throw new Error('no root');
  return { feature: 'ratio', root: 'ratio', nodes, edges: parsed.map((edge) => ({ ...edge, place })), reason: null, notes: [] };
}

describe('where a drift can have begun', () => {
  test('an input moved at the same time: it moves together with it', () => {
    const origin = driftOrigin(graph(['debt* > ratio', 'income* > ratio'], ['ratio', 'debt', 'income']), [finding('ratio', 'moved', onset(50, 60)), finding('income', 'moved', onset(45, 55)), finding('debt', 'stable')], axis);
    expect(origin.kind).toBe('with an input');
    expect(origin.inputs.map(({ name, verdict, timing }) => [name, verdict, timing])).toEqual([['debt', 'stable', null], ['income', 'moved', 'at the same time']]);
    expect(origin.sentence).toBe('It moves together with its input income (0.52 sd, at the same time, since row 4,501); debt is stable. Above income (f.py:3 (build)) nothing logged moved: look there first.');
    expect(origin.furthest.map(({ name }) => name)).toEqual(['income']);
  });

  test('all logged inputs are stable and nothing else goes in: it begins between them and the line', () => {
    const origin = driftOrigin(graph(['debt* > mid', 'income* > mid', 'mid > ratio', 'RATE > ratio'], ['ratio', 'debt', 'income']), [finding('ratio', 'moved', onset(50, 60)), finding('income', 'stable'), finding('debt', 'stable')], axis);
    expect(origin.kind).toBe('begins here');
    expect(origin.sentence).toBe('All its logged inputs (debt and income) are stable: the drift begins between them and f.py:1 (build).');
    // The definition, what lies between, and the constant.
    expect(origin.lines.map(({ line }) => line)).toEqual([1, 3, 5]);
  });

  test('an input that is not logged leaves it open, and is named', () => {
    const origin = driftOrigin(graph(['debt* > ratio', 'income* > ratio'], ['ratio', 'debt']), [finding('ratio', 'moved'), finding('debt', 'stable')], axis);
    expect(origin.kind).toBe('may come from outside');
    expect(origin.sentence).toBe('Its input debt is stable, but income is not logged: whether the drift came in with it or begins at f.py:1 (build) cannot be told.');
    const none = driftOrigin(graph(['debt* > ratio', 'income* > ratio filter'], ['ratio']), [finding('ratio', 'moved')], axis);
    expect(none.sentence).toBe('Its inputs debt and income are not logged: whether the drift came in with them or begins at f.py:1 (build) cannot be told.');
    expect(none.inputs.map(({ into }) => into)).toEqual(['value', 'rows']);
    const unsure = driftOrigin(graph(['debt* > ratio'], ['ratio', 'debt']), [finding('ratio', 'moved'), finding('debt', 'not enough data')], axis);
    expect(unsure.sentence).toBe('Its input debt (not enough data) is not judged: whether the drift came in with it or begins at f.py:1 (build) cannot be told.');
  });

  test('an input that moved only afterwards did not bring it', () => {
    const origin = driftOrigin(graph(['debt* > ratio', 'income* > ratio'], ['ratio', 'debt', 'income']), [finding('ratio', 'moved', onset(10, 20)), finding('income', 'moved', onset(45, 55)), finding('debt', 'stable')], axis);
    expect(origin.kind).toBe('input moved later');
    expect(origin.sentence).toBe('Its input income (0.52 sd, after it, since row 4,501) moved too, but later; debt is stable: the drift begins before that, between its inputs and f.py:1 (build).');
  });

  test('a chain is walked up to the first that moved', () => {
    const origin = driftOrigin(
      graph(['income > ratio', 'salary > income', 'raw* > salary', 'tax* > income'], ['ratio', 'income', 'salary', 'raw', 'tax']),
      [finding('ratio', 'moved', onset(50, 60)), finding('income', 'moved', onset(50, 58)), finding('salary', 'moved', onset(40, 55)), finding('raw', 'stable'), finding('tax', 'moved', onset(80, 90))],
      axis,
    );
    expect(origin.furthest.map(({ name }) => name)).toEqual(['salary']);
    expect(origin.sentence).toContain('Upstream the first that moved is salary (f.py:3 (build)): look there first.');
    expect(origin.lines.map(({ line }) => line)).toEqual([3]);
  });

  test('without a drift, and without code, there is nothing to tell', () => {
    const lineage = graph(['debt* > ratio'], ['ratio', 'debt']);
    expect(driftOrigin(lineage, [finding('ratio', 'stable'), finding('debt', 'moved')], axis)).toMatchObject({ kind: 'not moved', sentence: 'It did not move, so that there is no drift to follow.', lines: [] });
    expect(driftOrigin(lineage, [], axis).sentence).toBe('It is not among the features of this comparison.');
    expect(driftOrigin({ ...lineage, root: null, nodes: [], edges: [], reason: 'no line of the indexed code names it' }, [finding('ratio', 'moved')], axis).sentence).toBe('Its inputs are not known: no line of the indexed code names it.');
  });

  test('any graph, circles too: it ends, names each input once, never twelve lines and more, and never says "causes"', () => {
    const node = fc.constantFrom('ratio', 'a', 'b', 'c*', 'd', 'e*', 'f');
    const edge = fc.tuple(node, node, fc.constantFrom('compute', 'join', 'filter', 'call')).filter(([from, to]) => from !== to).map(([from, to, how]) => `${from} > ${to} ${how}`);
    const verdict = fc.constantFrom<Verdict>('moved', 'stable', 'not enough data', 'not available');
    const since = fc.option(fc.tuple(fc.nat(98), fc.nat(98)).map(([a, b]) => onset(Math.min(a, b), Math.max(a, b) + 1)), { nil: undefined });
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 14 }), fc.subarray(['a', 'b', 'c', 'd', 'e', 'f']), fc.array(fc.tuple(verdict, since), { minLength: 7, maxLength: 7 }), (edges, logged, verdicts) => {
        const findings = ['ratio', ...logged].map((name, i) => finding(name, verdicts[i]?.[0] ?? 'stable', verdicts[i]?.[1]));
        const origin = driftOrigin(graph(edges, ['ratio', ...logged]), findings, axis);
        expect(new Set(origin.inputs.map((input) => input.node)).size).toBe(origin.inputs.length);
        expect(origin.lines.length).toBeLessThanOrEqual(12);
        expect(origin.sentence).toMatch(/^[A-Z].*\.$/);
        expect(origin.sentence).not.toMatch(/cause|NaN|undefined|null/);
        if (origin.kind === 'begins here') expect(origin.inputs.every((input) => input.verdict === 'stable')).toBe(true);
        if (origin.kind === 'with an input') expect(origin.inputs.some((input) => input.verdict === 'moved' && input.timing !== 'later')).toBe(true);
      }),
    );
  });
});
