import { Graph, layout } from '@dagrejs/dagre';
import type { GraphView } from './graphView';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedBox {
  readonly id: string;
  /** Left upper corner, px. */
  readonly x: number;
  readonly y: number;
}

export interface PlacedLink {
  readonly from: string;
  readonly to: string;
  /** From the right side of `from` to the left side of `to`; of a link that closes a circle from left to right. */
  readonly points: readonly Point[];
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, PlacedBox>;
  readonly links: readonly PlacedLink[];
}

export interface BoxSize {
  readonly width: number;
  readonly height: number;
  /** Room between layers, which holds the words on links. */
  readonly between: number;
}

const margin = 8;

/** Layers from left to right, inputs before what they go into, in an order with few crossings: dagre's method (Gansner et al. 1993, "A technique for drawing directed graphs"). */
export function graphLayout(view: GraphView, size: BoxSize): GraphLayout {
  const graph = new Graph<{ rankdir: 'LR'; nodesep: number; ranksep: number; edgesep: number; marginx: number; marginy: number; width?: number; height?: number }, { width: number; height: number; x?: number; y?: number }, { points?: Point[] }>();
  graph.setGraph({ rankdir: 'LR', nodesep: 12, edgesep: 10, ranksep: size.between, marginx: margin, marginy: margin });
  for (const { id } of view.boxes) graph.setNode(id, { width: size.width, height: size.height });
  for (const { from, to } of view.links) graph.setEdge(from, to, {});
  layout(graph);
  const boxes = new Map<string, PlacedBox>();
  for (const { id } of view.boxes) {
    const { x = 0, y = 0 } = graph.node(id);
    boxes.set(id, { id, x: x - size.width / 2, y: y - size.height / 2 });
  }
  const links = view.links.map(({ from, to }): PlacedLink => ({ from, to, points: ends(graph.edge(from, to)?.points ?? [], boxes.get(from), boxes.get(to), size) }));
  const { width = 0, height = 0 } = graph.graph();
  return { width: Math.ceil(width), height: Math.ceil(height), boxes, links };
}

/** Links leave and enter at the middle of a side, whatever dagre's cut with the box was. */
function ends(points: readonly Point[], from: PlacedBox | undefined, to: PlacedBox | undefined, { width, height }: BoxSize): readonly Point[] {
  if (from === undefined || to === undefined) return points;
  const forward = from.x < to.x;
  const start = { x: from.x + (forward ? width : 0), y: from.y + height / 2 };
  const end = { x: to.x + (forward ? 0 : width), y: to.y + height / 2 };
  return [start, ...points.slice(1, -1), end];
}

/** A smooth path through points that go from side to side: each stretch leaves and arrives level. */
export function smoothPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = [`M${round(first.x)} ${round(first.y)}`];
  let at = first;
  for (const next of rest) {
    const half = (next.x - at.x) / 2;
    parts.push(`C${round(at.x + half)} ${round(at.y)} ${round(next.x - half)} ${round(next.y)} ${round(next.x)} ${round(next.y)}`);
    at = next;
  }
  return parts.join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
