import type { FeatureDetail, QualityCell } from '../../src/core/domain/report';
import type { Figures } from '../kit/figures';
import type { TwinTable } from '../kit/tableTwin';
import type { ConfigBuilder } from './chartCanvas';
import { clip } from './distributionChart';
import { labelledTicks, valueAxis, valueRange } from './axes';
import type { ValueRange } from './axes';
import { t } from '../kit/l10n';

type Quality = NonNullable<FeatureDetail['qualityByValue']>;
type Side = QualityCell['baseline'];

const shift = 0.12;

/** A quality figure by value of the feature: a point and its interval for each window; baseline round and hollow, current square. */
export function qualityConfig(quality: Quality, figures: Figures): ConfigBuilder {
  const { cells } = quality;
  const points = (pick: (cell: QualityCell) => Side, by: number) => cells.map((cell, i) => ({ x: i + by, y: pick(cell).value }));
  const bounds = (pick: (cell: QualityCell) => Side) =>
    cells.map((cell): readonly [number, number] | null => {
      const { low, high } = pick(cell);
      return low === null || high === null ? null : [low, high];
    });
  return (palette) => ({
    type: 'line',
    data: {
      datasets: [
        { label: t('Baseline'), data: points((cell) => cell.baseline, -shift), showLine: false, pointStyle: 'circle', pointRadius: 4, pointBackgroundColor: palette.background, borderColor: palette.baseline, pointBorderWidth: 2 },
        { label: t('Current'), data: points((cell) => cell.current, shift), showLine: false, pointStyle: 'rect', pointRadius: 5, pointBackgroundColor: palette.current, borderColor: palette.current, pointBorderWidth: 1 },
      ],
    },
    options: {
      parsing: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: {
        x: { ...labelledTicks(palette, cells.map((cell, at) => ({ at, text: clip(cell.label, 18) }))), min: -0.5, max: cells.length - 0.5 },
        y: valueAxis(palette, figures, quality.unit, cellRange(quality), 5),
      },
      plugins: {
        tooltip: {
          callbacks: {
            title: (items) => cells[items[0]?.dataIndex ?? -1]?.label ?? '',
            label: (item) => {
              const cell = cells[item.dataIndex];
              return cell === undefined ? '' : `${item.dataset.label ?? ''}: ${sideText(item.datasetIndex === 0 ? cell.baseline : cell.current, quality, figures)}`;
            },
          },
        },
        intervalBars: { sets: [{ dataset: 0, bounds: bounds((cell) => cell.baseline), color: palette.baseline }, { dataset: 1, bounds: bounds((cell) => cell.current), color: palette.current }] },
      },
    },
  });
}

/** Room for the intervals too, which Chart.js does not know of. */
function cellRange(quality: Quality): ValueRange {
  const all = quality.cells.flatMap(({ baseline, current }) => [baseline.value, baseline.low, baseline.high, current.value, current.low, current.high]);
  return valueRange(all, quality.unit, false);
}

function sideText(side: Side, quality: Quality, figures: Figures): string {
  if (side.value === null) return t('not available ({0})', figures.rows(side.n));
  const interval = side.low === null || side.high === null ? '' : ` (${figures.interval({ low: side.low, high: side.high, level: 0, method: '' }, quality.unit)})`;
  return `${figures.figure(side.value, quality.unit)}${interval}, ${figures.rows(side.n)}`;
}

export function qualityTable(feature: string, quality: Quality, figures: Figures): TwinTable {
  const side = (each: Side) => [
    figures.figure(each.value, quality.unit),
    each.low === null || each.high === null ? '' : figures.interval({ low: each.low, high: each.high, level: 0, method: '' }, quality.unit),
    figures.count(each.n),
  ];
  return {
    caption: t('{0} by value of {1}', quality.metric, feature),
    columns: [feature, t('Baseline'), t('interval'), 'n', t('Current'), t('interval'), 'n'],
    rows: quality.cells.map((cell) => [cell.label, ...side(cell.baseline), ...side(cell.current)]),
  };
}

export function qualitySummary(quality: Quality, figures: Figures): string {
  const changes = quality.cells.flatMap((cell) => (cell.baseline.value === null || cell.current.value === null ? [] : [{ cell, change: cell.current.value - cell.baseline.value }]));
  const top = changes.sort((a, b) => Math.abs(b.change) - Math.abs(a.change))[0];
  return top === undefined ? t('no value has enough labelled rows in both windows') : t('largest change: {0} ({1})', figures.change(top.change, quality.unit), top.cell.label);
}
