import type { Cube } from '../cube/cube';
import type { Finding } from '../domain/finding';
import type { TogetherAnswer, TogetherPair } from '../domain/why';
import { countOf, formatCount, formatFixed } from '../format/numbers';
import { oneLine, shorten } from '../format/oneLine';
import { formatP } from '../format/probability';
import { formatDuration } from '../format/time';
import { leastTogether, mostLag, movesTogether } from './movesTogether';
import type { SeriesOfWindows } from './togetherSeries';

/** Chance that an answer names anything where nothing moves together. */
const level = 0.05;
const mostPairs = 8;

const method = `rank correlation over windows of the whole log without season and one change of level of each, strongest of lags 0 to ${mostLag} with the other series first; p by circular shifts of the same series, over all series asked (Theiler et al. 1992; Westfall and Young 1993)`;

/** Which other series of the log move with a finding. "Moves together", never a cause. */
export function explainTogether(finding: Pick<Finding, 'id' | 'title'>, all: SeriesOfWindows, axis: Cube['axis']): TogetherAnswer {
  const { windows, leftOut } = all;
  const windowText = axis.kind === 'time' ? formatDuration(axis.step) : axis.kind === 'row' ? countOf(axis.step, 'row') : null;
  const target = all.series.find((one) => one.target === finding.id);
  const about = { windows, windowText, level, method };
  const not = (reason: string): TogetherAnswer => ({ ...about, state: 'not available', sentence: `What moves together with ${oneLine(finding.title)} is not available: ${reason}.`, pairs: [], nearest: null, series: 0, leftOut: [] });
  if (windows < leastTogether) return not(`${countOf(windows, 'window')} of ${windowText ?? 'the log'}, needs ${leastTogether}`);
  if (target === undefined) return not(leftOut.find((one) => one.target === finding.id)?.reason ?? 'it has no figure for a single window');
  const others = all.series.filter((one) => one.group !== target.group);
  const found = movesTogether(target.ranked, others.map(({ ranked }) => ranked));
  const pairs = found
    .map(({ mover, rho, lag, adjusted }): TogetherPair => {
      const other = others[mover] ?? target;
      let n = 0;
      other.ranked.known.forEach((has, w) => (n += has * (target.ranked.known[w] ?? 0)));
      return { target: other.target, title: other.title, rho, lag, lagText: lagText(lag, axis), n, p: adjusted };
    })
    .sort((a, b) => Math.abs(b.rho) - Math.abs(a.rho));
  const named = pairs.filter(({ p }) => p <= level).slice(0, mostPairs);
  const nearest = named.length > 0 ? null : (pairs[0] ?? null);
  const answer = { ...about, pairs: named, nearest, series: others.length, leftOut: leftOut.map(({ title, reason }) => ({ title, reason })) };
  const searched = `${countOf(others.length, 'other series', 'other series')} over ${formatCount(windows)} windows of ${windowText ?? ''}`;
  if (named.length > 0) return { ...answer, state: 'found', sentence: `Of ${searched}, ${named.length === 1 ? 'one moves' : `${named.length} move`} together with ${oneLine(finding.title)}: ${named.map(pairText).join('; ')}. That is no cause.` };
  return { ...answer, state: 'nothing', sentence: `Nothing moves together with ${oneLine(finding.title)} among ${searched}${nearest === null ? '' : `; the nearest is ${pairText(nearest)}`}.` };
}

/** `queue_depth (rank correlation 0.42, at the same time, 360 windows, p = 0.003)`. */
export function pairText({ title, rho, lagText: lag, n, p }: TogetherPair): string {
  return `${shorten(oneLine(title), 60)} (rank correlation ${formatFixed(rho, 2)}, ${lag}, ${countOf(n, 'window')}, p ${/^[<>]/.test(formatP(p)) ? formatP(p) : `= ${formatP(p)}`})`;
}

function lagText(lag: number, axis: Cube['axis']): string {
  if (lag === 0) return 'in the same window';
  return axis.kind === 'time' ? `${formatDuration(lag * axis.step)} before` : axis.kind === 'row' ? `${countOf(lag * axis.step, 'row')} before` : `${countOf(lag, 'window')} before`;
}
