import type { WhyAnswer, WhyExplanation, WhySegment } from '../domain/why';
import { formatChange, formatFigure, formatPair } from '../format/figures';
import { countOf, formatCount, formatFixed } from '../format/numbers';
import { oneLine, shorten } from '../format/oneLine';
import type { WhyMetric } from './whyMetric';

/* The words of explanations. They say what moved together, never what caused what. */

export function direction(change: number): 'rise' | 'fall' {
  return change > 0 ? 'rise' : 'fall';
}

/** Which rows the shares are of. */
function rowsNoun(event: WhyMetric['event']): string {
  switch (event) {
    case 'error':
      return 'the rows';
    case 'wrong':
      return 'the labelled rows';
    case 'wrong of predicted positive':
      return 'the rows called positive';
    case 'wrong of actual positive':
      return 'the rows that are positive';
    case 'slow':
      return 'the rows';
  }
}

/** What the rates within segments are of. */
function rateWords(metric: WhyMetric): string {
  switch (metric.event) {
    case 'error':
      return 'failed';
    case 'wrong':
      return 'were answered right';
    case 'wrong of predicted positive':
      return 'were positive';
    case 'wrong of actual positive':
      return 'were found';
    case 'slow':
      return `took more than ${formatFigure(metric.finding.baseline.value, 'ms')}`;
  }
}

/** One explanation in words: what it holds of the change, the evidence of each segment, and how all other rows did. */
export function explanationText(explanation: Omit<WhyExplanation, 'text'>, metric: WhyMetric, change: number): string {
  const { segments, rest, explained } = explanation;
  const names = segments.map(({ text }) => text).join(' or ');
  const holds = `${names} ${segments.length === 1 ? 'holds' : 'hold'} ${formatFigure(explained, 'share')} of the ${direction(change)}`;
  const rates = rateWords(metric);
  const evidence = segments.map((segment) => {
    const which = segments.length === 1 ? '' : `${segment.text}: `;
    return `${which}${formatChange(segment.part, metric.finding.unit)} of ${formatChange(change, metric.finding.unit)} (z = ${formatFixed(segment.z, 1)}), ${sharesText(segment, rowsNoun(metric.event))}, of which ${ratesText(segment)} ${rates}`;
  });
  return `${holds}: ${evidence.join('; ')}; of all others ${ratesText(rest)} ${rates}`;
}

function sharesText({ share }: Pick<WhySegment, 'share'>, noun: string): string {
  return `${formatPair(share.baseline, share.current, 'share').join(' → ')} of ${noun}`;
}

function ratesText({ rate }: Pick<WhySegment, 'rate'>): string {
  const texts = formatPair(rate.baseline, rate.current, 'share');
  return [rate.baseline, rate.current].map((value, i) => (value === null ? 'no row' : texts[i])).join(' → ');
}

/** The first thing to read. */
export function answerSentence(answer: Omit<WhyAnswer, 'sentence' | 'method'>, change: number): string {
  const [best, ...others] = answer.explanations;
  const moved = `${oneLine(answer.title)} ${change > 0 ? 'rose' : 'fell'} ${formatChange(change, answer.unit).replace(/^[+−]/, '')}`;
  const replaced = replacedText(answer.replaced);
  if (best !== undefined) {
    const more = others.length === 0 ? '' : ` (and ${countOf(others.length, 'other explanation')} that overlap${others.length === 1 ? 's' : ''} with it)`;
    return `${moved}; it moves together with ${best.segments.map(({ text }) => text).join(' or ')}, ${formatFigure(best.expected, 'share')} of the rows with ${formatFigure(best.explained, 'share')} of the ${direction(change)}${more}.${replaced}`;
  }
  const { columns = 0, pairs = 0 } = answer.searched ?? {};
  const searched = `${countOf(columns, 'column')} and ${countOf(pairs, 'pair')} of columns`;
  const near = answer.nearest === null ? '' : ` The nearest: ${answer.nearest.segments.map(({ text }) => text).join(' or ')}, ${formatFigure(answer.nearest.expected, 'share')} of the rows with ${formatFigure(answer.nearest.explained, 'share')} of the ${direction(change)}.`;
  return `${moved}; nothing explains it: no segment of ${searched} stands out, the ${direction(change)} is spread over the rows or within noise.${near}${replaced}`;
}

function replacedText(replaced: WhyAnswer['replaced']): string {
  if (replaced.length === 0) return '';
  const one = ({ column, baseline, current }: WhyAnswer['replaced'][number]): string => `${shorten(oneLine(column), 60)} went from ${shorten(oneLine(baseline), 40)} to ${shorten(oneLine(current), 40)}`;
  const shown = replaced.slice(0, 3).map(one).join(', ');
  const more = replaced.length > 3 ? ` and ${formatCount(replaced.length - 3)} more` : '';
  return ` Between the windows ${shown}${more} in nearly all rows; what came with that cannot be split over segments.`;
}
