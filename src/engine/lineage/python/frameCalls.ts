import { type Callee, type Closure, type Context, contextAt, type Found, type Side, type Tracing, withLocals } from '../context';
import type { Expr, ExprOf } from './ast';
import { enter } from './callees';
import { lookupReturned, outsideOf, union } from './found';
import { lookupInExpressions } from './expressions';
import { makeColumn, makeRenamed } from './makeColumn';
import { meaningsOf } from './meanings';
import { appliers, readers } from './methods';
import { argument, calleeOf, pathOf, positional } from './names';
import { lookupInSql, sqlOf } from './sqlStrings';
import { matchKey, stringsOf, written } from './strings';

/** What a column of a call's result is: `df.assign(…)`, `pd.merge(a, b)`, `add_features(df)`. With `inPlace` only what the call itself makes. */
export function lookupInCall(t: Tracing, call: ExprOf<'call'>, name: string, context: Context, sides: Side[], inPlace = false): readonly Found[] {
  if (!t.step()) return [];
  const method = calleeOf(call);
  if (!inPlace) {
    const callee = t.resolve(call.fn, context);
    if (callee !== null && 'fn' in callee) return lookupInCallee(t, callee, call, name, context, sides);
    if (callee !== null) return lookupInFields(t, call, name, context, sides);
    const query = sqlOf(t, call, context);
    if (query !== null) return lookupInSql(t, query, name, context, sides);
  }
  const receiver = call.fn.k === 'attr' && !isModule(t, call.fn.of, context) ? call.fn.of : null;
  if (receiver === null) return lookupInFunction(t, call, method, name, context, sides);
  const frame: Closure = { expr: receiver, context };
  const pass = (): readonly Found[] => (inPlace ? [] : t.lookup(receiver, name, context, sides));
  switch (method) {
    case 'assign':
    case 'with_columns':
    case 'with_columns_seq':
    case 'withColumns':
    case 'mutate':
      return lookupInExpressions(t, call, name, frame, context, sides) ?? pass();
    case 'select':
    case 'select_seq':
    case 'selectExpr':
      return lookupInExpressions(t, call, name, frame, context, sides) ?? (selectsAll(t, call, context) ? pass() : []);
    case 'agg':
    case 'aggregate':
      if (appliesFunction(t, call, context)) return lookupApplied(t, call, name, frame, context, sides);
      return lookupInExpressions(t, call, name, frame, context, sides) ?? pass();
    case 'withColumn': {
      const [key, value] = positional(call);
      const match = key === undefined ? null : matchKey(t, key, name, context);
      return match === null || value === undefined || key === undefined ? pass() : [makeColumn(t, name, key, 'with-column', value, { ...match.context, frame })];
    }
    case 'withColumnRenamed': {
      const [old, fresh] = positional(call);
      return old === undefined || fresh === undefined ? pass() : (renamed(t, [{ key: old, value: fresh }], name, frame, context) ?? pass());
    }
    case 'rename':
    case 'withColumnsRenamed':
    case 'rename_columns': {
      const mapping = argument(call, 'columns') ?? argument(call, 'mapping') ?? positional(call)[0];
      const entries = mapping === undefined ? [] : written(t, mapping, context).flatMap(({ expr }) => (expr.k === 'dict' ? expr.entries : []));
      return renamed(t, entries, name, frame, context) ?? pass();
    }
    case 'insert': {
      const key = argument(call, 'column', 1);
      const value = argument(call, 'value', 2);
      const match = key === null ? null : matchKey(t, key, name, context);
      return match === null || value === null || key === null ? pass() : [makeColumn(t, name, key, 'insert-column', value, match.context)];
    }
    case 'update':
    case 'setdefault': {
      const own = lookupInFields(t, call, name, context, sides, true);
      return own.length > 0 ? own : pass();
    }
    case 'drop':
    case 'pop': {
      const texts = [argument(call, 'columns') ?? positional(call)[0]].flatMap((each) => (each === undefined ? [] : (stringsOf(t, each, context) ?? [])));
      return texts.includes(name) && argument(call, 'index') === null ? [] : pass();
    }
    case 'eval': {
      const own = lookupInEval(t, call, name, frame, context);
      return own ?? pass();
    }
    case 'groupby':
    case 'group_by':
    case 'groupBy':
      for (const key of [...positional(call), ...call.args.flatMap(({ name: word, value }) => (word === 'by' ? [value] : []))]) sides.push({ how: 'join', closure: { expr: key, context }, frame });
      return pass();
    case 'query':
    case 'filter':
    case 'where':
      for (const test of positional(call)) sides.push({ how: 'filter', closure: { expr: test, context: { ...context, frame } }, frame });
      return pass();
    case 'merge':
    case 'join':
    case 'merge_asof':
    case 'join_asof':
      return lookupInMerge(t, call, [receiver, argument(call, 'right') ?? argument(call, 'other') ?? positional(call)[0]], name, context, sides);
    case 'get':
    case 'get_group':
    case 'setflags':
      return method === 'get_group' ? pass() : [outsideOf(context, call)];
    default:
      if (appliers.test(method) && appliesFunction(t, call, context)) return lookupApplied(t, call, name, frame, context, sides);
      if (readers.test(method)) return [outsideOf(context, call)];
      return pass();
  }
}

function lookupInCallee(t: Tracing, callee: Callee, call: ExprOf<'call'>, name: string, context: Context, sides: Side[]): readonly Found[] {
  const inside = enter(callee, call, context);
  return inside === null ? [outsideOf(context, call, 'a function that calls itself')] : lookupReturned(t, inside, name, sides);
}

/** `Features(x=…)`, `dict(x=…)`, `features.update(x=…)`: keywords are the fields, `**other` brings its own. */
function lookupInFields(t: Tracing, call: ExprOf<'call'>, name: string, context: Context, sides: Side[], dicts = false): readonly Found[] {
  const own = call.args.find((arg) => arg.name === name);
  if (own !== undefined) return [makeColumn(t, name, own.at, 'constructor-keyword', own.value, context)];
  const rest = call.args.filter((arg) => arg.star === 2 || (dicts && arg.name === null)).map(({ value }) => t.lookup(value, name, context, sides));
  return union(rest);
}

function lookupInFunction(t: Tracing, call: ExprOf<'call'>, method: string, name: string, context: Context, sides: Side[]): readonly Found[] {
  const [first, second] = positional(call);
  if (/^(?:merge|merge_asof|merge_ordered)$/.test(method)) return lookupInMerge(t, call, [argument(call, 'left') ?? first, argument(call, 'right') ?? second], name, context, sides);
  if (/^(?:dict|Row|SimpleNamespace|Series|OrderedDict|defaultdict)$/.test(method)) {
    const own = lookupInFields(t, call, name, context, sides, true);
    return own.length > 0 ? own : [];
  }
  if (/^(?:DataFrame|LazyFrame|from_dict|from_dicts|from_records|Table|from_pydict|json_normalize|createDataFrame)$/.test(method)) {
    const data = argument(call, 'data') ?? first;
    const columns = argument(call, 'columns') ?? argument(call, 'schema');
    const named = columns === null ? null : stringsOf(t, columns, context);
    const found = data === undefined || data === null ? [] : t.lookup(data, name, context, sides);
    if (found.some((each) => 'node' in each) || named === null || !named.includes(name) || data === undefined || data === null) return found.length > 0 ? found : [outsideOf(context, call)];
    return [outsideOf(context, call, 'the columns are named by their order')];
  }
  if (readers.test(method)) return [outsideOf(context, call)];
  const given = union(call.args.map(({ value }) => (value.k === 'str' || value.k === 'literal' || value.k === 'lambda' ? [] : t.lookup(value, name, context, sides))));
  return given.length > 0 && (given.some((each) => 'node' in each) || /^(?:concat|vstack|hstack|from_pandas|from_arrow|deepcopy|copy|asarray|cast|union|chain|iter|list|next|reduce|zip|enumerate|tqdm|train_test_split)$/.test(method)) ? given : [outsideOf(context, call)];
}

function lookupInMerge(t: Tracing, call: ExprOf<'call'>, frames: readonly (Expr | null | undefined)[], name: string, context: Context, sides: Side[]): readonly Found[] {
  const [left, right] = frames;
  for (const [word, frame] of [['on', left], ['on', right], ['left_on', left], ['right_on', right], ['by', left]] as const) {
    const key = argument(call, word, word === 'on' && calleeOf(call) === 'join' && call.fn.k === 'attr' ? 1 : null);
    if (key !== null && frame) sides.push({ how: 'join', closure: { expr: key, context }, frame: { expr: frame, context } });
  }
  return union(frames.map((frame) => (frame ? t.lookup(frame, name, context, sides) : [])));
}

function renamed(t: Tracing, entries: readonly { readonly key: Expr | null; readonly value: Expr }[], name: string, frame: Closure, context: Context): readonly Found[] | null {
  for (const { key, value } of entries) {
    if (key === null) continue;
    const match = matchKey(t, value, name, context);
    const [old] = match === null ? [] : (stringsOf(t, key, match.context) ?? []);
    if (old !== undefined && old !== name) return [makeRenamed(t, name, value, { frame, name: old, span: key }, context)];
  }
  // The old name is gone.
  return entries.some(({ key }) => key?.k === 'str' && key.value === name) ? [] : null;
}

/** `df.eval("x = a / b")`, several lines too. */
function lookupInEval(t: Tracing, call: ExprOf<'call'>, name: string, frame: Closure, context: Context): readonly Found[] | null {
  const [text] = positional(call);
  if (text?.k !== 'str') return null;
  for (const line of text.value.split('\n').reverse()) {
    const found = /^\s*([A-Za-z_]\w*)\s*=(?!=)(.*)$/.exec(line);
    if (found?.[1] !== name) continue;
    const value: Expr = { k: 'str', value: found[2] ?? '', fields: [], start: text.start, end: text.end };
    const evaluated: Expr = { k: 'call', fn: { k: 'attr', of: frame.expr, name: 'eval', nameStart: text.start, start: text.start, end: text.start }, args: [{ name: null, at: text, star: 0, value }], start: text.start, end: text.end };
    return [makeColumn(t, name, text, 'column-assignment', evaluated, context)];
  }
  return null;
}

function selectsAll(t: Tracing, call: ExprOf<'call'>, context: Context): boolean {
  // What is chosen cannot be told: the column may well be among it.
  return call.args.some(({ value }) => {
    const texts = value.k === 'call' ? null : stringsOf(t, value, context);
    if (texts !== null) return texts.includes('*');
    return value.k !== 'call' || /^(?:all|exclude|selectors|cs|by_name|numeric)$/.test(calleeOf(value));
  });
}

/** Whether the call runs a function that is written here over rows, values or groups. */
function appliesFunction(t: Tracing, call: ExprOf<'call'>, context: Context): boolean {
  const fn = functionGiven(call);
  if (fn === null) return false;
  if (fn.k === 'lambda') return true;
  const callee = t.resolve(fn, context);
  return callee !== null && 'fn' in callee;
}

function functionGiven(call: ExprOf<'call'>): Expr | null {
  return argument(call, 'func') ?? argument(call, 'function') ?? positional(call)[0] ?? null;
}

function lookupApplied(t: Tracing, call: ExprOf<'call'>, name: string, frame: Closure, context: Context, sides: Side[]): readonly Found[] {
  const fn = functionGiven(call);
  if (fn?.k === 'lambda') {
    const [param] = fn.params;
    return t.lookup(fn.body, name, param === undefined ? context : withLocals(context, [[param.name, frame]]), sides);
  }
  const callee = fn === null ? null : t.resolve(fn, context);
  if (callee === null || !('fn' in callee)) return [outsideOf(context, call)];
  const rest: ExprOf<'call'> = { ...call, args: call.args.slice(1).filter((arg) => arg.name !== 'axis') };
  const inside = enter(callee, rest, context, frame);
  return inside === null ? [outsideOf(context, call)] : lookupReturned(t, inside, name, sides);
}

/** Whether an expression names a module: `pd`, `np`, `F`. */
export function isModule(t: Tracing, expr: Expr, context: Context): boolean {
  const path = pathOf(expr);
  if (path === null || context.locals.has(path)) return false;
  const imported = context.module.imports.byLocalName.get(path);
  if (imported === undefined) return false;
  if (imported.name === null) return true;
  // `from pyspark.sql import functions as F`, `from x import obj`: a module of the workspace, or lower case and outside it.
  const [meaning] = meaningsOf(t, path, contextAt(context.module, null, null));
  return meaning === undefined || (meaning.k === 'imported' && /^(?:functions|F|np|pd|pl|selectors)$/.test(imported.name));
}
