import type { MetricPlan, Selector } from '../metricPlan';
import { writeSelector, type LabelFilter } from './writeSelector';

const duration = /^(?=.*[1-9])(?=\d)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;
const aggregators = { sum: 'sum', mean: 'avg', max: 'max' } as const;

/**
 * A plan as one line of PromQL for people to read and edit: the 95th percentile of a histogram, the share, mean, rate or level. Its value is in
 * the plan's unit (`scale` is written in), so that an edited line becomes an expression with scale 1. Where the source says nothing the line
 * has no value, or is not a number. Throws a RangeError where `window` is no duration.
 */
export function promqlText(plan: MetricPlan, window = '5m', filter: LabelFilter = new Map()): string {
  checkWindow(window);
  const rate = (of: Selector, suffix = ''): string => {
    const sum = `sum(rate(${writeSelector(of, filter, suffix)}[${window}]))`;
    return of.observations === true ? `histogram_count(${sum})` : sum;
  };
  const scaled = (text: string): string => (plan.scale === 1 ? text : `${text} * ${String(plan.scale)}`);
  const share = (text: string): string => ('complement' in plan && plan.complement === true ? scaled(plan.scale === 1 ? `1 - ${text}` : `(1 - ${text})`) : scaled(text));
  switch (plan.kind) {
    case 'histogram':
      return scaled(`histogram_quantile(0.95, ${plan.native ? rate(plan.of) : `sum by (le) (rate(${writeSelector(plan.of, filter, '_bucket')}[${window}]))`})`);
    case 'rate':
      return scaled(rate(plan.of));
    case 'ratio': {
      const parts = plan.part.map((each) => orZero(rate(each))).join(' + ');
      return share(`${plan.part.length === 1 ? parts : `(${parts})`} / ${grouped(plan.whole.map((each) => rate(each)))}`);
    }
    case 'mean':
      return scaled(`${rate(plan.sum)} / ${rate(plan.count)}`);
    case 'level':
      return scaled(`${aggregators[plan.aggregate]}(avg_over_time(${writeSelector(plan.of, filter)}[${window}]))`);
    case 'level share': {
      const mean = (of: Selector): string => `sum(avg_over_time(${writeSelector(of, filter)}[${window}]))`;
      return share(`${grouped(plan.part.map(mean))} / ${grouped(plan.whole.map(mean))}`);
    }
    case 'expression':
      return plan.promql;
  }
}

/** Absent terms count as nothing: a sum of zeros below the line is 0 / 0, which is no number and no made-up figure. */
function grouped(terms: readonly string[]): string {
  return terms.length === 1 ? (terms[0] ?? '') : `(${terms.map(orZero).join(' + ')})`;
}

function orZero(term: string): string {
  return `(${term} or vector(0))`;
}

/** Throws a RangeError unless the text is a duration of PromQL: `5m`, `1h30m`. */
function checkWindow(window: string): void {
  if (!duration.test(window)) throw new RangeError(`no duration of PromQL: ${window}`);
}
