import type { Cube } from '../cube/cube';
import type { ExactAnswers } from '../cube/exact';
import type { Summary } from '../cube/summary';
import type { Finding } from '../domain/finding';
import type { AnalysisSettings, Report } from '../domain/report';
import type { SourceState } from '../domain/source';
import type { TogetherBySlot } from '../multivariate/togetherBySlot';
import { estimatePerformance } from '../estimates/estimatePerformance';
import type { Axis, Counted, WindowInfo } from '../domain/window';
import { sentenceOf } from '../report/sentence';
import { formatCount } from '../format/numbers';
import { withOnsets } from '../onset/withOnsets';
import { labelNotes } from '../labels/labelNotes';
import type { LabelState } from '../labels/labelState';
import { markFindings } from '../labels/markFindings';
import { mainFigures } from '../metrics/mainFigures';
import { metricFindings, notGiven } from '../metrics/metricFindings';
import { mustName } from '../metrics/metricNames';
import { reportInWords } from '../text/sourceWords';
import { businessFindings } from './business';
import { classReport } from './classFigures';
import { confidenceFindings } from './confidence';
import { labelCoverage } from './coverage';
import { driftFindings } from './drift';
import { featureIntervals } from './featureIntervals';
import { notesOf } from './notes';
import { qualityFindings } from './quality';
import { serviceFindings } from './service';
import { defaultSettings } from './settings';
import { togetherFindings } from './together';

export interface AnalyseInput {
  readonly cube: Cube;
  readonly source: SourceState;
  /** Both windows, as `summarise` gives them. */
  readonly baseline: Summary;
  readonly current: Summary;
  /** What the rows answered exactly; replaces the binned figure of the same name. */
  readonly exact?: ExactAnswers;
  readonly settings?: AnalysisSettings;
  /** Intervals of the features' effects; default true. They are left out while a window is dragged. */
  readonly intervals?: boolean;
  /** Distances of rows from the baseline's correlations by slot, where the rows were read. */
  readonly together?: TogetherBySlot | 'later';
  /**
   * What is known of the labels; then `cube` and both summaries are those at the label age that counts (`equalAge`), and `allLabels` has every label. Without it
   * nothing is said of their age.
   */
  readonly labels?: LabelState | null;
  readonly allLabels?: LabelledWindows;
}

/** A cube with both windows. */
export interface LabelledWindows {
  readonly cube: Cube;
  readonly baseline: Summary;
  readonly current: Summary;
}

/** Cube in, report out: every finding of one comparison. Pure, and never throws for what data can hold. */
export function analyse(input: AnalyseInput): Report {
  const { cube, source, baseline, current, exact } = input;
  const settings = input.settings ?? defaultSettings;
  const labels = input.labels ?? null;
  const judgedFindings = [...systemFindings(input, settings), ...(source.kind === 'metrics' ? [] : modelFindings(input, settings))];
  const whole = input.allLabels ?? { cube, baseline, current };
  const marked = markFindings(judgedFindings, labels, labelCoverage(whole.baseline, whole.current));
  const drift = driftFindings(cube, source, baseline, current, exact, settings);
  const compared = input.intervals === false ? drift : drift.map((finding) => featureIntervals(cube, baseline, current, finding, settings));
  const { findings, features } = withOnsets(marked, compared, { cube, source, baseline, current }, settings);
  // Without a label that counts, each class would be a row of dashes.
  const classes = labels?.classes === 0 ? null : classReport(cube, baseline, current, settings);
  const judged = features.filter((feature) => feature.verdict === 'moved' || feature.verdict === 'stable');
  const report = reportInWords<Omit<Report, 'sentence'>>({
    schema: 'model-vitals/report/1',
    source,
    axis: cube.axis,
    baseline: windowInfo(cube.axis, baseline, source.counts),
    current: windowInfo(cube.axis, current, source.counts),
    findings,
    features,
    ...(classes === null ? {} : { classes }),
    estimates: estimatePerformance(whole.cube, whole.baseline, whole.current, settings, whole.cube === cube ? undefined : { cube, baseline, current }),
    drift: { moved: judged.filter((feature) => feature.verdict === 'moved').length, judged: judged.length, total: features.length },
    notes: [...notesOf(cube, source, baseline, current, findings, exact, settings), ...labelNotes(cube, source, labels, [baseline.slots, current.slots])],
    settings,
  });
  return { ...report, sentence: sentenceOf(report) };
}

/** Service figures of the log, or of a server where the log does not give them, and whatever else servers say. */
function systemFindings({ cube, source, baseline, current, exact }: AnalyseInput, settings: AnalysisSettings): readonly Finding[] {
  const { metrics = [] } = cube;
  const main = mainFigures(cube, source);
  const given = source.kind === 'metrics' ? notGiven(settings) : serviceFindings(cube, source, baseline, current, exact, settings);
  const own = given.filter(({ id }) => !main.has(id.startsWith('latency.') ? 'latency' : id === 'errors' ? 'errors' : 'throughput'));
  return [...own, ...metricFindings(metrics, main, { baseline: baseline.slots, current: current.slots, named: mustName(metrics, source.kind !== 'metrics') }, settings)];
}

/** Figures that only rows can give. */
function modelFindings({ cube, source, baseline, current, exact, together }: AnalyseInput, settings: AnalysisSettings): readonly Finding[] {
  return [
    ...qualityFindings(cube, source, baseline, current, exact, settings),
    ...confidenceFindings(cube, baseline, current, exact, settings),
    ...togetherFindings(together, baseline, current, settings),
    ...businessFindings(cube, baseline, current, settings),
  ];
}

/** What a window really holds. On a time axis its span is that of its slots. */
export function windowInfo(axis: Axis, summary: Summary, counts?: Counted): WindowInfo {
  const { from, to } = summary.slots;
  const time = axis.kind === 'time';
  return {
    slots: summary.slots,
    from: time ? axis.start + from * axis.step : null,
    to: time ? axis.start + to * axis.step : null,
    label: labelOf(axis, from, to),
    rows: summary.rows,
    ...(counts === undefined ? {} : { counts }),
    versions: summary.versions.filter((version) => version.rows > 0).map((version) => version.name),
  };
}

function labelOf(axis: Axis, from: number, to: number): string | null {
  if (axis.kind === 'time') return null;
  if (axis.kind === 'row') {
    const last = Math.min(axis.total, to * axis.step);
    return to <= from ? 'no rows' : `rows ${formatCount(from * axis.step + 1)} to ${formatCount(last)}`;
  }
  const names = axis.names.slice(from, to);
  return names.length === 0 ? 'none' : names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}
