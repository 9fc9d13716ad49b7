import type { Labels, NativeBuckets, NativeHistogram } from '../page/scrapedPage';
import type { Series } from './seriesKey';

/*
 * A native histogram in a history of numbers by series: one number for each filled bucket and for each of its parameters. Its keys are JSON lists of an even
 * number of texts, where those of plain series are odd, so that neither is ever taken for the other, whatever the names of a page are.
 */

/** `schema`, `threshold` (of the zero bucket), `zero` (its count), `sum`; `+3` and `-3` are the counts of bucket 3 above and below zero. */
export type NativePart = 'schema' | 'threshold' | 'zero' | 'sum' | `+${number}` | `-${number}`;

export interface NativeSeries extends Series {
  /** The same text for all parts of one series. */
  readonly id: string;
  readonly part: NativePart;
}

const partText = /^(?:schema|threshold|zero|sum|[+-]-?\d{1,9})$/;

/** Gives `put` each number of one native histogram; what is not finite is left out. */
export function nativeValues(name: string, labels: Labels, native: NativeHistogram, sum: number | null, put: (key: string, value: number) => void): void {
  const head = JSON.stringify([name, ...[...labels].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).flat()]).slice(0, -1);
  const one = (part: NativePart, value: number | null): void => {
    if (value !== null && Number.isFinite(value)) put(`${head},"${part}"]`, value);
  };
  one('schema', native.schema);
  one('threshold', native.zeroThreshold);
  one('zero', native.zeroCount);
  one('sum', sum);
  const side = ({ indices, counts }: NativeBuckets, sign: '+' | '-'): void => indices.forEach((index, i) => one(`${sign}${index}`, counts[i] ?? 0));
  side(native.positive, '+');
  side(native.negative, '-');
}

/** Undoes the keys of `nativeValues`; null for what is no such key. */
export function readNativeKey(key: string): NativeSeries | null {
  try {
    const parts: unknown = JSON.parse(key);
    if (!Array.isArray(parts) || !parts.every((part): part is string => typeof part === 'string') || parts.length < 2 || parts.length % 2 === 1) return null;
    const part = parts[parts.length - 1] ?? '';
    if (!isPart(part)) return null;
    const labels = new Map<string, string>();
    for (let at = 1; at < parts.length - 1; at += 2) labels.set(parts[at] ?? '', parts[at + 1] ?? '');
    return { name: parts[0] ?? '', labels, id: JSON.stringify(parts.slice(0, -1)), part };
  } catch {
    return null;
  }
}

function isPart(text: string): text is NativePart {
  return partText.test(text);
}
