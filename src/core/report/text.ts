import type { Verdict } from '../domain/finding';
import type { Report } from '../domain/report';
import type { WhyAnswer } from '../domain/why';
import { commitText } from '../history/commitText';
import type { ReportCommits } from '../history/featureCommits';
import type { Timeline } from '../timeline/mark';
import { lineageTexts, type ReportLineage } from '../lineage/reportLineage';
import { countOf, formatCount } from '../format/numbers';
import { oneLine, shorten } from '../format/oneLine';
import { formatLevel } from '../format/probability';
import { formatWindow } from '../format/windows';
import { sourceWord } from '../text/sourceWords';
import { classRows } from './classTable';
import { estimateSection } from './estimateRows';
import { metricSourceRows } from './metricSourceRows';
import type { FeatureRow, MetricRow, ReportPlaces } from './rows';
import { badLineText, driftSummary, effectHead, featureRow, intervalHead, metricSections } from './rows';
import { onsetRows, onsetTitle } from './onsetRows';
import { sentenceText } from './sentence';
import { timelineRows, timelineTitle } from './timelineRows';
import { whyNothingMoved, whyParts } from './why';

export interface TextOptions {
  readonly places?: ReportPlaces;
  /** Columns of the terminal; 60 to 160 are used as they are. */
  readonly width?: number;
  /** ANSI colours. Marks and words carry the verdict without them. */
  readonly color?: boolean;
  /** Features that are listed when they did not move; the moved ones always are. */
  readonly stableFeatures?: number;
  /** Commits that touched the lines of a moved feature before it began to move. */
  readonly commits?: ReportCommits;
  /** Deploys and commits along the axis. */
  readonly timeline?: Timeline;
  /** Inputs of the features that moved, and where the drift can have begun. */
  readonly lineage?: ReportLineage;
  /** Explanations of what moved, where they were asked for. */
  readonly why?: readonly WhyAnswer[];
}

type Paint = (code: string, text: string) => string;

const paints: Readonly<Record<Verdict, string>> = { moved: '1;33', stable: '0', 'not enough data': '36', 'not available': '2' };
const badLines = 5;
const placesShown = 3;

/** The report for a terminal. Lines end in `\n`; no line is wider than `width` except where one word is. */
export function renderText(report: Report, options: TextOptions = {}): string {
  const width = Math.min(160, Math.max(60, options.width ?? 100));
  const paint: Paint = (code, text) => (options.color === true && code !== '0' ? `\u001b[${code}m${text}\u001b[0m` : text);
  const lines: string[] = [
    paint('1', oneLine(report.source.name)),
    ...wrap(sentenceText(report.sentence), width, '').map((line) => paint('1', line)),
    '',
    ...wrap(`Baseline  ${formatWindow(report.baseline)}`, width, '          '),
    ...wrap(`Current   ${formatWindow(report.current)}`, width, '          '),
  ];
  for (const section of metricSections(report)) lines.push('', ...metricTable(section.title, section.rows, intervalHead(report), width, paint));
  lines.push(...classTable(report, width, paint));
  lines.push(...estimateTable(report, width, paint));
  lines.push(...onsetSection(report, width, paint), ...timelineSection(options.timeline, width, paint), ...whySection(options.why, width, paint));
  if (report.source.kind !== 'metrics') lines.push('', ...featureTable(report, options, width, paint));
  lines.push(...metricSources(report, width, paint));
  if (report.notes.length > 0) lines.push('', paint('1', 'NOTES'), ...report.notes.flatMap((note) => wrap(`${note.level === 'warning' ? '!' : '·'} ${oneLine(note.text)}`, width, '  ')));
  lines.push(...badLineLines(report, width, paint));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function length(text: string): number {
  return Array.from(text).length;
}
function padEnd(text: string, size: number): string {
  return text + ' '.repeat(Math.max(0, size - length(text)));
}
function padStart(text: string, size: number): string {
  return ' '.repeat(Math.max(0, size - length(text))) + text;
}
function widest(texts: readonly string[], least: number): number {
  return texts.reduce((most, text) => Math.max(most, length(text)), least);
}

/** Words on lines of at most `width`; `indent` starts every line but the first. */
export function wrap(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  // The run of spaces behind a label is part of the first line's layout.
  const start = /^\S+ {2,}/.exec(text)?.[0] ?? '';
  let line = start;
  let empty = true;
  for (const word of text.slice(start.length).split(' ')) {
    const next = empty ? line + word : `${line} ${word}`;
    if (!empty && length(next) > width) {
      lines.push(line);
      line = indent + word;
    } else line = next;
    empty = false;
  }
  lines.push(line);
  return lines;
}

function metricTable(title: string, rows: readonly MetricRow[], changeHead: string, width: number, paint: Paint): readonly string[] {
  const name = Math.min(28, widest(rows.map((row) => row.title), 12));
  const baseline = widest(rows.map((row) => row.baseline), 8);
  const current = widest(rows.map((row) => row.current), 7);
  const change = widest(rows.map((row) => row.change), changeHead.length);
  const head = `${padEnd(title.toUpperCase(), name + 2)}  ${padStart('baseline', baseline)}  ${padStart('current', current)}  ${changeHead}`;
  const lines = [paint('1', head)];
  // Figures that lack the same labels share a long reason, which needs saying once.
  let said = '';
  const once = (reason: string): string => {
    const text = reason === said ? 'for the same reason' : reason;
    said = reason;
    return text;
  };
  for (const row of rows) {
    const left = `${row.mark} ${padEnd(shorten(row.title, name), name)}`;
    if (row.baseline === '–' && row.current === '–') {
      lines.push(...wrap(`${row.verdict}: ${once(row.reason)}`, width - name - 4, '').map((text, i) => paint(paints[row.verdict], `${i === 0 ? left : ' '.repeat(name + 2)}  ${text}`)));
      continue;
    }
    const figures = `${left}  ${padStart(row.baseline, baseline)}  ${padStart(row.current, current)}  `;
    const whole = `${figures}${padEnd(row.change, change)}  ${row.verdict}`;
    // On narrow terminals the verdict, and then the change, go below their figures instead of off the edge.
    const below = ' '.repeat(Math.min(name + 4, Math.max(4, width - change - 17)));
    const parts = length(whole) <= width ? [whole] : length(figures + row.change) <= width ? [figures + row.change, below + row.verdict] : [figures, `${below}${row.change}  ${row.verdict}`];
    lines.push(...parts.map((line) => paint(paints[row.verdict], line)));
    if (row.verdict === 'not enough data') lines.push(...wrap(once(row.reason), width - 4, '').map((text) => `    ${text}`));
  }
  const coverage = rows.find((row) => row.coverage !== '')?.coverage;
  if (coverage !== undefined) lines.push(...wrap(`· labelled ${coverage} of the predictions (baseline / current)`, width, '  '));
  const maturity = rows.find((row) => row.maturity !== '')?.maturity;
  if (maturity !== undefined) lines.push(...wrap(`· ${maturity}`, width, '  '));
  return lines;
}

/** Estimates: marked `~`, since nothing of them was measured. */
function estimateTable(report: Report, width: number, paint: Paint): readonly string[] {
  const section = estimateSection(report);
  if (section === null) return [];
  const { rows, lines } = section;
  const name = widest(rows.map((row) => row.title), 12);
  const value = widest(rows.map((row) => row.value), 8);
  const range = `interval (${formatLevel(report.settings.intervalLevel)})`;
  const head = rows.length === 0 ? 'ESTIMATED' : `${padEnd('ESTIMATED', name + 2)}  ${padStart('estimate', value)}  ${range}`;
  return [
    '',
    paint('1', head),
    ...rows.flatMap((row) =>
      row.reason === '' ? [`~ ${padEnd(row.title, name)}  ${padStart(row.value, value)}  ${row.interval}`] : wrap(`${row.state}: ${row.reason}`, width - name - 4, '').map((text, i) => paint(paints['not available'], `${i === 0 ? `– ${padEnd(row.title, name)}` : ' '.repeat(name + 2)}  ${text}`)),
    ),
    ...lines.flatMap((line) => wrap(`· ${line}`, width, '  ')),
  ];
}

function classTable(report: Report, width: number, paint: Paint): readonly string[] {
  const classes = classRows(report);
  if (classes === null) return [];
  const columns = ([['precision', 'precision'], ['recall', 'recall'], ['F1', 'f1'], ['rows', 'rows']] as const).map(([head, key]) => ({ head, key, size: widest(classes.rows.map((row) => row[key]), head.length) }));
  const left = (shown: typeof columns): number => width - 2 - shown.reduce((sum, { size }) => sum + size + 2, 0);
  // Narrow terminals have no room for all figures; F1 stands for both of its parts.
  const shown = [0, 1, 2].map((from) => columns.slice(from)).find((some) => left(some) >= 10) ?? columns.slice(2);
  const name = Math.min(Math.max(8, left(shown)), widest(classes.rows.map((row) => row.level), 7));
  return [
    '',
    paint('1', `${padEnd('CLASSES', name + 2)}${shown.map(({ head, size }) => `  ${padEnd(head, size)}`).join('')}`),
    ...classes.rows.map((row) => `  ${padEnd(shorten(row.level, name), name)}${shown.map(({ key, size }) => `  ${padEnd(row[key], size)}`).join('')}`),
    ...(classes.more === null ? [] : wrap(`  ${classes.more}`, width, '  ')),
  ];
}

function onsetSection(report: Report, width: number, paint: Paint): readonly string[] {
  const rows = onsetRows(report);
  if (rows.length === 0) return [];
  const name = Math.min(Math.max(12, width - 62), widest(rows.map((row) => row.title), 12));
  return ['', paint('1', onsetTitle.toUpperCase()), ...rows.flatMap((row) => wrap(row.text, width - name - 4, '').map((text, i) => `  ${padEnd(i === 0 ? shorten(row.title, name) : '', name)}  ${text}`))];
}

function whySection(answers: readonly WhyAnswer[] | undefined, width: number, paint: Paint): readonly string[] {
  if (answers === undefined) return [];
  const sections = answers.map(whyParts).flatMap(({ sentence, explanations, searched, more }) => [
    ...wrap(`  ${sentence}`, width, '  '),
    ...explanations.flatMap((text, i) => wrap(`    ${i + 1}. ${text}`, width, '       ')),
    ...(searched === null ? [] : wrap(`    ${searched}`, width, '    ')),
    ...more.flatMap((text) => wrap(`    ${text}`, width, '    ')),
  ]);
  return ['', paint('1', 'WHY'), ...(answers.length === 0 ? [`  ${whyNothingMoved}`] : sections)];
}

function metricSources(report: Report, width: number, paint: Paint): readonly string[] {
  const rows = metricSourceRows(report);
  if (rows.length === 0) return [];
  const name = Math.min(28, widest(rows.map((row) => row.name), 6));
  return ['', paint('1', 'METRICS FROM'), ...rows.flatMap((row) => wrap(row.text, width - name - 4, '').map((text, i) => `  ${padEnd(i === 0 ? shorten(row.name, name) : '', name)}  ${text}`))];
}

function featureTable(report: Report, options: TextOptions, width: number, paint: Paint): readonly string[] {
  const all = report.features.map((feature) => featureRow(feature, options.places));
  if (all.length === 0) return [paint('1', 'FEATURES'), `  none: no column of the ${sourceWord(report.source)} has the role feature or segment`];
  const moved = all.filter((row) => row.verdict === 'moved');
  const others = all.filter((row) => row.verdict !== 'moved');
  const shown = [...moved, ...others.slice(0, options.stableFeatures ?? 20)];
  const rows = widest(shown.map((one) => one.rows), 4);
  // Narrow terminals have no room for intervals, and then for the rows; a moved feature's reason names them.
  const within = width >= 100;
  const head = within ? effectHead(report) : 'effect';
  const effects = shown.map((row) => (within ? row.effectWithin : row.effect));
  const effect = widest([head, ...effects], 9);
  const name = Math.min(Math.max(12, width - (width < 80 ? 29 : 32 + rows) - effect), widest(shown.map((row) => row.feature), 8));
  const cells = (row: Pick<FeatureRow, 'effect' | 'q' | 'rows' | 'missing'>): string => `${padStart(row.effect, effect)}  ${padStart(row.q, 6)}  ${width < 80 ? '' : `${padEnd(row.rows, rows)}  `}${row.missing}`;
  const lines = [paint('1', `FEATURES  ${driftSummary(report)}`), `  ${padEnd('', name)}  ${cells({ effect: head, q: 'q', rows: 'rows', missing: 'missing' })}`];
  for (const row of shown) {
    lines.push(paint(paints[row.verdict], `${row.mark} ${padEnd(shorten(row.feature, name), name)}  ${cells({ ...row, effect: within ? row.effectWithin : row.effect })}`));
    if (row.verdict !== 'stable') lines.push(...wrap(row.verdict === 'moved' ? row.reason : `${row.verdict}: ${row.reason}`, width - 4, '').map((text) => `    ${text}`));
    const more = row.places.length - placesShown;
    lines.push(...lineageTexts(options.lineage, row.column).flatMap((line) => wrap(line, width - 4, '  ').map((text) => `    ${text}`)));
    lines.push(...commitLines(options.commits, row.column).flatMap((line) => wrap(line, width - 4, '  ').map((text) => `    ${text}`)));
    if (row.places.length > 0 && row.verdict !== 'not available') lines.push(...[...row.places.slice(0, placesShown), ...(more > 0 ? [`and ${countOf(more, 'more place')}`] : [])].map((place) => `    ${place}`));
  }
  const hidden = all.length - shown.length;
  if (hidden > 0) lines.push(`  and ${formatCount(hidden)} more that did not move`);
  return lines;
}

function timelineSection(timeline: Timeline | undefined, width: number, paint: Paint): readonly string[] {
  const { rows, notes } = timelineRows(timeline);
  if (rows.length === 0 && notes.length === 0) return [];
  const time = widest(rows.map((row) => row.time), 1);
  return ['', paint('1', timelineTitle.toUpperCase()), ...rows.flatMap((row) => wrap(`${row.sign} ${padEnd(row.time, time)}  ${row.what}: ${row.text}`, width, '    ')), ...notes.flatMap((note) => wrap(`· ${note}`, width, '  '))];
}

/** Which commits may have brought it, or why none is told of. */
export function commitLines(commits: ReportCommits | undefined, column: string): readonly string[] {
  const found = commits !== undefined && Object.hasOwn(commits, column) ? commits[column] : undefined;
  if (found === undefined) return [];
  return [...found.commits.map((commit) => `commit ${commitText(commit)}`), ...(found.reason === null ? [] : [`commits: ${found.reason}`])];
}

function badLineLines(report: Report, width: number, paint: Paint): readonly string[] {
  const { badLines: count, badLineList } = report.source;
  if (count === 0) return [];
  const more = count - Math.min(badLines, badLineList.length);
  return [
    '',
    paint('1', `BAD LINES  ${formatCount(count)}`),
    ...badLineList.slice(0, badLines).flatMap((line) => wrap(`  ${badLineText(line)}`, width, '    ')),
    ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
  ];
}
