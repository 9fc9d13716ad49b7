import type { QueryMatch } from '@vscode/tree-sitter-wasm';

export type OutlineType =
  | 'function' | 'class' | 'decorated' | 'call' | 'keyword' | 'pair' | 'dict' | 'list' | 'set' | 'tuple'
  | 'subscript' | 'assignment' | 'string' | 'attribute' | 'import' | 'name';

/** A span of text; offsets in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One construct. Nesting is that of the text, with everything in between left out. */
export interface OutlineNode extends Span {
  readonly type: OutlineType;
  /** The telling part: name of a function, class, keyword or attribute, callee, key of a pair, left side. */
  readonly part: Span | null;
  readonly parent: OutlineNode | null;
}

export interface Outline {
  readonly text: string;
  /** In the order of the text, outer before inner. */
  readonly nodes: readonly OutlineNode[];
  /** Whether the parser met text that is not Python as it knows it. */
  readonly broken: boolean;
}

const patterns: readonly (readonly [OutlineType, string])[] = [
  ['decorated', '(decorated_definition) @node'],
  ['function', '(function_definition name: (identifier) @part) @node'],
  ['class', '(class_definition name: (identifier) @part) @node'],
  ['import', '(import_statement) @node'],
  ['import', '(import_from_statement) @node'],
  ['assignment', '(assignment left: (_) @part) @node'],
  ['assignment', '(augmented_assignment left: (_) @part) @node'],
  ['call', '(call function: (_) @part) @node'],
  ['keyword', '(keyword_argument name: (identifier) @part) @node'],
  ['dict', '(dictionary) @node'],
  ['pair', '(pair key: (_) @part) @node'],
  ['list', '(list) @node'],
  ['set', '(set) @node'],
  ['tuple', '(tuple) @node'],
  ['subscript', '(subscript) @node'],
  // Names that may be constants standing for a column, in the positions where a column's name can stand.
  ['name', '(subscript subscript: [(identifier) (attribute)] @node)'],
  ['name', '(list [(identifier) (attribute)] @node)'],
  ['name', '(tuple [(identifier) (attribute)] @node)'],
  ['name', '(set [(identifier) (attribute)] @node)'],
  ['name', '(pair key: [(identifier) (attribute)] @node)'],
  ['name', '(argument_list [(identifier) (attribute)] @node)'],
  ['name', '(keyword_argument value: [(identifier) (attribute)] @node)'],
  ['attribute', '(attribute attribute: (identifier) @part) @node'],
  ['string', '(string) @node'],
];

/** Finds every construct of `OutlineType`, without predicates, so that all the work is done inside WebAssembly. */
export const outlineQuery = patterns.map(([, pattern]) => pattern).join('\n');

interface Draft extends Span {
  readonly order: number;
  readonly type: OutlineType;
  readonly part: Span | null;
}

/** Nests the matches by their spans: cheaper by far than asking the syntax tree for parents. */
export function buildOutline(text: string, matches: readonly QueryMatch[], broken: boolean): Outline {
  const builder = new OutlineBuilder();
  builder.add(matches, 0, text.length + 1);
  return builder.outline(text, broken);
}

/** An outline from the matches of one stretch of text after another. */
export class OutlineBuilder {
  readonly #nodes: OutlineNode[] = [];
  readonly #open: OutlineNode[] = [];

  /** Takes the constructs that begin in [from, to); what begins elsewhere belongs to another stretch. */
  add(matches: readonly QueryMatch[], from: number, to: number): void {
    const drafts: Draft[] = [];
    for (const match of matches) {
      let node: Span | null = null;
      let part: Span | null = null;
      for (const capture of match.captures) {
        const span = { start: capture.node.startIndex, end: capture.node.endIndex };
        if (capture.name === 'node') node = span;
        else part = span;
      }
      const type = patterns[match.patternIndex]?.[0];
      if (node !== null && type !== undefined && node.start >= from && node.start < to) drafts.push({ start: node.start, end: node.end, order: match.patternIndex, type, part });
    }
    drafts.sort((a, b) => a.start - b.start || b.end - a.end || a.order - b.order);
    const open = this.#open;
    for (const draft of drafts) {
      while (open.length > 0 && (open[open.length - 1]?.end ?? 0) < draft.end) open.pop();
      const node: OutlineNode = { type: draft.type, start: draft.start, end: draft.end, part: draft.part, parent: open[open.length - 1] ?? null };
      this.#nodes.push(node);
      open.push(node);
    }
  }

  outline(text: string, broken: boolean): Outline {
    return { text, nodes: this.#nodes, broken };
  }
}
