import { type Context, contextAt, type Found, type Outside, type Side, type Tracing } from '../context';
import type { Expr, ExprOf, Stmt } from './ast';
import { annotatedClass, enter, fieldOf } from './callees';
import { boundClauses, outsideOf, union } from './found';
import { lookupInCall } from './frameCalls';
import { makeColumn } from './makeColumn';
import { meaningsOf, namesOf } from './meanings';
import { views } from './methods';
import { argument, callsIn, calleeOf, expressionsOf, pathOf, unpack } from './names';
import { matchKey, stringsOf } from './strings';
import { walkBack } from './walkBack';

/** What the column `name` of a frame, row, dict or object is. Empty where it is surely not there. */
export function lookupColumn(t: Tracing, expr: Expr, name: string, context: Context, sides: Side[]): readonly Found[] {
  if (!t.step()) return [];
  switch (expr.k) {
    case 'name':
    case 'attr': {
      if (expr.k === 'attr' && views.test(expr.name)) return t.lookup(expr.of, name, context, sides);
      const path = pathOf(expr);
      if (path === null) return [outsideOf(context, expr)];
      const local = context.locals.get(path);
      if (local !== undefined) return local === null ? [outsideOf(context, expr)] : t.lookup(local.expr, name, local.context, sides);
      return lookupByName(t, path, expr, name, context, sides);
    }
    case 'sub':
      return lookupInSelection(t, expr, name, context, sides);
    case 'call':
      return lookupInCall(t, expr, name, context, sides);
    case 'dict':
      return lookupInDict(t, expr, name, context, sides);
    case 'list':
      return union(expr.items.map((item) => t.lookup(item, name, context, sides)));
    case 'comp': {
      const bound = boundClauses(expr, context);
      if (expr.key === null) return t.lookup(expr.body, name, bound, sides);
      const match = matchKey(t, expr.key, name, bound);
      return match === null ? [outsideOf(context, expr, 'its name is computed')] : [makeColumn(t, name, expr.key, 'dict-item', expr.body, match.context)];
    }
    case 'cond':
      return union([t.lookup(expr.body, name, context, sides), t.lookup(expr.orelse, name, context, sides)]);
    case 'walrus':
      return t.lookup(expr.value, name, context, sides);
    case 'op':
      return union(expr.parts.map((part) => t.lookup(part, name, context, sides)));
    default:
      return [];
  }
}

function lookupInDict(t: Tracing, expr: ExprOf<'dict'>, name: string, context: Context, sides: Side[]): readonly Found[] {
  for (const { key, value } of [...expr.entries].reverse()) {
    if (key === null) {
      const found = t.lookup(value, name, context, sides);
      if (found.some((each) => 'node' in each)) return found;
      continue;
    }
    const match = matchKey(t, key, name, context);
    if (match !== null) return [makeColumn(t, name, key, 'dict-item', value, match.context)];
  }
  return expr.entries.some(({ key }) => key === null) ? union(expr.entries.flatMap(({ key, value }) => (key === null ? [t.lookup(value, name, context, sides)] : []))) : [];
}

/** `df[mask]`, `df[["a", "b"]]`, `df.loc[mask, "a":]`, `groups["a"]`. */
function lookupInSelection(t: Tracing, expr: ExprOf<'sub'>, name: string, context: Context, sides: Side[]): readonly Found[] {
  for (const index of expr.index) {
    const texts = index.k === 'literal' || (index.k === 'op' && index.op !== 'add') ? null : stringsOf(t, index, context);
    if (texts !== null && index.k === 'str') return expr.of.k === 'attr' && views.test(expr.of.name) ? t.lookup(expr.of, name, context, sides) : [outsideOf(context, expr)];
    if (texts !== null && texts.length > 0 && !texts.includes(name)) return [];
    const rows = expr.of.k === 'attr' && /^(?:iloc|iat|values)$/.test(expr.of.name);
    if (texts === null && index.k !== 'literal' && !rows && !(index.k === 'op' && index.op === 'slice')) sides.push({ how: 'filter', closure: { expr: index, context }, frame: null });
  }
  return t.lookup(expr.of, name, context, sides);
}

function lookupByName(t: Tracing, path: string, expr: Expr, name: string, context: Context, sides: Side[]): readonly Found[] {
  const found: Found[] = [];
  const settled = walkBack(context.module, context.fn, context.at, (stmt) => takeColumn(t, stmt, path, name, context, sides, found));
  if (settled) return found;
  const rest = beyondScope(t, path, expr, name, context, sides);
  return found.length > 0 && rest.every((each) => 'outside' in each && each.outside.place === null) ? found : union([found, rest]);
}

/** What the scope itself does not make: what callers give, outer scopes, other modules. */
function beyondScope(t: Tracing, path: string, expr: Expr, name: string, context: Context, sides: Side[]): readonly Found[] {
  const { fn, module } = context;
  const param = fn?.params.find((each) => each.name === path);
  if (fn !== null && param !== undefined) {
    const bound = context.bindings?.get(path);
    if (bound !== undefined) return t.lookup(bound.expr, name, bound.context, sides);
    const owner = param.annotation === null ? (path === 'self' ? ownerClass(context) : null) : annotatedClass(t, param.annotation, module);
    const field = owner === null ? null : fieldOf(t, owner, name);
    const declared = field === null ? null : declaredField(field, name);
    if (context.bindings !== null) return [declared ?? outsideOf(context, expr)];
    const called = t.callersOf(module, fn).map((caller) => {
      const given = caller.bindings.get(path);
      return given === undefined ? [] : t.lookup(given.expr, name, given.context, sides);
    });
    const all = union(called);
    if (declared !== null && !all.some((each) => 'node' in each)) return [declared];
    return all.length > 0 ? all : [{ outside: parameterSource(context, path) }];
  }
  if (fn !== null && /^(?:self|cls)\./.test(path)) {
    const inClass = meaningsOf(t, path, context).flatMap((meaning) => (meaning.k === 'value' && !meaning.partial ? [t.lookup(meaning.value, name, meaning.context, sides)] : []));
    return inClass.length > 0 ? union(inClass) : [outsideOf(context, expr)];
  }
  if (fn !== null) {
    const outer = module.ownerOf(fn, 'function');
    return lookupByName(t, path, expr, name, { ...contextAt(module, null, outer?.k === 'function' ? outer : null), depth: context.depth }, sides);
  }
  const elsewhere = meaningsOf(t, path, context).flatMap((meaning) => (meaning.k === 'value' && meaning.context.module !== module ? [lookupByName(t, path.slice(path.lastIndexOf('.') + 1), meaning.value, name, contextAt(meaning.context.module, null, null), sides)] : []));
  return elsewhere.length > 0 ? union(elsewhere) : [outsideOf(context, expr)];
}

/** What a request or record brings is known by the line that declares it. */
function declaredField({ module, of, field }: NonNullable<ReturnType<typeof fieldOf>>, name: string): Found {
  return { outside: { source: `${module.root}:${module.file}:${of.start}`, place: module.place(field, name, 'schema-field', of.name), reason: null } };
}

/** All parameters that bring columns from nobody knows where are one source per file and name: the same frame goes from function to function. */
function parameterSource(context: Context, path: string): Outside {
  return { source: `${context.module.root}:${context.module.file}:${path}`, place: null, reason: null };
}

function ownerClass(context: Context): { readonly module: Context['module']; readonly of: NonNullable<ReturnType<Context['module']['classOf']>> } | null {
  const of = context.fn === null ? null : context.module.classOf(context.fn);
  return of === null ? null : { module: context.module, of };
}

/** What one statement does to the column; true where what stood before is gone. */
function takeColumn(t: Tracing, stmt: Stmt, path: string, name: string, context: Context, sides: Side[], found: Found[]): boolean {
  const at: Context = { ...context, at: stmt };
  if (stmt.k === 'assign' && stmt.value !== null) {
    const { value } = stmt;
    for (const whole of stmt.targets) {
      for (const { target, value: given } of unpack(whole, value)) {
        if (pathOf(target) === path) {
          if (stmt.augmented) continue;
          found.push(...t.lookup(given, name, at, sides));
          return true;
        }
        const site = columnSite(t, target, path, name, at);
        if (site === null) continue;
        // `x += 1` and a masked assignment keep what was there.
        const keeps = stmt.augmented || site.masks.length > 0;
        found.push(makeColumn(t, name, site.key, site.how, given, site.context, { also: site.masks, prior: stmt.augmented ? { expr: baseOf(target), context: at } : null }));
        if (!keeps) return true;
      }
      if (whole.k === 'attr' && whole.name === 'columns' && pathOf(whole.of) === path) {
        const texts = stringsOf(t, value, at);
        if (texts === null) continue;
        if (texts.includes(name)) found.push(makeColumn(t, name, value, 'rename', value, at, { reason: 'the columns are renamed by their order' }));
        return true;
      }
    }
  }
  if (stmt.k === 'loop' && stmt.target !== null && stmt.iter !== null && namesOf(stmt.target).includes(path)) {
    found.push(...t.lookup(stmt.iter, name, at, sides));
    return true;
  }
  if (stmt.k === 'with') {
    const item = stmt.items.find(({ target }) => target !== null && pathOf(target) === path);
    if (item !== undefined) {
      found.push(...t.lookup(item.value, name, at, sides));
      return true;
    }
  }
  for (const expr of expressionsOf(stmt)) for (const call of callsIn(expr)) if (takeCall(t, call, stmt, path, name, at, sides, found)) return true;
  return false;
}

function baseOf(target: Expr): Expr {
  return target.k === 'sub' || (target.k === 'attr' && views.test(target.name)) ? baseOf(target.of) : target.k === 'attr' ? target.of : target;
}

interface Site {
  readonly key: Expr;
  readonly how: 'column-assignment' | 'attribute-assignment';
  readonly masks: readonly Expr[];
  readonly context: Context;
}

/** `df["x"]`, `df.loc[mask, "x"]`, `df.x`, `df[["x", "y"]]`, `df["x"][mask]` as a target of an assignment. */
export function columnSite(t: Tracing, target: Expr, path: string, name: string, context: Context): Site | null {
  if (target.k === 'attr') return target.name === name && pathOf(target.of) === path ? { key: target, how: 'attribute-assignment', masks: [], context } : null;
  if (target.k !== 'sub') return null;
  const viaView = target.of.k === 'attr' && views.test(target.of.name);
  const owner = target.of.k === 'attr' && viaView ? target.of.of : target.of;
  if (pathOf(owner) === path) {
    const keys = viaView ? target.index.slice(1) : target.index;
    for (const key of keys) {
      const match = matchKey(t, key, name, context);
      if (match === null) continue;
      const [rows] = viaView ? target.index : [];
      const masks = rows === undefined || rows.k === 'literal' || isWholeSlice(rows) ? [] : [rows];
      return { key, how: 'column-assignment', masks, context: match.context };
    }
    return null;
  }
  const inner = columnSite(t, owner, path, name, context);
  return inner === null ? null : { ...inner, masks: [...inner.masks, ...target.index] };
}

function isWholeSlice(expr: Expr): boolean {
  return expr.k === 'op' && expr.op === 'slice' && expr.parts.length === 0;
}

/** Calls that change the frame in place: methods that do, and functions of the workspace that are given it. */
function takeCall(t: Tracing, call: ExprOf<'call'>, stmt: Stmt, path: string, name: string, at: Context, sides: Side[], found: Found[]): boolean {
  const receiver = call.fn.k === 'attr' ? pathOf(call.fn.of) : null;
  if (receiver === path && stmt.k === 'expr') {
    const inPlace = argument(call, 'inplace');
    const method = calleeOf(call);
    if ((inPlace !== null && at.module.slice(inPlace) === 'True') || /^(?:insert|update|setdefault|__setitem__)$/.test(method)) {
      const own: Found[] = [...lookupInCall(t, call, name, at, sides, true)];
      if (own.some((each) => 'node' in each)) {
        found.push(...own);
        return true;
      }
    }
  }
  if (!call.args.some(({ value }) => pathOf(value) === path)) return false;
  const callee = t.resolve(call.fn, at);
  if (callee === null || 'of' in callee) return false;
  const inside = enter(callee, call, at);
  if (inside === null) return false;
  const param = [...(inside.bindings ?? [])].find(([, { expr }]) => pathOf(expr) === path)?.[0];
  if (param === undefined) return false;
  const own: Found[] = [];
  let settled = false;
  walkBack(callee.module, callee.fn, null, (inner) => {
    if (inner.k === 'assign' && inner.targets.some((target) => pathOf(target) === param)) {
      // From here on it was another object.
      own.length = 0;
      settled = false;
      return false;
    }
    settled = takeColumn(t, inner, param, name, inside, sides, own) || settled;
    return settled;
  });
  found.push(...own);
  return settled;
}
