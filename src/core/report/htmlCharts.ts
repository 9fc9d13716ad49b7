import type { FeatureDetail, Report, Series, SeriesSet } from '../domain/report';
import type { Axis } from '../domain/window';
import { formatFigure } from '../format/figures';
import { formatCount, formatNumber } from '../format/numbers';
import { oneLine, shorten } from '../format/oneLine';
import { formatInstant } from '../format/time';
import { escapeHtml as e } from './escapeHtml';

const width = 440;
const height = 140;
const left = 58;
const right = 8;
const top = 10;
const bottom = 20;

/** A coordinate with two decimals: a tenth of a pixel, and no exponents in SVG. */
function at(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** What slot i is called: its start in time, its file or version, its rows. */
export function slotName(axis: Axis, slot: number): string {
  if (axis.kind === 'time') return formatInstant(axis.start + slot * axis.step);
  if (axis.kind === 'row') return `rows from ${formatCount(slot * axis.step + 1)}`;
  return oneLine(axis.names[slot] ?? '');
}

/** A twin table, folded away: the same numbers for readers who cannot or will not read a picture. */
function twin(summary: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, list: readonly string[]): string => list.map((cell, i) => (tag === 'th' ? `<th scope="col">${e(cell)}</th>` : `<td${i === 0 ? ' class="name"' : ' class="number"'}>${e(cell)}</td>`)).join('');
  return `<details><summary>${e(summary)}</summary><div class="wide"><table><thead><tr>${cells('th', head)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('')}</tbody></table></div></details>`;
}

/** One line chart on the shared axis with both windows shaded and version changes marked. Empty where the series has no value. */
export function seriesChart(report: Report, set: SeriesSet, series: Series): string {
  const values = series.values.map((value, slot) => ({ slot, value })).filter((point): point is { slot: number; value: number } => point.value !== null && Number.isFinite(point.value));
  if (values.length === 0) return '';
  const slots = Math.max(1, series.values.length);
  const high = values.reduce((most, point) => Math.max(most, point.value), -Infinity);
  const low = values.reduce((least, point) => Math.min(least, point.value), Infinity);
  // Rates, times and counts start at 0; scores and shares near 1 would be flat there.
  const fromZero = low >= 0 && (series.unit !== 'score' && series.unit !== 'native') && !(series.unit === 'share' && low > 0.5);
  const floor = fromZero ? 0 : low - (high - low) * 0.1;
  const ceiling = high > floor ? high : floor + 1;
  const x = (slot: number): number => left + ((width - left - right) * slot) / slots;
  const y = (value: number): number => top + (height - top - bottom) * (1 - (value - floor) / (ceiling - floor));
  const young = series.family === 'quality' ? (set.young?.slots ?? []) : [];
  const isYoung = (slot: number): boolean => young.some(({ from, to }) => slot >= from && slot < to);
  const joins = (i: number): boolean => i > 0 && values[i - 1]?.slot === (values[i]?.slot ?? 0) - 1;
  const place = ({ slot, value }: { readonly slot: number; readonly value: number }): string => `${at(x(slot + 0.5))} ${at(y(value))}`;
  const path = values.map((point, i) => `${joins(i) && !isYoung(point.slot) ? 'L' : 'M'}${place(point)}`).join('');
  // Labels of these slots are not all in: drawn apart, and said in the table.
  const dashes = values.map((point, i) => (joins(i) && isYoung(point.slot) ? `M${place(values[i - 1] ?? point)}L${place(point)}` : '')).join('');
  // A value between two gaps has no line; a dot keeps it visible.
  const lonely = values.filter((point, i) => values[i - 1]?.slot !== point.slot - 1 && values[i + 1]?.slot !== point.slot + 1);
  const band = (range: { readonly from: number; readonly to: number }, name: string): string => (range.to > range.from ? `<rect class="${name}" x="${at(x(range.from))}" y="${top}" width="${at(x(range.to) - x(range.from))}" height="${height - top - bottom}"/>` : '');
  const marks = set.versionMarks.map((mark) => `<line class="mark" x1="${at(x(mark.slot))}" x2="${at(x(mark.slot))}" y1="${top}" y2="${height - bottom}"><title>${e(oneLine(mark.version))}</title></line>`).join('');
  const label = (value: number): string => e(formatFigure(value, series.unit));
  const title = `${oneLine(series.title)}, ${formatFigure(low, series.unit)} to ${formatFigure(high, series.unit)} over ${formatCount(values.length)} of ${formatCount(slots)} slots`;
  const svg =
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${e(title)}">` +
    band(report.baseline.slots, 'bandbase') + band(report.current.slots, 'bandnow') + marks +
    `<line class="axis" x1="${left}" x2="${width - right}" y1="${height - bottom}" y2="${height - bottom}"/>` +
    `<text x="${left - 6}" y="${top + 8}" text-anchor="end">${label(ceiling)}</text><text x="${left - 6}" y="${height - bottom}" text-anchor="end">${label(floor)}</text>` +
    `<text x="${left}" y="${height - 5}">${e(shorten(slotName(set.axis, 0), 28))}</text><text x="${width - right}" y="${height - 5}" text-anchor="end">${e(shorten(slotName(set.axis, slots - 1), 28))}</text>` +
    `<path class="seriesline" d="${path}"/>${dashes === '' ? '' : `<path class="seriesline early" d="${dashes}"/>`}${lonely.map((point) => `<circle class="dot" cx="${at(x(point.slot + 0.5))}" cy="${at(y(point.value))}" r="2"/>`).join('')}</svg>`;
  const rows = series.values.map((value, slot) => [slotName(set.axis, slot), value === null ? 'too few rows' : formatFigure(value, series.unit), formatCount(series.n[slot] ?? 0), ...(young.length === 0 ? [] : [isYoung(slot) ? 'not all in' : 'in'])]);
  return `<figure><figcaption>${e(oneLine(series.title))}${keyOf(set, series, young.length > 0)}</figcaption>${svg}${twin(`${oneLine(series.title)} as a table`, ['slot', series.title, 'rows', ...(young.length === 0 ? [] : ['labels'])], rows)}</figure>`;
}

/** Which labels a line counts, and what its dashes mean. */
function keyOf(set: SeriesSet, { family }: Series, dashed: boolean): string {
  const parts = family === 'quality' ? [...(set.labelRule === undefined ? [] : [set.labelRule]), ...(dashed ? [`dashed: ${set.young?.reason ?? ''}`] : [])] : [];
  return parts.length === 0 ? '' : ` (${e(parts.join('; '))})`;
}

/** Both distributions of a feature as paired bars with a table. */
export function barsChart(bars: FeatureDetail['bars'], name: string): string {
  const labels = bars.kind === 'category' ? bars.levels.map(oneLine) : bars.baseline.map((_, k) => `${formatNumber(bars.edges[k] ?? Number.NaN)} to ${formatNumber(bars.edges[k + 1] ?? Number.NaN)}`);
  if (labels.length === 0) return '';
  const most = [...bars.baseline, ...bars.current].reduce((high, share) => Math.max(high, share), 0);
  const scale = most > 0 ? most : 1;
  const step = (width - left - right) / labels.length;
  const y = (share: number): number => top + (height - top - bottom) * (1 - share / scale);
  const bar = (share: number, k: number, kind: 'barbase' | 'barnow'): string => {
    const x = left + step * k + step * (kind === 'barbase' ? 0.08 : 0.5);
    const from = kind === 'barbase' ? 'baseline' : 'current';
    return `<rect class="${kind}" x="${at(x)}" y="${at(y(share))}" width="${at(step * 0.42)}" height="${at(height - bottom - y(share))}"><title>${e(`${labels[k] ?? ''}: ${formatFigure(share, 'share')} of ${from} rows`)}</title></rect>`;
  };
  const first = bars.kind === 'numeric' ? formatNumber(bars.edges[0] ?? Number.NaN) : shorten(labels[0] ?? '', 30);
  const last = bars.kind === 'numeric' ? formatNumber(bars.edges.at(-1) ?? Number.NaN) : shorten(labels.at(-1) ?? '', 30);
  const title = `Distribution of ${oneLine(name)} in both windows, ${labels.length} bars`;
  const svg =
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${e(title)}"><line class="axis" x1="${left}" x2="${width - right}" y1="${height - bottom}" y2="${height - bottom}"/>` +
    `<text x="${left - 6}" y="${top + 8}" text-anchor="end">${e(formatFigure(scale, 'share'))}</text><text x="${left - 6}" y="${height - bottom}" text-anchor="end">0</text>` +
    `<text x="${left}" y="${height - 5}">${e(first)}</text><text x="${width - right}" y="${height - 5}" text-anchor="end">${e(last)}</text>` +
    bars.baseline.map((share, k) => bar(share, k, 'barbase')).join('') + bars.current.map((share, k) => bar(share, k, 'barnow')).join('') + '</svg>';
  const rows = labels.map((label, k) => [label, formatFigure(bars.baseline[k] ?? 0, 'share'), formatFigure(bars.current[k] ?? 0, 'share')]);
  return `<figure><figcaption>Share of rows<span class="key base"></span>baseline<span class="key now"></span>current</figcaption>${svg}${twin(`Distribution of ${oneLine(name)} as a table`, [bars.kind === 'category' ? 'level' : 'from, to', 'baseline', 'current'], rows)}</figure>`;
}
