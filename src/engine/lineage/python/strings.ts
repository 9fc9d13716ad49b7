import { type Closure, type Context, type Tracing, withLocals } from '../context';
import type { Expr } from './ast';
import { boundClauses } from './found';
import { meaningsOf } from './meanings';
import { calleeOf, pathOf, positional, unpack } from './names';
import { asTemplate, boundText } from './texts';

/* Which texts an expression can be: names of columns that stand in constants, lists and loops. */

const most = 400;

/** The texts that `expr` can be, or that it lists; null where that cannot be told. */
export function stringsOf(t: Tracing, expr: Expr, context: Context, depth = 0): readonly string[] | null {
  if (depth > 8 || !t.step()) return null;
  const again = (inner: Expr, at: Context = context): readonly string[] | null => stringsOf(t, inner, at, depth + 1);
  const known = context.locals.size === 0 ? undefined : context.locals.get(boundText(expr))?.expr;
  if (known?.k === 'str') return [known.value];
  switch (expr.k) {
    case 'str': {
      let texts: readonly string[] = [''];
      const fixed = expr.value.split('{}');
      for (const [i, part] of fixed.entries()) {
        const field = i < fixed.length - 1 ? expr.fields[i] : undefined;
        const fills = i === fixed.length - 1 ? [''] : field === undefined ? ['{}'] : again(field);
        if (fills === null || texts.length * fills.length > most) return null;
        texts = texts.flatMap((text) => fills.map((fill) => `${text}${part}${fill}`));
      }
      return texts;
    }
    case 'literal': {
      const text = context.module.slice(expr);
      return /^\d+$/.test(text) ? [text] : null;
    }
    case 'list':
      return joined(expr.items.map((item) => again(item)));
    case 'op': {
      const template = asTemplate(expr);
      if (template !== null) return again(template);
      const parts = expr.parts.map((part) => again(part));
      if (parts.length === 1) return parts[0] ?? null;
      if (parts.length !== 2 || expr.op !== 'add') return null;
      const [a = null, b = null] = parts;
      if (a === null || b === null) return null;
      // `LIST + LIST` goes on.
      return a.length + b.length > most ? null : [...a, ...b];
    }
    case 'dict':
      return joined(expr.entries.map(({ key, value }) => again(key ?? value)));
    case 'comp':
      return again(expr.key ?? expr.body, boundClauses(expr, context));
    case 'call': {
      const template = asTemplate(expr);
      if (template !== null) return again(template);
      const callee = calleeOf(expr);
      const [first] = positional(expr);
      if (callee === 'range' && first !== undefined) return rangeOf(positional(expr).map((arg) => Number(context.module.slice(arg))));
      if (/^(?:list|tuple|set|sorted|frozenset|keys|copy|str|Index|array|enumerate|tqdm)$/.test(callee)) return first !== undefined ? again(first) : expr.fn.k === 'attr' ? again(expr.fn.of) : [];
      return null;
    }
    case 'name':
    case 'attr': {
      const path = pathOf(expr);
      if (path === null) return null;
      const local = context.locals.get(path);
      if (local !== undefined) return local === null ? null : local.target === undefined ? again(local.expr, local.context) : turnTexts(t, path, local.target, local.expr, local.context, depth);
      const found = meaningsOf(t, path, context).map((meaning) => (meaning.k === 'value' && !meaning.partial ? again(meaning.value, meaning.context) : meaning.k === 'parameter' && meaning.bound !== null ? again(meaning.bound.expr, meaning.bound.context) : meaning.k === 'turn' ? turnTexts(t, path, meaning.target, meaning.iter, meaning.context, depth) : null));
      return found.length === 0 ? null : joined(found);
    }
    default:
      return null;
  }
}

/** The texts that a variable of a loop has, turn by turn. */
function turnTexts(t: Tracing, variable: string, target: Expr, iter: Expr, context: Context, depth: number): readonly string[] | null {
  const turns = turnsOf(t, iter, context);
  if (turns.length === 0) return null;
  return joined(
    turns.map((turn) => {
      const own = unpack(target, turn.expr).find((each) => each.target.k === 'name' && each.target.id === variable);
      return own === undefined || own.value.k === 'list' ? null : stringsOf(t, own.value, turn.context, depth + 1);
    }),
  );
}

function joined(parts: readonly (readonly string[] | null)[]): readonly string[] | null {
  const all: string[] = [];
  for (const part of parts) {
    if (part === null || all.length + part.length > most) return null;
    all.push(...part);
  }
  return all;
}

function rangeOf(numbers: readonly number[]): readonly string[] | null {
  const [from, to, step] = numbers.length === 1 ? [0, numbers[0] ?? 0, 1] : [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 1];
  if (![from, to, step].every(Number.isInteger) || step <= 0 || (to - from) / step > most) return null;
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => String(from + i * step));
}

/** The context in which the text `key` is `name`: loops stand at the turn that gives it. Null where it is not that name; `sure` false where it may be another. */
export function matchKey(t: Tracing, given: Expr, name: string, context: Context): { readonly context: Context; readonly sure: boolean } | null {
  const key = asTemplate(given) ?? given;
  if (key.k === 'str' && key.fields.length === 0) return key.value === name ? { context, sure: true } : null;
  if (key.k === 'str') {
    const parts = fitTemplate(key.value, name);
    if (parts === null) return null;
    let bound = context;
    for (const [i, part] of parts.entries()) {
      const field = key.fields[i];
      if (field === undefined) return null;
      const inner = matchKey(t, field, part, bound);
      if (inner === null) return null;
      bound = inner.context;
    }
    return { context: bound, sure: true };
  }
  if (key.k === 'literal') return context.module.slice(key) === name ? { context, sure: true } : null;
  if (key.k === 'list') {
    for (const item of key.items) {
      const found = matchKey(t, item, name, context);
      if (found !== null) return found;
    }
    return null;
  }
  const loop = key.k === 'name' ? loopTurn(t, key.id, name, context) : null;
  if (loop !== null) return { context: loop, sure: true };
  const composed = key.k === 'name' ? composedKey(t, key.id, name, context) : null;
  if (composed !== null) return { context: composed, sure: true };
  const texts = stringsOf(t, key, context);
  return texts?.includes(name) === true ? { context, sure: texts.length === 1 } : null;
}

/** `column = prefix + "_mean"`, then `df[column]`: what fills the parts of the name holds for what is assigned, too. */
function composedKey(t: Tracing, variable: string, name: string, context: Context): Context | null {
  if (context.locals.has(variable) || !t.step()) return null;
  for (const meaning of meaningsOf(t, variable, context)) {
    if (meaning.k !== 'value' || meaning.partial || meaning.context.fn !== context.fn || meaning.context.module !== context.module) continue;
    const template = asTemplate(meaning.value);
    const match = template === null ? null : matchKey(t, template, name, meaning.context);
    if (match !== null) return { ...context, locals: match.context.locals };
  }
  return null;
}

/** The turn of a loop over a written list in which `variable` is `name`, with all that this turn gives. */
function loopTurn(t: Tracing, variable: string, name: string, context: Context): Context | null {
  const known = context.locals.get(variable);
  const sources: { readonly target: Expr; readonly iter: Expr; readonly context: Context }[] = [];
  if (known?.target !== undefined) sources.push({ target: known.target, iter: known.expr, context: known.context });
  if (known === undefined) for (const meaning of meaningsOf(t, variable, context)) if (meaning.k === 'turn') sources.push(meaning);
  for (const source of sources) {
    for (const item of turnsOf(t, source.iter, source.context)) {
      const given = unpack(source.target, item.expr);
      const own = given.find(({ target }) => target.k === 'name' && target.id === variable);
      if (own === undefined || stringsOf(t, own.value, item.context)?.includes(name) !== true || own.value.k === 'list') continue;
      return withLocals(
        context,
        given.flatMap(({ target, value }) => (target.k === 'name' ? [[target.id, { expr: value, context: item.context }] as const] : [])),
      );
    }
  }
  return null;
}

/** What a loop over a written list, or over the items of a written dict, gives turn by turn. */
export function turnsOf(t: Tracing, iter: Expr, context: Context, depth = 0): readonly Closure[] {
  if (depth > 6) return [];
  if (iter.k === 'list') return iter.items.slice(0, most).map((expr) => ({ expr, context }));
  if (iter.k === 'dict') return iter.entries.slice(0, most).flatMap(({ key }) => (key === null ? [] : [{ expr: key, context }]));
  if (iter.k === 'op') return iter.parts.flatMap((part) => turnsOf(t, part, context, depth + 1));
  if (iter.k === 'call' && calleeOf(iter) === 'range') {
    return (stringsOf(t, iter, context) ?? []).map((value) => ({ expr: { k: 'str', value, fields: [], start: iter.start, end: iter.end }, context }));
  }
  if (iter.k === 'call' && calleeOf(iter) === 'items' && iter.fn.k === 'attr') {
    return written(t, iter.fn.of, context).flatMap(({ expr, context: at }) =>
      expr.k === 'dict' ? expr.entries.slice(0, most).flatMap(({ key, value }) => (key === null ? [] : [{ expr: { k: 'list', items: [key, value], start: key.start, end: value.end } as const, context: at }])) : [],
    );
  }
  if (iter.k === 'call' && /^(?:list|tuple|set|sorted|tqdm|keys|reversed)$/.test(calleeOf(iter))) {
    const inner = positional(iter)[0] ?? (iter.fn.k === 'attr' ? iter.fn.of : null);
    return inner === null ? [] : turnsOf(t, inner, context, depth + 1);
  }
  if (iter.k === 'name' || iter.k === 'attr') return written(t, iter, context).flatMap(({ expr, context: at }) => (expr === iter ? [] : turnsOf(t, expr, at, depth + 1)));
  return [];
}

/** The expressions that a name was given, through other names. */
export function written(t: Tracing, expr: Expr, context: Context, depth = 0): readonly Closure[] {
  const path = pathOf(expr);
  if (path === null || depth > 6 || !t.step()) return [{ expr, context }];
  const local = context.locals.get(path);
  if (local !== undefined) return local === null ? [] : written(t, local.expr, local.context, depth + 1);
  return meaningsOf(t, path, context).flatMap((meaning) => {
    if (meaning.k === 'value' && !meaning.partial) return written(t, meaning.value, meaning.context, depth + 1);
    return meaning.k === 'parameter' && meaning.bound !== null ? written(t, meaning.bound.expr, meaning.bound.context, depth + 1) : [];
  });
}

/** The texts that stand for each `{}`; null where the fixed parts do not fit. Leftmost fits, no backtracking. */
export function fitTemplate(template: string, name: string): readonly string[] | null {
  const fixed = template.split('{}');
  const first = fixed[0] ?? '';
  if (!name.startsWith(first)) return null;
  const parts: string[] = [];
  let at = first.length;
  for (const [i, part] of fixed.slice(1).entries()) {
    const isLast = i === fixed.length - 2;
    const end = isLast ? name.length - part.length : name.indexOf(part, at + 1);
    if (end <= at || (isLast && !name.endsWith(part))) return null;
    parts.push(name.slice(at, end));
    at = end + part.length;
  }
  return fixed.length === 1 && name !== first ? null : parts;
}
