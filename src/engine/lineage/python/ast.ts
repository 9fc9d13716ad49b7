import type { Span } from '../../code/outline';

/** An expression of Python, without what lineage does not ask for: numbers, comments, the kind of an operator. */
export type Expr = Span &
  (
    | { readonly k: 'name'; readonly id: string }
    /** `value` has `{}` for each computed part of an f-string; `fields` are those parts. */
    | { readonly k: 'str'; readonly value: string; readonly fields: readonly Expr[] }
    | { readonly k: 'literal' }
    | { readonly k: 'attr'; readonly of: Expr; readonly name: string; readonly nameStart: number }
    | { readonly k: 'sub'; readonly of: Expr; readonly index: readonly Expr[] }
    | { readonly k: 'call'; readonly fn: Expr; readonly args: readonly Arg[] }
    | { readonly k: 'list'; readonly items: readonly Expr[] }
    | { readonly k: 'dict'; readonly entries: readonly Entry[] }
    | { readonly k: 'comp'; readonly key: Expr | null; readonly body: Expr; readonly clauses: readonly Clause[]; readonly tests: readonly Expr[] }
    | { readonly k: 'lambda'; readonly params: readonly Param[]; readonly body: Expr }
    | { readonly k: 'cond'; readonly body: Expr; readonly test: Expr; readonly orelse: Expr }
    | { readonly k: 'walrus'; readonly name: string; readonly value: Expr }
    /** Operators, slices, and whatever else is made of parts; `test` compares or puts comparisons together. */
    | { readonly k: 'op'; readonly op: 'test' | 'slice' | 'add' | 'other'; readonly parts: readonly Expr[] }
  );

export type ExprOf<K extends Expr['k']> = Extract<Expr, { readonly k: K }>;

export interface Arg {
  readonly name: string | null;
  /** Where the keyword's name stands. */
  readonly at: Span;
  /** 1 for `*args`, 2 for `**kwargs`. */
  readonly star: 0 | 1 | 2;
  readonly value: Expr;
}

/** An entry of a dict; `key` null for `**other`. */
export interface Entry {
  readonly key: Expr | null;
  readonly value: Expr;
}

export interface Clause {
  readonly target: Expr;
  readonly iter: Expr;
}

export interface Param extends Span {
  readonly name: string;
  readonly star: 0 | 1 | 2;
  readonly annotation: string | null;
  readonly initial: Expr | null;
}

export type Stmt = Span &
  (
    | { readonly k: 'assign'; readonly targets: readonly Expr[]; readonly value: Expr | null; readonly augmented: boolean; readonly annotation: string | null }
    | { readonly k: 'expr'; readonly value: Expr }
    | { readonly k: 'return'; readonly value: Expr | null }
    /** Of `if`, `try` and `match`: one of the arms runs; `whole` where one of them surely does. */
    | { readonly k: 'arms'; readonly tests: readonly Expr[]; readonly arms: readonly Block[]; readonly whole: boolean }
    | { readonly k: 'loop'; readonly target: Expr | null; readonly iter: Expr | null; readonly body: Block }
    | { readonly k: 'with'; readonly items: readonly { readonly value: Expr; readonly target: Expr | null }[]; readonly body: Block }
    | FunctionStmt
    | ClassStmt
    | { readonly k: 'import'; readonly text: string }
    /** `ends` where nothing after it in its block runs. */
    | { readonly k: 'other'; readonly ends: boolean }
  );

export type Block = readonly Stmt[];

export interface FunctionStmt extends Span {
  readonly k: 'function';
  readonly name: string;
  readonly at: Span;
  readonly params: readonly Param[];
  readonly decorators: readonly Expr[];
  readonly body: Block;
}

export interface ClassStmt extends Span {
  readonly k: 'class';
  readonly name: string;
  readonly at: Span;
  readonly bases: string;
  readonly decorators: readonly Expr[];
  readonly body: Block;
}
