import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import type { Finding } from '../../../src/core/domain/finding';
import type { WhyAnswer } from '../../../src/core/domain/why';
import { renderHtml } from '../../../src/core/report/html';
import { reportJson } from '../../../src/core/report/json';
import { renderMarkdown } from '../../../src/core/report/markdown';
import { renderText } from '../../../src/core/report/text';
import { explain, unanswered } from '../../../src/core/why/explain';
import type { SegmentColumn } from '../../../src/core/why/segmentColumn';
import { cubeOf, sourceOf, windowOf } from '../analysis/cubeOf';
import { demoRows } from '../analysis/demoRows';
import { type CountedRow, countRows } from '../why/countRows';
import type { Schema } from './jsonSchema';
import { problems } from './jsonSchema';

const nasty = '<script>alert("x")</script>';
const bidi = 'evil\u202egnp.exe\nnew line | cell \u001b[31m';
const columns: readonly SegmentColumn[] = [{ kind: 'category', name: nasty, levels: [bidi, 'quiet'] }, { kind: 'numeric', name: 'size', edges: [10, 20], values: null }];

/** Rows of the first level fail in the current window, half of them; all others one in fifty. */
function answer(broken: boolean, finding: Partial<Finding> = {}): WhyAnswer {
  const rows: CountedRow[] = Array.from({ length: 6_000 }, (_, i) => {
    const group = i % 5 === 0 ? 0 : 1;
    const current = i >= 4_000;
    return { block: current ? -1 : Math.floor(i / 200), current, outcome: i % 50 === 1 || (broken && current && group === 0 && i % 2 === 0) ? 1 : 0, groups: [group, i % 3] };
  });
  const figure = { value: 0.02, interval: null, n: 1 };
  const metric = { finding: { id: 'errors', family: 'service', title: 'error rate', unit: 'share', better: 'lower', baseline: figure, current: { ...figure, value: 0.12 }, change: { value: 0.1, interval: null }, verdict: 'moved', reason: '', method: '', basis: 'exact', p: null, ...finding }, event: 'error', thresholds: [] } as const;
  return explain({ metric, singles: countRows(rows, columns, 20, 2), pairs: countRows(rows, columns, 20, 2, [[0, 1]]), replaced: [{ column: nasty, baseline: bidi, current: 'v2' }], leftOut: 3 });
}

const cube = cubeOf(demoRows(), { slots: 48 });
const report = analyse({ cube, source: sourceOf(cube), baseline: windowOf(cube, 0, 24), current: windowOf(cube, 24, 48) });
const found = answer(true);
const schema = JSON.parse(readFileSync('docs/report.schema.json', 'utf8')) as Schema;

describe('the WHY section', () => {
  it('names the segment with its part, shares, rates and noise, and calls nothing a cause', () => {
    expect(found.explanations).toHaveLength(1);
    expect(found.explanations[0]?.text).toMatch(/^<script>alert\("x"\)<\/script> = evil gnp\.exe new line \| cell {2}\[31m holds 100\.0 % of the rise: \+10\.0 pt of \+10\.0 pt \(z = \d+\.\d\), 20\.0 % → 20\.0 % of the rows, of which 0\.0 % → 50\.0 % failed; of all others 2\.5 % → 2\.5 % failed$/);
    const text = renderText(report, { why: [found] });
    expect(text).toMatch(/^WHY$/m);
    expect(text).not.toMatch(/caused/);
    expect(text).toContain('(3 columns that moved less left out)');
  });

  it('says so where nothing explains a change, where it cannot be split, and where nothing moved', () => {
    const quiet = answer(false);
    expect(quiet.explanations).toEqual([]);
    expect(quiet.sentence).toMatch(/not explained|nothing explains it/);
    const auc = unanswered({ finding: { ...(report.findings[0] as Finding), title: 'ROC AUC' } }, 'it is no share of rows');
    expect(renderText(report, { why: [auc] })).toContain('ROC AUC: not explained, since it is no share of rows.');
    for (const render of [renderText, renderMarkdown, renderHtml]) {
      expect(render(report, { why: [] })).toContain('None of error rate, p95 latency and accuracy moved.');
      expect(render(report)).not.toMatch(/^(WHY|## Why)$|<h2>Why/m);
    }
  });

  it.each([60, 100, 140])('keeps to %i columns', (width) => {
    expect(renderText(report, { width, why: [found] }).split('\n').filter((line) => Array.from(line).length > width)).toEqual([]);
  });

  it('lets no text of a log break out of any format', () => {
    expect(renderText(report, { why: [found] })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    const html = renderHtml(report, { why: [found] });
    expect(html).toContain('<h2>Why</h2>');
    expect(html).not.toContain('<script');
    const markdown = renderMarkdown(report, { why: [found] });
    expect(markdown).toMatch(/^## Why$/m);
    expect(markdown).not.toMatch(/<script|[^\\]\| cell/);
  });

  it('stands in the JSON report as its schema has it', () => {
    const json = JSON.parse(reportJson(report, { why: [found, answer(false)] })) as { why: WhyAnswer[] };
    expect(problems(schema, json)).toEqual([]);
    expect(json.why[0]).toEqual(JSON.parse(JSON.stringify(found)));
    expect(problems(schema, { ...json, why: [{ ...json.why[0], sentence: 3 }] })).not.toEqual([]);
  });
});
