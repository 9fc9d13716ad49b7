import type { ScriptableLineSegmentContext } from 'chart.js';
import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { Unit } from '../../src/core/domain/finding';
import type { IncidentView } from '../../src/protocol/alertsView';
import type { Figures } from '../kit/figures';
import { withAlpha } from '../kit/theme';
import { hiddenSlotAxis, lineNameWidth, roundScale, valueAxis } from './axes';
import type { ConfigBuilder } from './chartCanvas';
import { slotPoints } from './slotPoints';
import { t } from '../kit/l10n';

/** A figure at each window against the line that somebody drew. */
export interface RuleChart {
  readonly title: string;
  readonly values: readonly (number | null)[];
  readonly limit: number;
  /** What stands at the end of the limit's line. */
  readonly limitName: string;
  readonly unit: Unit;
  readonly slots: readonly number[];
  /** Slots that are shown, half-open. */
  readonly from: number;
  readonly to: number;
  readonly baseline: { readonly from: number; readonly to: number };
  readonly incidents: readonly IncidentView[];
  readonly chosen: number | null;
}

export function ruleConfig(chart: RuleChart, figures: Figures): ConfigBuilder {
  const { slots, values, limit, unit } = chart;
  const scale = roundScale([...values, limit], unit, false, 3);
  const ticks = scale.ticks.length <= 4 ? scale.ticks : [scale.min, scale.max];
  const points = slotPoints(slots, (i) => values[i] ?? null);
  return (palette) => {
    const box = (from: number, to: number, color: string, alpha: number, border: number): AnnotationOptions => ({
      type: 'box', xScaleID: 'x', xMin: Math.max(chart.from, from), xMax: to, backgroundColor: withAlpha(color, alpha), borderColor: border > 0 ? color : 'transparent', borderWidth: border, drawTime: 'beforeDatasetsDraw',
    });
    return {
      type: 'line',
      data: {
        datasets: [
          { label: t('limit'), data: [{ x: chart.from, y: limit }, { x: chart.to, y: limit }], borderColor: palette.mark, borderWidth: 1, borderDash: [4, 3], pointRadius: 0, order: 2 },
          {
            label: chart.title, data: points, borderColor: palette.foreground, borderWidth: 1.75, pointRadius: slots.length <= 40 ? 2 : 0, pointBackgroundColor: palette.foreground, pointBorderWidth: 0, order: 1, spanGaps: true,
            segment: { borderColor: ({ p0, p1 }: ScriptableLineSegmentContext) => (p0.skip || p1.skip ? withAlpha(palette.foreground, 0.4) : undefined), borderWidth: ({ p0, p1 }: ScriptableLineSegmentContext) => (p0.skip || p1.skip ? 0.75 : undefined) },
          },
        ],
      },
      options: {
        parsing: false,
        events: [],
        layout: { padding: { top: 8, bottom: 8, right: lineNameWidth } },
        scales: { x: { ...hiddenSlotAxis(1), min: chart.from, max: chart.to }, y: valueAxis(palette, figures, unit, scale, ticks) },
        plugins: {
          tooltip: { enabled: false },
          annotation: {
            annotations: [
              ...(chart.baseline.to > chart.from ? [box(chart.baseline.from, chart.baseline.to, palette.baseline, 0.12, 1)] : []),
              ...chart.incidents.filter(({ to }) => to > chart.from).map(({ id, from, to }) => box(from, to, palette.worse, palette.highContrast ? 0.3 : 0.14, id === chart.chosen ? 2 : 0)),
            ],
          },
          lineLabels: { texts: [chart.limitName], font: `${palette.fontSize - 2}px ${palette.font}`, ink: palette.foreground },
        },
      },
    };
  };
}
