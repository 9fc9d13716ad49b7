import { FaultError } from '../../../core/domain/fault';
import type { MetricPlan, Selector } from '../../../core/metrics/metricPlan';
import { writeSelector } from '../../../core/metrics/promql/writeSelector';

export interface QueryTimes {
  readonly slotMs: number;
  /** Window of rates, ms; as long as the slot, so that slots add up, or longer where a slot holds too few scrapes. */
  readonly windowMs: number;
  /** How far back a level is taken from, ms: beyond it there is a gap. */
  readonly levelMs: number;
}

/** Queries of one plan. Selectors that are added up are asked one by one: a missing one must not take the others with it. */
export type PlanQueries =
  | { readonly each: 'slot'; readonly buckets: string; readonly sum: string }
  | { readonly each: 'slot'; readonly native: string }
  | { readonly each: 'slot'; readonly part: readonly string[]; readonly whole: readonly string[] }
  | { readonly each: 'look'; readonly part: readonly string[]; readonly whole: readonly string[] };

type Labels = Readonly<Record<string, string>>;
type Matcher = Selector['matchers'][number];

const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** A duration as PromQL takes it. */
export function durationText(ms: number): string {
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${Math.max(1, Math.round(ms))}ms`;
}

/** Matchers between braces. @throws FaultError `bad-arguments` for what cannot be a label's name */
export function matcherText(matchers: readonly Matcher[], labels: Labels): string {
  const all = [...matchers, ...Object.entries(labels).map(([label, value]) => ({ label, op: '=' as const, value }))];
  return all
    .map(({ label, op, value }) => {
      if (!labelName.test(label)) throw FaultError.of('bad-arguments', `${JSON.stringify(label)} cannot be the name of a label`);
      return `${label}${op}${JSON.stringify(value)}`;
    })
    .join(',');
}

/** @param suffix of a histogram's or summary's part: `_bucket` */
export function selectorText(selector: Selector, labels: Labels, suffix = ''): string {
  return writeSelector(selector, new Map(Object.entries(labels)), suffix);
}

/** The PromQL that a plan is read by. `increase` over a window as long as the slot: slots add up to a window without overlap. */
export function planQueries(plan: MetricPlan, { slotMs, windowMs, levelMs }: QueryTimes, labels: Labels): PlanQueries {
  const window = durationText(windowMs);
  // A window longer than the slot is brought back to the slot's share of it.
  const share = windowMs === slotMs ? '' : ` * ${slotMs / windowMs}`;
  const increase = (of: Selector, suffix = ''): string => {
    const sum = `sum(increase(${selectorText(of, labels, suffix)}[${window}]))`;
    return `${of.observations === true ? `histogram_count(${sum})` : sum}${share}`;
  };
  const last = (of: Selector): string => {
    const text = `last_over_time(${selectorText(of, labels)}[${durationText(levelMs)}])`;
    // DCGM's word for "no value" is a number near 2^63.
    return of.metric.startsWith('DCGM_') ? `(${text} < 9e18)` : text;
  };
  switch (plan.kind) {
    case 'histogram':
      if (plan.native) return { each: 'slot', native: increase(plan.of) };
      return { each: 'slot', buckets: `sum by (le) (increase(${selectorText(plan.of, labels, '_bucket')}[${window}]))${share}`, sum: increase(plan.of, '_sum') };
    case 'level': {
      const by = { sum: 'sum', mean: 'avg', max: 'max' }[plan.aggregate];
      return { each: 'look', part: [`${by}(${last(plan.of)})`], whole: [] };
    }
    case 'level share':
      return { each: 'look', part: plan.part.map((of) => `sum(${last(of)})`), whole: plan.whole.map((of) => `sum(${last(of)})`) };
    case 'rate':
      return { each: 'slot', part: [increase(plan.of)], whole: [] };
    case 'ratio':
      return { each: 'slot', part: plan.part.map((of) => increase(of)), whole: plan.whole.map((of) => increase(of)) };
    case 'mean':
      return { each: 'slot', part: [increase(plan.sum)], whole: [increase(plan.count)] };
    case 'expression':
      // As copied from a panel of Grafana.
      return { each: 'look', part: [plan.promql.replaceAll(/\$(\{)?__(rate_)?interval(\})?/g, durationText(Math.max(windowMs, levelMs)))], whole: [] };
  }
}
