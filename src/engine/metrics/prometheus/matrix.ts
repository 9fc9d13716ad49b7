import { isRecord } from './promReply';

/** Buckets of a native histogram as the API gives them: boundary rule (0 `(a,b]`, 1 `[a,b)`, 2 `(a,b)`, 3 `[a,b]`), bounds, count. */
export interface NativeValue {
  readonly count: number;
  readonly sum: number;
  readonly buckets: readonly (readonly [rule: number, left: number, right: number, count: number])[];
}

/** One series over time; both lists ascend. Only one of the two is filled as a rule. */
export interface PromSeries {
  readonly labels: ReadonlyMap<string, string>;
  /** Milliseconds since 1970 UTC. */
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly histograms: readonly { readonly ms: number; readonly value: NativeValue }[];
}

/** A number as the API writes it: `"1.5"`, `"NaN"`, `"+Inf"`. Null where it is none. */
export function promNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value === '') return null;
  if (value === '+Inf' || value === 'Inf') return Infinity;
  if (value === '-Inf') return -Infinity;
  const number = Number(value);
  return Number.isNaN(number) && value !== 'NaN' ? null : number;
}

function pairsOf(value: unknown): (readonly [ms: number, what: unknown])[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((pair: unknown) => (Array.isArray(pair) && typeof pair[0] === 'number' ? [[Math.round(pair[0] * 1_000), pair[1]] as const] : []));
}

function nativeOf(value: unknown): NativeValue | null {
  if (!isRecord(value)) return null;
  const count = promNumber(value['count']);
  if (count === null) return null;
  const buckets = Array.isArray(value['buckets']) ? value['buckets'] : [];
  return {
    count,
    sum: promNumber(value['sum']) ?? NaN,
    buckets: buckets.flatMap((bucket: unknown) => {
      if (!Array.isArray(bucket) || typeof bucket[0] !== 'number') return [];
      const [left, right, inside] = [promNumber(bucket[1]), promNumber(bucket[2]), promNumber(bucket[3])];
      return left === null || right === null || inside === null ? [] : [[bucket[0], left, right, inside] as const];
    }),
  };
}

/** The series of a `matrix` or `vector` result; null where the data are of another shape. What does not fit inside is left out. */
export function seriesOf(data: unknown): PromSeries[] | null {
  if (!isRecord(data) || !Array.isArray(data['result'])) return null;
  const kind = data['resultType'];
  if (kind === 'scalar') {
    const [ms, value] = pairsOf([data['result']])[0] ?? [];
    const number = promNumber(value);
    return ms === undefined || number === null ? [] : [{ labels: new Map(), times: [ms], values: [number], histograms: [] }];
  }
  if (kind !== 'matrix' && kind !== 'vector') return null;
  return data['result'].flatMap((each: unknown) => {
    if (!isRecord(each) || !isRecord(each['metric'])) return [];
    const labels = new Map(Object.entries(each['metric']).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    const times: number[] = [];
    const values: number[] = [];
    for (const [ms, what] of pairsOf(kind === 'matrix' ? each['values'] : each['value'] === undefined ? [] : [each['value']])) {
      const value = promNumber(what);
      if (value === null) continue;
      times.push(ms);
      values.push(value);
    }
    const histograms = pairsOf(kind === 'matrix' ? each['histograms'] : each['histogram'] === undefined ? [] : [each['histogram']]).flatMap(([ms, what]) => {
      const value = nativeOf(what);
      return value === null ? [] : [{ ms, value }];
    });
    return [{ labels, times, values, histograms }];
  });
}

/** One identity for the same labels, whatever their order. */
function keyOf(labels: ReadonlyMap<string, string>): string {
  return JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Joins the answers of consecutive ranges, in their order, series by series. */
export function joinSeries(parts: readonly (readonly PromSeries[])[]): PromSeries[] {
  if (parts.length === 1) return [...(parts[0] ?? [])];
  const joined = new Map<string, { labels: ReadonlyMap<string, string>; times: number[]; values: number[]; histograms: { ms: number; value: NativeValue }[] }>();
  for (const part of parts) {
    for (const { labels, times, values, histograms } of part) {
      const key = keyOf(labels);
      const series = joined.get(key) ?? { labels, times: [], values: [], histograms: [] };
      joined.set(key, series);
      for (const time of times) series.times.push(time);
      for (const value of values) series.values.push(value);
      for (const histogram of histograms) series.histograms.push(histogram);
    }
  }
  return [...joined.values()];
}
