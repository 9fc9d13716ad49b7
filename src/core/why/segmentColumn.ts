import { formatCount, formatExponent } from '../format/numbers';
import { oneLine, shorten } from '../format/oneLine';

/**
 * How a column's rows are grouped. Group g of a number holds `edges[g-1] < x <= edges[g]`, the end groups are open, the last group
 * holds NULL and what is not finite. A category's groups are its levels, then all other values, then NULL.
 */
export type SegmentColumn =
  | { readonly kind: 'numeric'; readonly name: string; readonly edges: readonly number[]; /** Each group's one value, where groups are single values. */ readonly values: readonly number[] | null }
  | { readonly kind: 'category'; readonly name: string; readonly levels: readonly string[] };

/** Groups [from, to) of a column: what a segment says of it. */
export interface GroupRange {
  readonly from: number;
  readonly to: number;
}

export function groupCount(column: SegmentColumn): number {
  return column.kind === 'numeric' ? column.edges.length + 2 : column.levels.length + 2;
}

/**
 * The ranges that are tried as segments: each group, and of numbers also all below and all above each edge. Pairs leave out the inner
 * groups of numbers, of which there would be too many.
 */
export function rangesOf(column: SegmentColumn, inPair: boolean): readonly GroupRange[] {
  const groups = groupCount(column);
  const single = (from: number): GroupRange => ({ from, to: from + 1 });
  if (column.kind === 'category') return Array.from({ length: groups }, (_, g) => single(g));
  const last = groups - 1;
  const cuts = Array.from({ length: Math.max(0, last - 1) }, (_, i) => i + 1);
  // All groups, which say only that the value is not missing, are no segment.
  const sided = cuts.flatMap((cut) => [{ from: 0, to: cut }, { from: cut, to: last }]);
  const inner = inPair && column.values === null ? [] : Array.from({ length: Math.max(0, last - 2) }, (_, i) => single(i + 1));
  return [...sided, ...inner, single(last)];
}

/** `itineraries above 29`, `origin = ATL`, `day = 3`, `age missing`. */
export function rangeText(column: SegmentColumn, { from, to }: GroupRange): string {
  const name = shorten(oneLine(column.name), 80);
  if (column.kind === 'category') {
    const level = column.levels[from];
    return level !== undefined ? `${name} = ${shorten(oneLine(level), 60)}` : from === column.levels.length ? `${name} of other values` : `${name} missing`;
  }
  const last = column.edges.length + 1;
  if (from >= last) return `${name} missing`;
  const only = to - from === 1 ? column.values?.[from] : undefined;
  if (only !== undefined) return `${name} = ${edgeText(only)}`;
  const [low, high] = [column.edges[from - 1], to === last ? undefined : column.edges[to - 1]];
  if (low === undefined) return high === undefined ? `${name} of any value` : `${name} up to ${edgeText(high)}`;
  return high === undefined ? `${name} above ${edgeText(low)}` : `${name} above ${edgeText(low)} up to ${edgeText(high)}`;
}

/** A border without the zeros that a figure of three digits would have: `0.9`, `21`, `0.2251`. */
function edgeText(edge: number): string {
  const size = Math.abs(edge);
  if (size !== 0 && (size >= 1e9 || size < 1e-3)) return formatExponent(edge);
  return size >= 1000 ? formatCount(edge) : String(Number(edge.toPrecision(4))).replace(/^-/, '−');
}
