import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import { featureDetail } from '../../../src/core/analysis/featureDetail';
import type { FeatureShape } from '../../../src/core/analysis/featureDetail';
import { seriesSet } from '../../../src/core/analysis/series';
import { defaultSettings } from '../../../src/core/analysis/settings';
import type { Report, SeriesSet } from '../../../src/core/domain/report';
import type { SourceState } from '../../../src/core/domain/source';
import { renderHtml } from '../../../src/core/report/html';
import { reportJson } from '../../../src/core/report/json';
import { renderMarkdown } from '../../../src/core/report/markdown';
import { featureRow } from '../../../src/core/report/rows';
import { renderText } from '../../../src/core/report/text';
import type { Row } from '../analysis/cubeOf';
import { cubeOf, sourceOf, windowOf } from '../analysis/cubeOf';
import { demoRows } from '../analysis/demoRows';
import type { Schema } from './jsonSchema';
import { problems } from './jsonSchema';

interface Made { readonly report: Report; readonly series: SeriesSet; readonly details: readonly FeatureShape[] }

function make(rows: readonly Row[], options: Omit<Parameters<typeof cubeOf>[1], 'slots'>, slots: number, more: Partial<SourceState> = {}): Made {
  const cube = cubeOf(rows, { slots, ...options });
  const source = sourceOf(cube, more);
  const baseline = windowOf(cube, 0, slots / 2);
  const current = windowOf(cube, slots / 2, slots);
  const report = analyse({ cube, source, baseline, current });
  const details = report.features.map((finding) => featureDetail({ cube, finding, baseline, current, settings: defaultSettings })).filter((one) => one !== null);
  return { report, series: seriesSet({ cube, source, baseline, settings: defaultSettings }), details };
}

const profile = { name: 'tags', type: 'VARCHAR[]', kind: 'list', rows: 10, missing: 0, unreadable: 2, nonFinite: 0, distinct: 5, constant: false, min: Number.NaN, examples: ['[a]'], notes: [] } as const;
const rich: Partial<SourceState> = {
  name: 'flights',
  badLines: 7,
  badLineList: [{ file: 'logs/a.jsonl', line: 12, reason: 'not JSON', excerpt: '{"a":' }, { file: 'logs/b.parquet', line: null, reason: 'cut off' }],
  columns: [profile],
  roles: [{ column: 'tags', role: 'feature', reasons: [{ code: 'left-over' }] }],
  files: [{ path: 'logs/a.jsonl', format: 'jsonl', gzip: false, bytes: 100, modifiedMs: 1, state: 'partly read', reason: 'half-written', rows: 9, badLines: 1 }],
};
const places = { distance: [{ file: 'features.py', line: 41 }, { file: 'train.py', line: 9 }] };
let demo: Made;
beforeAll(() => { demo = make(demoRows(), { positive: 'late', roles: { revenue: 'kpi' } }, 48, rich); });

const nasty = '<script>alert("x")</script>';
const bidi = 'evil\u202egnp.exe';
const escape = '\u001b[31mred\nnew line | cell';
function hostile(): Made {
  const rows: Row[] = [0, 1].flatMap((slot) => Array.from({ length: 120 }, (_, i): Row => ({
    slot, numeric: { [nasty]: i + slot * 500, [bidi]: i, [escape]: i + slot * 90, '__proto__': i, '\ud800lone': i }, category: { 'x" onload="y': slot === 0 ? nasty : `${nasty}2` }, latency: 5 + i,
    prediction: nasty, label: i % 2 === 0 ? nasty : 'b', version: nasty,
  })));
  const file = { path: `${nasty}.csv`, format: 'csv', gzip: false, bytes: 1, modifiedMs: 0, state: 'unreadable', reason: nasty, rows: 0, badLines: 1 } as const;
  return make(rows, { axis: { kind: 'file', names: [nasty, escape] } }, 2, { name: nasty, badLines: 1, badLineList: [{ file: nasty, line: 1, reason: escape }], files: [file] });
}

describe('text', () => {
  it('reads well in 100 columns', () => {
    const text = renderText(demo.report, { places });
    const lines = text.split('\n');
    expect(lines[0]).toBe('flights');
    expect(lines[1]).toMatch(/^weather \(missing 0\.0 % to 20\.7 %\), distance \(1\.00 sd\)/);
    expect(text).toContain('Baseline  1 Jun 2001 00:00 to 2 Jun 2001 00:00 UTC · v1.3 · 2,400 rows');
    expect(text).toMatch(/^▲ p95 latency +44 ms +156 ms +\+112 ms \(\+99 to \+132\) +moved$/m);
    expect(text).toMatch(/^ {2}throughput +1\.67\/min +1\.67\/min/m);
    expect(text).toMatch(/^FEATURES {2}3 of 4 judged moved, 1 not judged$/m);
    expect(text).toMatch(/^● distance +1\.00 sd \(0\.8\d to 1\.3\d\) +<0\.001 +2,400 \/ 2,400 +0\.0 % → 0\.0 %$/m);
    expect(text).toMatch(/^ {4}features\.py:41$/m);
    expect(text).toContain('lists are not analysed');
    expect(text).toMatch(/^BAD LINES {2}7$/m);
    expect(text).toMatch(/^ {2}logs\/a\.jsonl:12 not JSON$/m);
    expect(text).toMatch(/^ {2}and 5 more$/m);
    expect(text).toMatch(/^· labelled 90\.\d % \/ \d\d\.\d % of the predictions/m);
    expect(text).not.toMatch(/^- /m);
  });
  it('counts the places that it leaves out', () => {
    const four = [1, 2, 3, 4].map((line) => ({ file: 'features.py', line }));
    expect(renderText(demo.report, { places: { distance: four } })).toMatch(/^ {4}and 1 more place$/m);
    expect(renderText(demo.report, { places: { distance: [...four, ...four] } })).toMatch(/^ {4}and 5 more places$/m);
  });
  it.each([60, 80, 100, 140])('keeps to %i columns', (width) => {
    expect(renderText(demo.report, { width, places }).split('\n').filter((line) => Array.from(line).length > width)).toEqual([]);
  });
  it('colours only when asked, and says the same', () => {
    const plain = renderText(demo.report);
    expect(plain).not.toContain('\u001b');
     
    expect(renderText(demo.report, { color: true }).replace(/\u001b\[[\d;]*m/g, '')).toBe(plain);
    expect(renderText(demo.report, { color: true })).toContain('\u001b[1;33m');
  });
  it('lets no control character of a log through', () => {
    const { report } = hostile();
     
    expect(renderText(report)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});

/** Classes `c0` (the most frequent) on, each with some predicted as the next. */
function manyClasses(classes: number): Made {
  const rows = [0, 1].flatMap((slot) => Array.from({ length: classes }, (_, c) => Array.from({ length: 40 - 2 * c }, (_, i): Row => ({ slot, label: `c${c}`, prediction: `c${i % 4 === slot ? (c + 1) % classes : c}`, numeric: { x: i } }))).flat());
  return make(rows, {}, 2);
}

describe('classes', () => {
  it('are a table of the ten most frequent, where there are several', () => {
    const text = renderText(manyClasses(12).report);
    const lines = text.split('\n');
    const head = lines.findIndex((line) => line.startsWith('CLASSES'));
    expect(lines[head]).toMatch(/^CLASSES +precision +recall +F1 +rows$/);
    // Each fourth row of c0 (10 of 40) and of c11 (5 of 18) is predicted as the next class.
    expect(lines[head + 1]).toMatch(/^ {2}c0 +85\.7 % → 85\.7 % +75\.0 % → 75\.0 % +80\.0 % → 80\.0 % +40 \/ 40$/);
    expect(lines.slice(head + 1, head + 11).map((line) => line.trim().split(' ')[0])).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9']);
    expect(lines[head + 11]).toBe('  and 2 more classes');
    expect(renderText(demo.report)).not.toContain('CLASSES');
  });
  it('count the rows of those that stand for many, and say where a figure does not exist', () => {
    const { report } = manyClasses(3);
    const { classes } = report;
    if (classes === undefined) throw new Error('classes were expected');
    const none = { value: null, interval: null, n: 0, reason: 'no label is this class' };
    const list = classes.list.map((one) => ({ ...one, current: { ...one.current, recall: none } }));
    const text = renderText({ ...report, classes: { list, rest: { baseline: 1200, current: 7 } } });
    expect(text).toMatch(/^ {2}c0 .* 75\.0 % → – /m);
    expect(text).toMatch(/^ {2}and 1,200 \/ 7 labelled rows of still rarer ones$/m);
  });
  it.each([60, 80, 100])('keep to %i columns', (width) => {
    const lines = renderText(manyClasses(12).report, { width }).split('\n');
    expect(lines.filter((line) => Array.from(line).length > width)).toEqual([]);
    expect(lines.find((line) => line.startsWith('CLASSES'))).toMatch(/F1 +rows$/);
  });
});

describe('a feature row', () => {
  it('prints the larger of both q-values, on which the verdict rests', () => {
    const [feature] = demo.report.features;
    if (feature === undefined) throw new Error('a feature was expected');
    const shown = (q: number, allowing: number | null): string => featureRow({ ...feature, test: { ...feature.test, q, dependence: { method: 'clusters', p: 0.001, q: allowing } } }, undefined).q;
    expect([shown(0.03, 0.004), shown(0.003, 0.04), shown(0.03, null)]).toEqual(['0.030', '0.040', '0.030']);
  });
});

describe('Markdown', () => {
  it('has a table a section, with code places', () => {
    const text = renderMarkdown(demo.report, { places });
    for (const part of ['# flights', '## Service', '## Model', '## Business', '## Features', '## Notes', '## Bad lines (7)']) expect(text).toContain(part);
    expect(text).toMatch(/^\| ▲ \| p95 latency \| 44 ms \| 156 ms \| \\\+112 ms/m);
    expect(text).toContain('features.py:41<br>train.py:9');
  });
  it('escapes hostile names and keeps every row to its cells', () => {
    const text = renderMarkdown(hostile().report);
    expect(text).not.toContain('<script');
    const tables = text.split('\n').filter((line) => line.startsWith('|'));
    const cells = (line: string): number => line.replace(/\\\\/g, '').replace(/\\\|/g, '').split('|').length;
    let width = 0;
    for (const [i, line] of tables.entries()) {
      if (tables[i + 1]?.startsWith('| ---') === true) width = cells(line);
      expect(cells(line)).toBe(width);
    }
  });
});

describe('HTML', () => {
  const whole = (made: Made): string => renderHtml(made.report, { series: made.series, details: made.details, places });

  it('is one file that loads and runs nothing', () => {
    const html = whole(demo);
    expect(html.startsWith('<!doctype html>')).toBe(true);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|<link|<img|<iframe|\ssrc=|url\(|@import|https?:/);
    expect(html).toContain('prefers-color-scheme:dark');
  });
  it('draws every series and distribution, each with a table', () => {
    const html = whole(demo);
    const charts = html.match(/<svg /g)?.length ?? 0;
    expect(charts).toBe(demo.series.series.length + demo.details.length);
    expect(html.match(/<details>/g)).toHaveLength(charts);
    expect(html.match(/role="img" aria-label="/g)).toHaveLength(charts);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });
  it('links each part of the sentence to its row', () => {
    const html = whole(demo);
    const targets = [...html.matchAll(/<a href="#([\w-]+)">/g)].map((match) => match[1]);
    expect(targets).toHaveLength(demo.report.sentence.filter((part) => part.target !== undefined).length);
    for (const target of targets) expect(html).toContain(`id="${target}"`);
  });
  it('escapes hostile names wherever they stand', () => {
    const html = whole(hostile());
    expect(html).not.toContain('<script');
    expect(html).not.toContain('onload="');
    expect(html).toContain('&lt;script&gt;');
     
    expect(html).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
    const open = (html.match(/<(svg|table|section|details|figure|tr|td|th|a|p|li|ul)[ >]/g) ?? []).length;
    const close = (html.match(/<\/(svg|table|section|details|figure|tr|td|th|a|p|li|ul)>/g) ?? []).length;
    expect(open).toBe(close);
  });
});

describe('JSON', () => {
  const schema = JSON.parse(readFileSync(new URL('../../../docs/report.schema.json', import.meta.url), 'utf8')) as Schema;
  const whole = (made: Made): string => reportJson(made.report, { series: made.series, places, details: Object.fromEntries(made.details.map((detail) => [detail.feature, detail])) });

  it('fits the published schema, for each task and for hostile and empty logs', () => {
    expect(problems(schema, JSON.parse(whole(demo)))).toEqual([]);
    expect(problems(schema, JSON.parse(whole(hostile())))).toEqual([]);
    expect(problems(schema, JSON.parse(whole(make([], {}, 2))))).toEqual([]);
    const classes = manyClasses(12);
    expect(classes.report.classes?.list).toHaveLength(12);
    expect(problems(schema, JSON.parse(whole(classes)))).toEqual([]);
    const regression = [0, 1].flatMap((slot) => Array.from({ length: 80 }, (_, i): Row => ({ slot, predicted: i + (i % 3), actual: i, category: { c: i % 2 === 0 ? 'a' : null } })));
    expect(problems(schema, JSON.parse(whole(make(regression, { axis: { kind: 'row', step: 80, count: 2, total: 160 } }, 2))))).toEqual([]);
  });
  it('is refused by the schema when a figure is missing or of another kind', () => {
    const broken = JSON.parse(whole(demo)) as { findings: { baseline: { n?: unknown } }[]; extra?: number };
    delete broken.findings[0]!.baseline.n;
    broken.extra = 1;
    expect(problems(schema, broken)).toEqual(expect.arrayContaining(['$.findings[0].baseline: n is missing', '$: extra is not in the schema']));
  });
  it('carries every figure of the report unchanged', () => {
    const parsed = JSON.parse(whole(demo)) as Omit<Report, 'features'> & { features: { feature: string; places?: unknown }[] };
    expect(parsed.findings).toEqual(JSON.parse(JSON.stringify(demo.report.findings)));
    expect(parsed.features.find((one) => one.feature === 'distance')?.places).toEqual(places.distance);
    expect(parsed.sentence).toMatch(/^weather \(missing/);
    expect(Object.keys(parsed)).toEqual(['schema', 'sentence', 'sentenceParts', 'baseline', 'current', 'drift', 'findings', 'features', 'classes', 'estimates', 'notes', 'axis', 'source', 'settings', 'series', 'details']);
  });
  it('is the same text for the same report, and knows no NaN', () => {
    expect(whole(demo)).toBe(whole(make(demoRows(), { positive: 'late', roles: { revenue: 'kpi' } }, 48, rich)));
    expect(demo.report.source.columns[0]?.min).toBeNaN();
    expect(JSON.parse(whole(demo)).source.columns[0].min).toBeNull();
  });
});
