import type { Fault } from '../../core/domain/fault';
import type { LiveState, SourceState, TrainingSpec } from '../../core/domain/source';
import type { RunList } from '../training/runStore';

interface Told {
  readonly id: string;
  readonly spec: TrainingSpec;
  readonly list: RunList;
  readonly fault: Fault | null;
  readonly readAtMs: number;
  readonly live?: LiveState;
}

/** How a source of training runs stands, in the words that logs use: what it holds are runs, not rows. */
export function trainingState({ id, spec, list, fault, readAtMs, live }: Told): SourceState {
  // What was read before a store failed is still there to be looked at.
  const state = fault === null ? 'ready' : list.runs.length === 0 ? 'failed' : 'partly ready';
  const starts = list.runs.map(({ startMs }) => startMs).filter((start) => start !== null);
  return {
    id,
    kind: 'training',
    name: spec.name,
    state,
    ...(fault === null ? {} : { reason: fault.detail }),
    files: [],
    rows: list.total,
    badLines: 0,
    badLineList: [],
    columns: [],
    roles: [],
    time: { column: null, encoding: 'none', from: starts.length === 0 ? null : Math.min(...starts) * 1000, to: starts.length === 0 ? null : Math.max(...starts) * 1000, without: 0, outOfOrder: 0 },
    duplicateIds: 0,
    versions: [],
    task: 'none',
    readAtMs,
    fromStore: false,
    ...(live === undefined ? {} : { live }),
  };
}
