import type { WhyAnswer } from '../domain/why';
import { countOf, formatCount, formatFixed } from '../format/numbers';

/** The words of one answer, shared by all formats: the sentence, each explanation, and what was searched. */
export interface WhyParts {
  readonly sentence: string;
  readonly explanations: readonly string[];
  readonly searched: string | null;
  /** Further sentences: series that move together, what the scores explain. */
  readonly more: readonly string[];
}

export const whyNothingMoved = 'None of error rate, p95 latency and accuracy moved.';

export function whyParts(answer: WhyAnswer): WhyParts {
  const { sentence, explanations, searched, together, parts } = answer;
  const more = [...(together === undefined ? [] : [together.sentence]), ...(parts === undefined || parts === null ? [] : [parts.sentence])];
  const overlap = explanations.length > 1 ? ' Explanations overlap: their parts must not be added.' : '';
  return { more, sentence, explanations: explanations.map(({ text }) => text), searched: searched === null ? null : `Moves together, which is no cause.${overlap} ${searchedText(searched)}` };
}

function searchedText({ columns, pairs, segments, leftOut, blocks, needed }: NonNullable<WhyAnswer['searched']>): string {
  const left = leftOut > 0 ? ` (${countOf(leftOut, 'column')} that moved less left out)` : '';
  return `Searched: ${countOf(columns, 'column')}${left} and ${countOf(pairs, 'pair')}, ${countOf(segments, 'segment')}; z against ${formatCount(blocks)} blocks of the baseline, at least ${formatFixed(needed.single, 1)}, for pairs ${formatFixed(needed.pair, 1)}.`;
}
