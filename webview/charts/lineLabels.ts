import type { Chart, ChartType, Plugin } from 'chart.js';

/** A text beside the end of each line; none, no labels. */
export interface LineLabelOptions {
  readonly texts?: readonly string[];
  readonly ink?: string;
  readonly font?: string;
}

declare module 'chart.js' {
  // The parameter must be named as Chart.js names it.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    lineLabels?: LineLabelOptions;
  }
}

const lineHeight = 12;

/** Writes each line's name right of the plot at the height of its last point; names that would lie over one another are moved apart. */
export const lineLabels: Plugin = {
  id: 'lineLabels',
  afterDatasetsDraw(chart: Chart, _args: unknown, options: LineLabelOptions): void {
    const { texts = [] } = options;
    const { ctx, chartArea } = chart;
    const ends = texts.flatMap((text, i) => {
      // A slot without a value has a point too, at the foot of the plot.
      const last = chart.getDatasetMeta(i).data.filter((point) => Number.isFinite(point.y) && Reflect.get(point, 'skip') !== true).at(-1);
      return last === undefined ? [] : [{ text, y: last.y }];
    });
    const places = spread(ends.map((end) => end.y), chartArea.top, chartArea.bottom);
    ctx.save();
    ctx.font = options.font ?? ctx.font;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    ctx.fillStyle = options.ink ?? 'currentcolor';
    ends.forEach(({ text }, i) => ctx.fillText(text, chartArea.right + 5, places[i] ?? 0));
    ctx.restore();
  },
};

/** The same places in the same order, at least a line apart and between the two ends where there is room. */
export function spread(wanted: readonly number[], top: number, bottom: number): readonly number[] {
  const order = wanted.map((y, i) => ({ y: Math.max(top, y), i })).sort((a, b) => a.y - b.y);
  order.forEach((each, at) => {
    const above = order[at - 1];
    if (above !== undefined) each.y = Math.max(each.y, above.y + lineHeight);
  });
  for (let at = order.length - 1; at >= 0; at -= 1) {
    const each = order[at];
    if (each === undefined) continue;
    const below = order[at + 1];
    each.y = Math.min(each.y, below === undefined ? bottom : below.y - lineHeight);
  }
  const places: number[] = [];
  for (const { y, i } of order) places[i] = y;
  return places;
}
