import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Lineage } from '../../../src/core/lineage/lineage';
import { graphLayout, smoothPath } from '../../../webview/panels/dashboard/lineage/graphLayout';
import { graphView, wholeUpTo } from '../../../webview/panels/dashboard/lineage/graphView';
import { inputRows, wayOf } from '../../../webview/panels/dashboard/lineage/inputRows';
import { walkGraph } from '../../../webview/panels/dashboard/lineage/walkGraph';
import { edge, largeLineage, lineageFixture, node } from './harness/lineageFixture';
import { driftOrigin } from '../../../src/core/lineage/driftOrigin';
import { PanelFixture } from './harness/panelFixture';

/* What is drawn of a lineage, where it stands, and how keys walk in it. */

const size = { width: 100, height: 40, between: 60 };
const plain = () => 0;
const closed: ReadonlySet<number> = new Set();

function viewOf(lineage: Lineage, opened = closed) {
  const view = graphView(lineage, plain, opened);
  if (view === null) throw new Error('no root');
  return view;
}

/** Any graph: circles, islands, edges of one node to itself, ends that are not there. */
const lineages = fc.integer({ min: 1, max: 90 }).chain((count) =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: count }), fc.integer({ min: 0, max: count - 1 })), { maxLength: 3 * count }).map((pairs): Lineage => ({
    feature: 'n0', root: 'n0', nodes: Array.from({ length: count }, (_, i) => node(`n${i}`)), edges: pairs.map(([a, b]) => edge(`n${a}`, `n${b}`)), reason: null, notes: [],
  })));

describe('what is drawn', () => {
  test('a small lineage whole, with one line between two boxes that says all hows', () => {
    const lineage = { ...lineageFixture('distance'), edges: [...lineageFixture('distance').edges, edge('KM', 'miles', 'filter')] };
    const view = viewOf(lineage);
    expect(view.boxes.map(({ id, depth }) => `${depth} ${id}`)).toEqual(['0 distance', '1 miles', '1 raw', '2 origin', '2 KM', '2 lost', '3 hour']);
    expect(view.links.find(({ from, to }) => from === 'KM' && to === 'miles')?.how).toEqual(['compute', 'filter']);
    expect(view.links).toHaveLength(6);
  });

  test('a large one with folds, which open layer by layer', () => {
    const lineage = largeLineage('debt_ratio', 120, 20);
    const view = viewOf(lineage);
    expect(view.boxes.map(({ id, kind }) => (kind === 'fold' ? id : null)).filter((id) => id !== null)).toEqual(['fold 1', 'fold 2', 'fold 3', 'fold 4', 'fold 5']);
    const fold = view.boxes.find(({ id }) => id === 'fold 1');
    expect(fold?.kind === 'fold' ? fold.hidden.length : 0).toBe(13);
    const opened = viewOf(lineage, new Set([1]));
    expect(opened.boxes.filter(({ depth }) => depth === 1)).toHaveLength(20);
  });

  test('the telling nodes of a layer first', () => {
    const view = graphView(largeLineage('debt_ratio', 60, 60), ({ id }) => (id === 'input_59' ? 3 : 0), closed);
    expect(view?.boxes[1]?.id).toBe('input_59');
  });

  test('nothing without a root', () => {
    expect(graphView(lineageFixture('weekday'), plain, closed)).toBeNull();
  });

  test('of any graph each node that goes into the feature stands in exactly one box, and each line has both ends', () => {
    fc.assert(fc.property(lineages, fc.boolean(), (lineage, all) => {
      const view = viewOf(lineage, all ? new Set(Array.from({ length: 100 }, (_, i) => i)) : closed);
      const reached = new Set(['n0']);
      for (const id of reached) for (const { from, to } of lineage.edges) if (to === id && lineage.nodes.some((each) => each.id === from)) reached.add(from);
      const drawn = view.boxes.flatMap((box) => (box.kind === 'node' ? [box.node.id] : box.hidden.map(({ id }) => id)));
      expect([...drawn].sort()).toEqual([...reached].sort());
      if (all || reached.size <= wholeUpTo) expect(view.boxes.every(({ kind }) => kind === 'node')).toBe(true);
      const ids = new Set(view.boxes.map(({ id }) => id));
      for (const { from, to } of view.links) expect([ids.has(from), ids.has(to), from === to]).toEqual([true, true, false]);
    }), { numRuns: 150 });
  });
});

describe('where it stands', () => {
  test('inputs left of what they go into, no two boxes over each other, lines from side to side', () => {
    for (const lineage of [lineageFixture('distance'), largeLineage('debt_ratio', 64, 8)]) {
      const view = viewOf(lineage, new Set([1, 2, 3, 4, 5, 6, 7, 8]));
      const { boxes, links, width, height } = graphLayout(view, size);
      for (const { from, to, points } of links) {
        const [a, b] = [boxes.get(from), boxes.get(to)];
        expect((a?.x ?? 0) + size.width).toBeLessThan(b?.x ?? 0);
        expect(points[0]).toEqual({ x: (a?.x ?? 0) + size.width, y: (a?.y ?? 0) + size.height / 2 });
        expect(points.at(-1)).toEqual({ x: b?.x, y: (b?.y ?? 0) + size.height / 2 });
      }
      const all = [...boxes.values()];
      for (const [i, a] of all.entries()) {
        expect(a.x >= 0 && a.y >= 0 && a.x + size.width <= width && a.y + size.height <= height).toBe(true);
        for (const b of all.slice(i + 1)) expect(Math.abs(a.x - b.x) >= size.width || Math.abs(a.y - b.y) >= size.height).toBe(true);
      }
    }
  });

  test('two inputs that could cross do not', () => {
    const lineage: Lineage = { feature: 'f', root: 'f', nodes: ['f', 'a', 'b', 'x', 'y'].map((id) => node(id)), edges: [edge('a', 'f'), edge('b', 'f'), edge('y', 'b'), edge('x', 'a')], reason: null, notes: [] };
    const { boxes } = graphLayout(viewOf(lineage), size);
    const order = (p: string, q: string) => Math.sign((boxes.get(p)?.y ?? 0) - (boxes.get(q)?.y ?? 0));
    expect(order('x', 'y')).toBe(order('a', 'b'));
  });

  test('circles and islands are laid out as well, without NaN', () => {
    fc.assert(fc.property(lineages, (lineage) => {
      const view = viewOf(lineage);
      const { boxes, links } = graphLayout(view, size);
      expect([...boxes.values()].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
      for (const { points } of links) expect(smoothPath(points)).toMatch(/^M-?[\d.]+ -?[\d.]+(C[-\d. ]+)+$/);
    }), { numRuns: 60 });
  });
});

describe('keys', () => {
  const view = viewOf(lineageFixture('distance'));
  const layout = graphLayout(view, size);
  const walk = (from: string, key: string, cameFrom: string | null = null) => walkGraph(view, layout, from, key, cameFrom);

  test('left goes to an input, right to what it goes into, up and down along the layer and on', () => {
    expect(['miles', 'raw']).toContain(walk('distance', 'ArrowLeft'));
    expect(walk('hour', 'ArrowRight')).toBe('origin');
    expect(walk('KM', 'ArrowRight')).toBe('miles');
    const down = ['distance'];
    for (let next = walk('distance', 'ArrowDown'); next !== null; next = walk(next, 'ArrowDown')) down.push(next);
    expect([...down].sort()).toEqual(view.boxes.map(({ id }) => id).sort());
    expect([down[0], new Set(down.slice(1, 3)), new Set(down.slice(3, 6)), down[6]]).toEqual(['distance', new Set(['miles', 'raw']), new Set(['origin', 'KM', 'lost']), 'hour']);
    expect(walk(down[3] ?? '', 'ArrowUp')).toBe(down[2]);
    expect(walk('hour', 'ArrowLeft')).toBeNull();
    expect(walk('distance', 'ArrowRight')).toBeNull();
    expect(walk('distance', 'x')).toBeNull();
  });

  test('a way back is the way that was come', () => {
    expect(walk('miles', 'ArrowLeft', 'KM')).toBe('KM');
    expect(walk('miles', 'ArrowLeft', 'origin')).toBe('origin');
  });

  test('Home is the feature, End the farthest input', () => {
    expect([walk('hour', 'Home'), walk('distance', 'End')]).toEqual(['distance', 'hour']);
  });

  test('every box can be reached from the feature', () => {
    fc.assert(fc.property(lineages, (lineage) => {
      const any = viewOf(lineage);
      const placed = graphLayout(any, size);
      const reached = new Set([any.root]);
      for (const from of reached) for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
        const next = walkGraph(any, placed, from, key, null);
        if (next !== null) reached.add(next);
      }
      expect(reached.size).toBe(any.boxes.length);
    }), { numRuns: 60 });
  });
});

describe('the list of inputs', () => {
  const { features, axis } = new PanelFixture(12).report();
  const findings = new Map(features.map((finding) => [finding.feature, finding]));

  test('near ones first, then logged ones before them; how each goes in', () => {
    const lineage = lineageFixture('distance');
    const rows = inputRows(lineage, driftOrigin(lineage, features, axis), findings);
    expect(rows.map(({ node: id, near, how, finding }) => [id, near, how, finding?.verdict ?? null])).toEqual([
      ['origin', true, 'renamed, in a call, by way of miles', 'moved'],
      ['raw', true, 'decides which rows count', null],
      ['hour', false, 'computed, renamed, in a call, by way of origin, miles', 'stable'],
    ]);
  });

  test('the way to the feature is a shortest one; none where there is no way', () => {
    expect(wayOf(lineageFixture('distance'), 'hour').map(({ to }) => to)).toEqual(['origin', 'miles', 'distance']);
    expect(wayOf({ root: 'a', edges: [edge('b', 'c'), edge('c', 'b')] }, 'b')).toEqual([]);
    expect(wayOf({ root: null, edges: [edge('b', 'c')] }, 'b')).toEqual([]);
  });
});
