import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../src/core/report/html';
import { reportJson } from '../../../src/core/report/json';
import { renderMarkdown } from '../../../src/core/report/markdown';
import { renderText } from '../../../src/core/report/text';
import { makeTimeline } from '../../../src/core/timeline/makeTimeline';
import type { Timeline } from '../../../src/core/timeline/mark';
import { analysed } from '../history/analysed';
import type { Schema } from './jsonSchema';
import { problems } from './jsonSchema';

const report = analysed();
const nasty = '<b>\u001b[31m| x';
const hash = (n: number): string => n.toString(16).padStart(40, '0');

function made(commits: number): Timeline {
  if (report.axis.kind !== 'time') throw new Error('the report has no times');
  const { axis } = report;
  const at = (slot: number): number => Math.round(axis.start + slot * axis.step);
  const list = Array.from({ length: commits }, (_, i) => ({ hash: hash(i + 1), parents: [], time: at((i * 40) / commits), author: nasty, subject: `c${i} ${nasty}`, files: [{ status: 'changed' as const, path: i % 10 === 9 ? 'other' : 'a.py', from: null }] })).reverse();
  return makeTimeline({
    axis, builds: [], restarts: [{ time: at(3.5), who: nasty }], reasons: [`${nasty} cannot be read`], served: [{ slot: 24, version: `v1.4 ${nasty}`, share: 0.02, as: 'first' }],
    repositories: [{ repository: { name: nasty, top: '/secret/place', commits, notes: ['a shallow clone: older commits are not known'] }, commits: list, tags: [{ name: 'v1', hash: hash(1), time: at(30), annotated: true }], files: new Set(['a.py']), folders: [] }],
  });
}

describe('deploys and commits in reports', () => {
  it('are in the text, the newest of each kind, with what is left out', () => {
    const text = renderText(report, { timeline: made(40), width: 120 });
    const section = text.slice(text.indexOf('DEPLOYS AND COMMITS'), text.indexOf('FEATURES'));
    expect(section).toMatch(/◆ .* canary v1\.4 .*2\.0 % of this slot|◆ .* canary v1\.4/);
    expect(section).toMatch(/◆ .* deploy v1: tag v1 at 0{7}/);
    expect(section.match(/^● /gm)).toHaveLength(10);
    expect(section).toContain('26 earlier marks not listed');
    expect(section).toContain('4 commits and tags of other code not listed');
    expect(section).toContain('shallow clone');
    expect(text).not.toContain('\u001b');
  });
  it('are escaped in Markdown and HTML, and say nothing where nothing is known', () => {
    const markdown = renderMarkdown(report, { timeline: made(3) });
    expect(markdown).toContain('## Deploys and commits');
    expect(markdown).not.toContain('<b>');
    const html = renderHtml(report, { timeline: made(3) });
    expect(html).toContain('<h2>Deploys and commits</h2>');
    expect(html).not.toContain('<b>');
    expect(html).not.toContain('\u001b');
    expect(renderHtml(report, { timeline: { marks: [], repositories: [], reasons: [] } })).not.toContain('Deploys and commits');
  });
  it('are in the JSON by its schema, bounded and without folders of the machine', () => {
    const schema = JSON.parse(readFileSync(new URL('../../../docs/report.schema.json', import.meta.url), 'utf8')) as Schema;
    const json = reportJson(report, { timeline: made(300) });
    const parsed = JSON.parse(json) as { timeline: { marks: unknown[]; more: number } };
    expect(problems(schema, parsed)).toEqual([]);
    expect(parsed.timeline.marks).toHaveLength(200);
    expect(parsed.timeline.more).toBe(103);
    expect(json).not.toContain('/secret/place');
  });
});
