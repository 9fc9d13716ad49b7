import type { CodePlace } from '../../../../src/core/code/place';
import type { FeatureFinding } from '../../../../src/core/domain/finding';
import type { DriftOrigin } from '../../../../src/core/lineage/driftOrigin';
import type { Lineage, LineageEdge, LineageNode } from '../../../../src/core/lineage/lineage';
import { t } from '../../../kit/l10n';
import { type Findings, findingOf, howText } from './lineageWords';

/** One input of a feature: a column of the log, or what the log does not hold. */
export interface InputRow {
  readonly node: string;
  readonly name: string;
  readonly finding: FeatureFinding | null;
  /** Columns of the log that stand nearest come first; the others are before them. */
  readonly near: boolean;
  /** How it goes in, in words: `renamed, computed, by way of departed`. */
  readonly how: string;
  readonly place: CodePlace | null;
}

/** The nearest inputs as the origin lists them, then the logged ones before them, nearest first. */
export function inputRows(lineage: Lineage, origin: DriftOrigin, findings: Findings): readonly InputRow[] {
  const nodes = new Map(lineage.nodes.map((node) => [node.id, node]));
  const near = origin.inputs.flatMap(({ node: id, name, column, place }): InputRow[] => {
    return [{ node: id, name: column ?? name, finding: column === null ? null : (findings.get(column) ?? null), near: true, how: wayText(lineage, id, nodes), place }];
  });
  const listed = new Set([lineage.root, ...near.map(({ node }) => node)]);
  const far = lineage.nodes.flatMap((node): InputRow[] => {
    const finding = findingOf(node, findings);
    if (finding === undefined || listed.has(node.id) || finding.feature === lineage.feature) return [];
    return [{ node: node.id, name: finding.feature, finding, near: false, how: wayText(lineage, node.id, nodes), place: node.place }];
  });
  return [...near, ...far];
}

/** The shortest way from a node to the feature; empty where there is none. */
export function wayOf({ edges, root }: Pick<Lineage, 'edges' | 'root'>, from: string): readonly LineageEdge[] {
  const reached = new Map<string, LineageEdge | null>([[from, null]]);
  for (const id of reached.keys()) {
    if (id === root) break;
    for (const edge of edges) if (edge.from === id && !reached.has(edge.to)) reached.set(edge.to, edge);
  }
  const way: LineageEdge[] = [];
  for (let edge = root === null ? undefined : reached.get(root); edge !== undefined && edge !== null; edge = reached.get(edge.from)) way.unshift(edge);
  return way;
}

const mostSteps = 3;

function wayText(lineage: Lineage, from: string, nodes: ReadonlyMap<string, LineageNode>): string {
  const way = wayOf(lineage, from);
  const hows = [...new Set(way.map(({ how }) => howText(how)))].join(', ');
  const via = way.slice(0, -1).flatMap(({ to }) => nodes.get(to)?.name ?? []);
  if (via.length === 0) return hows;
  return via.length <= mostSteps ? t('{0}, by way of {1}', hows, via.join(', ')) : t('{0}, by way of {1} and {2} more', hows, via.slice(0, mostSteps).join(', '), via.length - mostSteps);
}
