import type { ServersSpec, SourceState } from '../../core/domain/source';
import { defaultHours, pastEnd } from '../../core/metrics/serversCube';
import type { MetricSourceState } from '../../core/metrics/metricSourceState';

/** How a page of servers stands, in the words that logs use: ready, partly ready, failed, each with its reason. */
export function serversState(id: string, spec: ServersSpec, metrics: readonly MetricSourceState[], nowMs: number, rows: number): SourceState {
  const failed = metrics.filter(({ state }) => state === 'failed');
  const [first] = failed;
  const reason = first === undefined ? undefined : failed.length === 1 && metrics.length === 1 ? first.reason : `${failed.length} of ${metrics.length} sources: ${first.name}: ${first.reason ?? 'failed'}`;
  const known = metrics.map(({ from }) => from).filter((from) => from !== null);
  const past = pastEnd(metrics);
  const back = past !== null && spec.hours === undefined ? -Infinity : (past ?? nowMs * 1000) - (spec.hours ?? defaultHours) * 3_600_000_000;
  return {
    id,
    kind: 'metrics',
    name: spec.name,
    state: failed.length === 0 ? 'ready' : failed.length < metrics.length ? 'partly ready' : 'failed',
    ...(reason === undefined ? {} : { reason }),
    files: [],
    rows,
    badLines: 0,
    badLineList: [],
    columns: [],
    roles: [],
    time: { column: 'time', encoding: 'native', from: known.length === 0 ? null : Math.max(Math.min(...known), back), to: Math.max(0, ...metrics.map(({ to }) => to ?? 0)) || null, without: 0, outOfOrder: 0 },
    duplicateIds: 0,
    versions: [],
    task: 'none',
    metrics,
    readAtMs: nowMs,
    fromStore: false,
  };
}
