import { type Callee, type CalledClass, type Closure, type Context, contextAt, type Tracing } from '../context';
import type { ClassStmt, Expr, ExprOf } from './ast';
import { meaningsOf } from './meanings';
import { bindsSelf } from './methods';
import type { PythonModule } from './module';
import { bindArguments, pathOf, returnsOf } from './names';

/** The function or class of the workspace that an expression names; null for what is outside or cannot be told. */
export function resolveCallee(t: Tracing, callee: Expr, context: Context, depth = 0): Callee | CalledClass | null {
  if (depth > 6 || !t.step()) return null;
  const path = pathOf(callee);
  if (path !== null && !context.locals.has(path.split('.')[0] ?? '')) {
    for (const meaning of meaningsOf(t, path, context)) {
      if (meaning.k === 'function') return { module: meaning.module, fn: meaning.fn, self: null };
      if (meaning.k === 'class') return { module: meaning.module, of: meaning.of };
      if (meaning.k === 'imported') return null;
      // `fn = partial(helper, …)` and aliases.
      if (meaning.k === 'value' && !meaning.partial && pathOf(meaning.value) !== null) return resolveCallee(t, meaning.value, meaning.context, depth + 1);
      if (meaning.k === 'parameter' && meaning.bound !== null) return resolveCallee(t, meaning.bound.expr, meaning.bound.context, depth + 1);
      if (callee.k === 'name') return null;
    }
  }
  if (callee.k !== 'attr') return null;
  const owner = classOf(t, callee.of, context, depth + 1);
  if (owner === null) return null;
  const fn = methodOf(t, owner, callee.name);
  if (fn === null) return null;
  return { module: fn.module, fn: fn.fn, self: bindsSelf(fn.fn) ? { expr: callee.of, context } : null };
}

function methodOf(t: Tracing, owner: CalledClass, name: string, depth = 0): { readonly module: PythonModule; readonly fn: Callee['fn'] } | null {
  const own = owner.module.method(owner.of, name);
  if (own !== null) return { module: owner.module, fn: own };
  if (depth > 4) return null;
  for (const base of owner.of.bases.replace(/[()]/g, '').split(',')) {
    for (const meaning of /^[\s\w.]+$/.test(base) ? meaningsOf(t, base.trim(), contextAt(owner.module, null, null)) : []) {
      const found = meaning.k === 'class' && meaning.of !== owner.of ? methodOf(t, { module: meaning.module, of: meaning.of }, name, depth + 1) : null;
      if (found !== null) return found;
    }
  }
  return null;
}

/** The class of the workspace whose object an expression is. */
export function classOf(t: Tracing, expr: Expr, context: Context, depth = 0): CalledClass | null {
  if (depth > 6 || !t.step()) return null;
  if (expr.k === 'call') {
    const callee = resolveCallee(t, expr.fn, context, depth + 1);
    if (callee === null) return null;
    if ('of' in callee) return callee;
    for (const { value, stmt } of returnsOf(callee.fn)) {
      const found = value.k === 'call' ? classOf(t, value, contextAt(callee.module, stmt, callee.fn), depth + 1) : null;
      if (found !== null) return found;
    }
    return null;
  }
  const path = pathOf(expr);
  if (path === null) return null;
  const local = context.locals.get(path);
  if (local !== undefined) return local === null ? null : classOf(t, local.expr, local.context, depth + 1);
  if ((path === 'self' || path === 'cls') && context.fn !== null) {
    const of = context.module.classOf(context.fn);
    return of === null ? null : { module: context.module, of };
  }
  for (const meaning of meaningsOf(t, path, context)) {
    if (meaning.k === 'value' && !meaning.partial) {
      const found = classOf(t, meaning.value, meaning.context, depth + 1);
      if (found !== null) return found;
    } else if (meaning.k === 'parameter') {
      const bound = meaning.bound === null ? null : classOf(t, meaning.bound.expr, meaning.bound.context, depth + 1);
      const found = bound ?? (meaning.param.annotation === null ? null : annotatedClass(t, meaning.param.annotation, meaning.module));
      if (found !== null) return found;
    }
  }
  return null;
}

/** The class of the workspace that an annotation names: `Request`, `Optional[Request]`, `schema.Request`, `"Request"`. */
export function annotatedClass(t: Tracing, annotation: string, module: PythonModule): CalledClass | null {
  for (const [name] of annotation.slice(0, 200).matchAll(/[\p{L}_][\p{L}\p{N}_.]*/gu)) {
    if (!/(?:^|\.)_*\p{Lu}/u.test(name)) continue;
    for (const meaning of meaningsOf(t, name, contextAt(module, null, null))) if (meaning.k === 'class') return { module: meaning.module, of: meaning.of };
  }
  return null;
}

/** Where a class declares a field, its bases included. */
export function fieldOf(t: Tracing, owner: CalledClass, name: string, depth = 0): { readonly module: PythonModule; readonly of: ClassStmt; readonly field: Expr; readonly value: Expr | null } | null {
  for (const stmt of owner.of.body) {
    if (stmt.k !== 'assign') continue;
    const field = stmt.targets.find((target) => target.k === 'name' && target.id === name);
    if (field !== undefined && (stmt.annotation !== null || stmt.value !== null)) return { module: owner.module, of: owner.of, field, value: stmt.value };
  }
  if (depth > 4) return null;
  for (const base of owner.of.bases.replace(/[()]/g, '').split(',')) {
    if (!/^[\s\w.]+$/.test(base) || base.trim() === '') continue;
    for (const meaning of meaningsOf(t, base.trim(), contextAt(owner.module, null, null))) {
      const found = meaning.k === 'class' && meaning.of !== owner.of ? fieldOf(t, { module: meaning.module, of: meaning.of }, name, depth + 1) : null;
      if (found !== null) return found;
    }
  }
  return null;
}

/** The context inside a called function, its parameters bound to what the call gives. Null when calls nest too deep or in a circle. */
export function enter(callee: Callee, call: ExprOf<'call'>, context: Context, first: Closure | null = null): Context | null {
  const mark = `${callee.module.file}@${callee.fn.start}<${call.start}`;
  if (context.depth >= 8 || context.calls.split('|').includes(mark)) return null;
  const shift = callee.self === null ? 0 : 1;
  const bindings = new Map<string, Closure>();
  const [self] = callee.fn.params;
  if (callee.self !== null && self !== undefined) bindings.set(self.name, callee.self);
  const lead = callee.fn.params[shift];
  if (first !== null && lead !== undefined) bindings.set(lead.name, first);
  for (const [name, expr] of bindArguments(callee.fn.params, call, shift + (first === null ? 0 : 1))) bindings.set(name, { expr, context });
  return { ...contextAt(callee.module, null, callee.fn), bindings, calls: `${context.calls}|${mark}`, depth: context.depth + 1, frame: context.frame };
}
