import { type Closure, type Context, type Tracing, withLocals } from '../context';
import type { Expr, ExprOf } from './ast';
import { meaningsOf } from './meanings';
import { calleeOf, partsOf, pathOf, positional } from './names';
import { fitTemplate, stringsOf } from './strings';
import { asTemplate, boundText, boundVariable } from './texts';

/**
 * The context in which the computed name `key` is `name`, where what fills its parts is only known when the code runs: each such part then stands for the text that `name` has
 * there, `f"{column}_month"` under `signup_month` makes `column` the text `signup`. For a place that the index offers, not for any key that might fit. Null where it does not fit.
 */
export function bindTemplate(t: Tracing, key: Expr, name: string, context: Context, depth = 0): Context | null {
  const template = asTemplate(key);
  if (template === null) return key.k === 'name' && depth < 3 ? bindVariable(t, key, name, context, depth) : null;
  const parts = fitTemplate(template.value, name);
  if (parts === null || parts.length === 0) return null;
  const added: (readonly [string, Closure])[] = [];
  for (const [i, part] of parts.entries()) {
    const field = template.fields[i];
    if (field === undefined) return null;
    const texts = stringsOf(t, field, context);
    if (texts !== null && texts.length > 0) {
      if (!texts.includes(part)) return null;
      continue;
    }
    // A name of a path (`features.age`) is a way of writing the log's, not the code's.
    if (!/^[\p{L}\p{N}_ -]+$/u.test(part)) return null;
    const text: Closure = { expr: { k: 'str', value: part, fields: [], start: field.start, end: field.end }, context };
    added.push([boundText(field), text]);
    const path = pathOf(field);
    if (path !== null) added.push([path, text], [boundVariable(path), text]);
  }
  return withLocals(context, added);
}

/** `column = f"{name}_lag"`, then `df[column] = …`. */
function bindVariable(t: Tracing, key: ExprOf<'name'>, name: string, context: Context, depth: number): Context | null {
  if (context.locals.has(key.id)) return null;
  for (const meaning of meaningsOf(t, key.id, context)) {
    if (meaning.k !== 'value' || meaning.partial || meaning.context.fn !== context.fn || meaning.context.module !== context.module) continue;
    const bound = bindTemplate(t, meaning.value, name, meaning.context, depth + 1);
    if (bound !== null) return { ...context, locals: bound.locals };
  }
  return null;
}

/** The same for the key that stands at an offset in one of the expressions. */
export function bindTemplateAt(t: Tracing, exprs: readonly Expr[], offset: number, name: string, context: Context): Context | null {
  for (const expr of exprs) {
    if (offset < expr.start || offset >= expr.end) continue;
    const bound = bindTemplate(t, expr, name, context) ?? bindTemplateAt(t, partsOf(expr), offset, name, context);
    if (bound !== null) return bound;
  }
  return null;
}

/** `pd.get_dummies(df["country"], prefix="country")`, `pd.get_dummies(df, columns=["country"])`: what the columns are made from, and where that is named. */
export function dummiesAt(call: ExprOf<'call'>, offset: number): { readonly span: Expr; readonly value: Expr } | null {
  const [first] = positional(call);
  if (calleeOf(call) !== 'get_dummies' || first === undefined) return null;
  const arg = call.args.find(({ value }) => value !== first && value.start <= offset && offset < value.end);
  if (arg === undefined) return null;
  if (arg.name !== 'columns') return { span: arg.value, value: first };
  const item = arg.value.k === 'list' ? arg.value.items.find(({ start, end }) => start <= offset && offset < end) : undefined;
  return item === undefined ? null : { span: item, value: { k: 'sub', of: first, index: [item], start: first.start, end: first.end } };
}
