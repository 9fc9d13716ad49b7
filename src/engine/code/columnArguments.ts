import type { Role } from './classifyName';
import { calleeName } from './classifyName';
import type { OutlineNode } from './outline';
import type { SourceText } from './sourceText';
import { detach, functionOf } from './sourceText';
import type { ColumnSetter } from '../../core/code/fileFacts';
import type { Imports } from './imports';
import { constantSources } from './imports';

/** Stands for the argument in the pattern of a column that a function names after it. */
export const argumentMark = '\u0001';

interface Writer {
  readonly parameter: string;
  readonly position: number;
  /** The column's name: `argumentMark` alone, or with fixed text around it (`…_lag`). */
  readonly pattern: string;
  readonly role: Role;
  /** Whether other files can call the function by its name. */
  readonly outside: boolean;
}

interface Passed {
  readonly node: OutlineNode;
  readonly value: string;
  /** Where the place of this string stands in the list of places. */
  readonly index: number;
}

/**
 * Columns that are named by a call and set by the function called: `def fill(df, column): df[column] = …` and then
 * `fill(df, "age")`. Where the function stands in another file, whether it sets anything is known only at lookup.
 */
export class ColumnArguments {
  readonly #parameters = new Map<OutlineNode, readonly string[]>();
  readonly #writers = new Map<string, Writer[]>();
  readonly #passed: Passed[] = [];

  constructor(private readonly source: SourceText) {}

  /** Whether `name` is a parameter of the function around `node`. */
  isParameter(node: OutlineNode, name: string): boolean {
    const owner = functionOf(node);
    return owner !== null && this.#parametersOf(owner).includes(name);
  }

  /** A column named after parameter `parameter` is set at `node`. */
  sets(node: OutlineNode, parameter: string, pattern: string, role: Role): void {
    const owner = functionOf(node);
    if (owner === null || owner.part === null) return;
    const name = this.source.slice(owner.part);
    const parameters = this.#parametersOf(owner);
    const isMethod = /^(?:self|cls)$/.test(parameters[0] ?? '');
    const writer: Writer = { parameter, position: parameters.indexOf(parameter) - (isMethod ? 1 : 0), pattern, role, outside: owner.parent === null || owner.parent.parent === null && owner.parent.type === 'decorated' };
    const known = this.#writers.get(name);
    if (known === undefined) this.#writers.set(name, [writer]);
    else if (!known.some((each) => each.parameter === parameter && each.pattern === pattern)) known.push(writer);
  }

  /** A string is given to some call; which one it is may be known only further down. */
  passes(node: OutlineNode, value: string, index: number): void {
    if (this.#passed.length < 20_000) this.#passed.push({ node, value, index });
  }

  /** What the strings given to calls turn out to name, in the order of the text. */
  *found(): Generator<{ readonly node: OutlineNode; readonly index: number; readonly feature: string; readonly role: Role }> {
    if (this.#writers.size === 0) return;
    for (const { node, value, index } of this.#passed) {
      const call = node.parent?.type === 'keyword' ? node.parent.parent : node.parent;
      if (call?.type !== 'call') continue;
      const writers = this.#writers.get(calleeName(call, this.source));
      if (writers === undefined) continue;
      const keyword = node.parent?.type === 'keyword' && node.parent.part !== null ? this.source.slice(node.parent.part) : null;
      const position = keyword === null ? positionIn(call, node, this.source.text) : -1;
      for (const writer of writers) {
        if (keyword === null ? writer.position === position : writer.parameter === keyword) yield { node, index, feature: writer.pattern.replaceAll(argumentMark, value), role: writer.role };
      }
    }
  }

  /** Functions at module level, which another file can call, that set a column under the very name they are given. */
  setters(): readonly ColumnSetter[] {
    return [...this.#writers].flatMap(([name, writers]) =>
      writers.filter(({ pattern, outside }) => outside && pattern === argumentMark).map(({ parameter, position, role }) => ({ name: detach(name), parameter: detach(parameter), position, how: role.how, computes: role.computes === true })),
    );
  }

  /** Texts given to functions that the file imports, and where. */
  *imported(imports: Imports): Generator<{ readonly index: number; readonly module: string; readonly name: string; readonly at: string | number }> {
    for (const { node, index } of this.#passed) {
      const call = node.parent?.type === 'keyword' ? node.parent.parent : node.parent;
      if (call?.type !== 'call' || call.part === null) continue;
      const keyword = node.parent?.type === 'keyword' && node.parent.part !== null ? this.source.slice(node.parent.part) : null;
      for (const { module, name } of constantSources(this.source.slice(call.part), imports)) {
        if (name !== '' && !name.includes('.') && !this.#writers.has(name)) yield { index, module, name: detach(name), at: keyword === null ? positionIn(call, node, this.source.text) : detach(keyword) };
      }
    }
  }

  #parametersOf(owner: OutlineNode): readonly string[] {
    const known = this.#parameters.get(owner);
    if (known !== undefined) return known;
    const open = owner.part === null ? -1 : this.source.text.indexOf('(', owner.part.end);
    const names = open < 0 || open > owner.end ? [] : split(this.source.text, open + 1, Math.min(owner.end, open + 2000)).map((part) => /^[\s*]*([\p{L}_][\p{L}\p{N}_]*)/u.exec(part)?.[1] ?? '');
    this.#parameters.set(owner, names);
    return names;
  }
}

function positionIn(call: OutlineNode, node: OutlineNode, text: string): number {
  const open = call.part === null ? -1 : text.indexOf('(', call.part.end);
  return open < 0 || open > node.start ? -1 : split(text, open + 1, node.start).length - 1;
}

/** The parts between the commas of a bracket whose inside begins at `from`, up to its end or `limit`. */
function split(text: string, from: number, limit: number): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = from;
  let at = from;
  for (; at < limit; at++) {
    const character = text.charAt(at);
    if (character === '"' || character === "'") {
      const close = text.indexOf(character, at + 1);
      if (close < 0) break;
      at = close;
    } else if (character === '#') {
      const line = text.indexOf('\n', at);
      if (line < 0 || line >= limit) break;
      at = line;
    } else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) {
      if (depth === 0) break;
      depth--;
    } else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start, Math.min(at, limit)));
  return parts;
}
