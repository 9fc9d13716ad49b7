import type { BurnReading, BurnWindow, Severity } from '../../domain/rule';
import { wilson } from '../../stats/proportions';
import { type BurnPair, burnPairs, canFire } from './burnPairs';
import { sloStep } from './sloCounts';

/** Level of the interval whose lower end the long look back must have beyond the threshold. */
const sure = 0.95;
/** Of very few requests one bad one lifts even that end beyond it; one request alone is never an incident. */
const leastBad = 2;

/** An incident of one severity, in steps: `opened` and `closed` are the numbers of steps that had ended. */
export interface BurnIncident {
  readonly severity: Severity;
  readonly opened: number;
  readonly closed: number | null;
  /** What opened it, as it stood then. */
  readonly reading: BurnReading;
}

export interface BurnOptions {
  readonly objective: number;
  /** Whole steps that the log covers. */
  readonly steps: number;
  /** Steps between the times of the log (`timeGrain`): a shorter look back would stand empty most of the time. */
  readonly grain: number;
  /** Default true: see `docs/statistics.md` for what it costs and saves. */
  readonly guard?: boolean;
}

/** Prefix sums of requests and bad ones, so that any look back is two subtractions. */
export class BurnSums {
  private readonly requests: Float64Array;
  private readonly bad: Float64Array;

  constructor({ requests, bad }: { readonly requests: Float64Array; readonly bad: Float64Array }) {
    this.requests = sums(requests);
    this.bad = sums(bad);
  }

  get steps(): number {
    return this.requests.length - 1;
  }

  /** Requests and bad ones of the `length` steps before `end`. */
  look(end: number, length: number): { readonly requests: number; readonly bad: number } {
    const [to, from] = [clamp(end, this.steps), clamp(end - length, this.steps)];
    return { requests: (this.requests[to] as number) - (this.requests[from] as number), bad: (this.bad[to] as number) - (this.bad[from] as number) };
  }
}

/**
 * Burn rates step by step, as they would have been judged live. A pair fires when both looks back burn faster than its threshold and
 * so does the lower end of the long one's Wilson interval, with two bad requests at least; it is over when the short one is back under (a short one without requests
 * says nothing) or the long one is. A pair is judged once the log covers its long look back. What fires again within the
 * long look back after it was over is the same incident.
 */
export function burnReplay(sums: BurnSums, options: BurnOptions): { readonly incidents: readonly BurnIncident[]; readonly last: readonly BurnReading[] } {
  const { objective, guard = true } = options;
  const steps = Math.min(sums.steps, options.steps);
  const possible = burnPairs.filter((pair) => canFire(pair, objective));
  const holding = possible.map(() => false);
  const incidents = new Map<Severity, { severity: Severity; opened: number; closed: number | null; rejoin: number; reading: BurnReading }[]>();
  for (let end = 1; end <= steps; end += 1) {
    possible.forEach((pair, i) => {
      if (!isJudged(pair, end, options)) return;
      const long = sums.look(end, pair.long);
      const short = sums.look(end, pair.short);
      const [longOver, shortOver] = [isOver(long, pair, objective), isOver(short, pair, objective)];
      if (holding[i] === true) holding[i] = longOver && (shortOver || short.requests === 0);
      else holding[i] = longOver && shortOver && (!guard || isSure(long, pair, objective));
    });
    for (const severity of ['page', 'ticket'] as const) {
      const at = possible.findIndex((pair, i) => pair.severity === severity && holding[i] === true);
      const list = incidents.get(severity) ?? [];
      const latest = list.at(-1);
      if (at === -1) {
        if (latest?.closed === null) latest.closed = end;
        continue;
      }
      const pair = possible[at] as BurnPair;
      if (latest !== undefined && (latest.closed === null || end - latest.closed < latest.rejoin)) {
        latest.closed = null;
        latest.rejoin = Math.max(latest.rejoin, pair.long);
      } else incidents.set(severity, [...list, { severity, opened: end, closed: null, rejoin: pair.long, reading: readingOf(sums, pair, end, options, true) }]);
    }
  }
  return {
    incidents: [...incidents.values()].flat().map(({ severity, opened, closed, reading }) => ({ severity, opened, closed, reading })).sort((a, b) => a.opened - b.opened),
    last: possible.map((pair, i) => readingOf(sums, pair, steps, options, holding[i] === true)),
  };
}

function readingOf(sums: BurnSums, pair: BurnPair, end: number, options: BurnOptions, firing: boolean): BurnReading {
  const { objective } = options;
  const long = sums.look(end, pair.long);
  const short = sums.look(end, pair.short);
  const state = !isJudged(pair, end, options) ? 'not judged' : firing ? 'firing' : isOver(short, pair, objective) ? 'pending' : 'quiet';
  const window = (length: number, counts: typeof long): BurnWindow => ({ length: length * sloStep, ...counts, burn: counts.requests === 0 ? null : burnOf(counts, objective) });
  return { severity: pair.severity, threshold: pair.threshold, long: window(pair.long, long), short: window(pair.short, short), surely: long.requests === 0 ? null : surely(long, objective), state };
}

function isJudged(pair: BurnPair, end: number, { grain }: BurnOptions): boolean {
  return end >= pair.long && pair.short >= grain;
}

function burnOf({ requests, bad }: { readonly requests: number; readonly bad: number }, objective: number): number {
  return bad / requests / (1 - objective);
}

function isOver(counts: { readonly requests: number; readonly bad: number }, { threshold }: BurnPair, objective: number): boolean {
  return counts.requests > 0 && burnOf(counts, objective) > threshold;
}

/** The guard against low traffic. */
function isSure(long: { readonly requests: number; readonly bad: number }, { threshold }: BurnPair, objective: number): boolean {
  return long.bad >= leastBad && surely(long, objective) > threshold;
}

/** Burn rate at the lower end of the bad share's interval. */
function surely({ requests, bad }: { readonly requests: number; readonly bad: number }, objective: number): number {
  return (wilson(bad, requests, sure)?.interval.low ?? 0) / (1 - objective);
}

function sums(values: Float64Array): Float64Array {
  const out = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i += 1) out[i + 1] = (out[i] as number) + (values[i] as number);
  return out;
}

function clamp(step: number, steps: number): number {
  return Math.max(0, Math.min(steps, step));
}
