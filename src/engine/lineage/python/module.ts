import type { CodePlace, PlaceHow } from '../../../core/code/place';
import type { Span } from '../../code/outline';
import { SourceText } from '../../code/sourceText';
import { type Imports, readImportTexts } from '../../code/imports';
import type { Block, ClassStmt, FunctionStmt, Stmt } from './ast';

/** A text of a module: the file itself, or one cell of a notebook. */
export interface ModulePart {
  readonly text: string;
  readonly cell?: number;
  /** Where it begins in the positions of the module. */
  readonly base: number;
  readonly body: Block;
}

/** Where a statement stands: the block and what encloses it. */
export interface Position {
  readonly block: Block;
  readonly index: number;
  /** The statement whose block it is; null at module level. */
  readonly owner: Stmt | null;
}

/** One parsed file with what is asked of it again and again. */
export class PythonModule {
  readonly body: Block;
  readonly imports: Imports;
  readonly functions: ReadonlyMap<string, readonly FunctionStmt[]>;
  readonly classes: ReadonlyMap<string, ClassStmt>;
  readonly #positions = new Map<Stmt, Position>();
  readonly #sources: readonly { readonly part: ModulePart; readonly source: SourceText }[];

  constructor(
    readonly root: string,
    readonly file: string,
    parts: readonly ModulePart[],
  ) {
    this.#sources = parts.map((part) => ({ part, source: new SourceText(part.text) }));
    this.body = parts.flatMap(({ body }) => body);
    const functions = new Map<string, FunctionStmt[]>();
    const classes = new Map<string, ClassStmt>();
    const imported: string[] = [];
    this.#enter(this.body, null, (stmt) => {
      if (stmt.k === 'function') functions.set(stmt.name, [...(functions.get(stmt.name) ?? []), stmt]);
      else if (stmt.k === 'class') classes.set(stmt.name, stmt);
      else if (stmt.k === 'import') imported.push(stmt.text);
    });
    this.functions = functions;
    this.classes = classes;
    this.imports = readImportTexts(imported);
  }

  positionOf(stmt: Stmt): Position | null {
    return this.#positions.get(stmt) ?? null;
  }

  /** All statements, in the order of the text, outer before inner. */
  get statements(): Iterable<Stmt> {
    return this.#positions.keys();
  }

  /** The innermost function or class that holds a statement. */
  ownerOf(stmt: Stmt, kind: 'function' | 'class'): FunctionStmt | ClassStmt | null {
    for (let at = this.#positions.get(stmt)?.owner ?? null; at !== null; at = this.#positions.get(at)?.owner ?? null) {
      if (at.k === kind) return at;
    }
    return null;
  }

  /** The class that a function is a method of. */
  classOf(method: FunctionStmt): ClassStmt | null {
    const owner = this.#positions.get(method)?.owner;
    return owner?.k === 'class' ? owner : null;
  }

  /** The function of that name at module level. */
  function(name: string): FunctionStmt | null {
    return (this.functions.get(name) ?? []).filter((each) => this.classOf(each) === null && this.ownerOf(each, 'function') === null).at(-1) ?? null;
  }

  method(owner: ClassStmt, name: string): FunctionStmt | null {
    return (this.functions.get(name) ?? []).filter((each) => this.classOf(each) === owner).at(-1) ?? null;
  }

  /** The position of a line and column, both counted from 1. */
  offsetOf(place: Pick<CodePlace, 'cell' | 'line' | 'column'>): number | null {
    const found = this.#sources.find(({ part }) => part.cell === place.cell);
    const start = found?.source.offsetOfLine(place.line) ?? null;
    return found === undefined || start === null ? null : found.part.base + start + place.column - 1;
  }

  slice({ start, end }: Span): string {
    const found = this.#sourceAt(start);
    return found === undefined ? '' : found.part.text.slice(start - found.part.base, end - found.part.base);
  }

  place(span: Span, feature: string, how: PlaceHow, symbol: string | undefined): CodePlace {
    const found = this.#sourceAt(span.start);
    const base = found?.part.base ?? 0;
    const located = found?.source.locate({ start: span.start - base, end: span.end - base }) ?? { line: 1, column: 1, endColumn: 1 };
    return {
      feature,
      kind: /^(?:subscript|column-reference|attribute|string)$/.test(how) ? 'use' : 'definition',
      how,
      file: this.file,
      root: this.root,
      ...(found?.part.cell === undefined ? {} : { cell: found.part.cell }),
      ...located,
      text: found?.source.lineText(span.start - base) ?? '',
      ...(symbol === undefined ? {} : { symbol }),
    };
  }

  /** Names of the functions and classes around a statement, joined by dots. */
  symbolOf(stmt: Stmt | null): string | undefined {
    const names: string[] = [];
    for (let at = stmt; at !== null; at = this.#positions.get(at)?.owner ?? null) if (at.k === 'function' || at.k === 'class') names.unshift(at.name);
    return names.length === 0 ? undefined : names.join('.');
  }

  #sourceAt(offset: number): { readonly part: ModulePart; readonly source: SourceText } | undefined {
    return this.#sources.find(({ part }) => offset >= part.base && offset <= part.base + part.text.length);
  }

  #enter(block: Block, owner: Stmt | null, visit: (stmt: Stmt) => void): void {
    block.forEach((stmt, index) => {
      this.#positions.set(stmt, { block, index, owner });
      visit(stmt);
      for (const inner of blocksOf(stmt)) this.#enter(inner, stmt, visit);
    });
  }
}

/** The blocks inside a statement. */
export function blocksOf(stmt: Stmt): readonly Block[] {
  switch (stmt.k) {
    case 'arms':
      return stmt.arms;
    case 'loop':
    case 'with':
    case 'function':
    case 'class':
      return [stmt.body];
    default:
      return [];
  }
}
