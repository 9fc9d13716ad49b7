import type { Cube } from '../cube/cube';
import { chooseStep, timeSteps } from '../cube/chooseStep';
import type { Axis, Counted } from '../domain/window';
import type { MetricColumn } from './metricColumn';
import type { MetricSourceState } from './metricSourceState';
import { slotTotals } from './metricWindow';

const second = 1_000_000;
/** How far back a page of servers goes where nobody said. */
export const defaultHours = 48;
/** A rate needs several samples in its slot. */
const samplesASlot = 4;
const fewestSlots = 2;

/**
 * The time axis of a page of servers: from what they know, at most `hours` back (48 by default), to the end of the slot that runs now. Of files alone it is their own
 * time, all of it unless `hours` are said. Microseconds since 1970 UTC; null where no source knows anything.
 */
export function serversAxis(states: readonly MetricSourceState[], clock: number, hours?: number): Extract<Axis, { kind: 'time' }> | null {
  const usable = states.filter(({ state, from }) => state === 'live' || state === 'paused' || from !== null);
  if (usable.length === 0) return null;
  const past = pastEnd(usable);
  const now = past ?? clock;
  const from = Math.min(...usable.map((state) => state.from ?? now));
  const back = Math.max(from, hours === undefined && past !== null ? from : now - (hours ?? defaultHours) * 3600 * second);
  const least = shortestSlot(usable);
  const fine = chooseStep(back, now);
  if (fine.step >= least) return { kind: 'time', ...fine };
  const step = least;
  const last = Math.floor(now / step);
  const count = Math.max(fewestSlots, last - Math.floor(back / step) + 1);
  return { kind: 'time', start: (last - count + 1) * step, step, count };
}

/** Where the time of files ends, microseconds since 1970 UTC; null as soon as one source goes on to now. */
export function pastEnd(states: readonly Pick<MetricSourceState, 'past' | 'to'>[]): number | null {
  const ends = states.map(({ past, to }) => (past === true ? to : null));
  return ends.length === 0 || ends.includes(null) ? null : Math.max(...ends.map((end) => end ?? 0));
}

/** Microseconds that a slot must have to hold several samples of each source, as people name lengths. */
export function shortestSlot(states: readonly Pick<MetricSourceState, 'sampleSeconds'>[]): number {
  const least = samplesASlot * Math.max(1, ...states.map(({ sampleSeconds }) => sampleSeconds ?? 15)) * second;
  return timeSteps.find((one) => one >= least) ?? least;
}

/** A cube that holds what servers say and nothing else; its rows are requests where a source counts them, else samples. */
export function serversCube(axis: Extract<Axis, { kind: 'time' }>, metrics: readonly MetricColumn[]): Cube {
  return { version: 1, axis, task: 'none', rows: requestsOf(axis.count, metrics), outside: 0, columns: [], status: null, confusion: null, score: null, regression: null, versions: null, metrics };
}

/** What the rows of such a cube count. */
export function countedOf(metrics: readonly MetricColumn[]): Counted {
  return requestCounter(metrics) === undefined ? 'time slot' : 'request';
}

/** The first metric that counts whole requests. */
function requestCounter(metrics: readonly MetricColumn[]): MetricColumn | undefined {
  return metrics.find(({ role, kind }) => role === 'requests' && kind === 'rate') ?? metrics.find(({ role, kind }) => role === 'latency' && (kind === 'histogram' || kind === 'mean'));
}

/** Requests of each slot, whole. Where nothing counts them, slots that are covered at all weigh 1. */
function requestsOf(slots: number, metrics: readonly MetricColumn[]): Float64Array {
  const counted = requestCounter(metrics);
  if (counted?.kind === 'rate') return counted.amount.map(Math.round);
  if (counted?.kind === 'histogram') return slotTotals(counted).map(Math.round);
  if (counted?.kind === 'mean') return counted.count.map(Math.round);
  return Float64Array.from({ length: slots }, (_, slot) => Number(metrics.some((metric) => weight(metric, slot) > 0)));
}

function weight(metric: MetricColumn, slot: number): number {
  switch (metric.kind) {
    case 'level':
      return metric.n[slot] ?? 0;
    case 'rate':
      return metric.seconds[slot] ?? 0;
    case 'ratio':
      return metric.whole[slot] ?? 0;
    case 'mean':
      return metric.count[slot] ?? 0;
    case 'histogram':
      return slotTotals(metric)[slot] ?? 0;
  }
}
