import { type Callee, type Closure, type Context, placeIn, type Sink, type Tracing, withLocals } from '../context';
import { nodeId } from '../graphBuilder';
import type { Expr, ExprOf } from './ast';
import { enter } from './callees';
import { flowChoice } from './fixed';
import { isModule } from './frameCalls';
import { appliers, groupers, groupKeys, readers, sizes } from './methods';
import { argument, calleeOf, pathOf, positional, returnsOf } from './names';
import { columnWords } from './queryWords';
import { flowSqlExpression } from './sqlStrings';
import { stringsOf } from './strings';

/** Functions of polars and Spark that take columns by name: `F.sum("amount")`, `pl.mean("amount")`. */
const byName = /^(?:col|column|sum|mean|avg|min|max|count|countDistinct|approx_count_distinct|first|last|median|std|stddev|stddev_samp|var|variance|n_unique|log|log1p|log2|log10|exp|sqrt|abs|round|coalesce|greatest|least|concat|concat_str|concat_ws|datediff|date_diff|months_between|hour|dayofweek|dayofmonth|dayofyear|quarter|second|last_day|trunc|date_trunc|date_format|month|year|weekofyear|minute|to_date|to_timestamp|unix_timestamp|upper|lower|length|trim|lag|lead|quantile|percentile_approx|sum_horizontal|mean_horizontal|max_horizontal|min_horizontal|any_horizontal|all_horizontal|struct|array|size|explode|collect_list|collect_set|isnull|isnan|nanvl|pow|hash|md5|sha2|cum_sum|cum_count)$/;

/** Gives the sink what the value of a call is computed from. */
export function flowCall(t: Tracing, call: ExprOf<'call'>, context: Context, sink: Sink): void {
  const method = calleeOf(call);
  const receiver = call.fn.k === 'attr' && !isModule(t, call.fn.of, context) ? call.fn.of : null;
  const callee = t.resolve(call.fn, context);
  if (callee !== null && 'fn' in callee) return flowFunction(t, callee, call, context, sink, null);
  const args = positional(call);
  const [first] = args;
  if (receiver === null && byName.test(method) && namesColumns(call, context)) return flowNamed(t, call, method, context, sink);
  if (receiver === null && /^(?:expr|sql_expr|raw_sql)$/.test(method) && first?.k === 'str') return flowSqlExpression(t, first, context.frame, context, sink);
  if (receiver === null && method === 'getattr' && first !== undefined && args[1] !== undefined) return flowKey(t, first, args[1], context, sink);
  if (receiver !== null && /^(?:get|pop|get_column|getItem|getField|field|__getitem__|item)$/.test(method) && first !== undefined && stringsOf(t, first, context) !== null) {
    flowKey(t, receiver, first, context, sink);
    for (const rest of args.slice(1)) t.flow(rest, context, sink);
    return;
  }
  if (receiver !== null && method === 'eval' && first?.k === 'str') {
    for (const word of columnWords(first.value)) t.flowColumn({ expr: receiver, context }, word, placeIn(context, first, word, 'column-reference'), sink);
    for (const [, word = ''] of first.value.matchAll(/@([A-Za-z_]\w*)/g)) t.flow({ k: 'name', id: word, start: first.start, end: first.end }, context, sink);
    return;
  }
  if (receiver?.k === 'call' && groupKeys.test(method) && groupers.test(calleeOf(receiver))) return flowGroupKeys(t, receiver, context, sink);
  if (receiver !== null && appliers.test(method) && flowApplied(t, call, receiver, context, sink)) return;
  if (receiver !== null && /^(?:groupby|group_by|groupBy|over|partition_by|partitionBy|sort_by|orderBy|rolling|resample)$/.test(method)) return flowGrouped(t, call, method, receiver, context, sink);
  if (sizes.test(method) && receiver === null) {
    if (method === 'len' && first !== undefined) t.flow(first, context, sink);
    return;
  }
  if (readers.test(method) && (receiver === null || call.fn.k === 'attr')) return flowReader(t, call, method, context, sink);
  if (call.fn.k !== 'attr' && call.fn.k !== 'name') t.flow(call.fn, context, sink);
  if (receiver !== null) t.flow(receiver, context, sink);
  for (const { value } of call.args) {
    // The text of an argument is an option, not data.
    if (value.k === 'str' && value.fields.length === 0) continue;
    if (value.k === 'lambda' && receiver !== null) {
      const [param] = value.params;
      t.flow(value.body, withLocals(context, param === undefined ? [] : [[param.name, { expr: receiver, context }]]), sink);
    } else t.flow(value, context, sink);
  }
}

/** `pl.col`, `F.col` and bare `col` speak of the frame in whose call they stand; `max(a, b)` of Python does not. */
function namesColumns(call: ExprOf<'call'>, context: Context): boolean {
  if (call.fn.k === 'attr') return /^(?:pl|F|f|fn|sf|sfn|psf|functions|fns|polars|nw|ibis|_|func|T)$/.test(pathOf(call.fn.of) ?? '');
  const imported = call.fn.k === 'name' ? context.module.imports.byLocalName.get(call.fn.id) : undefined;
  return imported !== undefined && /^(?:pyspark\.sql\.functions|polars|pyspark\.sql|snowflake\.snowpark\.functions)$/.test(imported.module);
}

function flowNamed(t: Tracing, call: ExprOf<'call'>, method: string, context: Context, sink: Sink): void {
  const only = context.locals.get(`\0${call.start}`);
  const all = positional(call);
  // The other argument is a format or a unit.
  const named = /^(?:trunc|date_format|to_date|to_timestamp|unix_timestamp)$/.test(method) ? all.slice(0, 1) : method === 'date_trunc' ? all.slice(1) : all;
  for (const arg of named) {
    const texts = only?.expr.k === 'str' ? [only.expr.value] : arg.k === 'call' ? null : stringsOf(t, arg, context);
    if (texts === null) {
      if (/^(?:col|column)$/.test(method) && pathOf(arg) !== null) unknownColumn(t, arg, context, sink);
      else t.flow(arg, context, sink);
      continue;
    }
    for (const text of texts.slice(0, 60)) {
      if (context.frame === null) t.connect(text, [{ outside: { source: `${context.module.root}:${context.module.file}:frame`, place: null, reason: null } }], placeIn(context, arg, text, 'column-reference'), sink);
      else t.flowColumn(context.frame, text, placeIn(context, arg, text, 'column-reference'), sink);
    }
  }
}

/** A column that is read under a name which the code computes. */
export function unknownColumn(t: Tracing, key: Expr, context: Context, sink: Sink): void {
  const name = context.module.slice(key).replace(/\s+/g, ' ').slice(0, 60);
  const id = nodeId('unknown', context.module, key.start, name);
  const place = placeIn(context, key, name, 'column-reference');
  t.graph.node(id, { kind: 'unknown', name, place, made: false, reason: 'a column whose name is only known when the code runs' });
  t.graph.edge(id, sink.to, sink.how, place);
}

function flowKey(t: Tracing, of: Expr, key: Expr, context: Context, sink: Sink): void {
  const texts = stringsOf(t, key, context);
  if (texts === null) {
    t.flow(of, context, sink);
    return t.flow(key, context, sink);
  }
  for (const text of texts.slice(0, 60)) t.flowColumn({ expr: of, context }, text, placeIn(context, key, text, 'subscript'), sink);
}

/** A function of the workspace: a node of its own between what it is given, as far as that comes back, and the sink. */
export function flowFunction(t: Tracing, callee: Callee, call: ExprOf<'call'>, context: Context, sink: Sink, first: Closure | null): void {
  const inside = enter(callee, call, context, first);
  if (inside === null) return;
  const returns = returnsOf(callee.fn);
  const shown = returns.length === 1 ? (returns[0]?.value ?? callee.fn.at) : callee.fn.at;
  const place = callee.module.place(shown, callee.fn.name, 'function', callee.module.symbolOf(callee.fn));
  const id = `${nodeId('function', context.module, call.start, callee.fn.name)}:${context.calls}`;
  t.graph.node(id, { kind: 'function', name: callee.fn.name, place, made: true }, () => {
    for (const { value, stmt } of returns) {
      t.flow(value, { ...inside, at: stmt }, { to: id, how: 'compute' });
      flowChoice(t, callee.module, value, stmt, inside, { to: id, how: 'compute' });
    }
  });
  t.graph.edge(id, sink.to, sink.how === 'filter' || sink.how === 'join' ? sink.how : 'call', placeIn(context, call, callee.fn.name, 'function'));
}

/** `s.apply(f)`, `df.apply(lambda row: …, axis=1)`, `s.map(table)`: false where the function is none of the workspace. */
function flowApplied(t: Tracing, call: ExprOf<'call'>, receiver: Expr, context: Context, sink: Sink): boolean {
  const fn = argument(call, 'func') ?? argument(call, 'function') ?? positional(call)[0] ?? null;
  if (fn === null) return false;
  const frame: Closure = { expr: receiver, context };
  if (fn.k === 'lambda') {
    const [param] = fn.params;
    t.flow(fn.body, param === undefined ? context : withLocals(context, [[param.name, frame]]), sink);
    return true;
  }
  const callee = t.resolve(fn, context);
  if (callee === null || !('fn' in callee)) return false;
  flowFunction(t, callee, { ...call, args: call.args.slice(1).filter(({ name }) => name !== 'axis' && name !== 'args') }, context, sink, frame);
  return true;
}

function flowGrouped(t: Tracing, call: ExprOf<'call'>, method: string, receiver: Expr, context: Context, sink: Sink): void {
  t.flow(receiver, context, sink);
  flowKeys(t, call, method, receiver, context, sink);
}

/** What depends on the keys of groups and on nothing else. */
export function flowGroupKeys(t: Tracing, grouping: ExprOf<'call'>, context: Context, sink: Sink): void {
  if (grouping.fn.k === 'attr') flowKeys(t, grouping, grouping.fn.name, grouping.fn.of, context, sink);
}

function flowKeys(t: Tracing, call: ExprOf<'call'>, method: string, receiver: Expr, context: Context, sink: Sink): void {
  const isFrame = /^(?:groupby|group_by|groupBy)$/.test(method);
  for (const key of [...positional(call), ...call.args.flatMap(({ name, value }) => (name === 'by' || name === 'order_by' ? [value] : []))]) {
    const texts = key.k === 'call' || key.k === 'literal' ? null : stringsOf(t, key, context);
    const frame = isFrame ? { expr: receiver, context } : context.frame;
    const to: Sink = { to: sink.to, how: sink.how === 'filter' ? 'filter' : 'join' };
    if (texts === null) t.flow(key, context, to);
    else if (frame !== null && !/^(?:rolling|resample)$/.test(method)) for (const text of texts.slice(0, 8)) t.flowColumn(frame, text, placeIn(context, key, text, 'column-reference'), to);
  }
}

/** A file, table or service that is read: an input of the code. */
function flowReader(t: Tracing, call: ExprOf<'call'>, method: string, context: Context, sink: Sink): void {
  const [first] = positional(call);
  const texts = first === undefined ? null : stringsOf(t, first, context);
  const name = texts?.length === 1 && texts[0] !== undefined && texts[0].length <= 80 ? texts[0] : `${method}(${first === undefined ? '' : context.module.slice(first).replace(/\s+/g, ' ').slice(0, 60)})`;
  const id = nodeId('table', context.module, call.start, name);
  const place = placeIn(context, call, name, 'attribute');
  t.graph.node(id, { kind: 'table', name, place, made: false });
  t.graph.edge(id, sink.to, sink.how, place);
}
