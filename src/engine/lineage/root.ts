import type { CodePlace } from '../../core/code/place';
import { isTemplate } from '../../core/code/nameKey';
import { type Closure, type Context, contextAt, type Found, type Tracing, withLocals } from './context';
import { nodeId } from './graphBuilder';
import type { ClassStmt, Expr, ExprOf, FunctionStmt, Stmt } from './python/ast';
import { boundClauses } from './python/found';
import { flowChoice } from './python/fixed';
import { lookupInCall } from './python/frameCalls';
import { columnSite } from './python/frames';
import { makeColumn } from './python/makeColumn';
import { appliers } from './python/methods';
import type { PythonModule } from './python/module';
import { calleeOf, expressionsOf, partsOf, pathOf, positional, returnsOf, unpack } from './python/names';
import { matchKey } from './python/strings';
import { bindTemplateAt, dummiesAt } from './python/templates';

const frameCalls = /^(?:assign|with_columns|with_columns_seq|withColumns|withColumn|select|select_seq|selectExpr|agg|aggregate|filter|mutate)$/;

/** The node of what is defined at a place; null where the place cannot be made out. `names` are the names that the feature can have there, the likeliest first. */
export function rootAt(t: Tracing, module: PythonModule, place: CodePlace, names: readonly string[]): string | null {
  const offset = module.offsetOf(place);
  if (offset === null) return null;
  const own = isTemplate(place.feature) ? names : [place.feature];
  let stmt: Stmt | null = null;
  for (const each of module.statements) if (holds(each, offset)) stmt = each;
  if (stmt === null) return null;
  if (stmt.k === 'function') return place.how === 'function' ? functionRoot(t, module, stmt, place) : null;
  const owner = module.ownerOf(stmt, 'function');
  const context = contextAt(module, stmt, owner?.k === 'function' ? owner : null);
  for (const name of own) {
    const bound = isTemplate(place.feature) ? (bindTemplateAt(t, expressionsOf(stmt), offset, name, context) ?? context) : context;
    const found = assignedAt(t, stmt, name, offset, place, bound) ?? definedIn(t, expressionsOf(stmt), name, offset, bound);
    if (found !== null && 'node' in found) return found.node;
  }
  const of = module.positionOf(stmt)?.owner;
  return of?.k === 'class' && own[0] !== undefined ? fieldRoot(t, module, of, own[0], place) : null;
}

function holds({ start, end }: { readonly start: number; readonly end: number }, offset: number): boolean {
  return start <= offset && offset < Math.max(end, start + 1);
}

function assignedAt(t: Tracing, stmt: Stmt, name: string, offset: number, place: CodePlace, context: Context): Found | null {
  if (stmt.k !== 'assign' || stmt.value === null) return null;
  for (const whole of stmt.targets) {
    for (const { target, value } of unpack(whole, stmt.value)) {
      if (!holds(target, offset)) continue;
      const path = pathOf(target);
      if (place.how === 'variable-assignment' || place.how === 'local-variable') return path === null ? null : variableRoot(t, path, target, value, name, place, context);
      const base = target.k === 'attr' ? pathOf(target.of) : baseOf(target);
      const site = base === null ? null : columnSite(t, target, base, name, context);
      if (site !== null && base !== null) return makeColumn(t, name, site.key, site.how, value, site.context, { also: site.masks, prior: stmt.augmented ? { expr: nameOf(target), context } : null });
    }
  }
  return null;
}

function baseOf(target: Expr): string | null {
  return target.k === 'sub' ? (pathOf(target.of.k === 'attr' && /^(?:loc|at)$/.test(target.of.name) ? target.of.of : target.of) ?? baseOf(target.of)) : null;
}

function nameOf(target: Expr): Expr {
  if (target.k === 'sub') return nameOf(target.of);
  return target.k === 'attr' ? target.of : target;
}

function variableRoot(t: Tracing, path: string, target: Expr, value: Expr, name: string, place: CodePlace, context: Context): Found {
  const id = nodeId('variable', context.module, target.start, path);
  t.graph.node(id, { kind: 'variable', name, place, made: true }, () => t.flow(value, context, { to: id, how: 'compute' }));
  return { node: id };
}

function functionRoot(t: Tracing, module: PythonModule, fn: FunctionStmt, place: CodePlace): string {
  const id = nodeId('function', module, fn.at.start, fn.name);
  t.graph.node(id, { kind: 'function', name: place.feature, place, made: true }, () => {
    for (const { value, stmt } of returnsOf(fn)) {
      t.flow(value, contextAt(module, stmt, fn), { to: id, how: 'compute' });
      flowChoice(t, module, value, stmt, contextAt(module, stmt, fn), { to: id, how: 'compute' });
    }
  });
  return id;
}

/** A field of a schema: what is given for it where the class is made; else it comes from outside. */
function fieldRoot(t: Tracing, module: PythonModule, of: ClassStmt, name: string, place: CodePlace): string {
  for (const caller of t.callersOf(module, of)) {
    const given = caller.bindings.get(name);
    const arg = caller.call.k === 'call' ? caller.call.args.find((each) => each.name === name) : undefined;
    if (given === undefined || arg === undefined) continue;
    const found = makeColumn(t, name, arg.at, 'constructor-keyword', given.expr, given.context);
    if ('node' in found) return found.node;
  }
  const id = nodeId('column', module, place.line, name);
  t.graph.node(id, { kind: 'column', name, place, made: false, reason: `${of.name} declares it; no code of the workspace gives its value` });
  return id;
}

/** The construct around the offset that makes the column. */
function definedIn(t: Tracing, exprs: readonly Expr[], name: string, offset: number, context: Context): Found | null {
  for (const expr of exprs) {
    if (!holds(expr, offset)) continue;
    return definedAt(t, expr, name, offset, context);
  }
  return null;
}

function definedAt(t: Tracing, expr: Expr, name: string, offset: number, context: Context): Found | null {
  const again = (inner: Expr, at: Context = context): Found | null => (holds(inner, offset) ? definedAt(t, inner, name, offset, at) : null);
  switch (expr.k) {
    case 'call':
      return definedByCall(t, expr, name, offset, context);
    case 'dict':
      for (const { key, value } of expr.entries) {
        if (key !== null && holds(key, offset)) {
          const match = matchKey(t, key, name, context);
          return match === null ? null : makeColumn(t, name, key, 'dict-item', value, match.context);
        }
        const found = again(value);
        if (found !== null) return found;
      }
      return null;
    case 'comp': {
      const bound = boundClauses(expr, context);
      if (expr.key !== null && holds(expr.key, offset)) {
        const match = matchKey(t, expr.key, name, bound);
        return match === null ? null : makeColumn(t, name, expr.key, 'dict-item', expr.body, match.context);
      }
      return again(expr.body, bound);
    }
    case 'lambda':
      return again(expr.body, withLocals(context, expr.params.filter((param) => !context.locals.has(param.name)).map((param) => [param.name, null] as const)));
    default:
      for (const part of partsOf(expr)) {
        const found = again(part);
        if (found !== null) return found;
      }
      return null;
  }
}

function definedByCall(t: Tracing, call: ExprOf<'call'>, name: string, offset: number, context: Context): Found | null {
  const method = calleeOf(call);
  const receiver = call.fn.k === 'attr' ? call.fn.of : null;
  const frame: Closure | null = receiver === null ? context.frame : { expr: receiver, context };
  const inside: Context = frameCalls.test(method) ? { ...context, frame } : context;
  const args = positional(call);
  const at = args.findIndex((arg) => holds(arg, offset));
  const [first, second, third] = args;
  if (receiver !== null && holds(call.fn, offset)) return definedAt(t, receiver, name, offset, context);
  const dummies = dummiesAt(call, offset);
  if (dummies !== null) return makeColumn(t, name, dummies.span, 'column-assignment', dummies.value, context, { how: 'compute' });
  const keyword = call.args.find((arg) => arg.name !== null && holds(arg.at, offset));
  if (keyword !== undefined && frameCalls.test(method)) return made(lookupInCall(t, call, name, context, []));
  if (keyword !== undefined) return makeColumn(t, name, keyword.at, 'constructor-keyword', keyword.value, context);
  if (at === 0 && first !== undefined && receiver !== null && /^(?:alias|label)$/.test(method)) {
    const match = matchKey(t, first, name, context);
    return match === null ? null : makeColumn(t, name, first, 'with-columns-alias', receiver, match.context);
  }
  if (at === 0 && first?.k === 'str' && method === 'Series' && second !== undefined) return makeColumn(t, name, first, 'frame-column', second, context);
  if (at === 0 && first?.k === 'str' && receiver !== null && method === 'rename' && args.length === 1) return makeColumn(t, name, first, 'rename', receiver, context);
  if (at === 1 && second !== undefined && third !== undefined && method === 'setattr') return makeColumn(t, name, second, 'attribute-assignment', third, context);
  if (receiver !== null && /^(?:withColumn|withColumnRenamed|rename|withColumnsRenamed|with_columns_renamed|insert|eval|update)$/.test(method)) {
    const found = made(lookupInCall(t, call, name, context, [], true));
    if (found !== null) return found;
  }
  const named = call.args.find((arg) => arg.name === 'name' && holds(arg.value, offset));
  if (named !== undefined && /^(?:Series|Index)$/.test(method) && first !== undefined) return makeColumn(t, name, named.value, 'frame-column', first, context);
  for (const { value } of call.args) {
    if (!holds(value, offset)) continue;
    if (value.k === 'lambda' && receiver !== null && appliers.test(method)) {
      const [param] = value.params;
      return definedAt(t, value.body, name, offset, param === undefined ? inside : withLocals(inside, [[param.name, { expr: receiver, context }]]));
    }
    const found = definedAt(t, value, name, offset, inside);
    if (found !== null) return found;
    // A name in a text: SQL, or a column of `selectExpr`.
    if (value.k === 'str') return made(lookupInCall(t, call, name, context, []));
  }
  return null;
}

function made(found: readonly Found[]): Found | null {
  return found.find((each) => 'node' in each) ?? null;
}
