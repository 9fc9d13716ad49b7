import type { MetricPlan, Selector } from '../metricPlan';
import { writeSelector, type LabelFilter } from './writeSelector';

/** Statistics of a gauge over one window; null where PromQL has no plain way to it. */
interface LevelQueries {
  readonly kind: 'level';
  /** Mean over the window's samples. */
  readonly mean: string;
  /** Samples in the window, of the series that has most. */
  readonly n: string | null;
  /** Lowest and highest value: exact for one series; of several, bounds that their sum or mean did not leave (for `max` the lower one alone is a bound). */
  readonly min: string | null;
  readonly max: string | null;
  /** Population standard deviation of the samples: exact for one series, of several the most that their sum or mean can have. */
  readonly deviation: string | null;
}

export type PromqlQueries =
  /** `buckets` has one series for each `le`, cumulative. */
  | { readonly kind: 'classic'; readonly buckets: string; readonly sum: string; readonly count: string }
  /** One series of native histograms. */
  | { readonly kind: 'native'; readonly histogram: string }
  | { readonly kind: 'rate'; readonly amount: string }
  /** `part` is zero where the source knows the whole and has never counted a part; neither is there in a gap. A complement is taken already. */
  | { readonly kind: 'ratio'; readonly part: string; readonly whole: string }
  | { readonly kind: 'mean'; readonly sum: string; readonly count: string }
  | LevelQueries
  | { readonly kind: 'expression'; readonly value: string };

const duration = /^(?=.*[1-9])(?=\d)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;

/**
 * The queries that give one slot of a metric column when they are evaluated at the slot's end with `window` the slot's length (`300s`,
 * `5m`). Values are in the server's unit: whoever asks multiplies by the plan's `scale`. `filter` is laid on every selector, but not on
 * an expression that somebody wrote. Increases are Prometheus' own: extrapolated to the window, resets counted, the first sample of a new
 * series taken for its start. Throws a RangeError where `window` is no duration.
 */
export function promqlOf(plan: MetricPlan, window: string, filter: LabelFilter): PromqlQueries {
  checkWindow(window);
  const increase = (of: Selector, suffix = ''): string => `sum(increase(${writeSelector(of, filter, suffix)}[${window}]))`;
  switch (plan.kind) {
    case 'histogram':
      if (plan.native) return { kind: 'native', histogram: increase(plan.of) };
      return {
        kind: 'classic',
        buckets: `sum by (le) (increase(${writeSelector(plan.of, filter, '_bucket')}[${window}]))`,
        sum: increase(plan.of, '_sum'),
        count: increase(plan.of, '_count'),
      };
    case 'rate':
      return { kind: 'rate', amount: increase(plan.of) };
    case 'ratio': {
      const whole = total(plan.whole.map((each) => increase(each)));
      const part = `${total(plan.part.map((each) => increase(each)))} or 0 * ${whole}`;
      return { kind: 'ratio', whole, part: plan.complement === true ? `${whole} - (${part})` : part };
    }
    case 'mean':
      return { kind: 'mean', sum: increase(plan.sum), count: increase(plan.count) };
    case 'level': {
      const over = (what: string): string => `${aggregators[plan.aggregate]}(${what}_over_time(${writeSelector(plan.of, filter)}[${window}]))`;
      return { kind: 'level', mean: over('avg'), n: samples([plan.of], filter, window), min: over('min'), max: over('max'), deviation: over('stddev') };
    }
    case 'level share': {
      const mean = (of: Selector): string => `sum(avg_over_time(${writeSelector(of, filter)}[${window}]))`;
      const share = `${total(plan.part.map(mean))} / ${total(plan.whole.map(mean))}`;
      return { kind: 'level', mean: plan.complement === true ? `1 - ${share}` : share, n: samples(plan.whole, filter, window), min: null, max: null, deviation: null };
    }
    case 'expression':
      return { kind: 'expression', value: plan.promql };
  }
}

export const aggregators = { sum: 'sum', mean: 'avg', max: 'max' } as const;

/** Throws a RangeError unless the text is a duration of PromQL: `5m`, `1h30m`. */
export function checkWindow(window: string): void {
  if (!duration.test(window)) throw new RangeError(`no duration of PromQL: ${window}`);
}

function samples(of: readonly Selector[], filter: LabelFilter, window: string): string {
  const counts = of.map((each) => `count_over_time(${writeSelector(each, filter)}[${window}])`);
  return `max(${counts.join(' or ')})`;
}

/**
 * Sum of terms without labels over those that are there, and nothing where none is. Plain `+` would lose all for one absent term, `or
 * vector(0)` would make zeros of a gap, and `or` alone takes two terms without labels for one and the same: so each is given a label first.
 */
function total(terms: readonly string[]): string {
  if (terms.length === 1) return terms[0] ?? '';
  return `sum(${terms.map((term, i) => `label_replace(${term}, "term", "${String(i + 1)}", "", "")`).join(' or ')})`;
}
