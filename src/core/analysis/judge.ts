import type { Family, Figure, Finding, Interval, Unit, Verdict } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import { formatAmount, formatChange, formatInterval } from '../format/figures';
import { countOf, formatCount } from '../format/numbers';
import { formatLevel } from '../format/probability';
import type { Estimate } from './estimate';
import { changeInterval, figureOf } from './estimate';

/** What a figure is called and how large a change of it must be. */
export interface Judged {
  readonly id: string;
  readonly family: Family;
  readonly title: string;
  readonly unit: Unit;
  readonly better: 'lower' | 'higher' | 'neither';
  /** Smallest change that matters, in the figure's unit. */
  readonly floor: number;
  readonly method: string;
  readonly basis?: 'exact' | 'binned';
  readonly bound?: string;
  readonly coverage?: { readonly baseline: number | null; readonly current: number | null };
  /** Rows each window needs; `settings.minRows` unless given. */
  readonly minRows?: number;
  /** Part of the change that is bias rather than movement (a figure that small windows inflate); the verdict must survive its removal. */
  readonly bias?: number;
}

interface Decision {
  readonly verdict: Verdict;
  readonly reason: string;
}

/**
 * One finding. `moved` needs both: the (1 - alpha) interval of the change excludes 0, and the change is at least the floor.
 * Too few rows, or an interval that is open on the side that decides, is `not enough data`; a figure that neither window has
 * is `not available` with its reason.
 */
export function judge(what: Judged, baseline: Estimate, current: Estimate, settings: AnalysisSettings): Finding {
  const from = figureOf(baseline, settings.intervalLevel);
  const to = figureOf(current, settings.intervalLevel);
  const change = from.value === null || to.value === null ? null : difference(from.value, to.value);
  const decisive = changeInterval(baseline, current, 1 - settings.alpha);
  const decision = decide(what, from, to, change, decisive, settings);
  return {
    id: what.id,
    family: what.family,
    title: what.title,
    unit: what.unit,
    better: what.better,
    baseline: from,
    current: to,
    change: { value: change, interval: change === null ? null : changeInterval(baseline, current, settings.intervalLevel) },
    verdict: decision.verdict,
    reason: decision.reason,
    method: what.method,
    basis: what.basis ?? 'exact',
    ...(what.bound === undefined ? {} : { bound: what.bound }),
    p: null,
    ...(what.coverage === undefined ? {} : { coverage: what.coverage }),
  };
}

/** Two sums of the same figures in another order differ in their last digits: that is no change. */
function difference(from: number, to: number): number {
  const change = to - from;
  return Math.abs(change) <= 1e-14 * Math.max(Math.abs(from), Math.abs(to)) ? 0 : change;
}

function decide(what: Judged, from: Figure, to: Figure, change: number | null, interval: Interval | null, settings: AnalysisSettings): Decision {
  const least = what.minRows ?? settings.minRows;
  const needed = shortOf(from.n, to.n, least);
  if (change === null) return withoutChange(from, to, needed);
  if (needed !== null) return { verdict: 'not enough data', reason: needed };
  if (interval === null) {
    return { verdict: 'not enough data', reason: to.reason ?? from.reason ?? `no interval exists for a change on ${rows(from)} and ${rows(to)}` };
  }
  return byInterval(what, from, to, change, interval);
}

function byInterval(what: Judged, from: Figure, to: Figure, change: number, interval: Interval): Decision {
  const bias = what.bias ?? 0;
  const excludesZero = (shift: number): boolean => (interval.low !== null && interval.low - shift > 0) || (interval.high !== null && interval.high - shift < 0);
  const text = `${formatChange(change, what.unit, undefined, interval)} (${formatInterval(interval.low, interval.high, what.unit, { change: true, value: change })}, ${formatLevel(interval.level)})`;
  const floor = formatAmount(what.floor, what.unit);
  const open = interval.low === null || interval.high === null;
  const corrected = change - bias;
  const large = Math.abs(change) >= what.floor && (bias === 0 || (Math.abs(corrected) >= what.floor && corrected * change > 0));
  if (large && excludesZero(0) && excludesZero(bias)) {
    return { verdict: 'moved', reason: `${change > 0 ? 'rose' : 'fell'}: ${text}; changes from ${floor} count` };
  }
  if (open && !excludesZero(0)) {
    const why = to.reason ?? from.reason;
    return { verdict: 'not enough data', reason: `the interval of the change is open: ${text}${why === undefined ? '' : `; ${why}`}` };
  }
  if (Math.abs(change) < what.floor) return { verdict: 'stable', reason: `${text}, below the ${floor} from which a change counts` };
  if (bias !== 0 && excludesZero(0)) {
    return { verdict: 'stable', reason: `${text}, of which ${formatChange(bias, what.unit)} comes from the windows' sizes alone` };
  }
  return { verdict: 'stable', reason: `${text}, not told from noise` };
}

function withoutChange(from: Figure, to: Figure, needed: string | null): Decision {
  if (from.value === null && to.value === null) {
    const reason = from.reason ?? to.reason ?? 'neither window has a value';
    return { verdict: from.n === 0 && to.n === 0 ? 'not available' : needed === null ? 'not available' : 'not enough data', reason: needed !== null && from.n + to.n > 0 ? `${needed}; ${reason}` : reason };
  }
  const side = from.value === null ? 'baseline' : 'current';
  const reason = (from.value === null ? from.reason : to.reason) ?? 'no value';
  return needed === null
    ? { verdict: 'not available', reason: `${side} window: ${reason}` }
    : { verdict: 'not enough data', reason: `${needed}; ${side} window: ${reason}` };
}

/** `the current window needs 12 more rows (38 of 50)`, or null where both windows have enough. */
export function shortOf(baseline: number, current: number, least: number): string | null {
  const part = (name: string, n: number): string | null => (n >= least ? null : `${name} window needs ${countOf(least - n, 'more row', 'more rows')} (${formatCount(n)} of ${formatCount(least)})`);
  const parts = [part('baseline', baseline), part('current', current)].filter((text) => text !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

function rows(figure: Figure): string {
  return countOf(figure.n, 'row');
}
