import type { Cube, LatencyColumn } from '../cube/cube';
import { slotCount } from '../cube/cube';
import type { Summary } from '../cube/summary';
import type { AnalysisSettings, Series, SeriesSet } from '../domain/report';
import type { SourceState } from '../domain/source';
import type { LabelState } from '../labels/labelState';
import { ruleText, youngText } from '../labels/words';
import { mainFigures } from '../metrics/mainFigures';
import { mustName } from '../metrics/metricNames';
import { metricSeries } from '../metrics/metricSeries';
import { driftSeries } from './driftSeries';
import { latencyBySlot } from './latencyBySlot';
import { modelSeries } from './modelSeries';
import { ratioSeries } from './ratioSeries';
import { coveredSeconds } from './coveredSeconds';
import { otherVersions } from '../cube/mergeCubes';
import { versionsServed } from '../timeline/versionsServed';
import { throughputUnit } from './throughputUnit';

export interface SeriesInput {
  readonly cube: Cube;
  readonly source: SourceState;
  /** The window that each slot's drift is measured against. */
  readonly baseline: Summary;
  readonly settings: AnalysisSettings;
  readonly labels?: LabelState | null;
}

/**
 * One value a slot for every chart of the shared axis. A slot with fewer rows than a figure needs is null: a percentile needs a
 * row above it (20 for p95, 100 for p99, 5 for p50), shares and losses need 20, means 5, the drift count `minRows`.
 */
export function seriesSet(input: SeriesInput): SeriesSet {
  const { cube, source } = input;
  const slots = slotCount(cube.axis);
  const { metrics = [] } = cube;
  const main = mainFigures(cube, source);
  return {
    axis: cube.axis,
    rows: Array.from(cube.rows),
    ...(source.counts === undefined ? {} : { counts: source.counts }),
    series: [...latencySeries(cube, slots), ...(source.kind === 'metrics' ? [] : throughputSeries(cube, source, slots)), ...errorSeries(cube, slots), ...metricSeries(metrics, main, slots, mustName(metrics, source.kind !== 'metrics')), ...(source.kind === 'metrics' ? [] : [...modelSeries(cube, slots), driftSeries(cube, input.baseline, slots, input.settings)])],
    versionMarks: versionMarks(cube, slots),
    ...(cube.versions === null || cube.axis.kind !== 'time' ? {} : { served: versionsServed(cube.versions.names, cube.versions.counts).filter(({ version }) => version !== otherVersions) }),
    ...labelFacts(input.labels ?? null),
  };
}

/** Which labels the lines of quality count, and where those are not all in. */
function labelFacts(labels: LabelState | null): Pick<SeriesSet, 'labelRule' | 'young'> {
  if (labels === null) return {};
  const { lineAge, young } = labels;
  return { ...(lineAge === null ? {} : { labelRule: ruleText(lineAge) }), ...(young.length === 0 ? {} : { young: { slots: young, reason: youngText(labels) } }) };
}

const percentiles = [{ name: 'p50', p: 0.5, least: 5 }, { name: 'p95', p: 0.95, least: 20 }, { name: 'p99', p: 0.99, least: 100 }];

function latencySeries(cube: Cube, slots: number): readonly Series[] {
  const column = cube.columns.find((one): one is LatencyColumn => one.kind === 'latency');
  return column === undefined ? [] : latencyBySlot(column, slots, percentiles);
}

function throughputSeries(cube: Cube, source: SourceState, slots: number): readonly Series[] {
  const axis = cube.axis;
  if (axis.kind !== 'time') return [];
  const rate = throughputUnit(cube, source);
  const values = Array.from({ length: slots }, (_, slot) => {
    const seconds = coveredSeconds(cube, source, slot);
    // A sliver of a slot at either end of the log says nothing of its rate.
    return seconds >= axis.step / 1e7 ? ((cube.rows[slot] ?? 0) / seconds) * rate.seconds : null;
  });
  return [{ id: 'throughput', title: 'throughput', family: 'service', unit: rate.unit, values, n: Array.from(cube.rows) }];
}

function errorSeries(cube: Cube, slots: number): readonly Series[] {
  const status = cube.status;
  if (status === null) return [];
  return [ratioSeries({ id: 'errors', title: 'error rate', family: 'service', unit: 'share' }, slots, 20, (slot) => status.error[slot] ?? 0, (slot) => (status.ok[slot] ?? 0) + (status.error[slot] ?? 0))];
}

/** Slots at which the version with most rows differs from that of the last slot with rows. */
function versionMarks(cube: Cube, slots: number): SeriesSet['versionMarks'] {
  const versions = cube.versions;
  if (versions === null) return [];
  const width = versions.names.length;
  const marks: { slot: number; version: string }[] = [];
  let last: string | undefined;
  for (let slot = 0; slot < slots; slot += 1) {
    let most = 0;
    let main: string | undefined;
    for (let k = 0; k < width; k += 1) {
      const rows = versions.counts[slot * width + k] ?? 0;
      if (rows > most) {
        most = rows;
        main = versions.names[k];
      }
    }
    if (main === undefined) continue;
    if (last !== undefined && main !== last) marks.push({ slot, version: main });
    last = main;
  }
  return marks;
}
