import { metricSourceRows } from './metricSourceRows';
import type { Report } from '../domain/report';
import type { WhyAnswer } from '../domain/why';
import { shortNames } from '../format/fileNames';
import { formatCount } from '../format/numbers';
import { oneLine } from '../format/oneLine';
import { formatWindow } from '../format/windows';
import { formatLevel } from '../format/probability';
import { classHead, classRows } from './classTable';
import { estimateSection } from './estimateRows';
import { lineageTexts, type ReportLineage } from '../lineage/reportLineage';
import type { ReportPlaces } from './rows';
import { badLineText, driftSummary, effectHead, featureRow, intervalHead, metricSections } from './rows';
import { sentenceText } from './sentence';
import { onsetRows, onsetTitle } from './onsetRows';
import type { ReportCommits } from '../history/featureCommits';
import { commitLines } from './text';
import type { Timeline } from '../timeline/mark';
import { sourceWord } from '../text/sourceWords';
import { timelineRows, timelineTitle } from './timelineRows';
import { whyNothingMoved, whyParts } from './why';

/**
 * Text of a log as literal Markdown on one line: everything that CommonMark or GitHub's tables, mentions and HTML give a meaning is
 * escaped, so that a column name can neither break a table nor link or ping.
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@/g, '@\u200b')
    .replace(/:\/\//g, ':\u200b//')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^-/, '\\-');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function estimates(report: Report): readonly string[] {
  const section = estimateSection(report);
  if (section === null) return [];
  const e = escapeMarkdown;
  const head = ['figure', 'estimate', e(`interval (${formatLevel(report.settings.intervalLevel)})`), 'state', 'rows', 'why'];
  const rows = section.rows.map((row) => [e(row.title), e(row.value), e(row.interval), row.state, e(row.n), e(row.reason)]);
  return ['', '## Estimated', ...(rows.length === 0 ? [] : ['', ...table(head, rows)]), '', ...section.lines.map((line) => `- ${e(line)}`)];
}

function classes(report: Report): readonly string[] {
  const section = classRows(report);
  if (section === null) return [];
  const e = escapeMarkdown;
  const rows = section.rows.map(({ level, precision, recall, f1, rows: n }) => [level, precision, recall, f1, n].map(e));
  return ['', '## Classes', '', ...table(classHead, rows), ...(section.more === null ? [] : ['', `${e(section.more)}.`])];
}

function onsets(report: Report): readonly string[] {
  const e = escapeMarkdown;
  const rows = onsetRows(report).map((row) => [e(row.title), e(row.since), e(row.span), e(row.place), e(row.watched)]);
  return rows.length === 0 ? [] : ['', `## ${onsetTitle}`, '', ...table(['moved', 'since', e(`interval (${formatLevel(report.settings.intervalLevel)})`), 'where', 'watched'], rows)];
}

function timelineSection(timeline: Timeline | undefined): readonly string[] {
  const e = escapeMarkdown;
  const { rows, notes } = timelineRows(timeline);
  if (rows.length === 0 && notes.length === 0) return [];
  return ['', `## ${timelineTitle}`, ...(rows.length === 0 ? [] : ['', ...table(['', 'when', 'what', 'evidence'], rows.map((row) => [row.sign, row.time, row.what, row.text].map(e)))]), ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `- ${e(note)}`)])];
}

function whySection(answers: readonly WhyAnswer[] | undefined): readonly string[] {
  if (answers === undefined) return [];
  const e = escapeMarkdown;
  const parts = answers.map(whyParts).flatMap(({ sentence, explanations, searched, more }) => ['', `**${e(sentence)}**`, ...(explanations.length === 0 ? [] : ['', ...explanations.map((text, i) => `${i + 1}. ${e(text)}`)]), ...(searched === null ? [] : ['', e(searched)]), ...more.flatMap((text) => ['', e(text)])]);
  return ['', '## Why', ...(answers.length === 0 ? ['', whyNothingMoved] : parts)];
}

/** The report as GitHub-flavoured Markdown. At most `stableFeatures` features that did not move are listed (default 50). */
export function renderMarkdown(report: Report, options: { readonly places?: ReportPlaces; readonly stableFeatures?: number; readonly commits?: ReportCommits; readonly timeline?: Timeline; readonly lineage?: ReportLineage; readonly why?: readonly WhyAnswer[] } = {}): string {
  const e = escapeMarkdown;
  const lines: string[] = [
    `# ${e(report.source.name)}`,
    '',
    `**${e(sentenceText(report.sentence))}**`,
    '',
    `- Baseline: ${e(formatWindow(report.baseline))}`,
    `- Current: ${e(formatWindow(report.current))}`,
  ];
  for (const section of metricSections(report)) {
    const labelled = section.rows.some((row) => row.coverage !== '');
    const aged = section.rows.some((row) => row.maturity !== '');
    lines.push(
      '',
      `## ${section.title}`,
      '',
      ...table(
        ['', 'metric', 'baseline', 'current', e(intervalHead(report)), 'verdict', 'rows', ...(labelled ? ['labelled'] : []), ...(aged ? ['labels'] : []), 'why'],
        section.rows.map((row) => [row.mark.trim(), e(row.title), e(row.baseline), e(row.current), e(row.change), row.verdict, e(row.n), ...(labelled ? [e(row.coverage)] : []), ...(aged ? [e(row.maturity)] : []), e(row.reason)]),
      ),
    );
  }
  lines.push(...classes(report), ...estimates(report), ...onsets(report), ...timelineSection(options.timeline), ...whySection(options.why));
  const all = report.features.map((feature) => featureRow(feature, options.places));
  const moved = all.filter((row) => row.verdict === 'moved');
  const shown = [...moved, ...all.filter((row) => row.verdict !== 'moved').slice(0, options.stableFeatures ?? 50)];
  if (report.source.kind !== 'metrics') lines.push('', '## Features', '', all.length === 0 ? `No column of the ${sourceWord(report.source)} has the role feature or segment.` : `${driftSummary(report)}.`);
  if (shown.length > 0) {
    lines.push(
      '',
      ...table(
        ['', 'feature', 'verdict', e(effectHead(report)), 'q', 'rows', 'missing', 'code', 'why'],
        shown.map((row) => [row.mark.trim(), e(row.feature), row.verdict, e(row.effectWithin), e(row.q), e(row.rows), e(row.missingWithin), row.places.slice(0, 3).map(e).join('<br>'), [row.reason, ...lineageTexts(options.lineage, row.column), ...commitLines(options.commits, row.column)].map(e).join('<br>')]),
      ),
    );
    if (all.length > shown.length) lines.push('', `And ${formatCount(all.length - shown.length)} more that did not move.`);
  }
  const sources = metricSourceRows(report);
  if (sources.length > 0) lines.push('', '## Metrics from', '', ...sources.map(({ name, text }) => `- **${e(name)}** ${e(text)}`));
  if (report.notes.length > 0) lines.push('', '## Notes', '', ...report.notes.map((note) => `- ${note.level === 'warning' ? '**Warning:** ' : ''}${e(note.text)}`));
  if (report.source.badLines > 0) {
    const list = report.source.badLineList.slice(0, 20);
    const names = shortNames(report.source.files.map(({ path }) => path));
    lines.push('', `## Bad lines (${formatCount(report.source.badLines)})`, '', ...list.map((line) => `- ${e(badLineText(line, names))}`));
    if (report.source.badLines > list.length) lines.push(`- and ${formatCount(report.source.badLines - list.length)} more`);
  }
  return `${lines.join('\n')}\n`;
}
