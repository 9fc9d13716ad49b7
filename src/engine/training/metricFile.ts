import { historyOf, type MetricHistory } from '../../core/training/trainingRun';
import { looseNumber } from './mlflowShapes';

/** What a metric's file of the folder store says: `timestamp_ms value step` a line, the step left out by old versions, more fields behind it by new ones. */
export interface MetricFile {
  readonly history: MetricHistory;
  readonly badLines: number;
}

export function parseMetricFile(text: string): MetricFile {
  const points = [];
  let badLines = 0;
  // What follows the last line break is a line that is still being written.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  for (const line of whole.split('\n')) {
    if (line.trim() === '') continue;
    const [at, written, step = '0'] = line.trim().split(' ');
    const value = looseNumber(written);
    const timeMs = Number(at);
    if (value === null || !Number.isInteger(timeMs) || !/^-?\d+$/.test(step)) badLines += 1;
    else points.push({ step: Number(step), timeMs, value });
  }
  return { history: historyOf(points), badLines };
}
