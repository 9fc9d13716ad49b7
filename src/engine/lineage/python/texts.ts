import type { Span } from '../../code/outline';
import type { Expr, ExprOf } from './ast';
import { calleeOf, positional } from './names';

/** Under what a context keeps the text that an expression is known to be. */
export function boundText({ start, end }: Span): string {
  return `\0text ${start}:${end}`;
}

/** Under what it keeps that a variable is such a text, whatever a loop gives it. */
export function boundVariable(path: string): string {
  return `\0variable ${path}`;
}

/** A text that is put together, as an f-string: `"lag_" + str(n)`, `"lag_{}".format(n)`, f-strings themselves. Null for anything else. */
export function asTemplate(expr: Expr): ExprOf<'str'> | null {
  if (expr.k === 'str') return expr.fields.length > 0 ? expr : null;
  if (expr.k === 'call') return calleeOf(expr) === 'format' && expr.fn.k === 'attr' && expr.fn.of.k === 'str' ? formatted(expr, expr.fn.of) : null;
  if (expr.k !== 'op' || expr.op !== 'add') return null;
  const pieces = addends(expr);
  if (!pieces.some(({ k }) => k === 'str') || pieces.some(({ k }) => k === 'list' || k === 'comp' || k === 'dict')) return null;
  let value = '';
  const fields: Expr[] = [];
  for (const piece of pieces) {
    if (piece.k === 'str') {
      if (holes(piece.value) !== piece.fields.length) return null;
      value += piece.value;
      fields.push(...piece.fields);
      continue;
    }
    value += '{}';
    const [inner] = piece.k === 'call' && calleeOf(piece) === 'str' ? positional(piece) : [];
    fields.push(inner ?? piece);
  }
  return { k: 'str', value, fields, start: expr.start, end: expr.end };
}

function formatted(call: ExprOf<'call'>, text: ExprOf<'str'>): ExprOf<'str'> | null {
  const fields = positional(call);
  return fields.length > 0 && text.fields.length === 0 && fields.length === holes(text.value) ? { ...text, fields, start: call.start, end: call.end } : null;
}

function addends(expr: Expr, depth = 0): readonly Expr[] {
  return expr.k === 'op' && expr.op === 'add' && depth < 20 ? expr.parts.flatMap((part) => addends(part, depth + 1)) : [expr];
}

function holes(text: string): number {
  return text.split('{}').length - 1;
}
