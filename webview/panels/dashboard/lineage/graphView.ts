import type { Lineage, LineageEdge, LineageHow, LineageNode } from '../../../../src/core/lineage/lineage';

/** One box of the drawing: a node of the lineage, or a fold that stands for `hidden` of them. */
export type GraphBox = { readonly id: string; readonly depth: number } & ({ readonly kind: 'node'; readonly node: LineageNode } | { readonly kind: 'fold'; readonly hidden: readonly LineageNode[] });

/** One line of the drawing; edges of the code between the same two boxes are one. */
export interface GraphLink {
  readonly from: string;
  readonly to: string;
  /** Empty for those of a fold. */
  readonly how: readonly LineageHow[];
}

export interface GraphView {
  readonly root: string;
  readonly boxes: readonly GraphBox[];
  readonly links: readonly GraphLink[];
}

/** Up to so many nodes nothing is folded. */
export const wholeUpTo = 30;
const boxesOfLayer = 7;
const layersShown = 4;

/**
 * What of a lineage is drawn: by layers of distance from the feature, in large ones the telling nodes of near layers, with folds for the others.
 * `weight` orders a layer (larger first); `opened` holds depths whose fold was opened. Null where there is no root.
 */
export function graphView(lineage: Lineage, weight: (node: LineageNode) => number, opened: ReadonlySet<number>): GraphView | null {
  const nodes = new Map(lineage.nodes.map((node) => [node.id, node]));
  const root = lineage.root === null ? undefined : nodes.get(lineage.root);
  if (root === undefined) return null;
  const into = inputsOf(lineage.edges);
  const all = reached([root.id], into, new Set());
  const whole = all.size <= wholeUpTo;
  const boxes: GraphBox[] = [{ id: root.id, depth: 0, kind: 'node', node: root }];
  const shown = new Set([root.id]);
  const folds: { readonly depth: number; readonly first: readonly string[] }[] = [];
  let layer = [root.id];
  for (let depth = 1; layer.length > 0; depth += 1) {
    const next = [...new Set(layer.flatMap((id) => into.get(id) ?? []))].flatMap((id) => nodes.get(id) ?? []).filter(({ id }) => !shown.has(id));
    const most = whole || opened.has(depth) ? Infinity : depth > layersShown ? 0 : boxesOfLayer;
    const ordered = [...next].sort((a, b) => weight(b) - weight(a));
    // A fold of one would take the room of what it hides.
    const kept = ordered.length === most + 1 ? ordered : ordered.slice(0, most);
    for (const node of kept) {
      shown.add(node.id);
      boxes.push({ id: node.id, depth, kind: 'node', node });
    }
    if (kept.length < ordered.length) folds.push({ depth, first: ordered.slice(kept.length).map(({ id }) => id) });
    layer = kept.map(({ id }) => id);
  }
  // What two folds could hide is counted once: in its own layer, or else by the nearest fold that it goes into.
  const foldOf = new Map<string, string>();
  for (const { depth, first } of folds) for (const id of first) if (!shown.has(id) && !foldOf.has(id)) foldOf.set(id, `fold ${depth}`);
  for (const { depth, first } of folds) {
    const id = `fold ${depth}`;
    const own = first.filter((each) => foldOf.get(each) === id);
    const others = new Set([...shown, ...[...foldOf.keys()].filter((each) => !own.includes(each))]);
    const hidden = [...reached(own, into, others)];
    if (hidden.length === 0) continue;
    for (const each of hidden) foldOf.set(each, id);
    boxes.push({ id, depth, kind: 'fold', hidden: hidden.flatMap((each) => nodes.get(each) ?? []) });
  }
  return { root: root.id, boxes, links: linksOf(lineage.edges, (id) => (shown.has(id) ? id : foldOf.get(id))) };
}

function inputsOf(edges: readonly LineageEdge[]): ReadonlyMap<string, readonly string[]> {
  const into = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const known = into.get(to);
    if (known === undefined) into.set(to, [from]);
    else if (!known.includes(from)) known.push(from);
  }
  return into;
}

/** All ids that go into `starts`, and these, without `not`. */
function reached(starts: readonly string[], into: ReadonlyMap<string, readonly string[]>, not: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(starts.filter((id) => !not.has(id)));
  for (const id of found) for (const each of into.get(id) ?? []) if (!not.has(each)) found.add(each);
  return found;
}

function linksOf(edges: readonly LineageEdge[], boxOf: (id: string) => string | undefined): readonly GraphLink[] {
  const links = new Map<string, GraphLink>();
  for (const { from: a, to: b, how } of edges) {
    const [from, to] = [boxOf(a), boxOf(b)];
    if (from === undefined || to === undefined || from === to) continue;
    const key = `${from}\0${to}`;
    const isFold = from.startsWith('fold ') || to.startsWith('fold ');
    const known = links.get(key)?.how ?? [];
    links.set(key, { from, to, how: isFold || known.includes(how) ? known : [...known, how] });
  }
  return [...links.values()];
}
