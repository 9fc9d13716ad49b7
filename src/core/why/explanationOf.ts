import type { WhyExplanation, WhySegment } from '../domain/why';
import type { Choice } from './chooseSegments';
import { weighted } from './exceedanceSplit';
import { mixRate, type MixRate } from './mixRate';
import type { Candidate } from './searchSegments';
import { groupCount, rangeText } from './segmentColumn';
import { RectangleSums, type SegmentCounts } from './segmentTable';
import type { WhyMetric } from './whyMetric';
import { explanationText } from './words';

type Side = 'before' | 'after';
/** Rows of each outcome in both windows. */
type Outcomes = Readonly<Record<Side, Float64Array>>;

/** The exact split over the chosen segments and all other rows, with its evidence and words. `weights` as `weightsOf` gives them. */
export function explanationOf(choice: Choice, metric: WhyMetric, weights: readonly number[], counts: SegmentCounts, change: number): WhyExplanation {
  const whole = windowsOf(counts.totals, counts);
  const own = choice.segments.map((segment) => windowsOf(countsOf(segment, counts.totals.length), counts));
  const left = (side: Side): Float64Array => whole[side].map((n, o) => n - own.reduce((sum, each) => sum + (each[side][o] ?? 0), 0));
  const others: Outcomes = { before: left('before'), after: left('after') };
  const { mix, rate } = splitOf([...own, others], weights);
  const described = (of: Outcomes, s: number, text: string): Omit<WhySegment, 'z' | 'distinctZ'> => {
    const rows = { baseline: above(of.before, -1), current: above(of.after, -1) };
    return {
      text,
      rows,
      share: { baseline: rows.baseline / above(whole.before, -1), current: rows.current / above(whole.after, -1) },
      rate: { baseline: rateOf(of.before, metric, change), current: rateOf(of.after, metric, change) },
      part: (mix[s] ?? 0) + (rate[s] ?? 0),
      mix: mix[s] ?? 0,
      ratePart: rate[s] ?? 0,
    };
  };
  const segments = choice.segments.map((segment, s): WhySegment => ({ ...described(own[s] ?? others, s, segmentText(segment)), z: segment.z, distinctZ: segment.distinctZ }));
  const made = {
    columns: choice.segments[0]?.table.columns.map(({ name }) => name) ?? [],
    segments,
    rest: described(others, own.length, 'all other rows'),
    explained: choice.explained,
    expected: choice.expected,
  };
  return { ...made, text: explanationText(made, metric, change) };
}

function splitOf(all: readonly Outcomes[], weights: readonly number[]): MixRate {
  const none = (): MixRate => ({ change: 0, mix: new Float64Array(all.length), rate: new Float64Array(all.length) });
  const side = (at: Side, j: number) => ({ n: all.map((each) => above(each[at], -1)), events: all.map((each) => above(each[at], j)) });
  return weighted(weights.map((_, j) => mixRate(side('before', j), side('after', j)) ?? none()), weights);
}

function countsOf({ table, first, second }: Candidate, planes: number): Float64Array {
  const [a, b] = table.columns;
  const into = new Float64Array(planes);
  new RectangleSums(table, planes, groupCount(a), b === undefined ? 1 : groupCount(b)).read(first, second ?? { from: 0, to: 1 }, into);
  return into;
}

function windowsOf(table: Float64Array, { blocks, outcomes }: SegmentCounts): Outcomes {
  const before = new Float64Array(outcomes);
  for (let i = 0; i < blocks * outcomes; i += 1) before[i % outcomes] = (before[i % outcomes] ?? 0) + (table[i] ?? 0);
  return { before, after: table.slice(blocks * outcomes) };
}

/** The metric as a share within a segment; of a percentile the share above the baseline's, the lower threshold where it rose. */
function rateOf(table: Float64Array, { event }: WhyMetric, change: number): number | null {
  const n = above(table, -1);
  if (n <= 0) return null;
  const share = above(table, event === 'slow' && change < 0 ? table.length - 2 : 0) / n;
  return event.startsWith('wrong') ? 1 - share : share;
}

function segmentText({ table, first, second }: Candidate): string {
  const [a, b] = table.columns;
  return b === undefined || second === null ? rangeText(a, first) : `${rangeText(a, first)} and ${rangeText(b, second)}`;
}

/** Rows whose outcome is above j. */
function above(table: Float64Array, j: number): number {
  let sum = 0;
  for (let o = j + 1; o < table.length; o += 1) sum += table[o] ?? 0;
  return sum;
}
