import { BarController, BarElement, Chart, LineController, LineElement, LinearScale, PointElement, Tooltip } from 'chart.js';
import annotationPlugin from 'chartjs-plugin-annotation';
import { intervalBars } from './intervalBars';
import { lineLabels } from './lineLabels';

/** Registers the parts of Chart.js that the panels draw with, and nothing else. */
export function registerCharts(): void {
  Chart.register(BarController, BarElement, LineController, LineElement, LinearScale, PointElement, Tooltip, annotationPlugin, intervalBars, lineLabels);
  Chart.defaults.animation = false;
  Chart.defaults.responsive = true;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.plugins.tooltip.animation = false;
}
