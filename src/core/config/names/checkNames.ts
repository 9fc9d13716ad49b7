import { getNodePath, type JSONPath, modify, type Node, parseTree } from 'jsonc-parser';
import { askedAt, candidatesOf, type KnownNames, type NameKind } from './configNames';
import { nearestName } from './nearestName';

/** A name that nothing bears. */
export interface NameProblem {
  readonly kind: NameKind;
  readonly name: string;
  /** Of the source that ought to have it; null where any might. */
  readonly source: string | null;
  /** Where the name stands, without its quotes. */
  readonly offset: number;
  readonly length: number;
  /** The nearest name that there is; null where none is near. */
  readonly nearest: string | null;
  /** What goes with it when it is removed. */
  readonly owner: JSONPath;
}

const parsing = { allowTrailingComma: true, disallowComments: false };

/** The names of a `model-vitals.json` that stand for nothing. What cannot be known, since a source is not open, is not complained of. */
export function checkNames(json: string, known: KnownNames): readonly NameProblem[] {
  const root = parseTree(json, [], parsing);
  if (root === undefined) return [];
  const problems: NameProblem[] = [];
  const look = (node: Node, path: JSONPath, isKey: boolean): void => {
    const asked = askedAt(path, isKey, root);
    const name: unknown = node.value;
    // A name that is still being written has no closing quote.
    if (asked === null || typeof name !== 'string' || name === '' || json[node.offset + node.length - 1] !== '"') return;
    const names = candidatesOf(asked, known, root)?.map((one) => one.name);
    if (names === undefined || names.includes(name) || (asked.kind === 'file' && names.some((file) => file.endsWith(`/${name}`)))) return;
    problems.push({ kind: asked.kind, name, source: asked.source, offset: node.offset + 1, length: node.length - 2, nearest: nearestName(name, names), owner: asked.owner });
  };
  const walk = (node: Node): void => {
    if (node.type === 'string') look(node, getNodePath(node), false);
    for (const child of node.children ?? []) {
      const [key, value] = child.type === 'property' ? (child.children ?? []) : [];
      if (key !== undefined && value !== undefined) look(key, getNodePath(value), true);
      for (const each of child.type === 'property' ? (value === undefined ? [] : [value]) : [child]) walk(each);
    }
  };
  walk(root);
  return problems;
}

/** The edits that take an entry out of the file, with its comma. */
export function removal(json: string, owner: JSONPath): readonly { readonly offset: number; readonly length: number; readonly content: string }[] {
  return modify(json, owner, undefined, { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } });
}
