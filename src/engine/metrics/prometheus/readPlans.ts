import type { Axis } from '../../../core/domain/window';
import { FaultError, faultOf } from '../../../core/domain/fault';
import type { MetricColumn } from '../../../core/metrics/metricColumn';
import type { MetricPlan } from '../../../core/metrics/metricPlan';
import type { Interpolation } from '../../../core/metrics/quantile/bucketQuantile';
import { isBlank } from '../../../core/metrics/history/blankValue';
import { identityOf } from '../identityOf';
import type { ColumnsRead } from '../columnsRead';
import { classicBuckets, nativeBuckets, type SlotOf } from './bucketColumns';
import type { KeptAnswers } from './keptAnswers';
import type { PromSeries } from './matrix';
import { planQueries, type PlanQueries } from './planQueries';
import type { PromServer, RangeAnswer } from './promServer';
import { lookStep, type QueryRange } from './rangeChunks';

export interface ReadPlansOptions {
  readonly source: string;
  readonly plans: readonly MetricPlan[];
  readonly axis: Extract<Axis, { kind: 'time' }>;
  /** Milliseconds between two scrapes of the server. */
  readonly scrapeMs: number;
  readonly nowMs: number;
  readonly labels: Readonly<Record<string, string>>;
  /** How this server places percentiles inside of native buckets: linear before Prometheus 3. */
  readonly native?: Interpolation;
  /** What was answered before, so that only what is new is asked for. */
  readonly kept?: KeptAnswers;
  readonly signal?: AbortSignal;
}

/** Looks at a level in one slot: enough for its spread, few enough for the server. */
const mostLooks = 60;
/** A rate needs several scrapes (Prometheus' documentation and Grafana's `$__rate_interval`: four). */
const scrapesOfRate = 4;

type Times = { readonly slot: QueryRange; readonly look: QueryRange };
type Ask = (query: string, each: 'slot' | 'look') => Promise<RangeAnswer>;

/**
 * Columns of a server that keeps history, one slot a step. Slot i is asked for at its end: a window as long as the slot ends there. A plan that fails
 * gives its reason and leaves the others alone.
 * @throws FaultError `not-supported` for slots below a second; `cancelled`
 */
export async function readPlans(server: PromServer, { source, plans, axis, scrapeMs, nowMs, labels, native = 'exponential', kept, signal }: ReadPlansOptions): Promise<ColumnsRead> {
  const slotMs = axis.step / 1_000;
  const startMs = axis.start / 1_000;
  if (slotMs < 1_000 || slotMs % 1 !== 0) throw FaultError.of('not-supported', 'a metric server has no slots shorter than a second: choose a longer time');
  // Slots that have not begun hold nothing; the one under way is read as far as it has come.
  const count = Math.max(0, Math.min(axis.count, Math.ceil((nowMs - startMs) / slotMs)));
  const look = lookStep(slotMs, scrapeMs, mostLooks);
  const windowMs = slotMs >= scrapesOfRate * scrapeMs ? slotMs : scrapesOfRate * scrapeMs;
  const queryTimes = { slotMs, windowMs, levelMs: Math.max(look, 2 * scrapeMs) };
  const endMs = startMs + count * slotMs;
  const times: Times = { slot: { startMs: startMs + slotMs, endMs, stepMs: slotMs }, look: { startMs: startMs + look, endMs: Math.min(endMs, Math.ceil(nowMs / look) * look), stepMs: look } };
  const slotOf: SlotOf = (ms) => {
    const slot = Math.ceil((ms - startMs) / slotMs) - 1;
    return slot >= 0 && slot < axis.count ? slot : -1;
  };
  const warnings = new Set<string>();
  let failedParts = 0;
  const ask: Ask = async (query, each) => {
    const answer = kept === undefined ? await server.range(query, times[each], signal) : await kept.range(server, query, times[each], nowMs, signal);
    for (const warning of answer.warnings) warnings.add(warning);
    failedParts += answer.failed.length;
    for (const { reason } of answer.failed) warnings.add(`a part of the time could not be had: ${reason}`);
    return answer;
  };
  const secondsOf = (slot: number): number => Math.max(0, Math.min(slotMs, nowMs - startMs - slot * slotMs)) / 1_000;
  const identities = identityOf(source, plans);
  const read = await Promise.allSettled(
    plans.map(async (plan, index): Promise<MetricColumn> => {
      const identity = identities[index];
      if (identity === undefined) throw FaultError.of('internal', 'a plan without an identity');
      const column = await columnOf(plan, planQueries(plan, queryTimes, labels), ask, { slots: axis.count, slotOf, secondsOf, native });
      return { ...identity, ...column };
    }),
  );
  if (signal?.aborted === true) throw FaultError.of('cancelled', 'cancelled', true);
  if (windowMs > slotMs) warnings.add(`rates are means over ${windowMs / 1_000} s, longer than a slot, because the server looks each ${scrapeMs / 1_000} s`);
  return {
    columns: read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    failed: read.flatMap((one, index) => {
      const plan = plans[index];
      return one.status === 'rejected' && plan !== undefined ? [{ plan, reason: faultOf(one.reason).detail }] : [];
    }),
    warnings: [...warnings],
    failedParts,
  };
}

interface Slots {
  readonly slots: number;
  readonly slotOf: SlotOf;
  readonly secondsOf: (slot: number) => number;
  readonly native: Interpolation;
}
type Plain<T> = T extends MetricColumn ? Omit<T, 'source' | 'id' | 'name' | 'metric' | 'role' | 'unit'> : never;

async function columnOf(plan: MetricPlan, queries: PlanQueries, ask: Ask, { slots, slotOf, secondsOf, native }: Slots): Promise<Plain<MetricColumn>> {
  const { scale } = plan;
  if ('native' in queries) {
    const { edges, counts, sum } = nativeBuckets((await ask(queries.native, 'slot')).series, slotOf, slots, scale);
    return { kind: 'histogram', edges, counts, sum, native };
  }
  if ('buckets' in queries) {
    const [buckets, sums] = await Promise.all([ask(queries.buckets, 'slot'), ask(queries.sum, 'slot')]);
    const { edges, counts } = classicBuckets(buckets.series, slotOf, slots, scale);
    const sum = new Float64Array(slots).fill(NaN);
    eachSlot(sums.series, slotOf, (slot, value) => (sum[slot] = value * scale));
    return { kind: 'histogram', edges, counts, sum, native: null };
  }
  const asked = async (list: readonly string[]): Promise<readonly (readonly PromSeries[])[]> => (await Promise.all(list.map((query) => ask(query, queries.each)))).map(({ series }) => series);
  const [part, whole] = await Promise.all([asked(queries.part), asked(queries.whole)]);
  if (part.some((series) => series.length > 1)) throw FaultError.of('not-supported', `the expression gives ${part.find((series) => series.length > 1)?.length ?? 0} series: wrap it in sum(…), avg(…) or max(…)`);
  if (queries.each === 'look') return levelOf(byTime(part), queries.whole.length === 0 ? null : byTime(whole), plan, slots, slotOf);
  const parts = byTime(part);
  if (plan.kind === 'rate') {
    if (parts.size === 0) throw nothing();
    const amount = new Float64Array(slots);
    const seconds = new Float64Array(slots);
    for (const [ms, value] of parts) {
      const slot = slotOf(ms);
      if (slot < 0 || !Number.isFinite(value)) continue;
      amount[slot] = value * scale;
      seconds[slot] = secondsOf(slot);
    }
    return { kind: 'rate', amount, seconds };
  }
  const wholes = byTime(whole);
  if (wholes.size === 0) throw nothing();
  const above = new Float64Array(slots);
  const below = new Float64Array(slots);
  for (const [ms, value] of wholes) {
    const slot = slotOf(ms);
    if (slot < 0 || !Number.isFinite(value)) continue;
    // Where nobody counted an error, there is no series of errors: that is none, not unknown. A sum without a value is unknown.
    const share = parts.get(ms) ?? (plan.kind === 'mean' ? NaN : 0);
    if (!Number.isFinite(share)) continue;
    below[slot] = value;
    above[slot] = plan.kind === 'ratio' && plan.complement === true ? value - share : share * scale;
  }
  return plan.kind === 'mean' ? { kind: 'mean', sum: above, count: below } : { kind: 'ratio', part: above, whole: below };
}

function nothing(): FaultError {
  return FaultError.of('not-found', 'the server has no such series in this time');
}

/** Values of several queries of one series each, added up time by time; a time that none of them has is absent. */
function byTime(answers: readonly (readonly PromSeries[])[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const series of answers) {
    for (const { times, values } of series) {
      times.forEach((ms, index) => {
        const value = values[index] ?? NaN;
        if (!Number.isNaN(value)) sums.set(ms, (sums.get(ms) ?? 0) + value);
      });
    }
  }
  return sums;
}

function eachSlot(series: readonly PromSeries[], slotOf: SlotOf, then: (slot: number, value: number) => void): void {
  for (const [ms, value] of byTime([series])) {
    const slot = slotOf(ms);
    if (slot >= 0) then(slot, value);
  }
}

function levelOf(parts: ReadonlyMap<number, number>, wholes: ReadonlyMap<number, number> | null, plan: MetricPlan, slots: number, slotOf: SlotOf): Plain<MetricColumn> {
  const n = new Float64Array(slots);
  const sum = new Float64Array(slots);
  const sumSq = new Float64Array(slots);
  const min = new Float64Array(slots).fill(NaN);
  const max = new Float64Array(slots).fill(NaN);
  const complement = plan.kind === 'level share' && plan.complement === true;
  let seen = 0;
  for (const [ms, part] of parts) {
    const slot = slotOf(ms);
    const whole = wholes === null ? 1 : (wholes.get(ms) ?? 0);
    const share = complement ? 1 - part / whole : part / whole;
    const value = share * plan.scale;
    if (slot < 0 || whole === 0 || !Number.isFinite(value) || isBlank(part) || isBlank(whole)) continue;
    seen += 1;
    n[slot] = (n[slot] ?? 0) + 1;
    sum[slot] = (sum[slot] ?? 0) + value;
    sumSq[slot] = (sumSq[slot] ?? 0) + value * value;
    min[slot] = Number.isNaN(min[slot]) ? value : Math.min(min[slot] ?? value, value);
    max[slot] = Number.isNaN(max[slot]) ? value : Math.max(max[slot] ?? value, value);
  }
  if (seen === 0) throw nothing();
  return { kind: 'level', n, sum, sumSq, min, max };
}
