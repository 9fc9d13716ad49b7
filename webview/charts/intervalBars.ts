import type { Chart, ChartType, Plugin } from 'chart.js';

/** Low and high of each point of one data set, in the scale's unit; null where there is no interval. */
export interface IntervalSet {
  readonly dataset: number;
  readonly bounds: readonly (readonly [number, number] | null)[];
  readonly color: string;
}

export interface IntervalOptions {
  readonly sets?: readonly IntervalSet[];
}

declare module 'chart.js' {
  // The parameter must be named as Chart.js names it.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    intervalBars?: IntervalOptions;
  }
}

/** Draws interval bars with caps over points; Chart.js has none of its own. */
export const intervalBars: Plugin = {
  id: 'intervalBars',
  afterDatasetsDraw(chart: Chart, _args: unknown, options: IntervalOptions): void {
    const scale = chart.scales['y'];
    if (scale === undefined) return;
    const { ctx } = chart;
    ctx.save();
    ctx.lineWidth = 1.5;
    for (const set of options.sets ?? []) {
      ctx.strokeStyle = set.color;
      chart.getDatasetMeta(set.dataset).data.forEach((point, i) => {
        const bound = set.bounds[i];
        if (bound === null || bound === undefined) return;
        const low = scale.getPixelForValue(bound[0]);
        const high = scale.getPixelForValue(bound[1]);
        ctx.beginPath();
        ctx.moveTo(point.x, low);
        ctx.lineTo(point.x, high);
        for (const y of [low, high]) {
          ctx.moveTo(point.x - 4, y);
          ctx.lineTo(point.x + 4, y);
        }
        ctx.stroke();
      });
    }
    ctx.restore();
  },
};
