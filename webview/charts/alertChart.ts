import type { ScriptableLineSegmentContext } from 'chart.js';
import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { ChartLine, FamilyLines, IncidentView } from '../../src/protocol/alertsView';
import type { Figures } from '../kit/figures';
import { withAlpha } from '../kit/theme';
import type { Palette } from '../kit/theme';
import { hiddenSlotAxis, lineNameWidth, roundScale, valueAxis } from './axes';
import type { ConfigBuilder } from './chartCanvas';
import { slotPoints } from './slotPoints';
import { t } from '../kit/l10n';

/** One chart of a family: the largest deviation of each window against its limit, in standard errors. */
export interface AlertChart {
  readonly title: string;
  readonly line: ChartLine;
  /** Of each window, as in `FamilyLines`. */
  readonly states: FamilyLines['states'];
  /** Slots of the axis, of each window. */
  readonly slots: readonly number[];
  /** Slots that are shown, half-open. */
  readonly from: number;
  readonly to: number;
  readonly baseline: { readonly from: number; readonly to: number };
  readonly incidents: readonly IncidentView[];
  /** Number of the incident that is open on the page. */
  readonly chosen: number | null;
  /** Limits are not calibrated: marks are hollow and in no colour of their own. */
  readonly tentative: boolean;
}

/** Values beyond so many limits stand at the top edge: one huge window must not press all others flat. */
const ceilingLimits = 6;

/** Where values end at the top edge; null where all are shown. */
export function ceilingOf({ values, limits }: ChartLine): number | null {
  const limit = largest(limits);
  const ceiling = limit * ceilingLimits;
  return limit > 0 && largest(values) > ceiling ? ceiling : null;
}

export function alertConfig(chart: AlertChart, figures: Figures): ConfigBuilder {
  const { line, slots, states } = chart;
  const ceiling = ceilingOf(line);
  const shown = (value: number | null | undefined): number | null => (value === null || value === undefined ? null : Math.min(value, ceiling ?? value));
  const scale = roundScale([...line.values.map(shown), ...line.limits], 'none', true, 3);
  const ticks = scale.ticks.length <= 3 ? scale.ticks : [scale.min, scale.max];
  const points = (value: (i: number) => number | null) => slotPoints(slots, value);
  const beyond = (i: number): boolean => (line.values[i] ?? 0) > (line.limits[i] ?? Number.POSITIVE_INFINITY);
  const marked = (state: number) => points((i) => (states[i] === state && beyond(i) ? shown(line.values[i]) : null));
  return (palette) => {
    const overGap = ({ p0, p1 }: ScriptableLineSegmentContext) => p0.skip || p1.skip;
    const ink = chart.tentative ? palette.foreground : palette.worse;
    const faint = {
      spanGaps: true,
      segment: {
        borderColor: (segment: ScriptableLineSegmentContext) => (overGap(segment) ? withAlpha(palette.foreground, 0.4) : undefined),
        borderWidth: (segment: ScriptableLineSegmentContext) => (overGap(segment) ? 0.75 : undefined),
      },
    };
    return {
      type: 'line',
      data: {
        datasets: [
          { label: t('limit'), data: points((i) => line.limits[i] ?? null), borderColor: palette.mark, borderWidth: 1, borderDash: [4, 3], pointRadius: 0, order: 2, ...faint },
          { label: chart.title, data: points((i) => shown(line.values[i])), borderColor: palette.foreground, borderWidth: chart.tentative ? 1.25 : 1.75, pointRadius: slots.length <= 40 ? 2 : 0, pointBackgroundColor: palette.foreground, pointBorderWidth: 0, order: 1, ...faint },
          { label: t('alert'), data: marked(1), showLine: false, pointStyle: 'triangle', pointRadius: 4.5, pointBorderColor: ink, pointBorderWidth: 1.25, pointBackgroundColor: chart.tentative ? palette.background : ink, clip: 8, order: 0 },
          { label: t('below the floor'), data: marked(3), showLine: false, pointStyle: 'circle', pointRadius: 3, pointBorderColor: palette.muted, pointBorderWidth: 1.25, pointBackgroundColor: palette.background, clip: 8, order: 0 },
        ],
      },
      options: {
        parsing: false,
        events: [],
        layout: { padding: { top: 8, bottom: 8, right: lineNameWidth } },
        scales: { x: { ...hiddenSlotAxis(1), min: chart.from, max: chart.to }, y: valueAxis(palette, figures, 'none', scale, ticks) },
        plugins: {
          tooltip: { enabled: false },
          annotation: { annotations: bands(chart, palette) },
          lineLabels: { texts: [t('limit')], font: `${palette.fontSize - 2}px ${palette.font}`, ink: palette.foreground },
        },
      },
    };
  };
}

function largest(values: readonly (number | null)[]): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

/** The baseline, times that are not judged, and incidents, behind the lines. */
function bands(chart: AlertChart, palette: Palette): AnnotationOptions[] {
  const box = (from: number, to: number, color: string, alpha: number, border: number): AnnotationOptions => ({
    type: 'box', xScaleID: 'x', xMin: Math.max(chart.from, from), xMax: to, backgroundColor: withAlpha(color, alpha),
    borderColor: border > 0 ? color : 'transparent', borderWidth: border, drawTime: 'beforeDatasetsDraw',
  });
  const hue = chart.tentative ? palette.muted : palette.worse;
  return [
    ...(chart.baseline.to > chart.from ? [box(chart.baseline.from, chart.baseline.to, palette.baseline, 0.12, 1)] : []),
    ...notJudged(chart).map(({ from, to }) => box(from, to, palette.muted, palette.highContrast ? 0.3 : 0.12, 0)),
    ...chart.incidents.filter(({ to }) => to > chart.from).map(({ id, from, to }) => box(from, to, hue, id === chart.chosen ? 0.2 : 0.08, id === chart.chosen ? 2 : 1)),
  ];
}

/** Runs of windows that were not judged; of very many, those are left to the gaps in the lines. */
function notJudged({ states, slots }: AlertChart): readonly { readonly from: number; readonly to: number }[] {
  const runs: { from: number; to: number }[] = [];
  states.forEach((state, i) => {
    const slot = slots[i];
    if (state !== 2 || slot === undefined) return;
    const last = runs.at(-1);
    if (last !== undefined && last.to === slot) last.to = slot + 1;
    else runs.push({ from: slot, to: slot + 1 });
  });
  return runs.length > 400 ? [] : runs;
}
