import { type Context, placeIn, type Sink, type Tracing } from '../context';
import { nodeId } from '../graphBuilder';
import type { Expr, ExprOf, Stmt } from './ast';
import { type Meaning, meaningsOf, namesOf } from './meanings';
import type { PythonModule } from './module';
import { calleeOf, pathOf } from './names';
import { stringsOf } from './strings';

/* What looks like a column and is none: parts of a time index, keys of a table of constants, attributes of what a class outside gives. */

const timeParts = /^(?:year|month|day|hour|minute|second|microsecond|nanosecond|quarter|dayofweek|day_of_week|weekday|dayofyear|day_of_year|week|weekofyear|date|time|days_in_month|daysinmonth|is_(?:month|quarter|year)_(?:start|end)|is_leap_year|isocalendar|tz)$/;
const timeClasses = /\b(?:DatetimeIndex|PeriodIndex|Timestamp|datetime|date|time)\b/;
const timeMakers = /^(?:DatetimeIndex|date_range|bdate_range|Timestamp|now|today|utcnow|strptime|fromtimestamp|fromisoformat)$/;

/** `df.index.month`, `idx.quarter`: true where it was one and the sink got what it is. */
export function flowTimePart(t: Tracing, expr: ExprOf<'attr'>, context: Context, sink: Sink): boolean {
  if (expr.of.k === 'attr' && expr.of.name === 'index') {
    toIndex(t, expr.of, context, sink);
    return true;
  }
  const path = pathOf(expr.of);
  if (path === null || !timeParts.test(expr.name)) return false;
  const local = context.locals.get(path);
  if (local !== undefined) return false;
  for (const meaning of meaningsOf(t, path, context)) {
    const kind = timeKind(meaning);
    if (kind === null) continue;
    if (kind === 'index') toIndex(t, expr.of, context, sink);
    else t.flow(expr.of, context, sink);
    return true;
  }
  return false;
}

function timeKind(meaning: Meaning): 'index' | 'time' | null {
  if (meaning.k === 'parameter') return timeClasses.test(meaning.param.annotation ?? '') ? (/Index\b/.test(meaning.param.annotation ?? '') ? 'index' : 'time') : null;
  if (meaning.k !== 'value' || meaning.partial) return null;
  const { value } = meaning;
  if (value.k === 'attr' && value.name === 'index') return 'index';
  return value.k === 'call' && timeMakers.test(calleeOf(value)) ? 'time' : null;
}

/** The index comes with the rows: an input, and no column. */
function toIndex(t: Tracing, at: Expr, context: Context, sink: Sink): void {
  const name = (pathOf(at) ?? 'index').slice(0, 60);
  const id = nodeId('unknown', context.module, at.start, name);
  const place = placeIn(context, at, name, 'attribute');
  t.graph.node(id, { kind: 'unknown', name, place, made: false, reason: 'the index of the rows, which is no column' });
  t.graph.edge(id, sink.to, sink.how, place);
}

/** `Path(name).stem`: an attribute of an object of a class that is not here, and of no frame. */
export function isOutsideObject(t: Tracing, expr: Expr, context: Context): expr is ExprOf<'call'> {
  // `.dt.isocalendar().week` too.
  if (expr.k === 'call' && calleeOf(expr) === 'isocalendar') return true;
  return expr.k === 'call' && /^\p{Lu}/u.test(calleeOf(expr)) && !/Frame|Row|Series|Table|Dataset/.test(calleeOf(expr)) && t.resolve(expr.fn, context) === null;
}

/** `LIMITS["high"]`: true where it reads a table of constants and the sink got that. */
export function flowConstantOf(t: Tracing, expr: ExprOf<'sub'>, key: Expr, names: readonly string[], context: Context, sink: Sink): boolean {
  const path = pathOf(expr.of);
  if (path === null || context.locals.has(path)) return false;
  const meanings = meaningsOf(t, path, context);
  const values = meanings.filter((meaning) => meaning.k === 'value');
  const isTable = values.length > 0 && values.every(({ value, context: own, partial }) => !partial && value.k === 'dict' && (value.entries.length > 0 ? value.entries.every((entry) => entry.key !== null && isLiteral(entry.value)) : own.fn === null && /^_*\p{Lu}[\p{Lu}\p{N}_]{2,}$/u.test(path)));
  if (!isTable) return false;
  for (const name of names.slice(0, 60)) {
    const shown = `${path}[${name}]`;
    const id = nodeId('constant', context.module, key.start, shown);
    const place = placeIn(context, key, shown, 'subscript');
    t.graph.node(id, { kind: 'constant', name: shown, place, made: true });
    t.graph.edge(id, sink.to, sink.how, place);
  }
  return true;
}

function isLiteral(expr: Expr): boolean {
  if (expr.k === 'str') return expr.fields.length === 0;
  return expr.k === 'literal' || ((expr.k === 'op' || expr.k === 'list') && (expr.k === 'op' ? expr.parts : expr.items).every(isLiteral));
}

/** A function that gives one of several fixed values depends on what it chooses by: `if pd < limit: return "A"`. */
export function flowChoice(t: Tracing, module: PythonModule, value: Expr, stmt: Stmt, context: Context, sink: Sink): void {
  const owners: Stmt[] = [];
  for (let at = module.positionOf(stmt)?.owner ?? null; at !== null && at.k !== 'function'; at = module.positionOf(at)?.owner ?? null) owners.push(at);
  const ofLoop = value.k === 'name' && owners.some((owner) => owner.k === 'loop' && owner.target !== null && namesOf(owner.target).includes(value.id));
  const isFixed = ofLoop || value.k === 'str' || (value.k === 'literal' && module.slice(value) !== 'None');
  if (!isFixed) return;
  for (const owner of owners) if (owner.k === 'arms') for (const test of owner.tests) if (stringsOf(t, test, context) === null) t.flow(test, { ...context, at: owner }, sink);
}
