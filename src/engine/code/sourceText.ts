import type { OutlineNode, Span } from './outline';

const longestText = 200;

/** Positions and lines of one text; line ends as the editor counts them (`\n`, `\r\n`, `\r`). */
export class SourceText {
  readonly #starts: number[] = [0];
  readonly #trimmed = new Map<number, string>();

  constructor(readonly text: string) {
    const ends = /\r\n|\n|\r/g;
    while (ends.exec(text) !== null) this.#starts.push(ends.lastIndex);
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Offset at which a line, counted from 1, begins; null when there is no such line. */
  offsetOfLine(line: number): number | null {
    return this.#starts[line - 1] ?? null;
  }

  slice(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  /** Line and columns counted from 1; a span over several lines ends at the end of its first. */
  locate(span: Span): { readonly line: number; readonly column: number; readonly endColumn: number } {
    const line = this.#lineAt(span.start);
    const start = this.#starts[line] ?? 0;
    const end = Math.min(span.end, Math.max(this.#endOf(line), span.start));
    return { line: line + 1, column: span.start - start + 1, endColumn: end - start + 1 };
  }

  /** The line at an offset without its indentation, at most 200 characters. */
  lineText(offset: number): string {
    const line = this.#lineAt(offset);
    const known = this.#trimmed.get(line);
    if (known !== undefined) return known;
    const start = this.#starts[line] ?? 0;
    const text = detach(this.text.slice(start, this.#endOf(line)).trim().slice(0, longestText));
    this.#trimmed.set(line, text);
    return text;
  }

  /** What stands before an offset on its line. */
  linePrefix(offset: number): string {
    return this.text.slice(this.#starts[this.#lineAt(offset)] ?? 0, offset);
  }

  #endOf(line: number): number {
    let end = this.#starts[line + 1] ?? this.text.length;
    while (end > (this.#starts[line] ?? 0) && (this.text[end - 1] === '\n' || this.text[end - 1] === '\r')) end--;
    return end;
  }

  #lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** A copy that does not keep the whole file's text alive, as a slice would. */
export function detach(slice: string): string {
  return ` ${slice}`.slice(1);
}

/** Name of the enclosing functions and classes, outermost first, joined by dots; undefined at module level. */
export function symbolOf(node: OutlineNode, source: SourceText): string | undefined {
  const names: string[] = [];
  for (let up = node.parent; up !== null; up = up.parent) {
    if ((up.type === 'function' || up.type === 'class') && up.part !== null) names.unshift(source.slice(up.part));
  }
  return names.length === 0 ? undefined : detach(names.join('.'));
}

/** The innermost enclosing function; null at module or class level. */
export function functionOf(node: OutlineNode): OutlineNode | null {
  for (let up = node.parent; up !== null; up = up.parent) if (up.type === 'function') return up;
  return null;
}
