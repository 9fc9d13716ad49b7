import { countOf, formatCount } from '../format/numbers';
import { oneLine, shorten } from '../format/oneLine';
import type { BesideProduction } from '../training/besideProduction';
import { noInterval, type MetricDifference, type RunBrief } from '../training/compareRuns';
import { differenceText, lengthText, loggedText, startText } from '../training/runWords';
import { isSystemMetric, type TrainingRun } from '../training/trainingRun';
import type { TrainingComparison, TrainingPage } from '../training/trainingPage';
import { wrap } from './text';

export interface TrainingTextOptions {
  readonly width?: number;
  readonly color?: boolean;
}

const mostListed = 50;
const mostParams = 6;

/** Runs, newest first, each with its last metrics and its parameters, for a terminal. */
export function renderRuns(page: TrainingPage, options: TrainingTextOptions = {}): string {
  const { width, bold } = layout(options);
  const lines = [bold(`${oneLine(page.name)}: ${countOf(page.total, 'training run')}`), oneLine(page.address)];
  for (const run of page.runs.slice(0, mostListed)) lines.push('', ...runLines(run, width, bold));
  if (page.runs.length > mostListed) lines.push('', `${formatCount(page.runs.length - mostListed)} older runs are not listed here; --format json has all of them.`);
  lines.push(...noteLines(page.notes, width, bold));
  return ended(lines);
}

function runLines(run: TrainingRun, width: number, bold: (text: string) => string): readonly string[] {
  const own = run.metrics.filter(({ key }) => !isSystemMetric(key));
  const system = run.metrics.length - own.length;
  const metrics = own.map(({ key, value, step }) => `${oneLine(key)} ${loggedText(value)}${step === 0 ? '' : ` (step ${formatCount(step)})`}`);
  const params = Object.entries(run.params).map(([key, value]) => `${oneLine(key)} = ${shorten(oneLine(value), 40)}`);
  const rest = [
    ...(metrics.length === 0 ? ['no metrics'] : [metrics.join(', ')]),
    ...(params.length === 0 ? [] : [`${params.slice(0, mostParams).join(', ')}${params.length > mostParams ? `, ${countOf(params.length - mostParams, 'more parameter', 'more parameters')}` : ''}`]),
    ...(run.registered.length === 0 ? [] : [`registered as ${run.registered.map(oneLine).join(', ')}`]),
    ...(system === 0 ? [] : [countOf(system, 'metric of the machine', 'metrics of the machine')]),
    ...(run.histograms.length === 0 ? [] : [countOf(run.histograms.length, 'histogram')]),
  ];
  return [bold(oneLine(run.name)), ...wrap(`  ${oneLine(run.id)} · ${oneLine(run.experiment)} · ${run.status} · ${startText(run)} · ${lengthText(run)}`, width, '  '), ...rest.flatMap((line) => wrap(`  ${line}`, width, '    '))];
}

/** Two runs beside each other. */
export function renderComparison(comparison: TrainingComparison, options: TrainingTextOptions = {}): string {
  const { width, bold } = layout(options);
  const { a, b, params, metrics, system, histograms, groups } = comparison;
  const lines = [bold(`A  ${named(a)}`), bold(`B  ${named(b)}`), '', bold(`PARAMETERS THAT DIFFER (${params.differ.length} of ${params.differ.length + params.same})`)];
  lines.push(...table([['', 'A', 'B'], ...params.differ.map(({ key, a: x, b: y }) => [shorten(oneLine(key), 36), valueText(x), valueText(y)])], width));
  lines.push('', bold('METRICS'), ...metricTable(metrics, width), ...wrap(`· ${noInterval}`, width, '  '));
  if (groups !== null) {
    lines.push('', bold(`SPREAD OVER RUNS THAT DIFFER BY THEIR SEED ALONE (A: ${groups.a.runs} runs, B: ${groups.b.runs} runs)`));
    lines.push(...table([['', 'mean A', 'mean B', 'B − A', '95 % interval (Welch t)'], ...groups.metrics.map((one) => [shorten(oneLine(one.key), 36), loggedText(one.a.mean), loggedText(one.b.mean), differenceText(one.difference), one.interval === null ? 'no spread' : `${differenceText(one.interval.low)} to ${differenceText(one.interval.high)}`])], width));
  }
  if (system.length > 0) lines.push('', bold('THE MACHINE'), ...metricTable(system, width));
  if (histograms.length > 0) lines.push('', `${countOf(histograms.length, 'histogram')}: --format json has their bins.`);
  return ended(lines);
}

function metricTable(metrics: readonly MetricDifference[], width: number): readonly string[] {
  if (metrics.length === 0) return ['  neither run has any'];
  const rows = metrics.map((metric) => {
    const best = metric.best === null ? '–' : `${loggedText(metric.best.a?.value)} / ${loggedText(metric.best.b?.value)}`;
    const odd = metric.odd.a + metric.odd.b;
    return [
      shorten(oneLine(metric.key), 36), loggedText(metric.last.a?.value), loggedText(metric.last.b?.value), differenceText(metric.last.difference), best,
      `${metric.sharedSteps} of ${metric.points.a} / ${metric.points.b}${odd === 0 ? '' : `, ${odd} no numbers`}`,
    ];
  });
  return table([['', 'last A', 'last B', 'B − A', 'best A / B', 'shared steps of points'], ...rows], width);
}

/** Training against production, as whole sentences. */
export function renderProduction(beside: BesideProduction, options: TrainingTextOptions = {}): string {
  const { width, bold } = layout(options);
  const lines = [bold('TRAINING AGAINST PRODUCTION')];
  lines.push(...wrap(beside.run === null ? `No run: ${oneLine(beside.how)}` : `Run ${named(beside.run)}: ${oneLine(beside.how)}`, width, '  '), ...wrap(`Production: ${beside.window}`, width, '  '));
  if (beside.pairs.length > 0) lines.push('', ...beside.pairs.flatMap(({ text }) => wrap(`· ${oneLine(text)}`, width, '  ')));
  if (beside.unmatched.length > 0) lines.push('', ...wrap(`Without a figure in production: ${beside.unmatched.slice(0, 20).map(oneLine).join(', ')}${beside.unmatched.length > 20 ? ` and ${beside.unmatched.length - 20} more` : ''}`, width, '  '));
  lines.push(...noteLines(beside.notes, width, bold));
  return ended(lines);
}

function layout({ width = 100, color }: TrainingTextOptions) {
  return { width: Math.min(160, Math.max(60, width)), bold: (text: string): string => (color === true ? `\u001b[1m${text}\u001b[0m` : text) };
}

function named({ name, id, experiment, status }: RunBrief): string {
  return `${oneLine(name)}${name === id ? '' : ` (${oneLine(id)})`}, ${oneLine(experiment)}, ${status}`;
}

function valueText(value: string | null): string {
  return value === null ? 'not set' : value === '' ? '(empty)' : shorten(oneLine(value), 40);
}

function noteLines(notes: readonly string[], width: number, bold: (text: string) => string): readonly string[] {
  return notes.length === 0 ? [] : ['', bold('NOTES'), ...notes.flatMap((note) => wrap(`· ${oneLine(note)}`, width, '  '))];
}

/** Columns as wide as their texts; the first to the left, the others to the right. A row that is too wide for the terminal is left as it is: figures are not cut. */
function table(rows: readonly (readonly string[])[], width: number): readonly string[] {
  if (rows.length === 1) return ['  none'];
  const size = (text: string): number => Array.from(text).length;
  const columns = (rows[0] ?? []).map((_, i) => Math.min(Math.floor(width / 2), Math.max(...rows.map((row) => size(row[i] ?? '')))));
  return rows.map((row) => `  ${row.map((cell, i) => (i === 0 ? cell + ' '.repeat(Math.max(0, (columns[0] ?? 0) - size(cell))) : ' '.repeat(Math.max(0, (columns[i] ?? 0) - size(cell))) + cell)).join('  ')}`);
}

function ended(lines: readonly string[]): string {
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
