import { isBlank } from '../metrics/history/blankValue';
import { selects } from '../metrics/history/selects';
import type { MetricColumn, MetricIdentity } from '../metrics/metricColumn';
import type { MetricPlan, Selector } from '../metrics/metricPlan';
import type { Frame } from './frame';
import { SlotBuckets } from './frameBuckets';
import { SlotLevels, SlotSeconds, SlotSums, type TimeAxis } from './frameSums';
import { otlpLimits } from './otlpLimits';
import { labelName, type OtlpSeries, readOtlpKey } from './otlpKeys';

type Take = (series: OtlpSeries, key: string, frame: Frame, value: number) => void;
interface Part {
  readonly of: readonly Selector[];
  readonly take: Take;
}

interface Counting {
  readonly parts: readonly Part[];
  readonly column: () => MetricColumn | null;
  /** What of the column is not whole. */
  readonly remark: () => string | null;
}

export interface MadeColumn {
  readonly plan: MetricPlan;
  /** Null where its series were never seen in the time of the axis. */
  readonly column: MetricColumn | null;
  readonly remark: string | null;
}

/** Columns of plans over frames, in whatever order these come. A key is looked at once: what follows goes where it went. */
export class FrameColumns {
  readonly #counting: readonly { readonly plan: MetricPlan; readonly counting: Counting }[];
  readonly #routes = new Map<string, readonly { readonly series: OtlpSeries; readonly take: Take }[]>();
  readonly #filter: Readonly<Record<string, string>>;

  /** @param filter labels that every series must carry, as attributes or labels are written */
  constructor(plans: readonly { readonly plan: MetricPlan; readonly identity: MetricIdentity }[], axis: TimeAxis, filter: Readonly<Record<string, string>>) {
    this.#counting = plans.map(({ plan, identity }) => ({ plan, counting: countingOf(plan, identity, axis) }));
    this.#filter = Object.fromEntries(Object.entries(filter).map(([name, value]) => [labelName(name), value]));
  }

  add(frame: Frame): void {
    frame.each((key, value) => {
      for (const { series, take } of this.#routes.get(key) ?? this.#route(key)) take(series, key, frame, value);
    });
  }

  columns(): readonly MadeColumn[] {
    return this.#counting.map(({ plan, counting }) => ({ plan, column: counting.column(), remark: counting.remark() }));
  }

  #route(key: string): readonly { readonly series: OtlpSeries; readonly take: Take }[] {
    const series = readOtlpKey(key);
    const routes = series === null ? [] : this.#counting.flatMap(({ counting }) => counting.parts.filter(({ of }) => of.some((selector) => selects(underscored(selector), this.#filter, series))).map(({ take }) => ({ series, take })));
    this.#routes.set(key, routes);
    return routes;
  }
}

function underscored({ metric, matchers }: Selector): Selector {
  return { metric, matchers: matchers.map((matcher) => ({ ...matcher, label: labelName(matcher.label) })) };
}

const suffixed = (of: Selector, suffix: string): Selector => ({ ...of, metric: of.metric + suffix });
const none = (): null => null;
const tooMany = (levels: SlotLevels): string | null => (levels.tooMany ? `more than ${otlpLimits.levelSeries.toLocaleString('en-US')} series: choose among them by "labels"` : null);

function countingOf(plan: MetricPlan, identity: MetricIdentity, axis: TimeAxis): Counting {
  const scaled = (table: Float64Array): Float64Array => (plan.scale === 1 ? table : table.map((value) => value * plan.scale));
  const sums = (): { readonly sums: SlotSums; readonly take: Take } => {
    const made = new SlotSums(axis);
    return { sums: made, take: (_, __, { from, to }, value) => made.add(from, to, value) };
  };
  switch (plan.kind) {
    case 'histogram': {
      const buckets = new SlotBuckets(axis);
      const sum = sums();
      let left: string | null = null;
      return {
        parts: [
          { of: [suffixed(plan.of, '_bucket')], take: (series, key, { from, to }, value) => series.bucket !== null && buckets.add(key, series.bucket, from, to, value) },
          { of: [suffixed(plan.of, '_sum')], take: sum.take },
        ],
        column: () => {
          const found = buckets.histogram();
          left = found?.left ?? null;
          if (found === null || !found.counts.some((count) => count > 0)) return null;
          return { ...identity, kind: 'histogram', edges: Float64Array.from(found.edges, (edge) => edge * plan.scale), counts: found.counts, sum: sum.sums.seen ? scaled(sum.sums.table) : new Float64Array(axis.count).fill(NaN), native: found.exponential ? 'exponential' : null };
        },
        remark: () => left,
      };
    }
    case 'level': {
      const levels = new SlotLevels(axis);
      return {
        parts: [{ of: [plan.of], take: (_, key, { to }, value) => !isBlank(value) && levels.add(key, to, value * plan.scale) }],
        column: () => (levels.seen && !levels.tooMany ? { ...identity, kind: 'level', ...levels.together(plan.aggregate) } : null),
        remark: () => tooMany(levels),
      };
    }
    case 'level share': {
      const [part, whole] = [new SlotLevels(axis), new SlotLevels(axis)];
      const into = (levels: SlotLevels): Take => (_, key, { to }, value) => !isBlank(value) && levels.add(key, to, value);
      return {
        parts: [{ of: plan.part, take: into(part) }, { of: plan.whole, take: into(whole) }],
        column: () => {
          if (part.tooMany || whole.tooMany) return null;
          const [some, all] = [part.together('sum'), whole.together('sum')];
          const share = some.n.map((n, slot) => {
            const value = (some.sum[slot] ?? 0) / n / ((all.sum[slot] ?? 0) / (all.n[slot] ?? 0));
            return plan.complement === true ? 1 - value : value;
          });
          if (!share.some(Number.isFinite)) return null;
          const n = some.n.map((count, slot) => (Number.isFinite(share[slot]) ? count : 0));
          const of = (make: (value: number) => number): Float64Array => n.map((count, slot) => (count > 0 ? count * make(share[slot] ?? 0) : 0));
          const edge = share.map((value) => (Number.isFinite(value) ? value : NaN));
          return { ...identity, kind: 'level', n, sum: of((value) => value), sumSq: of((value) => value * value), min: edge, max: edge };
        },
        remark: () => tooMany(part) ?? tooMany(whole),
      };
    }
    case 'rate': {
      const amount = sums();
      const seconds = new SlotSeconds(axis);
      return {
        parts: [{ of: [plan.of], take: (series, key, frame, value) => {
          amount.take(series, key, frame, value);
          seconds.add(frame.from, frame.to);
        } }],
        column: () => (amount.sums.seen ? { ...identity, kind: 'rate', amount: scaled(amount.sums.table), seconds: seconds.table() } : null),
        remark: none,
      };
    }
    case 'ratio': {
      const [part, whole] = [sums(), sums()];
      return {
        parts: [{ of: plan.part, take: part.take }, { of: plan.whole, take: whole.take }],
        column: () => {
          if (!whole.sums.seen) return null;
          const [some, all] = [part.sums.table, whole.sums.table];
          return { ...identity, kind: 'ratio', part: plan.complement === true ? all.map((value, slot) => value - (some[slot] ?? 0)) : some, whole: all };
        },
        remark: none,
      };
    }
    case 'mean': {
      const [sum, count] = [sums(), sums()];
      return {
        parts: [{ of: [plan.sum], take: sum.take }, { of: [plan.count], take: count.take }],
        column: () => (sum.sums.seen && count.sums.seen ? { ...identity, kind: 'mean', sum: scaled(sum.sums.table), count: count.sums.table } : null),
        remark: none,
      };
    }
    case 'expression':
      return { parts: [], column: none, remark: none };
  }
}
