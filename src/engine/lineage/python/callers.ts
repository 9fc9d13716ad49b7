import { type Caller, type Closure, type Context, contextAt, type Tracing, withLocals } from '../context';
import type { ClassStmt, Expr, ExprOf, FunctionStmt, Stmt } from './ast';
import { appliers, bindsSelf } from './methods';
import type { PythonModule } from './module';
import { bindArguments, calleeOf, expressionsOf, partsOf, pathOf, unpack } from './names';

interface Site {
  readonly call: ExprOf<'call'>;
  readonly stmt: Stmt;
  /** Lambdas and comprehensions around it, with the call that a lambda is handed to. */
  readonly around: readonly { readonly expr: ExprOf<'lambda'> | ExprOf<'comp'>; readonly given: ExprOf<'call'> | null }[];
}

const sitesOf = new WeakMap<PythonModule, ReadonlyMap<string, readonly Site[]>>();

/** All calls of a module by the last part of what is called, and by functions that are handed on as an argument. */
function sitesIn(module: PythonModule): ReadonlyMap<string, readonly Site[]> {
  const known = sitesOf.get(module);
  if (known !== undefined) return known;
  const sites = new Map<string, Site[]>();
  const add = (name: string, site: Site): void => {
    const list = sites.get(name);
    if (list === undefined) sites.set(name, [site]);
    else list.push(site);
  };
  const visit = (expr: Expr, stmt: Stmt, around: Site['around'], inside: ExprOf<'call'> | null): void => {
    if (expr.k === 'call') {
      add(calleeOf(expr), { call: expr, stmt, around });
      for (const { value } of expr.args) {
        const path = value.k === 'name' || value.k === 'attr' ? pathOf(value) : null;
        if (path !== null) add(path.slice(path.lastIndexOf('.') + 1), { call: expr, stmt, around });
      }
      visit(expr.fn, stmt, around, null);
      for (const { value } of expr.args) visit(value, stmt, around, expr);
      return;
    }
    const inner = expr.k === 'lambda' || expr.k === 'comp' ? [...around, { expr, given: expr.k === 'lambda' ? inside : null }] : around;
    for (const part of partsOf(expr)) visit(part, stmt, inner, null);
  };
  for (const stmt of module.statements) for (const expr of expressionsOf(stmt)) visit(expr, stmt, [], null);
  sitesOf.set(module, sites);
  return sites;
}

/** Where a module calls the function, and what it gives for its parameters. */
export function callersIn(t: Tracing, module: PythonModule, owner: PythonModule, fn: FunctionStmt | ClassStmt): readonly Caller[] {
  const found: Caller[] = [];
  for (const site of sitesIn(module).get(fn.name) ?? []) {
    const scope = module.ownerOf(site.stmt, 'function');
    const context = contextOf(site, contextAt(module, site.stmt, scope?.k === 'function' ? scope : null));
    const { call } = site;
    const handed = calleeOf(call) !== fn.name ? call.args.find(({ value }) => lastOf(value) === fn.name) : undefined;
    const callee = t.resolve(handed?.value ?? call.fn, context);
    if (callee === null || callee.module !== owner || ('fn' in callee ? callee.fn : callee.of) !== fn) continue;
    if (fn.k === 'class') {
      found.push({ context, call, bindings: new Map(call.args.flatMap(({ name, value }) => (name === null ? [] : [[name, { expr: value, context }] as const]))) });
      continue;
    }
    const shift = 'fn' in callee && callee.self !== null ? 1 : owner.classOf(fn) !== null && bindsSelf(fn) && call.fn.k === 'attr' ? 1 : 0;
    const bindings = new Map<string, Closure>();
    if (handed === undefined) for (const [name, expr] of bindArguments(fn.params, call, shift)) bindings.set(name, { expr, context });
    else if (call.fn.k === 'attr' && appliers.test(calleeOf(call))) {
      const lead = fn.params[shift];
      if (lead !== undefined) bindings.set(lead.name, { expr: call.fn.of, context });
      const rest: ExprOf<'call'> = { ...call, args: call.args.filter((arg) => arg !== handed && arg.name !== 'axis') };
      for (const [name, expr] of bindArguments(fn.params, rest, shift + 1)) bindings.set(name, { expr, context });
    } else continue;
    found.push({ context, call, bindings });
  }
  return found;
}

function lastOf(expr: Expr): string | null {
  const path = pathOf(expr);
  return path === null ? null : path.slice(path.lastIndexOf('.') + 1);
}

/** The variables of the comprehensions and lambdas around a call. */
function contextOf(site: Site, base: Context): Context {
  let context = base;
  for (const { expr, given } of site.around) {
    const outer = context;
    if (expr.k === 'comp') {
      for (const { target, iter } of expr.clauses) {
        const inner = context;
        context = withLocals(context, unpack(target, iter).flatMap(({ target: each, value }) => (each.k === 'name' ? [[each.id, { expr: value, context: inner, target }] as const] : [])));
      }
      continue;
    }
    const receiver = given !== null && given.fn.k === 'attr' && appliers.test(calleeOf(given)) ? given.fn.of : null;
    context = withLocals(context, expr.params.map(({ name }, i) => [name, i === 0 && receiver !== null ? { expr: receiver, context: outer } : null] as const));
  }
  return context;
}
