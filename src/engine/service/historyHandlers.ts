import { FaultError } from '../../core/domain/fault';
import { buildsSeen, restartsSeen } from '../../core/timeline/buildsSeen';
import type { Timeline } from '../../core/timeline/mark';
import { makeTimeline } from '../../core/timeline/makeTimeline';
import type { TimeAxis } from '../../core/timeline/timeAxis';
import type { Handlers } from '../../protocol/endpoint';
import type { EngineCalls } from '../../protocol/engineCalls';
import { readCommit, readFileAt } from '../history/readCommit';
import { readHistory } from '../history/readHistory';
import { nothingTold, type Told } from '../metrics/told';

type HistoryCalls = Pick<EngineCalls, 'history.timeline' | 'history.commit' | 'history.file'>;

/** Deploys, commits and tags behind the calls; `told` asks the servers of an open source. */
export function historyHandlers(told: (id: string, axis: TimeAxis, signal: AbortSignal) => Promise<Told>): Handlers<HistoryCalls> {
  return {
    'history.timeline': ({ id, ...question }, { signal }) => timeline(question, (axis) => (id === null ? Promise.resolve(nothingTold) : told(id, axis, signal)), signal),
    'history.commit': ({ top, hash }, { signal }) => readCommit(top, hash, signal),
    'history.file': ({ top, hash, path }, { signal }) => readFileAt(top, hash, path, signal),
  };
}

async function timeline({ axis, served, roots, files }: Omit<EngineCalls['history.timeline']['in'], 'id'>, ask: (axis: TimeAxis) => Promise<Told>, signal: AbortSignal): Promise<Timeline> {
  if (axis.kind !== 'time') return { marks: [], repositories: [], reasons: [`deploys and commits have times, and this axis has ${axis.kind === 'row' ? 'rows' : `${axis.kind}s`}`] };
  if (signal.aborted) throw FaultError.of('cancelled', 'cancelled');
  const [history, said] = await Promise.all([readHistory({ axis, roots, files }, signal), ask(axis)]);
  const end = axis.start + axis.count * axis.step;
  return makeTimeline({
    axis, served,
    builds: buildsSeen(said.builds, axis.step),
    restarts: restartsSeen(said.starts, axis.start, end),
    repositories: history.repositories,
    reasons: [...history.reasons, ...said.reasons],
  });
}
