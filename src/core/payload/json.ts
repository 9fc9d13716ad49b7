import type { Cell, Cells, JsonObject } from './event';

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCell(value: unknown): value is Cell {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** A body that may be JSON as text; the value itself where it is none. Undefined for a text that is not JSON. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

/** A text from a value that can be one; null else. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' ? String(value) : null;
}

export function timeOf(value: unknown): string | number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : typeof value === 'string' && value !== '' ? value : null;
}

const mostDepth = 6;
/** Values of one instance that become columns at most; of more only the number is kept. */
export const mostCells = 256;

/** Nested objects and lists as cells with paths: `{a: {b: 1}, c: [2, 3]}` gives `a.b`, `c_0`, `c_1`. */
export function flatCells(value: JsonObject, prefix = ''): Record<string, Cell> {
  const cells: Record<string, Cell> = {};
  const visit = (inner: unknown, name: string, depth: number): void => {
    if (isCell(inner)) cells[name] = inner;
    else if (Array.isArray(inner)) {
      const list = inner as readonly unknown[];
      if (list.length > mostCells || depth >= mostDepth) cells[`${name}_length`] = list.length;
      else if (list.length === 1) visit(list[0], name, depth + 1);
      else list.forEach((one, i) => visit(one, `${name}_${i}`, depth + 1));
    } else if (isObject(inner) && depth < mostDepth) for (const [key, one] of Object.entries(inner)) visit(one, name === '' ? key : `${name}.${key}`, depth + 1);
  };
  visit(value, prefix, 0);
  return cells;
}

/** The scalar values of an object by name, those of `except` left out. */
export function scalars(value: JsonObject, except: ReadonlySet<string>): Cells {
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, Cell] => !except.has(entry[0]) && isCell(entry[1]) && entry[1] !== null));
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 (RFC 4648, also its URL alphabet) as UTF-8 text; null where it is neither. */
export function base64Text(text: string): string | null {
  const clean = text.replace(/\s+/g, '').replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  if (/[^A-Za-z0-9+/]/.test(clean) || clean.length % 4 === 1) return null;
  const bytes: string[] = [];
  for (let i = 0; i < clean.length; i += 4) {
    const part = clean.slice(i, i + 4);
    const bits = [...part].reduce((sum, char) => sum * 64 + digits.indexOf(char), 0) * 64 ** (4 - part.length);
    for (let k = 0; k < part.length - 1; k += 1) bytes.push(`%${(Math.floor(bits / 256 ** (2 - k)) % 256).toString(16).padStart(2, '0')}`);
  }
  try {
    return decodeURIComponent(bytes.join(''));
  } catch {
    return null;
  }
}
