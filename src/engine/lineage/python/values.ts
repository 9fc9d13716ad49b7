import { type Context, contextAt, placeIn, type Side, type Sink, type Tracing, withLocals } from '../context';
import { nodeId } from '../graphBuilder';
import type { Expr, ExprOf } from './ast';
import { annotatedClass } from './callees';
import { flowCall, flowGroupKeys } from './calls';
import { flowConstantOf, flowTimePart, isOutsideObject } from './fixed';
import { boundClauses } from './found';
import { valueHow } from './makeColumn';
import { type Meaning, meaningsOf } from './meanings';
import { accessors, groupers, groupKeys, views } from './methods';
import { calleeOf, partsOf, pathOf } from './names';
import { columnWords } from './queryWords';
import { stringsOf } from './strings';

/** Gives the sink an edge from all that the value of an expression is computed from. */
export function flowValue(t: Tracing, expr: Expr, context: Context, sink: Sink): void {
  if (!t.step()) return;
  switch (expr.k) {
    case 'literal':
      return;
    case 'name':
      return flowName(t, expr, expr.id, context, sink);
    case 'attr':
      return flowAttribute(t, expr, context, sink);
    case 'sub':
      return flowSubscript(t, expr, context, sink);
    case 'call':
      return flowCall(t, expr, context, sink);
    case 'comp': {
      const bound = boundClauses(expr, context);
      t.flow(expr.body, bound, sink);
      if (expr.key !== null) t.flow(expr.key, bound, sink);
      for (const test of expr.tests) t.flow(test, bound, { ...sink, how: 'filter' });
      // `[1 for x in xs]` counts them.
      if (expr.body.k === 'literal') for (const { iter } of expr.clauses) t.flow(iter, context, sink);
      return;
    }
    case 'lambda':
      return t.flow(expr.body, withLocals(context, expr.params.map(({ name }) => [name, null] as const)), sink);
    default:
      for (const part of partsOf(expr)) t.flow(part, context, sink);
  }
}

function flowAttribute(t: Tracing, expr: ExprOf<'attr'>, context: Context, sink: Sink): void {
  // `.dt.hour` is the hour of the values, no column.
  if (views.test(expr.name) || (expr.of.k === 'attr' && accessors.test(expr.of.name))) return t.flow(expr.of, context, sink);
  if (expr.of.k === 'call' && groupKeys.test(expr.name) && groupers.test(calleeOf(expr.of))) return flowGroupKeys(t, expr.of, context, sink);
  if (flowTimePart(t, expr, context, sink)) return;
  if (isOutsideObject(t, expr.of, context)) return t.flow(expr.of, context, sink);
  const path = pathOf(expr);
  const base = path?.split('.')[0] ?? '';
  if (path !== null && !context.locals.has(base)) {
    if (base === 'self' || base === 'cls') return flowName(t, expr, path, context, sink);
    const meanings = meaningsOf(t, path, context).filter((each) => each.k !== 'imported');
    if (meanings.length > 0) return flowName(t, expr, path, context, sink);
    const [owner] = meaningsOf(t, base, context);
    // An attribute of a module that is not here: `np.pi`.
    if (owner?.k === 'imported') {
      if (/^(?:np|numpy|math|pd|pl|sys|os|datetime|dt|string|operator)$/.test(base) || context.module.imports.byLocalName.get(base)?.name === null) return;
      return unknown(t, path, `comes from ${owner.from}, which is not in the workspace`, expr, context, sink);
    }
    if (owner?.k === 'class' || owner?.k === 'function') return;
  }
  t.flowColumn({ expr: expr.of, context }, expr.name, placeIn(context, { start: expr.nameStart, end: expr.end }, expr.name, 'attribute'), sink);
}

function flowSubscript(t: Tracing, expr: ExprOf<'sub'>, context: Context, sink: Sink): void {
  const viaView = expr.of.k === 'attr' && /^(?:loc|at)$/.test(expr.of.name);
  const [first, ...rest] = expr.index;
  const keys = viaView && rest.length > 0 ? rest : expr.index;
  const named: string[] = [];
  for (const key of keys) {
    const texts = key.k === 'literal' || key.k === 'op' ? null : stringsOf(t, key, context);
    if (texts !== null) named.push(...texts);
  }
  if (named.length > 0) {
    const [key = expr] = keys;
    if (!viaView && flowConstantOf(t, expr, key, named, context, sink)) return;
    for (const name of named.slice(0, 60)) t.flowColumn({ expr: expr.of, context }, name, placeIn(context, key, name, 'subscript'), sink);
    if (viaView && first !== undefined && rest.length > 0) t.flow(first, context, { ...sink, how: 'filter' });
    return;
  }
  t.flow(expr.of, context, sink);
  for (const key of expr.index) t.flow(key, context, isTest(key) ? { ...sink, how: 'filter' } : sink);
}

/** A comparison, or several put together: it chooses rows. */
function isTest(expr: Expr): boolean {
  return expr.k === 'op' && expr.op === 'test';
}

function flowName(t: Tracing, expr: Expr, path: string, context: Context, sink: Sink): void {
  const local = context.locals.get(path);
  if (local !== undefined) {
    if (local !== null && t.first(`local:${local.context.module.file}:${local.expr.start}:${local.context.calls}:${sink.to}:${sink.how}:${path}`)) t.flow(local.expr, local.context, sink);
    return;
  }
  for (const meaning of meaningsOf(t, path, context)) flowMeaning(t, meaning, expr, path, context, sink);
}

function flowMeaning(t: Tracing, meaning: Meaning, read: Expr, path: string, context: Context, sink: Sink): void {
  switch (meaning.k) {
    case 'value':
      return flowVariable(t, meaning, read, path, context, sink);
    case 'turn':
      if (t.first(`turn:${context.module.file}:${meaning.span.start}:${context.calls}:${sink.to}:${sink.how}`)) t.flow(meaning.iter, meaning.context, sink);
      return;
    case 'parameter':
      return flowParameter(t, meaning, read, context, sink);
    case 'imported':
      if (/^[A-Z]/.test(path)) unknown(t, path, `comes from ${meaning.from}, which is not in the workspace`, read, context, sink);
      return;
    default:
      return;
  }
}

function flowVariable(t: Tracing, meaning: Extract<Meaning, { readonly k: 'value' }>, read: Expr, path: string, context: Context, sink: Sink): void {
  const own = meaning.context;
  const isGlobal = own.fn === null;
  // Inside a helper its variables are its own affair: what goes into them goes into the helper.
  if (!isGlobal && own.depth > 0 && !path.includes('.')) {
    if (t.first(`inline:${own.module.file}:${meaning.span.start}:${own.calls}:${sink.to}:${sink.how}`)) t.flow(meaning.value, own, sink);
    return;
  }
  const id = nodeId('variable', own.module, meaning.span.start, path);
  const isConstant = isGlobal && (meaning.value.k === 'literal' || meaning.value.k === 'str' || /^_*\p{Lu}[\p{Lu}\p{N}_]*$/u.test(path.slice(path.lastIndexOf('.') + 1)));
  const place = placeIn(own, meaning.span, path, 'variable-assignment');
  const how = valueHow(meaning.value);
  t.graph.node(id, { kind: isConstant ? 'constant' : 'variable', name: path, place, made: true }, () => t.flow(meaning.value, own, { to: id, how }));
  t.graph.edge(id, sink.to, sink.how, placeIn(context, read, path, 'attribute'));
}

function flowParameter(t: Tracing, meaning: Extract<Meaning, { readonly k: 'parameter' }>, read: Expr, context: Context, sink: Sink): void {
  const { fn, param, module, bound } = meaning;
  if (!t.first(`parameter:${module.file}:${param.start}:${context.calls}:${sink.to}:${sink.how}`)) return;
  if (bound !== null) return t.flow(bound.expr, bound.context, sink);
  if (meaning.context.bindings !== null || param.name === 'self' || param.name === 'cls') return;
  const callers = t.callersOf(module, fn);
  const given = callers.flatMap((caller) => caller.bindings.get(param.name) ?? []);
  for (const { expr, context: at } of given) t.flow(expr, at, sink);
  if (given.length > 0) return;
  const place = module.place(param, param.name, 'variable-assignment', module.symbolOf(fn));
  if (param.initial !== null && (callers.length > 0 || param.annotation === null)) {
    const id = nodeId('parameter', module, param.start, param.name);
    t.graph.node(id, { kind: 'parameter', name: param.name, place, made: false }, () => param.initial !== null && t.flow(param.initial, contextAt(module, null, null), { to: id, how: 'copy' }));
    return t.graph.edge(id, sink.to, sink.how, placeIn(context, read, param.name, 'attribute'));
  }
  const owner = param.annotation === null ? null : annotatedClass(t, param.annotation, module);
  const id = nodeId('parameter', module, param.start, param.name);
  t.graph.node(id, { kind: 'parameter', name: param.name, place, made: false, reason: owner === null ? null : `a whole ${owner.of.name}` });
  t.graph.edge(id, sink.to, sink.how, placeIn(context, read, param.name, 'attribute'));
}

/** A node that says where the code cannot be followed. */
export function unknown(t: Tracing, name: string, reason: string, at: Expr, context: Context, sink: Sink): void {
  const id = nodeId('unknown', context.module, at.start, name);
  const place = placeIn(context, at, name, 'attribute');
  t.graph.node(id, { kind: 'unknown', name, place, made: false, reason });
  t.graph.edge(id, sink.to, sink.how, place);
}

/** Keys of groups and merges and conditions on the way of a column. */
export function flowSides(t: Tracing, sides: readonly Side[], sink: Sink): void {
  for (const { how, closure, frame } of sides.slice(0, 6)) {
    const to: Sink = { to: sink.to, how: sink.how === 'filter' ? 'filter' : how };
    const { expr, context } = closure;
    const texts = frame === null || expr.k === 'call' ? null : stringsOf(t, expr, context);
    if (frame === null || texts === null) {
      if (t.first(`side:${context.module.file}:${expr.start}:${context.calls}:${sink.to}:${how}`)) t.flow(expr, context, to);
      continue;
    }
    for (const text of texts.slice(0, 6)) {
      const words = /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(text) ? [text] : columnWords(text);
      for (const word of words.slice(0, 6)) t.flowColumn(frame, word, placeIn(context, expr, word, 'column-reference'), to);
    }
  }
}
