import type { Span } from './outline';

/** A string literal that can be a name: its value, and where the value stands between the quotes. */
export interface StringLiteral extends Span {
  readonly value: string;
}

const opening = /^([rRbBuUfF]{0,2})("""|'''|"|')/;

/**
 * Reads the literal at `span`. In f-strings each replacement field becomes the constant's value if `constantOf` knows
 * its expression, else `{}`. Null for bytes, for text over several lines, over 120 characters, or without a letter or digit.
 */
export function readStringLiteral(text: string, span: Span, constantOf: (expression: string) => string | null): StringLiteral | null {
  const value = literalText(text, span, constantOf);
  if (value === null || value.length === 0 || value.length > 120 || !/[\p{L}\p{N}]/u.test(value)) return null;
  const head = opening.exec(text.slice(span.start, span.start + 5));
  return { value, start: span.start + (head?.[0].length ?? 0), end: span.end - (head?.[2]?.length ?? 0) };
}

/** The text of the literal at `span`, whatever it says; null for bytes, for text over several lines or 200 characters. */
export function literalText(text: string, span: Span, constantOf: (expression: string) => string | null): string | null {
  if (span.end - span.start > 200) return null;
  const source = text.slice(span.start, span.end);
  const head = opening.exec(source);
  const prefix = head?.[1]?.toLowerCase() ?? '';
  const quote = head?.[2];
  if (head === null || quote === undefined || prefix.includes('b') || !source.endsWith(quote) || source.length < head[0].length + quote.length) return null;
  const value = source.slice(head[0].length, source.length - quote.length);
  if (/[\r\n]/.test(value)) return null;
  const plain = !prefix.includes('r') && value.includes('\\') ? unescape(value) : value;
  return prefix.includes('f') ? fillTemplate(plain, constantOf) : plain;
}

function fillTemplate(value: string, constantOf: (expression: string) => string | null): string {
  return value.replace(/\{\{|\}\}|\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}/g, (all, expression: string | undefined) => {
    if (expression === undefined) return all.slice(0, 1);
    return constantOf(expression.trim()) ?? '{}';
  });
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '"': '"', "'": "'", '\\': '\\' };

function unescape(value: string): string {
  return value.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/g, (all, wide: string | undefined, byte: string | undefined, single: string | undefined) => {
    const hex = wide ?? byte;
    return hex !== undefined ? String.fromCharCode(Number.parseInt(hex, 16)) : escapes[single ?? ''] ?? all;
  });
}

/** Whether a string looks like a name rather than a message: one word, or a dotted or dashed one. */
export function isNameLike(value: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_.\-:{}]*$/u.test(value);
}
