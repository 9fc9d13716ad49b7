import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Lineage } from '../../../src/core/lineage/lineage';
import { reportLineage, type ReportLineage } from '../../../src/core/lineage/reportLineage';
import { renderHtml } from '../../../src/core/report/html';
import { reportJson } from '../../../src/core/report/json';
import { renderMarkdown } from '../../../src/core/report/markdown';
import { renderText } from '../../../src/core/report/text';
import { analysed } from '../history/analysed';
import type { Schema } from './jsonSchema';
import { problems } from './jsonSchema';

const report = analysed();
const nasty = '<b>\u001b[31m| x';
const feature = report.features.find(({ verdict }) => verdict === 'moved')?.feature ?? '';

/** The feature made from `inputs`, of which none is logged. */
function madeFrom(inputs: readonly string[], notes: readonly string[] = []): Lineage {
  const place = { feature, kind: 'definition', how: 'column-assignment', file: 'a.py', root: '/secret/place', line: 3, column: 1, endColumn: 2, text: '', symbol: 'build' } as const;
  return {
    feature, root: 'root', reason: null, notes,
    nodes: [{ id: 'root', kind: 'feature', name: feature, column: feature, place, made: true, reason: null }, ...inputs.map((name, i) => ({ id: `in${i}`, kind: 'column' as const, name, column: null, place: { ...place, line: 10 + i }, made: false, reason: null }))],
    edges: inputs.map((_, i) => ({ from: `in${i}`, to: 'root', how: 'compute' as const, place })),
  };
}

const lineage: ReportLineage = reportLineage(report, [madeFrom([nasty, 'income', 'debt'], [nasty])]);

describe('the inputs of moved features in reports', () => {
  it('stand under the feature in the text, with what that says of the drift', () => {
    expect(feature).not.toBe('');
    const text = renderText(report, { lineage, width: 200 });
    expect(text).toContain('debt not logged');
    expect(text).toMatch(/whether the drift came in with them or begins at a\.py:3 \(build\)/);
    expect(text).not.toContain('\u001b');
    expect(renderText(report, { width: 200 })).not.toContain('inputs:');
  });
  it('are escaped in Markdown and HTML', () => {
    const markdown = renderMarkdown(report, { lineage });
    expect(markdown).toContain('income not logged');
    expect(markdown).not.toContain('<b>');
    const html = renderHtml(report, { lineage });
    expect(html).toContain('income not logged');
    expect(html).not.toContain('<b>');
    expect(html).not.toContain('\u001b');
  });
  it('are in the JSON by its schema, at most 20, the others counted, without folders of the machine', () => {
    const schema = JSON.parse(readFileSync(new URL('../../../docs/report.schema.json', import.meta.url), 'utf8')) as Schema;
    const json = reportJson(report, { lineage: reportLineage(report, [madeFrom(Array.from({ length: 33 }, (_, i) => `input_${i}`))]) });
    const parsed = JSON.parse(json) as { lineage: Record<string, { kind: string; inputs: { verdict: unknown; place: unknown }[]; more: number }> };
    expect(problems(schema, parsed)).toEqual([]);
    const own = parsed.lineage[feature];
    expect([own?.kind, own?.inputs.length, own?.more, own?.inputs[0]?.verdict]).toEqual(['may come from outside', 20, 13, null]);
    expect(own?.inputs.every(({ place }) => JSON.stringify(Object.keys(place ?? {})) === '["file","line"]')).toBe(true);
    expect(json).not.toContain('/secret/place');
  });
});
