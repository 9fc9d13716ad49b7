import type { RuleEvidence, RuleReading } from '../../domain/rule';
import type { Unit } from '../../domain/finding';
import type { Series } from '../../domain/report';
import { formatFigure } from '../../format/figures';
import { countOf } from '../../format/numbers';
import { oneLine } from '../../format/oneLine';
import { limitId, type LimitRule, ratePeriods } from '../rules/ruleSet';

export interface LimitWindow {
  /** Slot of the axis. */
  readonly slot: number;
  readonly start: number | null;
  /** The log covers all of it. */
  readonly whole: boolean;
}

/** An incident in judged windows: `opened` is the one that made it fire, `closed` the one after which it was over. */
export interface LimitIncident {
  readonly opened: number;
  readonly closed: number | null;
  readonly evidence: readonly RuleEvidence[];
}

export interface LimitAnswer {
  readonly reading: Omit<RuleReading, 'judged' | 'cadence'>;
  readonly incidents: readonly LimitIncident[];
  /** The last window that was judged, and why none after it was; null where none was or everything was. */
  readonly last: number | null;
  readonly why: string | null;
}

const secondsOf: Readonly<Record<(typeof ratePeriods)[number], number>> = { second: 1, minute: 60, hour: 3_600, day: 86_400 };

/** Figures that a limit can be set for: a fixed limit for a distance of drift has no known rate of false alarms, so there is none. */
export function limitable(series: readonly Series[]): readonly Series[] {
  return series.filter(({ family }) => family !== 'drift');
}

/** One fixed limit, window by window: pending while fewer than `windows` in a row lie beyond it, then firing until as many lie within. Windows without a value say neither. */
export function judgeLimit(rule: LimitRule, all: readonly Series[], windows: readonly LimitWindow[]): LimitAnswer {
  const possible = limitable(all);
  const series = possible.find(({ id }) => id === rule.metric);
  const about = { id: limitId(rule), kind: 'limit', title: `${oneLine(rule.metric)} ${rule.side} ${limitText(rule, series?.unit ?? 'none')}`, notify: rule.notify, slo: null } as const;
  const words = limitWords(rule, series?.unit ?? 'none');
  if (series === undefined) {
    const reason = `the log has no figure "${oneLine(rule.metric)}"; it has ${possible.map(({ id }) => oneLine(id)).join(', ') || 'none that a limit can be set for'}`;
    return { reading: { ...about, words, state: 'not judged', reason, limit: null }, incidents: [], last: null, why: reason };
  }
  const limit = inUnit(rule, series.unit);
  const incidents: { opened: number; closed: number | null; evidence: readonly RuleEvidence[] }[] = [];
  /** Windows in a row beyond the limit, and the latest of them. */
  let beyond = 0;
  let latestBeyond: readonly RuleEvidence[] = [];
  let back = 0;
  let last: number | null = null;
  let why: string | null = null;
  windows.forEach((window, at) => {
    const value = series.values[window.slot] ?? null;
    if (!window.whole || value === null) {
      why = window.whole ? `${countOf(series.n[window.slot] ?? 0, 'row')}, too few for ${series.title}` : why;
      return;
    }
    [last, why] = [at, null];
    const open = incidents.at(-1)?.closed === null ? incidents.at(-1) : undefined;
    if (rule.side === 'above' ? value > limit : value < limit) {
      back = 0;
      beyond += 1;
      if (open !== undefined) return;
      latestBeyond = [...latestBeyond, { kind: 'figure', from: window.slot, start: window.start, n: series.n[window.slot] ?? 0, value, limit, unit: series.unit }];
      if (beyond < rule.windows) return;
      incidents.push({ opened: at, closed: null, evidence: latestBeyond });
    } else {
      back += 1;
      [beyond, latestBeyond] = [0, []];
      if (open !== undefined && back >= rule.windows) open.closed = at;
    }
  });
  const latest = last === null ? null : (windows[last]?.slot ?? null);
  const value = latest === null ? null : (series.values[latest] ?? null);
  const n = latest === null ? 0 : (series.n[latest] ?? 0);
  const firing = incidents.at(-1)?.closed === null;
  const state = last === null ? 'not judged' : firing ? 'firing' : beyond > 0 ? 'pending' : 'within';
  const figure = `${series.title} ${formatFigure(value, series.unit)} in the last window judged (${countOf(n, 'row')}), limit ${formatFigure(limit, series.unit)}`;
  const row = state === 'pending' ? `, ${beyond} of ${rule.windows} windows in a row beyond it` : state === 'firing' && beyond === 0 ? `, ${back} of ${rule.windows} windows in a row back within` : '';
  return {
    reading: {
      ...about, words, state, reason: state === 'not judged' ? (why ?? 'no whole window after the baseline') : `${figure}${row}`,
      limit: { metric: rule.metric, unit: series.unit, side: rule.side, limit, value, n, beyond, windows: rule.windows, values: windows.map((window) => (window.whole ? (series.values[window.slot] ?? null) : null)) },
    },
    incidents, last, why,
  };
}

/** The limit in the unit of the log's series. */
function inUnit({ limit, per }: LimitRule, unit: Unit): number {
  const of = ratePeriods.find((period) => unit === `per ${period}`);
  return of === undefined ? limit : (limit / secondsOf[per]) * secondsOf[of];
}

function limitText(rule: LimitRule, unit: Unit): string {
  if (rule.metric === 'throughput') return `${formatFigure(rule.limit, 'none')} a ${rule.per}`;
  return formatFigure(rule.limit, unit);
}

/** What the rule does. */
export function limitWords(rule: LimitRule, unit: Unit): string {
  const row = rule.windows === 1 ? 'in one window' : `in ${rule.windows} windows in a row`;
  const over = rule.windows === 1 ? 'one is' : 'as many are';
  return `Alerts when ${oneLine(rule.metric)} is ${rule.side} ${limitText(rule, unit)} ${row}, until ${over} back within${rule.notify ? ', and interrupts with a message' : ''}; the limit is fixed, so its rate of false alarms is not known.`;
}
