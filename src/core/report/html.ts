import { metricSourceRows } from './metricSourceRows';
import { lineageTexts, type ReportLineage } from '../lineage/reportLineage';
import type { FeatureDetail, Report, SeriesSet } from '../domain/report';
import type { WhyAnswer } from '../domain/why';
import type { Verdict } from '../domain/finding';
import { shortNames } from '../format/fileNames';
import { formatCount } from '../format/numbers';
import { oneLine } from '../format/oneLine';
import { formatWindow } from '../format/windows';
import { escapeHtml as e } from './escapeHtml';
import { formatLevel } from '../format/probability';
import { classHead, classRows } from './classTable';
import { estimateSection } from './estimateRows';
import { barsChart, seriesChart } from './htmlCharts';
import { htmlStyle } from './htmlStyle';
import type { FeatureRow, ReportPlaces, Section } from './rows';
import { badLineText, driftSummary, effectHead, featureRow, intervalHead, metricSections } from './rows';
import { sentenceText } from './sentence';
import { onsetRows, onsetTitle } from './onsetRows';
import type { ReportCommits } from '../history/featureCommits';
import { commitLines } from './text';
import type { Timeline } from '../timeline/mark';
import { sourceWord } from '../text/sourceWords';
import { timelineRows, timelineTitle } from './timelineRows';
import { whyNothingMoved, whyParts } from './why';

export interface HtmlOptions {
  readonly series?: SeriesSet;
  /** Feature pages to draw, best the moved features first. */
  readonly details?: readonly Pick<FeatureDetail, 'feature' | 'bars'>[];
  readonly places?: ReportPlaces;
  readonly commits?: ReportCommits;
  /** Deploys and commits along the axis. */
  readonly timeline?: Timeline;
  readonly lineage?: ReportLineage;
  /** Explanations of what moved, where they were asked for. */
  readonly why?: readonly WhyAnswer[];
}

const badLines = 100;

/**
 * The report as one HTML file: no script, nothing loaded from anywhere (the content security policy in it forbids both), charts as
 * inline SVG each with a table, light and dark by the reader's setting. Every text of the log is escaped.
 */
export function renderHtml(report: Report, options: HtmlOptions = {}): string {
  const title = `${oneLine(report.source.name)}: ${sentenceText(report.sentence)}`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    // Inline style is the file's own; scripts, images, frames and connections have no source at all.
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; base-uri \'none\'; form-action \'none\'">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${e(title)}</title>`,
    `<style>${htmlStyle}</style>`,
    '</head>',
    '<body>',
    '<header>',
    `<h1>${e(oneLine(report.source.name))}</h1>`,
    `<p class="sentence">${sentenceHtml(report)}</p>`,
    `<dl class="windows"><dt>Baseline</dt><dd>${e(formatWindow(report.baseline))}</dd><dt>Current</dt><dd>${e(formatWindow(report.current))}</dd></dl>`,
    '</header>',
    '<main>',
    ...metricSections(report).map((section) => metricTable(report, section)),
    ...classes(report),
    ...estimates(report),
    ...onsets(report),
    ...timelineSection(options.timeline),
    ...whySection(options.why),
    ...charts(report, options.series),
    featureTable(report, options),
    ...distributions(options),
    ...metricSources(report),
    ...notes(report),
    ...badLineList(report),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** Anchor of a feature or finding: its place in its list, since names may hold anything. */
function anchorOf(report: Report, target: string): string {
  if (!target.startsWith('feature:')) return `metric-${report.findings.findIndex((one) => one.id === target)}`;
  const name = target.slice('feature:'.length);
  return `feature-${report.features.findIndex((one) => one.feature === name)}`;
}

function sentenceHtml(report: Report): string {
  return report.sentence
    .map((part) => {
      if (part.target === undefined) return e(part.text);
      return `<a href="#${anchorOf(report, part.target)}">${e(part.text)}</a>`;
    })
    .join('');
}

function rowClass(verdict: Verdict): string {
  return verdict === 'moved' ? ' class="moved"' : verdict === 'stable' ? '' : ' class="unjudged"';
}

function head(cells: readonly string[]): string {
  return `<thead><tr>${cells.map((cell) => `<th scope="col">${cell === '' ? '<span aria-hidden="true"></span>' : e(cell)}</th>`).join('')}</tr></thead>`;
}

function metricTable(report: Report, section: Section): string {
  const labelled = section.rows.some((row) => row.coverage !== '');
  const aged = section.rows.some((row) => row.maturity !== '');
  const rows = section.rows.map((row) => {
    const cells = [row.baseline, row.current, row.change].map((text) => `<td class="number">${e(text)}</td>`).join('');
    const coverage = `${labelled ? `<td class="number">${e(row.coverage)}</td>` : ''}${aged ? `<td>${e(row.maturity)}</td>` : ''}`;
    return `<tr id="${anchorOf(report, row.id)}"${rowClass(row.verdict)}><td class="name">${e(row.title)}</td>${cells}<td class="verdict">${e(`${row.mark} ${row.verdict}`.trim())}</td><td class="number">${e(row.n)}</td>${coverage}<td>${e(row.reason)}</td></tr>`;
  });
  return `<section><h2>${e(section.title)}</h2><div class="wide"><table>${head(['metric', 'baseline', 'current', intervalHead(report), 'verdict', 'rows', ...(labelled ? ['labelled'] : []), ...(aged ? ['labels'] : []), 'why'])}<tbody>${rows.join('\n')}</tbody></table></div></section>`;
}

function estimates(report: Report): readonly string[] {
  const section = estimateSection(report);
  if (section === null) return [];
  const rows = section.rows.map((row) => `<tr><td class="name">${e(row.title)}</td><td class="number">${e(row.value)}</td><td class="number">${e(row.interval)}</td><td class="verdict">${e(row.state)}</td><td class="number">${e(row.n)}</td><td>${e(row.reason)}</td></tr>`);
  const table = rows.length === 0 ? '' : `<div class="wide"><table>${head(['figure', 'estimate', `interval (${formatLevel(report.settings.intervalLevel)})`, 'state', 'rows', 'why'])}<tbody>${rows.join('\n')}</tbody></table></div>`;
  return [`<section><h2>Estimated</h2>${table}<ul>${section.lines.map((line) => `<li>${e(line)}</li>`).join('')}</ul></section>`];
}

function classes(report: Report): readonly string[] {
  const section = classRows(report);
  if (section === null) return [];
  const rows = section.rows.map(({ level, ...figures }) => `<tr><td class="name">${e(level)}</td>${[figures.precision, figures.recall, figures.f1, figures.rows].map((text) => `<td class="number">${e(text)}</td>`).join('')}</tr>`);
  const more = section.more === null ? '' : `<p>${e(section.more)}.</p>`;
  return [`<section><h2>Classes</h2><div class="wide"><table>${head(classHead)}<tbody>${rows.join('\n')}</tbody></table></div>${more}</section>`];
}

function onsets(report: Report): readonly string[] {
  const rows = onsetRows(report).map((row) => `<tr><td class="name">${e(row.title)}</td><td class="number">${e(row.since)}</td><td class="number">${e(row.span)}</td><td>${e(row.place)}</td><td>${e(row.watched)}</td></tr>`);
  return rows.length === 0 ? [] : [`<section><h2>${onsetTitle}</h2><div class="wide"><table>${head(['moved', 'since', `interval (${formatLevel(report.settings.intervalLevel)})`, 'where', 'watched'])}<tbody>${rows.join('\n')}</tbody></table></div></section>`];
}

function timelineSection(timeline: Timeline | undefined): readonly string[] {
  const { rows, notes } = timelineRows(timeline);
  if (rows.length === 0 && notes.length === 0) return [];
  const list = rows.map((row) => `<tr><td>${e(row.sign)}</td><td class="number">${e(row.time)}</td><td class="name">${e(row.what)}</td><td>${e(row.text)}</td></tr>`);
  const table = list.length === 0 ? '' : `<div class="wide"><table>${head(['', 'when', 'what', 'evidence'])}<tbody>${list.join('\n')}</tbody></table></div>`;
  return [`<section><h2>${timelineTitle}</h2>${table}${notes.length === 0 ? '' : `<ul>${notes.map((note) => `<li>${e(note)}</li>`).join('')}</ul>`}</section>`];
}

function whySection(answers: readonly WhyAnswer[] | undefined): readonly string[] {
  if (answers === undefined) return [];
  const parts = answers.map(whyParts).map(({ sentence, explanations, searched, more }) => {
    const list = explanations.length === 0 ? '' : `<ol>${explanations.map((text) => `<li>${e(text)}</li>`).join('')}</ol>`;
    return `<p><strong>${e(sentence)}</strong></p>${list}${searched === null ? '' : `<p>${e(searched)}</p>`}${more.map((text) => `<p>${e(text)}</p>`).join('')}`;
  });
  return [`<section><h2>Why</h2>${answers.length === 0 ? `<p>${e(whyNothingMoved)}</p>` : parts.join('\n')}</section>`];
}

function charts(report: Report, set: SeriesSet | undefined): readonly string[] {
  if (set === undefined) return [];
  const drawn = set.series.map((series) => seriesChart(report, set, series)).filter((chart) => chart !== '');
  if (drawn.length === 0) return [];
  return [`<section><h2>Over ${set.axis.kind === 'time' ? 'time' : set.axis.kind === 'row' ? 'rows' : `${set.axis.kind}s`}</h2><p>Shaded:<span class="key base"></span>baseline<span class="key now"></span>current</p><div class="charts">${drawn.join('\n')}</div></section>`];
}

function featureCells(row: FeatureRow, commits: readonly string[]): string {
  const places = row.places.slice(0, 3).map((place) => `<code>${e(place)}</code>`).join('<br>');
  const numbers = [row.effectWithin, row.q, row.rows, row.missingWithin].map((text) => `<td class="number">${e(text)}</td>`).join('');
  return `<td class="name">${e(row.feature)}</td><td class="verdict">${e(`${row.mark} ${row.verdict}`.trim())}</td>${numbers}<td>${places}</td><td>${[row.reason, ...commits].map(e).join('<br>')}</td>`;
}

function featureTable(report: Report, options: HtmlOptions): string {
  if (report.source.kind === 'metrics') return '';
  if (report.features.length === 0) return `<section><h2>Features</h2><p>No column of the ${sourceWord(report.source)} has the role feature or segment.</p></section>`;
  const rows = report.features.map((feature, i) => {
    const row = featureRow(feature, options.places);
    return `<tr id="feature-${i}"${rowClass(row.verdict)}>${featureCells(row, [...lineageTexts(options.lineage, row.column), ...commitLines(options.commits, row.column)])}</tr>`;
  });
  return `<section><h2>Features</h2><p>${e(driftSummary(report))}</p><div class="wide"><table>${head(['feature', 'verdict', effectHead(report), 'q', 'rows', 'missing', 'code', 'why'])}<tbody>${rows.join('\n')}</tbody></table></div></section>`;
}

function distributions(options: HtmlOptions): readonly string[] {
  const drawn = (options.details ?? []).map((detail) => ({ name: detail.feature, chart: barsChart(detail.bars, detail.feature) })).filter((one) => one.chart !== '');
  if (drawn.length === 0) return [];
  return [`<section><h2>Distributions</h2><div class="charts">${drawn.map((one) => `<div><h3>${e(oneLine(one.name))}</h3>${one.chart}</div>`).join('\n')}</div></section>`];
}

function metricSources(report: Report): readonly string[] {
  const rows = metricSourceRows(report);
  return rows.length === 0 ? [] : [`<section><h2>Metrics from</h2><ul>${rows.map(({ name, text }) => `<li><strong>${e(name)}</strong> ${e(text)}</li>`).join('')}</ul></section>`];
}

function notes(report: Report): readonly string[] {
  if (report.notes.length === 0) return [];
  return [`<section><h2>Notes</h2><ul>${report.notes.map((note) => `<li>${note.level === 'warning' ? '<strong>Warning:</strong> ' : ''}${e(note.text)}</li>`).join('')}</ul></section>`];
}

function badLineList(report: Report): readonly string[] {
  const { badLines: count, badLineList: list } = report.source;
  if (count === 0) return [];
  const shown = list.slice(0, badLines);
  const names = shortNames(report.source.files.map(({ path }) => path));
  const more = count > shown.length ? `<p>and ${formatCount(count - shown.length)} more</p>` : '';
  return [`<section><h2>Bad lines (${formatCount(count)})</h2><ul>${shown.map((line) => `<li><code>${e(badLineText(line, names))}</code></li>`).join('')}</ul>${more}</section>`];
}
