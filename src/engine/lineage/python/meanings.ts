import { type Closure, type Context, contextAt, noLocals, type Tracing } from '../context';
import type { Span } from '../../code/outline';
import type { ClassStmt, Expr, FunctionStmt, Param, Stmt } from './ast';
import { bindsSelf } from './methods';
import type { PythonModule } from './module';
import { calleeOf, pathOf, positional, unpack } from './names';
import { walkBack } from './walkBack';

/** What a name can mean where it is read. */
export type Meaning =
  /** Assigned; `partial` where it only adds to what was there: `x += 1`, `x[i] = 1`, `x.append(1)`. */
  | { readonly k: 'value'; readonly value: Expr; readonly context: Context; readonly span: Span; readonly partial: boolean }
  /** One item of what a loop goes over. */
  | { readonly k: 'turn'; readonly target: Expr; readonly iter: Expr; readonly context: Context; readonly span: Span }
  | { readonly k: 'parameter'; readonly module: PythonModule; readonly fn: FunctionStmt; readonly param: Param; readonly bound: Closure | null; readonly context: Context }
  | { readonly k: 'function'; readonly module: PythonModule; readonly fn: FunctionStmt }
  | { readonly k: 'class'; readonly module: PythonModule; readonly of: ClassStmt }
  /** Imported from what is not in the workspace, or a whole module. */
  | { readonly k: 'imported'; readonly from: string };

const growing = /^(?:append|extend|add|update|insert|appendleft|extendleft|setdefault)$/;

/** All that the name `path` (`x`, `self.x`) can mean at the context, the last assignment first. Empty for what is built in or unknown. */
export function meaningsOf(t: Tracing, path: string, context: Context, depth = 0): readonly Meaning[] {
  if (depth > 8 || !t.step()) return [];
  const found: Meaning[] = [];
  const settled = walkBack(context.module, context.fn, context.at, (stmt) => take(stmt, path, context, found));
  if (settled) return found;
  const { fn, module } = context;
  if (fn !== null) {
    const param = fn.params.find(({ name }) => name === path);
    if (param !== undefined) return [...found, { k: 'parameter', module, fn, param, bound: boundOf(param, context), context }];
    if (/^(?:self|cls)\./.test(path)) return [...found, ...ofSelf(path, context)];
    const outer = module.ownerOf(fn, 'function');
    return [...found, ...meaningsOf(t, path, { ...contextAt(module, null, outer?.k === 'function' ? outer : null), depth: context.depth }, depth + 1)];
  }
  if (found.length > 0 && context.at === null) return found;
  // At module level a function further down sees what is assigned later.
  return [...found, ...importsOf(t, path, module, depth), ...classConstant(path, module)];
}

function take(stmt: Stmt, path: string, context: Context, found: Meaning[]): boolean {
  const at = (): Context => ({ ...context, at: stmt });
  switch (stmt.k) {
    case 'assign': {
      if (stmt.value === null) return false;
      let settled = false;
      for (const whole of stmt.targets) {
        for (const { target, value } of unpack(whole, stmt.value)) {
          if (pathOf(target) === path) {
            found.push({ k: 'value', value, context: at(), span: target, partial: stmt.augmented });
            settled ||= !stmt.augmented;
          } else if (basePath(target) === path) found.push({ k: 'value', value, context: at(), span: target, partial: true });
        }
      }
      return settled;
    }
    case 'expr':
      if (stmt.value.k === 'call' && stmt.value.fn.k === 'attr' && growing.test(calleeOf(stmt.value)) && pathOf(stmt.value.fn.of) === path) {
        for (const value of [...positional(stmt.value), ...stmt.value.args.flatMap((arg) => (arg.name === null ? [] : [arg.value]))]) found.push({ k: 'value', value, context: at(), span: stmt.value, partial: true });
      }
      return false;
    case 'loop': {
      const { target, iter } = stmt;
      if (target === null || iter === null || !namesOf(target).includes(path)) return false;
      found.push({ k: 'turn', target, iter, context: at(), span: target });
      return true;
    }
    case 'with': {
      const item = stmt.items.find(({ target }) => target !== null && pathOf(target) === path);
      if (item === undefined) return false;
      found.push({ k: 'value', value: item.value, context: at(), span: item.value, partial: false });
      return true;
    }
    case 'function':
      if (stmt.name !== path) return false;
      found.push({ k: 'function', module: context.module, fn: stmt });
      return true;
    case 'class':
      if (stmt.name !== path) return false;
      found.push({ k: 'class', module: context.module, of: stmt });
      return true;
    default:
      return false;
  }
}

export function namesOf(target: Expr): readonly string[] {
  if (target.k === 'name') return [target.id];
  return target.k === 'list' ? target.items.flatMap(namesOf) : [];
}

/** `x` of `x[i]`, `x[i][j]`, `x.loc[i]`. */
function basePath(target: Expr): string | null {
  if (target.k !== 'sub') return null;
  const inner = target.of.k === 'attr' && /^(?:loc|iloc|at|iat|values)$/.test(target.of.name) ? target.of.of : target.of;
  return pathOf(inner) ?? basePath(inner);
}

function boundOf(param: Param, context: Context): Closure | null {
  const bound = context.bindings?.get(param.name);
  if (bound !== undefined) return bound;
  if (context.bindings === null || param.initial === null) return null;
  return { expr: param.initial, context: { ...contextAt(context.module, context.fn, null), depth: context.depth } };
}

/** What the methods of the class assign to an attribute of the object, and what the class itself gives it. */
function ofSelf(path: string, context: Context): readonly Meaning[] {
  const { module, fn } = context;
  const owner = fn === null ? null : module.classOf(fn);
  if (owner === null) return [];
  const found: Meaning[] = [];
  for (const stmt of owner.body) {
    if (stmt.k !== 'function' || stmt === fn || !bindsSelf(stmt)) continue;
    const own: Meaning[] = [];
    walkBack(module, stmt, null, (inner) => take(inner, path, { ...contextAt(module, null, stmt), calls: context.calls, depth: context.depth }, own));
    found.push(...own);
  }
  const field = path.slice(path.indexOf('.') + 1);
  for (const stmt of owner.body) if (stmt.k === 'assign' && stmt.value !== null && stmt.targets.some((target) => pathOf(target) === field)) found.push({ k: 'value', value: stmt.value, context: contextAt(module, stmt, null), span: stmt, partial: false });
  return found;
}

function importsOf(t: Tracing, path: string, module: PythonModule, depth: number): readonly Meaning[] {
  const segments = path.split('.');
  for (let cut = segments.length; cut >= 1; cut--) {
    const local = segments.slice(0, cut).join('.');
    const imported = module.imports.byLocalName.get(local);
    if (imported === undefined) continue;
    const rest = segments.slice(cut);
    const names = imported.name === null ? rest : [imported.name, ...rest];
    if (names.length === 0) return [{ k: 'imported', from: imported.module }];
    for (const target of t.moduleFor(imported.module, module)) {
      const found = ofModule(t, names.join('.'), target, depth);
      if (found.length > 0) return found;
    }
    if (imported.name !== null && rest.length > 0) {
      const inner = `${imported.module}${imported.module.endsWith('.') ? '' : '.'}${imported.name}`;
      for (const target of t.moduleFor(inner, module)) {
        const found = ofModule(t, rest.join('.'), target, depth);
        if (found.length > 0) return found;
      }
    }
    return [{ k: 'imported', from: imported.module }];
  }
  for (const starred of module.imports.starred) {
    for (const target of t.moduleFor(starred, module)) {
      const found = ofModule(t, path, target, depth);
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** What a name of a module is at its end; `Class.CONSTANT` too. */
function ofModule(t: Tracing, path: string, module: PythonModule, depth: number): readonly Meaning[] {
  return meaningsOf(t, path, contextAt(module, null, null), depth + 1).filter((meaning) => meaning.k !== 'imported');
}

function classConstant(path: string, module: PythonModule): readonly Meaning[] {
  const [first = '', second = ''] = path.split('.');
  const of = module.classes.get(first);
  return (of?.body ?? []).flatMap((stmt): readonly Meaning[] =>
    stmt.k === 'assign' && stmt.value !== null && stmt.targets.some((target) => pathOf(target) === second) ? [{ k: 'value', value: stmt.value, context: { ...contextAt(module, stmt, null), locals: noLocals }, span: stmt, partial: false }] : [],
  );
}
