/** An objective for the share of good requests. */
export interface SloRule {
  /** Unique among the objectives. */
  readonly name: string;
  /** Bad is a failed request (null), or one slower than so many milliseconds. */
  readonly slowerThan: number | null;
  /** Share of good requests that is asked for, 0..1. */
  readonly objective: number;
  /** Length of the budget's period. */
  readonly days: number;
  readonly notify: boolean;
}

export const ratePeriods = ['second', 'minute', 'hour', 'day'] as const;

/** A fixed limit for one figure of the charts' windows. */
export interface LimitRule {
  /** Id of a series: `latency.p95`, `errors`, `throughput`, `quality.accuracy`, `kpi.NAME`, … */
  readonly metric: string;
  readonly side: 'above' | 'below';
  /** In the figure's unit: milliseconds, shares as 0..1; throughput in requests a `per`. */
  readonly limit: number;
  readonly per: (typeof ratePeriods)[number];
  /** Windows in a row that it takes to fire, and as many to resolve. */
  readonly windows: number;
  readonly notify: boolean;
}

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** A time of day in which no message is shown. Minutes since midnight; `to` at or before `from` lies on the next day. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
  /** Days on which it begins; all where null. */
  readonly days: readonly (typeof weekdays)[number][] | null;
}

export interface RuleSet {
  readonly slos: readonly SloRule[];
  readonly limits: readonly LimitRule[];
  readonly quiet: readonly QuietHours[];
}

export const noRules: RuleSet = { slos: [], limits: [], quiet: [] };

export function sloId({ name }: Pick<SloRule, 'name'>): string {
  return `slo:${name}`;
}

export function limitId({ metric, side, limit, per }: Pick<LimitRule, 'metric' | 'side' | 'limit' | 'per'>): string {
  return `limit:${metric} ${side} ${limit}${metric === 'throughput' ? `/${per}` : ''}`;
}
