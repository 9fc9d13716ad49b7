import type { Cube, ScoreTable } from '../cube/cube';
import type { ExactAnswers } from '../cube/exact';
import type { Summary } from '../cube/summary';
import type { Finding } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import type { SlotRange } from '../domain/window';
import { formatFixed, formatCount } from '../format/numbers';
import { rocAucFromCounts } from '../stats/auc';
import { momentsFromSums } from '../stats/means';
import type { ScoreCells } from '../stats/probability';
import { calibration, cellsOfValues } from '../stats/probability';
import { batchesOf, clusterError, slotRatioError } from './batches';
import type { Estimate } from './estimate';
import { absent, clusterInterval, meanEstimate, remembered } from './estimate';
import { normalInterval } from './influence';
import type { Judged } from './judge';
import { judge } from './judge';
import type { Coverage } from './coverage';

type Which = 'baseline' | 'current';

/** ROC AUC, log loss, Brier score and calibration error of a binary score. Empty without a score table. */
export function scoreFindings(cube: Cube, baseline: Summary, current: Summary, exact: ExactAnswers | undefined, coverage: Coverage, settings: AnalysisSettings): readonly Finding[] {
  const table = cube.score;
  if (table === null || baseline.score === null || current.score === null) return [];
  const what = (id: string, title: string, better: 'lower' | 'higher', method: string, more: Partial<Judged> = {}): Judged => ({
    id: `quality.${id}`, family: 'quality', title, unit: 'score', better, floor: settings.floors.rate, method, coverage, ...more,
  });
  const wider = 'or with runs of slots as clusters where that is wider';
  const binned = exact?.scores === undefined && table.values === null;
  const aucBound = binned ? tieBound(baseline, current) : null;
  const from = calibrationError(table, baseline, 'baseline', exact);
  const to = calibrationError(table, current, 'current', exact);
  return [
    judge(
      what('auc', 'ROC AUC', 'higher', `probability that a positive scores above a negative, ties half; interval DeLong on the logit scale, change MOVER, ${wider}`, aucBound === null ? {} : { basis: 'binned', bound: aucBound }),
      auc(table, baseline, 'baseline', exact),
      auc(table, current, 'current', exact),
      settings,
    ),
    judge(what('logLoss', 'log loss', 'lower', `mean of -ln of the probability given to the label, nats; interval t, change Welch, ${wider}`), loss(table, baseline, 'logLoss'), loss(table, current, 'logLoss'), settings),
    judge(what('brier', 'Brier score', 'lower', `mean of (score - label)^2; interval t, change Welch, ${wider}`), loss(table, baseline, 'brier'), loss(table, current, 'brier'), settings),
    judge(
      what('calibration', 'calibration error', 'lower', calibrationMethod(from.noise, to.noise), {
        ...(from.noise === null || to.noise === null ? {} : { bias: to.noise - from.noise }),
        ...(binned ? { basis: 'binned', bound: 'the ten groups follow the edges of the score bins; mean scores and shares in them are exact' } : {}),
      }),
      from.estimate,
      to.estimate,
      settings,
    ),
  ];
}

function calibrationMethod(from: number | null, to: number | null): string {
  const noise = (value: number | null): string => (value === null ? 'not available' : formatFixed(value, 3));
  return `expected calibration error over 10 groups of equal size; a perfectly calibrated model would show about ${noise(from)} (baseline) and ${noise(to)} (current) at these sizes; interval normal, from the groups' binomial noise`;
}

/** Label counts by ascending score: the rows' own scores, or the score bins. */
function byScore(table: ScoreTable, summary: Summary, which: Which, exact: ExactAnswers | undefined): ScoreCells & { readonly values: Float64Array | null } {
  const scores = exact?.scores;
  if (scores !== undefined) {
    const positive = which === 'baseline' ? scores.baselinePositive : scores.currentPositive;
    const negative = which === 'baseline' ? scores.baselineNegative : scores.currentNegative;
    return { ...cellsOfValues(scores.values, positive, negative), values: scores.values };
  }
  const none = new Float64Array(table.edges.length + 1);
  return { positive: summary.score?.positive ?? none, negative: summary.score?.negative ?? none, scoreSum: summary.score?.scoreSum ?? none, values: table.values };
}

function sum(counts: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < counts.length; k += 1) total += counts[k] ?? 0;
  return total;
}

/** Half of the pairs that share a bin: how far the AUC of bins can lie from that of the rows. */
function tieBound(baseline: Summary, current: Summary): string {
  const half = [baseline, current].map((summary) => {
    const { positive, negative } = summary.score ?? { positive: [], negative: [] };
    let ties = 0;
    for (let k = 0; k < positive.length; k += 1) ties += (positive[k] ?? 0) * (negative[k] ?? 0);
    const pairs = sum(positive) * sum(negative);
    return pairs === 0 ? 0 : ties / (2 * pairs);
  });
  return `within ${formatFixed(half[0] ?? 0, 4)} (baseline) and ${formatFixed(half[1] ?? 0, 4)} (current) of the rows' AUC: pairs in one bin count as ties`;
}

function auc(table: ScoreTable, summary: Summary, which: Which, exact: ExactAnswers | undefined): Estimate {
  const cells = byScore(table, summary, which, exact);
  const n = sum(cells.positive) + sum(cells.negative);
  const result = rocAucFromCounts(cells.positive, cells.negative);
  if (result === null) return absent(n, n === 0 ? 'no row of the window has both a score and a label' : 'the labels of the window are all of one class');
  const rows = remembered((level) => rocAucFromCounts(cells.positive, cells.negative, level)?.interval ?? null);
  const error = summary.score === null ? null : aucClusterError(table, summary.score, summary.slots);
  const reason = result.interval === null ? result.intervalReason : undefined;
  return { value: result.value, n, rows, cluster: result.interval === null ? () => null : clusterInterval(result.value, error, [0, 1]), ...(reason === undefined ? {} : { reason }) };
}

/** DeLong's placement values summed over runs of slots (Obuchowski 1997), from the score bins. */
function aucClusterError(table: ScoreTable, total: NonNullable<Summary['score']>, range: SlotRange): ReturnType<typeof clusterError> {
  const width = table.edges.length + 1;
  const n1 = sum(total.positive);
  const n0 = sum(total.negative);
  const value = rocAucFromCounts(total.positive, total.negative)?.value;
  if (value === undefined) return null;
  const ofPositive = new Float64Array(width);
  const ofNegative = new Float64Array(width);
  let below = 0;
  let above = n1;
  for (let k = 0; k < width; k += 1) {
    const pos = total.positive[k] ?? 0;
    const neg = total.negative[k] ?? 0;
    ofPositive[k] = ((below + neg / 2) / n0 - value) / n1;
    ofNegative[k] = ((above - pos / 2) / n1 - value) / n0;
    below += neg;
    above -= pos;
  }
  const batches = batchesOf(range);
  const sums: number[] = [];
  const rows: number[] = [];
  for (const batch of batches) {
    let influence = 0;
    let seen = 0;
    for (let slot = batch.from; slot < batch.to; slot += 1) {
      for (let k = 0, at = slot * width; k < width; k += 1, at += 1) {
        const pos = table.positive[at] ?? 0;
        const neg = table.negative[at] ?? 0;
        influence += pos * (ofPositive[k] ?? 0) + neg * (ofNegative[k] ?? 0);
        seen += pos + neg;
      }
    }
    sums.push(influence);
    rows.push(seen);
  }
  return clusterError(sums, rows);
}

function outsideReason(score: NonNullable<Summary['score']>): string | null {
  return score.outside > 0 ? `${formatCount(score.outside)} scores lie outside 0 to 1, so they are no probabilities` : null;
}

function loss(table: ScoreTable, summary: Summary, which: 'brier' | 'logLoss'): Estimate {
  const score = summary.score;
  const n = score?.labelled ?? 0;
  if (score === null) return absent(0, 'the log has no score');
  const outside = outsideReason(score);
  if (outside !== null) return absent(sum(score.positive) + sum(score.negative), outside);
  if (n === 0) return absent(0, 'no row of the window has both a score and a label');
  const moments = which === 'brier' ? momentsFromSums(n, score.brierSum, score.brierSq) : momentsFromSums(n, score.logLossSum, score.logLossSq);
  const sums = which === 'brier' ? table.brierSum : table.logLossSum;
  const error = slotRatioError((slot) => sums[slot] ?? 0, (slot) => table.labelled[slot] ?? 0, summary.slots);
  return meanEstimate(moments, error, which === 'brier' ? [0, 1] : [0, Infinity]);
}

function calibrationError(table: ScoreTable, summary: Summary, which: Which, exact: ExactAnswers | undefined): { readonly estimate: Estimate; readonly noise: number | null } {
  const score = summary.score;
  const outside = score === null ? null : outsideReason(score);
  const cells = byScore(table, summary, which, exact);
  const result = outside === null ? calibration(cells) : null;
  if (result === null) return { estimate: absent(sum(cells.positive) + sum(cells.negative), outside ?? 'no row of the window has both a score and a label'), noise: null };
  const variance = result.bins.reduce((total, bin) => total + ((bin.n / result.n) ** 2 * bin.meanLabel * (1 - bin.meanLabel)) / bin.n, 0);
  const interval = normalInterval(result.ece, Math.sqrt(variance), 'normal', [0, 1]);
  return { estimate: { value: result.ece, n: result.n, rows: interval, cluster: () => null }, noise: result.eceNoise };
}
