import type { PlaceHow } from '../../../core/code/place';
import { type Closure, type Context, type Found, type Side, type Tracing, withLocals } from '../context';
import type { Span } from '../../code/outline';
import type { Expr, ExprOf } from './ast';
import { enter } from './callees';
import { makeColumn } from './makeColumn';
import { calleeOf, pathOf, positional, returnsOf } from './names';
import { lookupInSelectItem } from './sqlStrings';
import { stringsOf, written } from './strings';

/** An expression that makes a column of that name, and where the name stands. */
interface Named {
  readonly value: Expr;
  readonly span: Span;
  readonly how: PlaceHow;
  readonly context: Context;
  /** The column is only handed on. */
  readonly same: boolean;
}

/**
 * The column among what `assign`, `with_columns`, `select` and `agg` are given: keywords, `.alias("x")`, dicts, named aggregations. Null where none of them makes it.
 */
export function lookupInExpressions(t: Tracing, call: ExprOf<'call'>, name: string, frame: Closure, context: Context, sides: Side[]): readonly Found[] | null {
  const inside: Context = { ...context, frame };
  const how: PlaceHow = calleeOf(call) === 'assign' ? 'assign-keyword' : 'with-columns-keyword';
  for (const arg of [...call.args].reverse()) {
    if (arg.name !== null) {
      if (arg.name === name) return [makeColumn(t, name, arg.at, how, given(arg.value, frame), applied(arg.value, frame, inside))];
      continue;
    }
    const named = namedIn(t, arg.value, name, inside, how);
    if (named === null) continue;
    if (named.same) return t.lookup(frame.expr, name, frame.context, sides);
    const { value } = named;
    return [makeColumn(t, name, named.span, named.how, given(value, frame), applied(value, frame, named.context))];
  }
  return null;
}

/** A lambda is run with the frame; the tuple of a named aggregation (`("amount", "mean")`) reads its first part. */
function given(value: Expr, frame: Closure): Expr {
  if (value.k === 'lambda') return value.body;
  const [column] = value.k === 'list' && value.items.length === 2 ? value.items : [];
  if (column?.k !== 'str') return value;
  return { k: 'sub', of: frame.expr, index: [column], start: column.start, end: column.end };
}

function applied(value: Expr, frame: Closure, context: Context): Context {
  const [param] = value.k === 'lambda' ? value.params : [];
  return param === undefined ? context : withLocals(context, [[param.name, frame]]);
}

function namedIn(t: Tracing, expr: Expr, name: string, context: Context, how: PlaceHow, depth = 0): Named | null {
  if (depth > 8 || !t.step()) return null;
  const again = (inner: Expr, at: Context = context): Named | null => namedIn(t, inner, name, at, how, depth + 1);
  switch (expr.k) {
    case 'str':
      if (/\bas\b/i.test(expr.value)) {
        const item = lookupInSelectItem(expr, name);
        if (item !== null) return { value: item, span: expr, how: 'sql-alias', context, same: false };
      }
      return expr.value === name ? { value: expr, span: expr, how, context, same: true } : null;
    case 'list':
      return first([...expr.items].reverse(), again);
    case 'dict':
      return first([...expr.entries].reverse(), ({ key, value }) => (key === null ? again(value) : (stringsOf(t, key, context) ?? []).includes(name) ? { value, span: key, how, context, same: false } : null));
    case 'comp': {
      const [clause] = expr.clauses;
      if (clause?.target.k !== 'name') return null;
      // Turn by turn: `[pl.col(c).log().alias(f"log_{c}") for c in COLUMNS]`.
      for (const turn of stringsOf(t, clause.iter, context) ?? []) {
        const value: Expr = { k: 'str', value: turn, fields: [], start: clause.iter.start, end: clause.iter.end };
        const found = again(expr.body, withLocals(context, [[clause.target.id, { expr: value, context }]]));
        if (found !== null) return found;
      }
      return null;
    }
    case 'name':
    case 'attr': {
      const path = pathOf(expr);
      if (path === null) return null;
      return first(written(t, expr, context).filter((each) => each.expr !== expr), (each) => again(each.expr, { ...each.context, frame: context.frame }));
    }
    case 'cond':
      return again(expr.body) ?? again(expr.orelse);
    case 'op':
      // Lists put together; of an operation the left side gives the name.
      return expr.parts.length === 0 ? null : expr.parts.some((part) => part.k === 'list') ? first(expr.parts, again) : renamedBy(t, expr, name, context, how, again);
    case 'call':
      return inCall(t, expr, name, context, how, again);
    default:
      return null;
  }
}

function inCall(t: Tracing, call: ExprOf<'call'>, name: string, context: Context, how: PlaceHow, again: (inner: Expr, at?: Context) => Named | null): Named | null {
  const method = calleeOf(call);
  const [argument] = positional(call);
  if (/^(?:alias|label)$/.test(method) && call.fn.k === 'attr' && argument !== undefined) {
    return (stringsOf(t, argument, context) ?? []).includes(name) ? { value: call.fn.of, span: argument, how: 'with-columns-alias', context, same: false } : null;
  }
  const callee = t.resolve(call.fn, context);
  if (callee !== null && 'fn' in callee) {
    const inside = enter(callee, call, context);
    if (inside === null) return null;
    return first(returnsOf(callee.fn), ({ value, stmt }) => again(value, { ...inside, at: stmt, frame: context.frame }));
  }
  return renamedBy(t, call, name, context, how, again);
}

/** An expression without an alias bears the name of its first column; `.name.suffix("_x")` adds to it. */
function renamedBy(t: Tracing, expr: Expr, name: string, context: Context, how: PlaceHow, again: (inner: Expr) => Named | null): Named | null {
  const affix = expr.k === 'call' && expr.fn.k === 'attr' && /^(?:suffix|prefix)$/.test(expr.fn.name) && expr.fn.of.k === 'attr' && expr.fn.of.name === 'name' ? expr.fn : null;
  if (affix !== null && expr.k === 'call' && affix.of.k === 'attr') {
    const [text] = positional(expr);
    const fix = text?.k === 'str' ? text.value : null;
    const fits = fix !== null && (affix.name === 'suffix' ? name.endsWith(fix) : name.startsWith(fix));
    const base = fits && fix !== null ? (affix.name === 'suffix' ? name.slice(0, name.length - fix.length) : name.slice(fix.length)) : null;
    const inner = base === null ? null : rootColumns(t, affix.of.of, context);
    return inner?.includes(base ?? '') === true ? { value: affix.of.of, span: expr, how: 'with-columns-alias', context: onlyColumn(affix.of.of, base ?? '', context), same: false } : null;
  }
  const aliased = aliasInside(expr);
  if (aliased !== null && aliased !== expr) return again(aliased);
  const roots = rootColumns(t, expr, context);
  if (roots?.includes(name) !== true) return null;
  const bare = expr.k === 'call' && /^(?:col|column)$/.test(calleeOf(expr));
  return { value: expr, span: expr, how, context: onlyColumn(expr, name, context), same: bare };
}

/** `pl.col(["a", "b"])` makes each column from itself. */
function onlyColumn(expr: Expr, name: string, context: Context): Context {
  return withLocals(context, [[`\0${rootOf(expr)?.start ?? -1}`, { expr: { k: 'str', value: name, fields: [], start: expr.start, end: expr.end }, context }]]);
}

/** `.alias("x").cast(…)`: the alias that the chain goes on from. */
function aliasInside(expr: Expr): Expr | null {
  let at: Expr = expr;
  for (let depth = 0; depth < 40 && at.k === 'call' && at.fn.k === 'attr'; depth++) {
    if (/^(?:alias|label)$/.test(at.fn.name)) return at;
    at = at.fn.of;
  }
  return null;
}

function rootOf(expr: Expr): ExprOf<'call'> | null {
  let at: Expr = expr;
  for (let depth = 0; depth < 60; depth++) {
    if (at.k === 'call' && /^(?:col|column)$/.test(calleeOf(at))) return at;
    if (at.k === 'call' && at.fn.k === 'attr') at = at.fn.of;
    else if (at.k === 'attr') at = at.of;
    else if (at.k === 'op' && at.parts[0] !== undefined) at = at.parts[0];
    else return null;
  }
  return null;
}

function rootColumns(t: Tracing, expr: Expr, context: Context): readonly string[] | null {
  const root = rootOf(expr);
  if (root === null) return null;
  const texts = positional(root).map((each) => stringsOf(t, each, context));
  return texts.flatMap((each) => each ?? []);
}

function first<T>(all: readonly T[], find: (each: T) => Named | null): Named | null {
  for (const each of all) {
    const found = find(each);
    if (found !== null) return found;
  }
  return null;
}
