import type { WhyAnswer, WhyExplanation } from '../domain/why';
import { type Choice, chooseSegments, rankChoices } from './chooseSegments';
import { explanationOf } from './explanationOf';
import { PartNoise } from './partNoise';
import { type Candidate, type Searched, searchSegments } from './searchSegments';
import type { SegmentCounts } from './segmentTable';
import { answerSentence } from './words';
import { weightsOf, type WhyMetric } from './whyMetric';

export interface ExplainInput {
  readonly metric: WhyMetric;
  /** Tables of single columns, and of pairs over the same rows and blocks. */
  readonly singles: SegmentCounts;
  readonly pairs: SegmentCounts | null;
  readonly replaced: WhyAnswer['replaced'];
  readonly leftOut: number;
}

const mostExplanations = 5;
/** The chance that an unchanged comparison names anything: a half each for single columns and for pairs. */
const level = 0.01;

const method =
  'Kitagawa split into mix and rate over segments of single columns and pairs (percentiles: of the exceedance rates at the old and the new one); named are segments with z >= 3 against blocks of the baseline that also exceed what so wide a search shows by chance, ranked by explained share beyond the share of rows per segment';

/** The noise of parts over the rows that were counted; null where a window has no such rows, or the event rate did not move with the metric. */
export function noiseOf(metric: WhyMetric, counts: SegmentCounts): PartNoise | null {
  const weights = weightsOf(metric, counts);
  return weights === null ? null : new PartNoise(counts.totals, counts.blocks, counts.outcomes, weights);
}

/** Counts in, explanations out. Pure; never throws for what data can hold. */
export function explain({ metric, singles, pairs, replaced, leftOut }: ExplainInput): WhyAnswer {
  const weights = weightsOf(metric, singles);
  const noise = noiseOf(metric, singles);
  if (weights === null || noise === null) return unanswered(metric, metric.event === 'slow' ? 'the share of slow rows did not move with the percentile' : 'a window has no row that the metric rests on, or their rate did not change');
  const planes = (singles.blocks + 1) * singles.outcomes;
  const single = searchSegments(singles.tables, noise, planes, level / 2);
  const pair = pairs === null ? null : searchSegments(pairs.tables, noise, planes, level / 2);
  const { change } = noise;
  const ranked = rankChoices(choices(single, change), pair === null ? [] : choices(pair, change), mostExplanations);
  const of = (choice: Choice): WhyExplanation => explanationOf(choice, metric, weights, singles, change);
  const explanations = ranked.map(of);
  const nearest = explanations.length > 0 ? null : ([...byTable(single.candidates).values()].flatMap((some) => chooseSegments(some, change) ?? []).sort((a, b) => b.score - a.score)[0] ?? null);
  const answer = {
    ...about(metric),
    explanations,
    nearest: nearest === null ? null : of(nearest),
    replaced,
    searched: {
      columns: singles.tables.length,
      pairs: pairs?.tables.length ?? 0,
      segments: single.tried + (pair?.tried ?? 0),
      leftOut,
      blocks: noise.usedBlocks,
      needed: { single: single.needed, pair: pair?.needed ?? single.needed },
    },
  };
  return { ...answer, sentence: answerSentence(answer, change), method };
}

/** The answer where the change cannot be split, with its reason. */
export function unanswered(metric: Pick<WhyMetric, 'finding'>, reason: string): WhyAnswer {
  return { ...about(metric), explanations: [], nearest: null, replaced: [], searched: null, sentence: `${metric.finding.title}: not explained, since ${reason}.`, method };
}

function about({ finding }: Pick<WhyMetric, 'finding'>): Pick<WhyAnswer, 'metric' | 'title' | 'unit' | 'baseline' | 'current' | 'change'> {
  return { metric: finding.id, title: finding.title, unit: finding.unit, baseline: finding.baseline.value, current: finding.current.value, change: finding.change.value };
}

function choices({ candidates, needed }: Searched, change: number): readonly Choice[] {
  return [...byTable(candidates.filter(({ distinctZ }) => distinctZ >= needed)).values()].flatMap((some) => chooseSegments(some, change) ?? []);
}

function byTable(candidates: readonly Candidate[]): ReadonlyMap<unknown, readonly Candidate[]> {
  const tables = new Map<unknown, Candidate[]>();
  for (const candidate of candidates) {
    const some = tables.get(candidate.table);
    if (some === undefined) tables.set(candidate.table, [candidate]);
    else some.push(candidate);
  }
  return tables;
}
