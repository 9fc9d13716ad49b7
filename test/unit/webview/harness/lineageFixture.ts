import type { CodePlace } from '../../../../src/core/code/place';
import { driftOrigin } from '../../../../src/core/lineage/driftOrigin';
import type { Lineage, LineageEdge, LineageHow, LineageKind, LineageNode } from '../../../../src/core/lineage/lineage';
import type { LineageAnswer, PanelView } from '../../../../src/protocol/panelCalls';
import { hostileName } from './featureFixture';

export function place(line: number, text = `line ${line}`, file = 'model/features.py'): CodePlace {
  return { feature: 'x', kind: 'definition', how: 'column-assignment', file, root: '/w', line, column: 1, endColumn: 2, text };
}

export function node(id: string, more: Partial<LineageNode> & { readonly kind?: LineageKind } = {}): LineageNode {
  return { id, kind: 'variable', name: id, column: null, place: place(10), made: true, reason: null, ...more };
}

export function edge(from: string, to: string, how: LineageHow = 'compute', line = 20): LineageEdge {
  return { from, to, how, place: place(line, `${to} = f(${from})`) };
}

/** `distance` is computed from a column of the log that moved, one that is stable, one that is not logged, and through a variable from `dep_hour`. */
export function lineageFixture(feature: string): Lineage {
  if (feature === 'weekday') return { feature, root: null, nodes: [], edges: [], reason: 'no line of the indexed code names it', notes: [] };
  const nodes = [
    node(feature, { kind: 'feature', column: feature, place: place(40, `frame["${feature}"] = half_up(miles)`) }),
    node('miles', { place: place(38, 'miles = origin_km(frame) * KM') }),
    node('origin', { kind: 'column', column: 'origin', made: false, place: place(30) }),
    node('hour', { kind: 'column', name: 'dep_hour', column: 'dep_hour', place: place(31) }),
    node('raw', { kind: 'column', name: hostileName, made: false, place: place(29) }),
    node('KM', { kind: 'constant', place: place(3) }),
    node('lost', { kind: 'unknown', name: 'load()', place: null, made: false, reason: 'a library: its code is not in the workspace' }),
  ].filter(({ column }, i) => i === 0 || column !== feature);
  const known = new Set(nodes.map(({ id }) => id));
  const edges = [edge('miles', feature, 'call', 40), edge('raw', feature, 'filter', 41), edge('origin', 'miles', 'rename', 38), edge('KM', 'miles', 'compute', 38), edge('hour', 'origin', 'compute', 30), edge('lost', 'raw', 'copy', 29)];
  return { feature, root: feature, nodes, edges: edges.filter(({ from, to }) => known.has(from) && known.has(to)), reason: null, notes: ['another definition, in train.py:12, was not followed'] };
}

/** A feature of `count` inputs in layers of `width`, each of which goes into all of the layer after it. */
export function largeLineage(feature: string, count: number, width: number): Lineage {
  const inputs = Array.from({ length: count }, (_, i) => node(`input_${i}`, { made: i < count - width, place: place(100 + i) }));
  const layerOf = (i: number) => Math.floor(i / width);
  const edges = inputs.flatMap(({ id }, i) => (i < width ? [edge(id, feature)] : inputs.filter((_, k) => layerOf(k) === layerOf(i) - 1).map((to) => edge(id, to.id))));
  return { feature, root: feature, nodes: [node(feature, { kind: 'feature', column: feature }), ...inputs], edges, reason: null, notes: [] };
}

export function lineageAnswer(lineage: Lineage, { report }: Pick<PanelView, 'report'>): LineageAnswer {
  return { lineage, origin: driftOrigin(lineage, report.features, report.axis) };
}
