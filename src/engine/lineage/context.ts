import type { CodePlace, PlaceHow } from '../../core/code/place';
import type { LineageHow } from '../../core/lineage/lineage';
import type { Span } from '../code/outline';
import type { GraphBuilder } from './graphBuilder';
import type { ClassStmt, Expr, FunctionStmt, Stmt } from './python/ast';
import type { PythonModule } from './python/module';

/** An expression and where its names mean something. */
export interface Closure {
  readonly expr: Expr;
  readonly context: Context;
  /** For what a comprehension goes over: its target, of which the name is the whole or a part. */
  readonly target?: Expr;
}

/** Where an expression is read. */
export interface Context {
  readonly module: PythonModule;
  /** The function whose variables are seen; null at module level. */
  readonly fn: FunctionStmt | null;
  /** What stands before this statement is seen; null for the end of the scope. */
  readonly at: Stmt | null;
  /** What a call gave for the parameters; null where it is not known who calls. */
  readonly bindings: ReadonlyMap<string, Closure> | null;
  /** Parameters of lambdas and variables of comprehensions; null for those of which nothing is known. */
  readonly locals: ReadonlyMap<string, Closure | null>;
  /** The frame of which `pl.col("a")` speaks. */
  readonly frame: Closure | null;
  /** The calls gone through, as one text: the same function called twice is looked at twice. */
  readonly calls: string;
  readonly depth: number;
}

/** Something outside the code that brings a column: where it comes in, and what it is for the reader. */
export interface Outside {
  readonly source: string;
  readonly place: CodePlace | null;
  readonly reason: string | null;
}

/** What a column of a frame is: made by a node, or brought from outside. */
export type Found = { readonly node: string } | { readonly outside: Outside };

/** What else decides on a column's rows on the way: keys of groups and merges, conditions. */
export interface Side {
  readonly how: 'join' | 'filter';
  readonly closure: Closure;
  /** The frame whose columns `closure` names by text; null where it is an expression of its own. */
  readonly frame: Closure | null;
}

/** Where what is read goes to. */
export interface Sink {
  readonly to: string;
  readonly how: LineageHow;
}

export interface Callee {
  readonly module: PythonModule;
  readonly fn: FunctionStmt;
  /** What `self` is, for methods. */
  readonly self: Closure | null;
}

export interface CalledClass {
  readonly module: PythonModule;
  readonly of: ClassStmt;
}

/** What the parts of the tracer need of one another. */
export interface Tracing {
  readonly graph: GraphBuilder;
  /** False when the question has taken too many steps. */
  step(): boolean;
  /** All that read the value of `expr` get an edge into the sink. */
  flow(expr: Expr, context: Context, sink: Sink): void;
  /** What the column `name` of the frame, row or object is that `expr` gives. */
  lookup(expr: Expr, name: string, context: Context, sides: Side[]): readonly Found[];
  flowColumn(frame: Closure, name: string, read: CodePlace, sink: Sink): void;
  /** Edges into the sink from what was found for a column that is read at `place`. */
  connect(name: string, found: readonly Found[], place: CodePlace, sink: Sink): void;
  /** True the first time that it is asked for a key. */
  first(key: string): boolean;
  resolve(callee: Expr, context: Context): Callee | CalledClass | null;
  moduleFor(name: string, from: PythonModule): readonly PythonModule[];
  callersOf(module: PythonModule, fn: FunctionStmt | ClassStmt): readonly Caller[];
}

/** A call of a function: what it gives for its parameters. */
export interface Caller {
  readonly context: Context;
  readonly call: Expr;
  readonly bindings: ReadonlyMap<string, Closure>;
}

export const noLocals: ReadonlyMap<string, Closure | null> = new Map();

/** The context of a statement, as it runs for nobody in particular. */
export function contextAt(module: PythonModule, stmt: Stmt | null, fn: FunctionStmt | null): Context {
  return { module, fn, at: stmt, bindings: null, locals: noLocals, frame: null, calls: '', depth: 0 };
}

export function withLocals(context: Context, added: Iterable<readonly [string, Closure | null]>): Context {
  return { ...context, locals: new Map([...context.locals, ...added]) };
}

export function placeIn(context: Context, span: Span, name: string, how: PlaceHow): CodePlace {
  return context.module.place(span, name, how, context.module.symbolOf(context.at ?? context.fn));
}
