import { formatWindow } from '../format/windows';
import { escapeMarkdown } from '../report/markdown';
import { gateSummary, type GateItem, type GateOutcome, type GateResult } from './gateResult';

/** The check as GitHub-flavoured Markdown, for the summary of a job: what failed first, what passed folded away. */
export function gateMarkdown(result: GateResult): string {
  const e = escapeMarkdown;
  const of = (outcome: GateOutcome): readonly GateItem[] => result.items.filter((item) => item.outcome === outcome);
  const sections = ([['failed', 'Failed'], ['tolerated', 'Moved, tolerated'], ['skipped', 'Skipped']] as const).flatMap(([outcome, title]) => section(title, of(outcome)));
  const passed = of('passed');
  const lines = [
    `## ${result.passed ? '✅' : '❌'} ${e(result.source)}: ${e(gateSummary(result))}`,
    '',
    `- Baseline: ${e(formatWindow(result.baseline))}`,
    `- Current: ${e(formatWindow(result.current))}`,
    ...sections,
    ...(passed.length === 0 ? [] : ['', '<details>', `<summary>Passed (${passed.length})</summary>`, '', ...table(passed), '', '</details>']),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, items: readonly GateItem[]): readonly string[] {
  return items.length === 0 ? [] : ['', `### ${title}`, '', ...table(items)];
}

function table(items: readonly GateItem[]): readonly string[] {
  const e = escapeMarkdown;
  const rows = items.map(({ title, kind, reason, places }) => [e(title), kind, e(reason), places.slice(0, 3).map(({ file, line }) => e(`${file}${line === null ? '' : `:${line}`}`)).join('<br>')]);
  return ['| checked | kind | why | code |', '| --- | --- | --- | --- |', ...rows.map((cells) => `| ${cells.join(' | ')} |`)];
}
