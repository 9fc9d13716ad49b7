import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import type { Unit } from '../../src/core/domain/finding';
import type { SlotSpan } from '../../src/core/domain/report';
import type { Axis } from '../../src/core/domain/window';
import type { Figures } from '../kit/figures';
import type { TwinTable } from '../kit/tableTwin';
import { onsetAnnotations } from './onsetMarks';
import type { OnsetMark } from './onsetMarks';
import { withAlpha } from '../kit/theme';
import type { Palette } from '../kit/theme';
import type { ConfigBuilder } from './chartCanvas';
import { labelledTicks, rangeText, slotCount, slotTicks, valueAxis, valueRange } from './axes';
import type { WindowPair } from './windowPair';
import { t } from '../kit/l10n';

/** A figure of groups of slots along the whole axis, with both windows shaded and, where there is one, a limit. */
export interface OverTime {
  readonly title: string;
  readonly axis: Axis;
  readonly slots: readonly SlotSpan[];
  readonly values: readonly (number | null)[];
  readonly n: readonly number[] | null;
  readonly unit: Unit;
  readonly windows: WindowPair;
  readonly limit: { readonly value: number; readonly text: string } | null;
  /** Versions that began to serve: lines across the chart. */
  readonly deploys?: readonly { readonly slot: number; readonly title: string }[];
  /** When it began to move, with the words for it; absent where that is not clear. */
  readonly onset?: OnsetMark & { readonly text: string };
}

export function overTimeConfig(data: OverTime, figures: Figures): ConfigBuilder {
  const ticks = slotTicks(data.axis, 6, figures);
  const range = valueRange([...data.values, data.limit?.value ?? null], data.unit, true);
  return (palette) => ({
    type: 'line',
    data: {
      datasets: [
        {
          label: data.title,
          data: data.slots.map((span, i) => ({ x: (span.from + span.to) / 2, y: finite(data.values[i]) })),
          borderColor: palette.foreground,
          borderWidth: 1.5,
          // Points on the zero line are whole.
          clip: 6,
          pointRadius: data.slots.length <= 60 ? 2.5 : 0,
          pointBackgroundColor: palette.foreground,
        },
      ],
    },
    options: {
      parsing: false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { ...labelledTicks(palette, ticks), min: 0, max: slotCount(data.axis) },
        y: valueAxis(palette, figures, data.unit, range, 5),
      },
      plugins: {
        annotation: { annotations: marks(data, palette) },
        tooltip: {
          callbacks: {
            title: (items) => spanText(data, items[0]?.dataIndex ?? -1, figures),
            label: (item) => `${data.title}: ${figures.figure(item.parsed.y, data.unit)}${data.n === null ? '' : ` (${figures.rows(data.n[item.dataIndex] ?? 0)})`}`,
          },
        },
      },
    },
  });
}

function finite(value: number | null | undefined): number | null {
  return value === null || value === undefined || !Number.isFinite(value) ? null : value;
}

function marks(data: OverTime, palette: Palette): AnnotationOptions[] {
  const band = (range: SlotSpan, color: string): AnnotationOptions => ({
    type: 'box', xScaleID: 'x', xMin: range.from, xMax: range.to, backgroundColor: withAlpha(color, 0.12), borderColor: palette.highContrast ? color : 'transparent', borderWidth: 1, drawTime: 'beforeDatasetsDraw',
  });
  const all = [band(data.windows.baseline, palette.baseline), band(data.windows.current, palette.current), ...(data.onset === undefined ? [] : onsetAnnotations([data.onset], palette))];
  all.push(...(data.deploys ?? []).map(({ slot }): AnnotationOptions => ({ type: 'line', scaleID: 'x', value: slot, borderColor: palette.mark, borderWidth: 1, borderDash: [2, 2] })));
  if (data.limit !== null) {
    all.push({
      type: 'line', scaleID: 'y', value: data.limit.value, borderColor: palette.mark, borderWidth: 1, borderDash: [4, 3],
      label: { display: true, content: data.limit.text, position: 'start', color: palette.foreground, backgroundColor: palette.background, font: { family: palette.font, size: palette.fontSize - 2, weight: 'normal' }, padding: 2 },
    });
  }
  return all;
}

function spanText(data: OverTime, index: number, figures: Figures): string {
  const span = data.slots[index];
  return span === undefined ? '' : rangeText(data.axis, span, figures);
}

export function overTimeTable(data: OverTime, figures: Figures): TwinTable {
  return {
    caption: t('{0} along the axis', data.title),
    columns: [t('Slots'), data.title, ...(data.n === null ? [] : ['n']), ...(data.onset === undefined ? [] : [t('Began to move')])],
    rows: data.slots.map((_, i) => [
      spanText(data, i, figures),
      figures.figure(data.values[i] ?? null, data.unit),
      ...(data.n === null ? [] : [figures.count(data.n[i] ?? 0)]),
      ...(data.onset === undefined ? [] : [onsetCell(data.onset, data.slots[i])]),
    ]),
  };
}

/** Where the onset lies among the slots of a table. */
function onsetCell({ slot, interval, text }: NonNullable<OverTime['onset']>, span: SlotSpan | undefined): string {
  if (span === undefined || slot === null || interval === null) return '';
  if (span.from <= slot && slot < span.to) return text;
  return span.to > interval.from && span.from < interval.to ? t('within the interval') : '';
}

export function overTimeSummary(data: OverTime, figures: Figures): string {
  const known = data.values.flatMap((value, i) => (value === null || !Number.isFinite(value) ? [] : [{ value, i }]));
  const top = known.reduce<{ value: number; i: number } | null>((best, each) => (best === null || each.value > best.value ? each : best), null);
  if (top === null) return t('not available in any slot');
  const words = t('highest {0} at {1}; last {2}', figures.figure(top.value, data.unit), spanText(data, top.i, figures), figures.figure(known.at(-1)?.value ?? null, data.unit));
  return data.onset === undefined ? words : `${words}; ${data.onset.text}`;
}
