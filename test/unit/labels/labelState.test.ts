import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { replayCharts } from '../../../src/core/alerts/replayCharts';
import { alertFamilies } from '../../../src/core/domain/alert';
import type { Finding } from '../../../src/core/domain/finding';
import type { Report } from '../../../src/core/domain/report';
import { seriesSet } from '../../../src/core/analysis/series';
import { defaultSettings } from '../../../src/core/analysis/settings';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import { equalAge } from '../../../src/core/labels/equalAge';
import { labelState } from '../../../src/core/labels/labelState';
import { reportJson } from '../../../src/core/report/json';
import { renderHtml } from '../../../src/core/report/html';
import { renderMarkdown } from '../../../src/core/report/markdown';
import { renderText } from '../../../src/core/report/text';
import { seededUniform } from '../../../src/core/stats/seeded';
import { sourceOf } from '../alerts/cubes';
import { problems, type Schema } from '../report/jsonSchema';
import { agedBinary, judged, type Answer } from './agedBinary';

const accuracy = (report: Report): Finding => report.findings.find(({ id }) => id === 'quality.accuracy')!;
const notes = (report: Report): string => report.notes.map(({ text }) => text).join('\n');

/** 100 predictions a day, three of four right; labels come after 1 to 9 days. */
function answers(days: number, change: (i: number, uniform: () => number) => Partial<Answer> = () => ({}), seed = 3): Answer[] {
  const uniform = seededUniform(seed);
  return Array.from({ length: days * 100 }, (_, i): Answer => {
    const label = uniform() < 0.4 ? 1 : 0;
    const right = uniform() < 0.75;
    const lag = 1 + 8 * uniform();
    return { at: i / 100, predicted: right ? label : label === 1 ? 0 : 1, label, lag, ...change(i, uniform) };
  });
}

describe('a log with times of labels', () => {
  const cube = agedBinary(answers(40), 40);
  const baseline = { from: 0, to: 20 };

  it('is mature where both windows are old enough, and counts all labels', () => {
    const report = judged(cube, baseline, { from: 22, to: 29 });
    const { maturity, coverage } = accuracy(report);
    expect(maturity).toMatchObject({ state: 'mature', age: null });
    expect(maturity?.share).toBe(1);
    expect(maturity?.lag.half).toBeGreaterThan(4.8 * 86_400);
    expect(maturity?.lag.half).toBeLessThan(5.2 * 86_400);
    expect(maturity?.lag.mature).toBe(10 * 86_400);
    expect([coverage?.baseline, coverage?.current]).toEqual([1, 1]);
  });

  it('compares labels of one age where the current window is younger, and says so everywhere', () => {
    const report = judged(cube, baseline, { from: 28, to: 36 });
    const found = accuracy(report);
    expect(found.maturity).toMatchObject({ state: 'not mature', age: 3 * 86_400 });
    expect(found.coverage?.baseline).toBeCloseTo(0.25, 1);
    expect(found.coverage?.current).toBeCloseTo(0.25, 1);
    expect(found.verdict).toBe('stable');
    for (const text of [renderText(report), renderMarkdown(report), renderHtml(report)]) expect(text.replace(/\s+/g, ' ')).toContain('not mature: labels within 3 d');
    expect(notes(report)).toMatch(/baseline labels took 5 d( \d+ h)? for half, 8 d \d+ h for 95 %; the youngest predictions of the current window are 4 d old/);
    expect(notes(report)).toContain('Windows that end by 3 Feb 2026 23');
  });

  it('has not enough data, with the reason, where no label can be in', () => {
    const found = accuracy(judged(cube, baseline, { from: 35, to: 40 }));
    expect([found.verdict, found.maturity?.state, found.maturity?.age, found.maturity?.share]).toEqual(['not enough data', 'not mature', 0, 0]);
    expect(found.reason).toMatch(/^labels are not in yet: baseline labels took .* for 95 %; the youngest predictions of this window are .* old$/);
    // What has come so far is told all the same.
    expect(found.coverage?.baseline).toBe(1);
    expect(found.coverage?.current).toBeGreaterThan(0.02);
  });

  it('is as careful with a young baseline as with a young current window', () => {
    const found = accuracy(judged(cube, { from: 30, to: 36 }, { from: 5, to: 15 }));
    expect(found.maturity).toMatchObject({ state: 'not mature', age: 3 * 86_400 });
    expect(found.reason).toContain('not mature');
    // The baseline was watched for 10 days at most, and labels take 9: its own lags still tell.
    expect(found.maturity?.reason).toContain('the youngest predictions of the baseline window are 4 d old');
  });

  it('knows no age without enough labels that have one', () => {
    const report = judged(agedBinary(answers(40, (i) => (i % 97 === 0 ? {} : { lag: null })), 40), baseline, { from: 30, to: 40 });
    expect(accuracy(report).maturity).toMatchObject({ state: 'unknown', age: null, share: null });
    expect(notes(report)).toMatch(/2,9\d\d labels of both windows without a readable time within 30 d of their prediction \(labelled_at\) count only where labels of any age do/);
  });

  it('counts labels before their prediction as there from the start, and tells how many', () => {
    const report = judged(agedBinary(answers(40, (i) => (i % 10 === 0 ? { lag: -0.2 } : {})), 40), baseline, { from: 28, to: 36 });
    expect(notes(report)).toContain('280 labels of both windows have times before their prediction (labelled_at); they count as there from the start.');
    expect(accuracy(report).coverage?.baseline).toBeGreaterThan(0.3);
  });

  it('asks nothing where every prediction has its label', () => {
    expect(labelState(agedBinary(answers(20, () => ({ lag: 0 })), 20), { from: 0, to: 10 }, { from: 10, to: 20 }, defaultSettings)?.maturity).toMatchObject({ state: 'mature', reason: 'every prediction of both windows has its label' });
    expect(labelState({ ...cube, confusion: null }, baseline, baseline, defaultSettings)).toBeNull();
  });

  it('marks the slots along the axis whose labels are not all in', () => {
    const windows = { baseline, current: { from: 35, to: 40 } };
    const { labels, lines } = equalAge(indexCube(cube), windows, defaultSettings);
    const set = seriesSet({ cube: lines.cube, source: sourceOf(cube), baseline: summarise(indexCube(cube), baseline), settings: defaultSettings, labels });
    // The last prediction of day 29 is 10.01 days old at the end, and labels take up to 10 days.
    expect(set.young).toEqual({ slots: [{ from: 30, to: 40 }], reason: 'labels not all in: predictions younger than 10 d' });
    const report = judged(cube, baseline, windows.current);
    expect(renderHtml(report, { series: set })).toContain('class="seriesline early"');
    const schema = JSON.parse(readFileSync(new URL('../../../docs/report.schema.json', import.meta.url), 'utf8')) as Schema;
    expect(problems(schema, JSON.parse(reportJson(report, { series: set })))).toEqual([]);
  });
});

describe('a log without times of labels', () => {
  const windows = [{ from: 0, to: 20 }, { from: 20, to: 40 }] as const;

  it('asks whether labels are still coming where the end of the window has fewer than the baseline', () => {
    const cube = agedBinary(answers(40), 40, false);
    const report = judged(cube, ...windows);
    const { maturity, reason, verdict } = accuracy(report);
    expect(maturity).toMatchObject({ state: 'not mature', age: null, share: null });
    expect(maturity?.reason).toMatch(/^labels still coming in\? Of the last [\d,]+ predictions of the current window \d\d\.\d % have a label, of the baseline 100\.0 %$/);
    expect(verdict).toBe('stable');
    expect(reason).toContain('labels still coming in?');
    expect(notes(report)).toContain('Labels still coming in?');
    expect(labelState(cube, ...windows, defaultSettings)?.young).toEqual([{ from: 32, to: 40 }]);
  });

  it('does not ask where labels are missing evenly, or a little fewer by chance', () => {
    let asked = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const cube = agedBinary(answers(40, (_, uniform) => ({ lag: uniform() < 0.7 ? 0 : Infinity }), seed), 40, false);
      if (labelState(cube, ...windows, defaultSettings)?.maturity.state !== 'unknown') asked += 1;
    }
    expect(asked).toBe(0);
    const report = judged(agedBinary(answers(40, (_, uniform) => ({ lag: uniform() < 0.7 ? 0 : Infinity })), 40, false), ...windows);
    expect(accuracy(report).maturity).toMatchObject({ state: 'unknown', reason: 'the log has no times of labels, so their age is not known' });
    expect(accuracy(report).reason).not.toContain('label');
  });
});

describe('a replay of alerts', () => {
  const quality = alertFamilies.indexOf('quality');

  it('judges quality at one age, and not before the labels are in', () => {
    const cube = agedBinary(answers(250), 250);
    const replay = replayCharts({ cube, source: sourceOf(cube), baseline: { from: 0, to: 200 } });
    const readings = replay.windows.map(({ families }) => families[quality]!);
    expect(replay.families[quality]!.labels).toBe("labels that came within 10 d of their prediction, by when at least 95 % of the baseline's labels had come");
    expect(readings.filter(({ state }) => state === 'alert')).toEqual([]);
    const waiting = readings.filter(({ reason }) => reason.startsWith('labels not in yet'));
    expect(waiting).toEqual(readings.slice(-10));
    expect(waiting[0]!.reason).toBe('labels not in yet: judged 10 d after its last prediction, which is 9 d 0 h old'.replace(' 0 h', ''));
    expect(readings.slice(0, -10).every(({ state }) => state !== 'not judged')).toBe(true);
  });

  it('without times of labels is as it was', () => {
    const cube = agedBinary(answers(250), 250, false);
    const replay = replayCharts({ cube, source: sourceOf(cube), baseline: { from: 0, to: 200 } });
    expect(replay.families[quality]!.labels).toBeUndefined();
    expect(replay.windows.every(({ families }) => !families[quality]!.reason.startsWith('labels not in yet'))).toBe(true);
  });
});
