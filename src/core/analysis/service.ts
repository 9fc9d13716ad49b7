import type { Cube, StatusTable } from '../cube/cube';
import type { ExactAnswers } from '../cube/exact';
import type { Summary } from '../cube/summary';
import type { Finding } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import type { SourceState } from '../domain/source';
import type { SlotRange } from '../domain/window';
import { wilson } from '../stats/proportions';
import { batchesOf, ratioClusterError, slotRatioError, sumSlots } from './batches';
import type { Estimate } from './estimate';
import { absent, clusterInterval } from './estimate';
import { coveredSeconds } from './coveredSeconds';
import { judge } from './judge';
import { latencyFindings } from './latency';
import { throughputUnit } from './throughputUnit';

/** Latency, throughput and error rate. */
export function serviceFindings(cube: Cube, source: SourceState, baseline: Summary, current: Summary, exact: ExactAnswers | undefined, settings: AnalysisSettings): readonly Finding[] {
  return [
    ...latencyFindings(cube, baseline, current, exact, settings),
    throughputFinding(cube, source, baseline, current, settings),
    errorFinding(cube, baseline, current, settings),
  ];
}

function throughput(cube: Cube, source: SourceState, range: SlotRange, unitSeconds: number): Estimate {
  if (cube.axis.kind !== 'time') return absent(0, `a rate needs timestamps; windows are compared by ${cube.axis.kind === 'row' ? 'row order' : cube.axis.kind}`);
  const rows = sumSlots(cube.rows, range);
  const batches = batchesOf(range);
  const counts = batches.map((batch) => sumSlots(cube.rows, batch));
  const seconds = batches.map((batch) => {
    let sum = 0;
    for (let slot = batch.from; slot < batch.to; slot += 1) sum += coveredSeconds(cube, source, slot);
    return sum / unitSeconds;
  });
  const duration = seconds.reduce((sum, value) => sum + value, 0);
  if (!(duration > 0)) return absent(rows, 'the window covers no time of the log');
  const value = rows / duration;
  // The only noise of a rate is how it differs from slot to slot; three runs are the fewest that show it.
  const error = ratioClusterError(counts, seconds, 3);
  const reason = error === null ? 'its interval needs 3 time slots in each window' : undefined;
  return { value, n: rows, rows: () => null, cluster: clusterInterval(value, error, [0, Infinity]), ...(reason === undefined ? {} : { reason }) };
}

function throughputFinding(cube: Cube, source: SourceState, baseline: Summary, current: Summary, settings: AnalysisSettings): Finding {
  const { unit, seconds } = throughputUnit(cube, source);
  const from = throughput(cube, source, baseline.slots, seconds);
  return judge(
    {
      id: 'throughput',
      family: 'service',
      title: 'throughput',
      unit,
      better: 'neither',
      floor: settings.floors.throughput * (from.value ?? 0),
      method: 'rows by covered time; interval from the differences between runs of time slots',
      // A window that fell silent is a movement, not a lack of rows.
      minRows: 0,
    },
    from,
    throughput(cube, source, current.slots, seconds),
    settings,
  );
}

function errorRate(status: StatusTable, summary: Summary): Estimate {
  const counts = summary.status;
  const n = counts === null ? 0 : counts.ok + counts.error;
  if (counts === null || n === 0) return absent(0, `no row of the window has a readable ${status.column}`);
  const error = slotRatioError((slot) => status.error[slot] ?? 0, (slot) => (status.ok[slot] ?? 0) + (status.error[slot] ?? 0), summary.slots);
  const value = counts.error / n;
  return { value, n, rows: (level) => wilson(counts.error, n, level)?.interval ?? null, cluster: clusterInterval(value, error, [0, 1]) };
}

function errorFinding(cube: Cube, baseline: Summary, current: Summary, settings: AnalysisSettings): Finding {
  const status = cube.status;
  const none = absent(0, 'the log has no status column');
  return judge(
    {
      id: 'errors',
      family: 'service',
      title: 'error rate',
      unit: 'share',
      better: 'lower',
      floor: settings.floors.rate,
      method: `share of rows that failed${status === null ? '' : ` (${status.column}: ${status.rule})`}; interval Wilson, change Newcombe, or with runs of slots as clusters where that is wider`,
    },
    status === null ? none : errorRate(status, baseline),
    status === null ? none : errorRate(status, current),
    settings,
  );
}
