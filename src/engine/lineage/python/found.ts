import { type Context, type Found, type Side, type Tracing, withLocals } from '../context';
import type { Expr, ExprOf } from './ast';
import { returnsOf, unpack } from './names';
import { boundVariable } from './texts';

/** What is made in the workspace counts before what comes from outside. */
export function union(parts: readonly (readonly Found[])[]): readonly Found[] {
  const all = parts.flat();
  const made = all.filter((found) => 'node' in found);
  return made.length > 0 ? made : all;
}

export function outsideOf(context: Context, at: Expr, reason: string | null = null): Found {
  return { outside: { source: `${context.module.root}:${context.module.file}:${at.start}`, place: null, reason } };
}

export function boundClauses(expr: ExprOf<'comp'>, context: Context): Context {
  let bound = context;
  for (const { target, iter } of expr.clauses) {
    const inner = bound;
    bound = withLocals(bound, unpack(target, iter).flatMap(({ target: each, value }) => (each.k === 'name' && !context.locals.has(boundVariable(each.id)) ? [[each.id, { expr: value, context: inner, target }] as const] : [])));
  }
  return bound;
}

/** What a function gives for a column, by all its returns. */
export function lookupReturned(t: Tracing, inside: Context, name: string, sides: Side[]): readonly Found[] {
  const { fn } = inside;
  if (fn === null) return [];
  return union(returnsOf(fn).map(({ value, stmt }) => t.lookup(value, name, { ...inside, at: stmt }, sides)));
}
