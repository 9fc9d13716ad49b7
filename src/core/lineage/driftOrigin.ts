import type { CodePlace } from '../code/place';
import type { FeatureFinding, Verdict } from '../domain/finding';
import type { Onset } from '../domain/onset';
import type { Axis } from '../domain/window';
import type { Lineage, LineageEdge, LineageNode } from './lineage';
import { originSentence } from './originText';

/**
 * What the lineage and the findings together say of a drift: it moves `with an input` that moved at or before it; it `begins here`, since all that goes in is logged and
 * stable; it `may come from outside`, since some or all that goes in is not logged or not judged; an input moved too, but `later`. `not moved` and `no code` leave nothing to tell.
 */
export type OriginKind = 'with an input' | 'begins here' | 'may come from outside' | 'input moved later' | 'not moved' | 'no code';

/** When an input began to move beside the feature: by the intervals of both onsets; `not known` where one of them has none. */
export type InputTiming = 'before' | 'at the same time' | 'later' | 'not known';

/** One input of a feature as the log shows it: the nearest logged column on a way, or what is not logged. */
export interface OriginInput {
  readonly node: string;
  readonly name: string;
  /** The log column; null for what is not logged. */
  readonly column: string | null;
  /** Null for what is not logged. */
  readonly verdict: Verdict | null;
  readonly effect: FeatureFinding['effect'] | null;
  readonly onset: Onset | null;
  /** Null for what did not move. */
  readonly timing: InputTiming | null;
  /** Whether it goes into the value, or only says which rows count: a condition, the key of a group or merge. */
  readonly into: 'value' | 'rows';
  /** Where it is made or first read. */
  readonly place: CodePlace | null;
}

/** Where a drift can have begun, told by what is known of the inputs. Never a cause: what moves together. */
export interface DriftOrigin {
  readonly kind: OriginKind;
  readonly sentence: string;
  /** Values before keys and conditions, nearest first. */
  readonly inputs: readonly OriginInput[];
  /** The moved inputs above which nothing logged moved as well: where the walk upstream ends. Empty unless `with an input`. */
  readonly furthest: readonly OriginInput[];
  /** Lines between the feature, or the furthest moved inputs, and the inputs before them: the ones to look at. At most 12. */
  readonly lines: readonly CodePlace[];
}

const most = { lines: 12, chain: 12 } as const;

/** Reads the drift of the lineage's feature; findings are those of the same comparison. */
export function driftOrigin(lineage: Lineage, findings: readonly FeatureFinding[], axis: Axis): DriftOrigin {
  const graph = new Graph(lineage, findings);
  const own = findings.find(({ feature }) => feature === lineage.feature) ?? null;
  const root = lineage.root === null ? undefined : graph.node(lineage.root);
  if (root === undefined) return { kind: 'no code', sentence: originSentence({ kind: 'no code', lineage, own, root: null, inputs: [], furthest: [], axis }), inputs: [], furthest: [], lines: [] };
  const { inputs, lines } = graph.above(root, own?.onset);
  if (own?.verdict !== 'moved') return { kind: 'not moved', sentence: originSentence({ kind: 'not moved', lineage, own, root, inputs, furthest: [], axis }), inputs, furthest: [], lines: [] };
  const kind = kindOf(inputs, root);
  const walked = kind === 'with an input' ? graph.furthest(inputs, own.onset) : { furthest: [], lines };
  return { kind, sentence: originSentence({ kind, lineage, own, root, inputs, furthest: walked.furthest, axis }), inputs, furthest: walked.furthest, lines: walked.lines.slice(0, most.lines) };
}

/** Whether an input can have brought the drift: it moved, and not after it. */
export function isCandidate({ verdict, timing }: OriginInput): boolean {
  return verdict === 'moved' && timing !== 'later';
}

function kindOf(inputs: readonly OriginInput[], root: LineageNode): OriginKind {
  if (inputs.some(isCandidate)) return 'with an input';
  if (inputs.some(({ verdict }) => verdict !== 'stable' && verdict !== 'moved')) return 'may come from outside';
  if (inputs.some(({ verdict }) => verdict === 'moved')) return 'input moved later';
  return root.made ? 'begins here' : 'may come from outside';
}

/** By the intervals: what ended before the other began came before it; where they overlap nobody can tell them apart. */
export function timingOf(input: Onset | undefined, own: Onset | undefined): InputTiming {
  const [a, b] = [input?.interval ?? null, own?.interval ?? null];
  if (a === null || b === null) return 'not known';
  if (a.from > b.to) return 'later';
  return a.to < b.from ? 'before' : 'at the same time';
}

interface Above {
  readonly inputs: readonly OriginInput[];
  /** Lines of the node itself and of what lies between it and its inputs. */
  readonly lines: readonly CodePlace[];
}

class Graph {
  readonly #nodes: ReadonlyMap<string, LineageNode>;
  readonly #into = new Map<string, LineageEdge[]>();
  readonly #findings: ReadonlyMap<string, FeatureFinding>;

  constructor(lineage: Lineage, findings: readonly FeatureFinding[]) {
    this.#nodes = new Map(lineage.nodes.map((node) => [node.id, node]));
    this.#findings = new Map(findings.map((finding) => [finding.feature, finding]));
    for (const edge of lineage.edges) this.#into.set(edge.to, [...(this.#into.get(edge.to) ?? []), edge]);
  }

  node(id: string): LineageNode | undefined {
    return this.#nodes.get(id);
  }

  /** The nearest logged columns above a node, and what is not logged where a way ends without one. */
  above(start: LineageNode, onset: Onset | undefined): Above {
    const inputs = new Map<string, OriginInput>();
    const lines: CodePlace[] = start.place === null ? [] : [start.place];
    // Values are walked before rows, so that what is both counts as a value.
    const open: { readonly node: LineageNode; readonly rows: boolean; readonly branch: LineageNode | null }[] = [{ node: start, rows: false, branch: null }];
    const seen = new Set([start.id]);
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const edges = [...(this.#into.get(next.node.id) ?? [])].sort((a, b) => Number(isRows(a)) - Number(isRows(b)));
      for (const edge of edges) {
        const node = this.#nodes.get(edge.from);
        if (node === undefined || seen.has(node.id)) continue;
        seen.add(node.id);
        const rows = next.rows || isRows(edge);
        const branch = next.branch ?? (node.kind === 'column' || node.kind === 'parameter' || node.kind === 'unknown' ? node : null);
        const finding = node.column === null ? undefined : this.#findings.get(node.column);
        if (finding !== undefined) inputs.set(node.id, this.#logged(node, finding, rows, onset));
        else {
          if (node.place !== null && node.made) lines.push(node.place);
          const ends = node.kind !== 'constant' && (!node.made || node.reason !== null);
          const shown = branch ?? node;
          if (ends && !inputs.has(shown.id)) inputs.set(shown.id, { node: shown.id, name: shown.name, column: null, verdict: null, effect: null, onset: null, timing: null, into: rows ? 'rows' : 'value', place: shown.place });
          if (rows) open.push({ node, rows, branch });
          else open.splice(firstOfRows(open), 0, { node, rows, branch });
        }
      }
    }
    return { inputs: [...inputs.values()].sort((a, b) => Number(a.into === 'rows') - Number(b.into === 'rows')), lines: unique(lines) };
  }

  #logged(node: LineageNode, { feature, verdict, effect, onset }: FeatureFinding, rows: boolean, own: Onset | undefined): OriginInput {
    return { node: node.id, name: node.name, column: feature, verdict, effect, onset: onset ?? null, timing: verdict === 'moved' ? timingOf(onset, own) : null, into: rows ? 'rows' : 'value', place: node.place };
  }

  /** Upstream along inputs that moved, to those above which nothing logged moved. */
  furthest(inputs: readonly OriginInput[], onset: Onset | undefined): { readonly furthest: readonly OriginInput[]; readonly lines: readonly CodePlace[] } {
    const found: OriginInput[] = [];
    const lines: CodePlace[] = [];
    const open = inputs.filter(isCandidate).map((input) => ({ input, onset }));
    const seen = new Set(open.map(({ input }) => input.node));
    for (let next = open.shift(); next !== undefined && seen.size <= most.chain * 4; next = open.shift()) {
      const node = this.#nodes.get(next.input.node);
      if (node === undefined) continue;
      const above = this.above(node, next.input.onset ?? undefined);
      const moved = above.inputs.filter(isCandidate);
      if (moved.length === 0) {
        found.push(next.input);
        lines.push(...above.lines);
      }
      for (const input of moved) {
        if (seen.has(input.node)) continue;
        seen.add(input.node);
        open.push({ input, onset: next.input.onset ?? undefined });
      }
    }
    return { furthest: found.slice(0, most.chain), lines: unique(lines) };
  }
}

function isRows({ how }: LineageEdge): boolean {
  return how === 'filter' || how === 'join';
}

function firstOfRows(open: readonly { readonly rows: boolean }[]): number {
  const at = open.findIndex(({ rows }) => rows);
  return at < 0 ? open.length : at;
}

function unique(places: readonly CodePlace[]): readonly CodePlace[] {
  const seen = new Set<string>();
  return places.filter(({ root, file, cell, line }) => {
    const key = `${root}\0${file}\0${cell ?? -1}\0${line}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
