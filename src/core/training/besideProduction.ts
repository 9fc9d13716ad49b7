import type { Finding } from '../domain/finding';
import type { Report } from '../domain/report';
import { formatCount } from '../format/numbers';
import { formatFigure, formatInterval, formatPair } from '../format/figures';
import { formatWindow } from '../format/windows';
import { briefOf, type RunBrief } from './compareRuns';
import type { DeployedRun } from './deployedRun';
import { qualityOf, splitOrder, splitWords, type Split } from './metricName';
import { isSystemMetric, numberOf, type LatestMetric, type TrainingRun } from './trainingRun';

/** One figure of training beside the same figure measured in production. */
export interface ProductionPair {
  /** Id of the production finding. */
  readonly finding: string;
  readonly title: string;
  readonly unit: Finding['unit'];
  readonly metric: string;
  readonly split: Split;
  /** In the unit of the finding. */
  readonly training: number;
  readonly production: Finding['current'];
  /** Where training's value lies: outside production's interval on its better or worse side, inside, or nothing to compare with. */
  readonly verdict: 'worse in production' | 'better in production' | 'no difference to be told' | 'different in production' | 'not available';
  /** Whole sentence with both values, the interval and n. */
  readonly text: string;
}

export interface BesideProduction {
  readonly run: RunBrief | null;
  /** Why this run, or why none. */
  readonly how: string;
  /** The production window in words. */
  readonly window: string;
  readonly pairs: readonly ProductionPair[];
  /** Metrics of the run for which production has no figure of the same meaning. */
  readonly unmatched: readonly string[];
  readonly notes: readonly string[];
}

/** What no reader should overlook: the value of training is a point without known rows. */
const trainingNote = 'Training gives one value without a number of rows: only production has an interval, and part of a difference may be chance in the test data.';

/** The run that is deployed, its evaluation metrics beside the quality measured in the report's current window. */
export function besideProduction(deployed: DeployedRun, report: Pick<Report, 'findings' | 'current'>): BesideProduction {
  const window = formatWindow(report.current);
  if (deployed.run === null) return { run: null, how: deployed.reason, window, pairs: [], unmatched: [], notes: [] };
  const { run } = deployed;
  const quality = report.findings.filter(({ family, from }) => family === 'quality' && from === undefined);
  const pairs = quality.flatMap((finding) => pairOf(finding, run) ?? []);
  const used = new Set(pairs.map(({ metric }) => metric));
  const unmatched = run.metrics.map(({ key }) => key).filter((key) => !used.has(key) && !isSystemMetric(key));
  const notes = pairs.length > 0 ? [trainingNote] : [whyNone(run, quality)];
  return { run: briefOf(run), how: deployed.how, window, pairs, unmatched, notes };
}

function whyNone(run: TrainingRun, quality: readonly Finding[]): string {
  if (run.metrics.length === 0) return 'The run has no metrics.';
  const names = quality.map(({ title }) => title).join(', ');
  return names === '' ? 'Production has no figure of quality: that needs a log with predictions and labels.' : `No metric of the run has the name of a figure that production has (${names}).`;
}

function pairOf(finding: Finding, run: TrainingRun): ProductionPair | null {
  const wanted = finding.id.replace(/^quality\./, '');
  const macro = finding.title.startsWith('macro ');
  const candidates = run.metrics.flatMap((metric) => {
    const found = qualityOf(metric.key);
    const value = numberOf(metric.value);
    return found?.quality === wanted && value !== null && (macro || !found.macro) ? [{ metric, value, ...found }] : [];
  });
  candidates.sort((a, b) => splitOrder.indexOf(a.split) - splitOrder.indexOf(b.split) || Number(b.macro) - Number(a.macro));
  const [best] = candidates;
  if (best === undefined) return null;
  const { metric, split } = best;
  // Some write shares in percent; a share above 1 can be nothing else.
  const percent = finding.unit === 'share' && best.value > 1 && best.value <= 100;
  const training = percent ? best.value / 100 : best.value;
  const remarks = [...(percent ? [`${metric.key} = ${best.value} is read as percent`] : []), ...(macro && !best.macro ? [`the name does not tell how classes are averaged, production's is ${finding.title}`] : [])];
  const verdict = verdictOf(finding, training);
  return { finding: finding.id, title: finding.title, unit: finding.unit, metric: metric.key, split, training, production: finding.current, verdict, text: sentence(finding, metric, split, training, verdict, remarks) };
}

function verdictOf({ current, better }: Finding, training: number): ProductionPair['verdict'] {
  const { value, interval } = current;
  if (value === null || interval === null || interval.low === null || interval.high === null) return 'not available';
  if (training >= interval.low && training <= interval.high) return 'no difference to be told';
  if (better === 'neither') return 'different in production';
  return (training > interval.high) === (better === 'higher') ? 'worse in production' : 'better in production';
}

function sentence(finding: Finding, { key }: LatestMetric, split: Split, training: number, verdict: ProductionPair['verdict'], remarks: readonly string[]): string {
  const { title, unit, current } = finding;
  const { value, interval } = current;
  const tail = remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
  if (value === null) return `${title}: ${formatFigure(training, unit)} ${splitWords[split]} (${key}); in production not available: ${current.reason ?? 'no labelled rows'}${tail}`;
  const [before, now] = formatPair(training, value, unit);
  const bounds = interval === null ? '' : ` (${formatInterval(interval.low, interval.high, unit, { value, withUnit: true })}, ${Math.round(interval.level * 100)} %)`;
  const word = verdict === 'not available' ? 'no interval, so nothing is said of the difference' : verdict;
  return `${title}: ${before} ${splitWords[split]} (${key}), ${now}${bounds} in production, n = ${formatCount(current.n)}: ${word}${tail}`;
}
