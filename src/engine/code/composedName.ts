import type { OutlineNode } from './outline';
import { literalText } from './stringLiteral';

/** A name put together from pieces, as if it were one string: `feature` has `{}` for each computed piece. */
export interface ComposedName {
  readonly feature: string;
  /** A node for the whole expression, at the place of the string in the outline. */
  readonly node: OutlineNode;
}

const leadingOperand = /([\p{L}_][\p{L}\p{N}_.]*(?:\([^()"']*\)|\[[^[\]"']*\])?)\s*\+\s*$/u;
const percentPart = /%(?:\(\w+\))?[-+ #0]*\d*(?:\.\d+)?[sdifgexXrc]/g;

/**
 * The expression around a string that is its first literal: `"lag_" + str(n)`, `prefix + "_lag"`, `"lag_%d" % n`,
 * `"lag_{}".format(n)`. Null for a string that stands alone, and for the later literals of one expression.
 */
export function composedName(node: OutlineNode, text: string, valueOf: (expression: string) => string | null): ComposedName | null {
  const next = text.charAt(skipBlanks(text, node.end));
  const follows = next === '+' || next === '%' || (next === '.' && text.startsWith('.format(', node.end));
  if (!follows && text.charAt(skipBlanksBack(text, node.start)) !== '+') return null;
  const first = literalText(text, node, valueOf);
  if (first === null) return null;
  let start = node.start;
  let lead = '';
  for (let round = 0; round < 4; round++) {
    const operand = leadingOperand.exec(text.slice(Math.max(0, start - 120), start));
    if (operand === null) break;
    start -= operand[0].length;
    lead = (valueOf(operand[1] ?? '') ?? '{}') + lead;
  }
  // Still a plus before it: a literal stands there, and speaks for the expression.
  if (text.charAt(skipBlanksBack(text, start)) === '+') return null;
  const rest = operandsAfter(text, node.end, first, valueOf);
  const feature = (lead + rest.value).replace(/(?:\{\})+/g, '{}');
  if ((start === node.start && rest.end === node.end) || feature.length > 120 || !/[\p{L}\p{N}]/u.test(feature)) return null;
  let parent = node.parent;
  while (parent !== null && parent.start >= start && parent.end <= rest.end) parent = parent.parent;
  return { feature, node: { type: 'string', start, end: rest.end, part: null, parent } };
}

function operandsAfter(text: string, from: number, first: string, valueOf: (expression: string) => string | null): { readonly value: string; readonly end: number } {
  let value = first;
  let end = from;
  const at = skipBlanks(text, end);
  if (text.startsWith('.format(', end)) {
    value = value.replace(/\{[^{}]*\}/g, '{}');
    end = operandEnd(text, end);
  } else if (text.charAt(at) === '%') {
    value = value.replace(percentPart, '{}');
    end = operandEnd(text, at + 1);
  }
  for (let pieces = 0; pieces < 12; pieces++) {
    const plus = skipBlanks(text, end);
    if (text.charAt(plus) !== '+' || text.charAt(plus + 1) === '=') break;
    const begin = skipBlanks(text, plus + 1);
    const stop = operandEnd(text, begin);
    if (stop <= begin) break;
    value += literalText(text, { start: begin, end: stop }, valueOf) ?? valueOf(text.slice(begin, stop)) ?? '{}';
    end = stop;
  }
  return { value, end };
}

/** Where the operand at `from` ends: at an operator, comma, bracket or word outside of its own brackets and quotes. */
function operandEnd(text: string, from: number): number {
  let depth = 0;
  let end = from;
  const limit = Math.min(text.length, from + 400);
  for (let at = from; at < limit; at++) {
    const character = text.charAt(at);
    if (character === '"' || character === "'") {
      const close = text.indexOf(character, at + 1);
      if (close < 0 || close >= limit) return end;
      at = close;
    } else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) {
      if (depth === 0) return end;
      depth--;
    } else if (depth === 0 && ('+,:=#\n\r;'.includes(character) || (character === ' ' && /^ +(?:if|else|for|and|or|in)\b/.test(text.slice(at, at + 12))))) return end;
    if (!isBlank(text.charCodeAt(at))) end = at + 1;
  }
  return end;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function skipBlanksBack(text: string, from: number): number {
  let at = from - 1;
  while (at >= 0 && isBlank(text.charCodeAt(at))) at--;
  return at;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13 || code === 92;
}
