import type { HistogramPair } from '../../src/core/training/compareRuns';
import { loggedText } from '../../src/core/training/runWords';
import type { HistogramAt } from '../../src/core/training/trainingRun';
import type { Figures } from '../kit/figures';
import type { TwinTable } from '../kit/tableTwin';
import { labelledTicks, valueAxis, valueRange } from './axes';
import type { ConfigBuilder } from './chartCanvas';
import { t } from '../kit/l10n';

/** The last histograms of a tag, as steps of share per unit of width: bins of the two runs differ in place and width. A solid, B dashed. */
export function binsConfig({ tag, a, b }: HistogramPair, figures: Figures): ConfigBuilder {
  const [left, right] = [outline(a), outline(b)];
  const all = [...left, ...right];
  const range = valueRange(all.map(({ y }) => y), 'native', true);
  const min = all.reduce((least, { x }) => Math.min(least, x), Infinity);
  const max = all.reduce((most, { x }) => Math.max(most, x), -Infinity);
  const ticks = max > min ? Array.from({ length: 5 }, (_, i) => min + ((max - min) * i) / 4).map((at) => ({ at, text: figures.number(at) })) : [];
  return (palette) => ({
    type: 'line',
    data: {
      datasets: [
        { label: 'A', data: left, borderColor: palette.baseline, borderWidth: 1.5, pointRadius: 0 },
        { label: 'B', data: right, borderColor: palette.current, borderWidth: 1.5, borderDash: [5, 3], pointRadius: 0 },
      ],
    },
    options: {
      parsing: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: { x: { ...labelledTicks(palette, ticks), ...(max > min ? { min, max } : {}) }, y: valueAxis(palette, figures, 'native', range, 4) },
      plugins: { tooltip: { callbacks: { title: (items) => t('{0} at {1}', tag, figures.number(items[0]?.parsed.x ?? 0)), label: (item) => t('{0}: {1} of the values per unit', item.dataset.label ?? '', figures.number(item.parsed.y ?? 0)) } } },
    },
  });
}

/** Corners of the bins; a bin without width is as high as one of a thousandth of the whole. */
function outline(histogram: HistogramAt | null): { x: number; y: number }[] {
  if (histogram === null) return [];
  const { left, right, count } = histogram;
  const total = count.reduce((sum, each) => sum + each, 0);
  const least = ((right.at(-1) ?? 0) - (left[0] ?? 0)) / 1_000 || 1;
  if (total === 0) return [];
  return [
    { x: left[0] ?? 0, y: 0 },
    ...left.flatMap((from, i) => {
      const to = right[i] ?? from;
      const y = (count[i] ?? 0) / total / Math.max(to - from, least);
      return [{ x: from, y }, { x: to, y }];
    }),
    { x: right.at(-1) ?? 0, y: 0 },
  ];
}

export function binsTable({ tag, a, b }: HistogramPair, figures: Figures): TwinTable {
  const rows = (name: string, histogram: HistogramAt | null): string[][] => (histogram?.left ?? []).map((from, i) => [name, loggedText(from, figures.locale), loggedText(histogram?.right[i], figures.locale), figures.number(histogram?.count[i] ?? 0)]);
  return { caption: t('Bins of {0}, last step of each run', tag), columns: [t('Run'), t('From'), t('To'), t('Count')], rows: [...rows('A', a), ...rows('B', b)] };
}

export function binsSummary({ a, b }: HistogramPair, figures: Figures): string {
  const one = (name: string, histogram: HistogramAt | null): string => (histogram === null ? t('{0}: none', name) : t('{0}: {1} values at step {2}', name, figures.number(histogram.count.reduce((sum, count) => sum + count, 0)), figures.count(histogram.step)));
  return `${one('A', a)}; ${one('B', b)}`;
}
