import { fileTraits } from '../../core/code/fileTraits';
import { matchNames } from '../../core/code/matchNames';
import type { RankedPlace } from '../../core/code/place';
import { columnMatcher } from '../../core/lineage/columnOf';
import type { Lineage, LineageEdge, LineageNode } from '../../core/lineage/lineage';
import { rootAt } from './root';
import { Tracer } from './tracer';
import type { Workspace } from './workspace';

export interface LineageQuery {
  readonly column: string;
  /** All columns of the log. */
  readonly columns: readonly string[];
  readonly map: Readonly<Record<string, string>>;
  /** Where the code names a log column, best first. */
  readonly placesOf: (column: string) => readonly RankedPlace[];
}

/** From what a column of the log is computed, as far as the loaded files of the workspace tell. Pure: the same files give the same answer. */
export function lineageOf(workspace: Workspace, query: LineageQuery): Lineage {
  const { column, map } = query;
  // A name that fits in part is worth a jump, not a graph.
  const places = query.placesOf(column).filter(({ reason }) => !reason.includes('guessed-name'));
  const definitions = places.filter(({ kind, how }) => kind === 'definition' && how !== 'local-variable');
  const names = matchNames(column, { map }).map(({ name }) => name);
  for (const place of definitions.length > 0 ? definitions : places.filter(({ how }) => how === 'local-variable')) {
    const tracer = new Tracer(workspace);
    const module = workspace.module(place);
    const root = module === null ? null : rootAt(tracer, module, place, names);
    if (root === null) continue;
    tracer.graph.run();
    const { nodes, edges } = inOrder(root, tracer.graph.nodes, tracer.graph.edges);
    return { feature: column, root, nodes: named(root, nodes, edges, query), edges, reason: null, notes: [...tracer.graph.notes, ...sameName(nodes, edges, root), ...others(definitions, place)] };
  }
  return { feature: column, root: null, nodes: [], edges: [], reason: reasonFor(places), notes: [] };
}

function reasonFor(places: readonly RankedPlace[]): string {
  const [first] = places.filter(({ reason }) => !reason.includes('computed-name'));
  if (first === undefined) return 'no line of the indexed code names it';
  const where = `${first.file}:${first.line}`;
  return places.some(({ kind }) => kind === 'definition') ? `its definition at ${where} cannot be made out` : `no code of the workspace makes it; it is named at ${where}: it comes from outside`;
}

/** Other lines that compute the feature: of which of them the log has its values, the code does not tell. */
function others(definitions: readonly RankedPlace[], taken: RankedPlace): readonly string[] {
  const rest = definitions.filter((place) => place !== taken && place.computes === true && place.how !== 'function' && !fileTraits(place.file).test && (place.file !== taken.file || place.line !== taken.line) && place.score >= taken.score / 2);
  if (rest.length === 0) return [];
  const shown = rest.slice(0, 3).map(({ file, line, symbol }) => `${file}:${line}${symbol === undefined ? '' : ` (${symbol})`}`);
  return [`also computed at ${shown.join(', ')}${rest.length > 3 ? ` and ${rest.length - 3} more` : ''}, which is not followed here`];
}

/** A column computed from one of its own name: nothing in the code says which of the two is logged. */
function sameName(nodes: readonly LineageNode[], edges: readonly LineageEdge[], root: string): readonly string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const direct = new Set([root]);
  // Through functions and variables, up to the columns that they read.
  for (const id of direct) for (const { from, to } of edges) if (to === id && (id === root || byId.get(id)?.kind !== 'column')) direct.add(from);
  const other = nodes.find(({ id, name, kind, made }) => id !== root && direct.has(id) && kind === 'column' && !made && name === byId.get(root)?.name);
  return other === undefined ? [] : [`it is computed from a column of the same name (${other.place === null ? 'from outside' : `${other.place.file}:${other.place.line}`}); the log may hold either`];
}

function computesIt({ kind, computes, how, file }: RankedPlace): boolean {
  const { test, example, vendored } = fileTraits(file);
  return kind === 'definition' && computes === true && how !== 'function' && how !== 'local-variable' && !test && !example && !vendored;
}

/** What reaches the root, nearest first. */
function inOrder(root: string, nodes: readonly LineageNode[], edges: readonly LineageEdge[]): { readonly nodes: readonly LineageNode[]; readonly edges: readonly LineageEdge[] } {
  const into = new Map<string, LineageEdge[]>();
  for (const edge of edges) into.set(edge.to, [...(into.get(edge.to) ?? []), edge]);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const reached = new Set([root]);
  for (const id of reached) for (const { from } of into.get(id) ?? []) reached.add(from);
  return {
    nodes: [...reached].flatMap((id) => byId.get(id) ?? []),
    edges: [...reached].flatMap((id) => into.get(id) ?? []),
  };
}

/** The log columns of the nodes; one that stands for several nodes goes to the nearest: the log holds one of them. */
function named(root: string, nodes: readonly LineageNode[], edges: readonly LineageEdge[], { column, columns, map, placesOf }: LineageQuery): readonly LineageNode[] {
  const match = columnMatcher(columns, { map });
  const taken = new Set([column]);
  return nodes.map((node) => {
    const { id, kind, name, place, made, reason } = node;
    if (id === root) return { id, kind: 'feature', name, column, place, made, reason };
    const found = kind === 'column' || kind === 'parameter' ? match(name) : null;
    // What comes in under a name that is given away at once, and later computed anew, is not what is logged under it.
    if (found === null || taken.has(found) || (!made && edges.every(({ from, how }) => from !== id || how === 'rename') && placesOf(found).some(computesIt))) return { id, kind, name, column: null, place, made, reason };
    taken.add(found);
    return { id, kind, name, column: found, place, made, reason };
  });
}
