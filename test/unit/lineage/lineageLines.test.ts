import { expect, test } from 'vitest';
import type { Lineage, LineageNode } from '../../../src/core/lineage/lineage';
import { lineageLines } from '../../../src/core/lineage/lineageLines';

const node = (id: string, line: number, made = true, cell?: number): LineageNode => ({
  id,
  kind: 'column',
  name: id,
  column: null,
  place: { feature: id, kind: 'definition', how: 'column-assignment', file: 'a.py', root: '/w', line, column: 1, endColumn: 2, text: '', ...(cell === undefined ? {} : { cell }) },
  made,
  reason: null,
});

const of = (nodes: readonly LineageNode[]): Lineage => ({ feature: 'x', root: 'x', nodes, edges: [], reason: null, notes: [] });

test('the definition first, then nearest first; each line once; neither notebooks nor what is only read', () => {
  const lines = lineageLines(of([node('a', 9), node('x', 5), node('b', 5), node('c', 7, false), node('d', 2), node('e', 1, true, 3)]));
  expect(lines.map(({ line }) => line)).toEqual([5, 9, 2]);
});

test('at most twelve, or as many as are asked for', () => {
  const many = of([node('x', 100), ...Array.from({ length: 40 }, (_, i) => node(`n${i}`, i + 1))]);
  expect(lineageLines(many)).toHaveLength(12);
  expect(lineageLines(many, 3).map(({ line }) => line)).toEqual([100, 1, 2]);
});
