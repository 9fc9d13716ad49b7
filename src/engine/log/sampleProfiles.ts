import type { ColumnProfile } from '../../core/domain/source';
import { isMissingText, isNumberText } from './csvRecords';
import { looksLikeTime } from './textTime';

/** Profiles of the columns of a few rows, good enough to guess roles from before anything is opened. */
export function sampleProfiles(rows: readonly Readonly<Record<string, unknown>>[]): ColumnProfile[] {
  const columns = new Map<string, unknown[]>();
  rows.forEach((row, at) => {
    for (const [name, value] of Object.entries(row)) {
      let values = columns.get(name);
      if (values === undefined) {
        values = new Array<unknown>(at).fill(null);
        columns.set(name, values);
      }
      values[at] = value;
    }
  });
  return [...columns].map(([name, values]) => profile(name, values, rows.length));
}

/** Nested objects as paths, to a depth of 8. */
export function flattened(value: object, prefix = '', depth = 0, into: Record<string, unknown> = Object.create(null) as Record<string, unknown>): Record<string, unknown> {
  for (const [key, inner] of Object.entries(value)) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !(inner instanceof Date) && depth < 8) flattened(inner as object, name, depth + 1, into);
    else into[name] = inner;
  }
  return into;
}

function profile(name: string, values: readonly unknown[], rows: number): ColumnProfile {
  const given = values.filter((value) => value !== null && value !== undefined && !(typeof value === 'string' && isMissingText(value)));
  const texts = given.map((value) => (value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner))));
  const distinct = new Set(texts);
  const numbers = given.every((value) => typeof value === 'number' || typeof value === 'bigint' || (typeof value === 'string' && isNumberText(value))) ? given.map(Number).filter(Number.isFinite) : [];
  const kind = given.length === 0 ? 'empty'
    : given.some((value) => Array.isArray(value)) ? 'list'
    : numbers.length > 0 ? 'numeric'
    : given.every((value) => value instanceof Date) || texts.every(looksLikeTime) ? 'time'
    : distinct.size > 20 && distinct.size > given.length * 0.9 ? 'text' : 'category';
  const range = kind === 'numeric' ? { min: Math.min(...numbers), max: Math.max(...numbers), mean: numbers.reduce((sum, x) => sum + x, 0) / numbers.length } : {};
  return {
    name, type: '', kind, rows, missing: rows - given.length, unreadable: 0, nonFinite: 0, distinct: distinct.size, constant: distinct.size === 1 && given.length > 0, ...range,
    examples: [...distinct].slice(0, 20).map((text) => text.slice(0, 80)), notes: [],
  };
}
