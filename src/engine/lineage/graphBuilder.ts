import type { CodePlace } from '../../core/code/place';
import type { LineageEdge, LineageHow, LineageKind, LineageNode } from '../../core/lineage/lineage';

export const limits = { nodes: 200, depth: 12, edges: 600, steps: 40_000, files: 80, callers: 6 } as const;

/** A node as it is asked for; `column` is filled in when the graph is complete. */
export type NodeDraft = Omit<LineageNode, 'id' | 'column' | 'reason'> & { readonly reason?: string | null };

interface Task {
  readonly id: string;
  readonly run: () => void;
}

/** Collects nodes and edges, nearest first: each node's inputs are looked for when all nearer nodes are done, so that a limit cuts off what is farthest. */
export class GraphBuilder {
  readonly #nodes = new Map<string, LineageNode & { depth: number }>();
  readonly #edges = new Map<string, LineageEdge>();
  readonly #tasks: Task[] = [];
  readonly #notes = new Set<string>();
  readonly #cut = new Set<string>();
  #depth = -1;

  get nodes(): readonly LineageNode[] {
    return [...this.#nodes.values()];
  }

  get edges(): readonly LineageEdge[] {
    return [...this.#edges.values()];
  }

  get notes(): readonly string[] {
    const cut = [...this.#cut];
    return [...this.#notes, ...(cut.length === 0 ? [] : [`the graph is cut: ${cut.join('; ')}`])];
  }

  has(id: string): boolean {
    return this.#nodes.has(id);
  }

  note(text: string): void {
    this.#notes.add(text);
  }

  cut(reason: string): void {
    this.#cut.add(reason);
  }

  /** The node of that id, made when it is new; `run` looks for its inputs. False where the limit leaves no room for it. */
  node(id: string, draft: NodeDraft, run?: () => void): boolean {
    if (this.#nodes.has(id)) return true;
    if (this.#nodes.size >= limits.nodes) {
      this.cut(`at ${limits.nodes} nodes`);
      return false;
    }
    const depth = this.#depth + 1;
    const stops = run !== undefined && depth >= limits.depth;
    if (stops) this.cut(`at ${limits.depth} steps from the feature`);
    this.#nodes.set(id, { ...draft, id, column: null, reason: stops ? `not followed further than ${limits.depth} steps from the feature` : (draft.reason ?? null), depth });
    if (run !== undefined && !stops) this.#tasks.push({ id, run });
    return true;
  }

  edge(from: string, to: string, how: LineageHow, place: CodePlace): void {
    if (from === to || !this.#nodes.has(from) || !this.#nodes.has(to)) return;
    const key = `${from}\0${to}`;
    const known = this.#edges.get(key);
    if (known !== undefined) {
      // A value that also decides which rows stay is first of all a value.
      if (rank(how) < rank(known.how)) this.#edges.set(key, { from, to, how, place });
      return;
    }
    if (this.#edges.size >= limits.edges) return this.cut(`at ${limits.edges} edges`);
    this.#edges.set(key, { from, to, how, place });
  }

  /** Runs what waits, in order of distance. */
  run(): void {
    for (let next = this.#tasks.shift(); next !== undefined; next = this.#tasks.shift()) {
      this.#depth = this.#nodes.get(next.id)?.depth ?? 0;
      next.run();
    }
  }
}

function rank(how: LineageHow): number {
  return how === 'filter' ? 2 : how === 'join' ? 1 : 0;
}

/** The id of a node that stands at a position of a file. */
export function nodeId(kind: LineageKind, place: { readonly root: string; readonly file: string }, start: number, name: string): string {
  return `${kind}:${place.root}:${place.file}:${start}:${name}`;
}
