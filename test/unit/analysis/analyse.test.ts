import { beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import { defaultSettings } from '../../../src/core/analysis/settings';
import type { Finding } from '../../../src/core/domain/finding';
import type { AnalysisSettings, Report } from '../../../src/core/domain/report';
import type { SourceState } from '../../../src/core/domain/source';
import { sentenceText } from '../../../src/core/report/sentence';
import type { CubeOptions, Row } from './cubeOf';
import { cubeOf, gaussian, random, sourceOf, windowOf } from './cubeOf';
import { demoRows } from './demoRows';

function compare(rows: readonly Row[], options: CubeOptions, more: { readonly source?: Partial<SourceState>; readonly settings?: AnalysisSettings; readonly windows?: readonly [number, number, number, number] } = {}): Report {
  const cube = cubeOf(rows, options);
  const half = options.slots / 2;
  const [a, b, c, d] = more.windows ?? [0, half, half, options.slots];
  return analyse({ cube, source: sourceOf(cube, more.source), baseline: windowOf(cube, a, b), current: windowOf(cube, c, d), ...(more.settings === undefined ? {} : { settings: more.settings }) });
}
const demo: CubeOptions = { slots: 48, positive: 'late', roles: { revenue: 'kpi' } };
const noFloors: AnalysisSettings = { ...defaultSettings, floors: { numeric: 0, category: 0, missing: 0, latency: 0, rate: 0, throughput: 0, kpi: 0 } };
function finding(report: Report, id: string): Finding {
  const found = report.findings.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no finding ${id}`);
  return found;
}
const movedFeatures = (report: Report): string[] => report.features.filter((one) => one.verdict === 'moved').map((one) => one.feature).sort();
const movedIds = (report: Report): string[] => report.findings.filter((one) => one.verdict === 'moved').map((one) => one.id);

describe('a comparison with known changes', () => {
  let report: Report;
  beforeAll(() => { report = compare(demoRows(), demo); });

  it('finds the features that were changed and no other', () => {
    expect(movedFeatures(report)).toEqual(['distance', 'origin', 'weather']);
    expect(report.drift).toEqual({ moved: 3, judged: 4, total: 4 });
    expect(report.features.at(-1)?.feature).toBe('hour');
  });
  it('finds the metrics that were changed and no other', () => {
    expect(movedIds(report)).toEqual(['latency.p50', 'latency.p90', 'latency.p95', 'latency.p99', 'latency.mean', 'errors', 'quality.accuracy', 'quality.precision', 'quality.recall', 'quality.f1', 'quality.auc', 'quality.logLoss', 'quality.brier', 'quality.calibration', 'kpi.revenue']);
    expect(finding(report, 'throughput').verdict).toBe('stable');
    expect(finding(report, 'confidence.mean').verdict).toBe('stable');
  });
  it('says why with numbers', () => {
    expect(report.features.find((one) => one.feature === 'distance')?.reason).toBe('mean 726 → 1,181, 1.00 sd, q < 0.001, 2,400 / 2,400 rows');
    expect(report.features.find((one) => one.feature === 'weather')?.reason).toMatch(/^missing 0.0 % → 20.7 %, mean /);
    expect(report.features.find((one) => one.feature === 'origin')?.reason).toMatch(/^"XXX" 0.0 % → 15.1 %, 15.1 % of rows in other levels, q < 0.001/);
    expect(finding(report, 'latency.p95').reason).toBe('rose: +112 ms (+91 to +139, 99 %); changes from 2.2 ms count');
  });
  it('begins with one sentence that links its parts', () => {
    expect(sentenceText(report.sentence)).toBe(
      'weather (missing 0.0 % to 20.7 %), distance (1.00 sd) and origin (15.1 % of rows) moved; p95 latency rose 112 ms (99 to 132, 95 %) and error rate rose 3.1 pt (2.4 to 3.9, 95 %); accuracy fell 9.2 pt and revenue rose 4.11 since 2 Jun 2001 00:00 UTC. Baseline 2,400 rows, current 2,400 rows.',
    );
    expect(report.sentence.map((part) => part.target).filter((target) => target !== undefined)).toEqual(['feature:weather', 'feature:distance', 'feature:origin', 'latency.p95', 'errors', 'quality.accuracy', 'kpi.revenue']);
  });
  it('carries value, n, interval, method and reason in every finding', () => {
    for (const one of report.findings) {
      expect(one.reason).not.toBe('');
      expect(one.method).not.toBe('');
      if (one.baseline.value === null && one.current.value === null) continue;
      expect(one.baseline.n).toBeGreaterThan(0);
      expect(one.current.n).toBeGreaterThan(0);
    }
    expect(finding(report, 'quality.accuracy').coverage?.baseline).toBeCloseTo(0.9, 1);
    expect(finding(report, 'quality.calibration').method).toMatch(/perfectly calibrated model would show about 0\.0\d\d/);
  });
});

describe('comparisons without a change', () => {
  it('say that nothing moved, and on what evidence', () => {
    const report = compare(demoRows(100, 3, false), demo);
    expect(sentenceText(report.sentence)).toMatch(/^Nothing moved: 4 features and \d+ metrics judged on 2,400 baseline and 2,400 current rows\.$/);
    expect(report.sentence).toHaveLength(1);
  });
  it('raise false alarms at most at the asked level, without floors', () => {
    let families = 0;
    let metrics = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const report = compare(demoRows(12, seed, false), demo, { settings: noFloors });
      families += report.drift.moved > 0 ? 1 : 0;
      metrics += movedIds(report).length;
    }
    // 40 families at q = 0.01: more than 3 has probability 0.001 even were each at its limit. 40 x 19 figures at 0.01 would give 7.6.
    expect(families).toBeLessThanOrEqual(3);
    expect(metrics).toBeLessThanOrEqual(15);
  });
  it('are not fooled by levels that wander from slot to slot', () => {
    let plain = 0;
    let moved = 0;
    let metrics = 0;
    for (let seed = 1; seed <= 30; seed += 1) {
      const u = random(seed * 31);
      const rows: Row[] = [];
      for (let slot = 0; slot < 48; slot += 1) {
        const level = 0.6 * gaussian(u);
        const load = 1 + u();
        for (let i = 0; i < 40; i += 1) rows.push({ slot, numeric: { x: level + gaussian(u), kpi: level + gaussian(u) }, category: { c: u() < 0.5 + level / 6 ? 'a' : 'b' }, latency: Math.exp(3 + level + 0.5 * gaussian(u)) * load, failed: u() < 0.1 + Math.abs(level) / 5 });
      }
      const report = compare(rows, { slots: 48, roles: { kpi: 'kpi' } }, { settings: noFloors });
      plain += report.features.filter((one) => (one.test.q ?? 1) <= 0.01).length;
      moved += report.drift.moved;
      metrics += movedIds(report).length;
    }
    // Row-level tests call a third of these 60 features moved; between slots hardly any is. 30 x 8 figures at 0.01 would give 2.4.
    expect(plain).toBeGreaterThan(15);
    expect(moved).toBeLessThanOrEqual(3);
    expect(metrics).toBeLessThanOrEqual(9);
  }, 60_000);
});

describe('dependence does not hide what is plain', () => {
  it('still finds a shift of one sd in wandering data', () => {
    const u = random(5);
    const rows: Row[] = [];
    for (let slot = 0; slot < 48; slot += 1) {
      const level = 0.3 * gaussian(u) + (slot >= 24 ? 1 : 0);
      for (let i = 0; i < 50; i += 1) rows.push({ slot, numeric: { x: level + gaussian(u) }, latency: 20 * Math.exp(level + 0.3 * gaussian(u)) });
    }
    const report = compare(rows, { slots: 48 });
    expect(movedFeatures(report)).toEqual(['x']);
    expect(report.features[0]?.test.dependence?.q).toBeLessThan(0.001);
    expect(movedIds(report)).toContain('latency.p95');
    expect(finding(report, 'latency.p50').baseline.interval?.method).toMatch(/^Woodruff/);
  });
});

describe('extremes', () => {
  const few = (n: number, row: (i: number, slot: number) => Omit<Row, 'slot'>): Row[] => [0, 1].flatMap((slot) => Array.from({ length: n }, (_, i) => ({ slot, ...row(i, slot) })));
  const everyFinite = (value: unknown): void => {
    if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
    else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) everyFinite(one);
  };

  it('empty windows have reasons instead of figures', () => {
    const report = compare(demoRows(20), demo, { windows: [0, 0, 24, 48] });
    everyFinite(report.findings);
    everyFinite(report.features);
    expect(sentenceText(report.sentence)).toBe('Not enough data to judge: 0 baseline and 480 current rows; each window needs 50.');
    expect(report.features[0]?.verdict).toBe('not enough data');
    expect(report.features[0]?.reason).toBe('baseline window needs 50 more rows (0 of 50)');
    expect(finding(report, 'quality.accuracy').verdict).toBe('not enough data');
    expect(report.notes.some((note) => note.text === 'The baseline window holds no rows.')).toBe(true);
  });
  it('an empty cube', () => {
    const report = compare([], { slots: 2 });
    expect(report.findings.map((one) => one.verdict)).not.toContain('moved');
    expect(report.features).toEqual([]);
  });
  it('a log without optional columns names what it lacks', () => {
    const report = compare(few(60, (i) => ({ numeric: { x: i } })), { slots: 2 });
    expect(finding(report, 'latency.p95')).toMatchObject({ verdict: 'not available', reason: 'the log has no latency column' });
    expect(finding(report, 'errors')).toMatchObject({ verdict: 'not available', reason: 'the log has no status column' });
    expect(finding(report, 'quality.accuracy')).toMatchObject({ verdict: 'not available', reason: 'the log has no label column' });
    expect(finding(report, 'throughput')).toMatchObject({ verdict: 'not enough data' });
  });
  it('a table without optional columns says so of a table', () => {
    const warehouse = { kind: 'postgresql', place: 'db:5432/prod', table: 'served', asOfMs: 0, judgedFrom: 60 } as const;
    const report = compare(few(60, (i) => ({ numeric: { x: i } })), { slots: 2 }, { source: { warehouse } });
    expect(finding(report, 'latency.p95')).toMatchObject({ reason: 'the table has no latency column', baseline: { reason: 'the table has no latency column' }, current: { reason: 'the table has no latency column' } });
    expect(finding(report, 'quality.accuracy')).toMatchObject({ verdict: 'not available', reason: 'the table has no label column' });
    expect(JSON.stringify([report.findings, report.features, report.estimates, report.notes])).not.toMatch(/\bthe log\b/i);
  });
  it('a percentile says how many rows its interval needs', () => {
    const report = compare(few(70, (i) => ({ latency: 1 + i })), { slots: 2 });
    const p95 = finding(report, 'latency.p95');
    expect(p95.baseline.value).toBeCloseTo(66.55, 0);
    expect(p95.baseline.interval).toMatchObject({ high: null, method: 'order statistics' });
    expect(p95.baseline.interval?.low).not.toBeNull();
    expect(p95.verdict).toBe('not enough data');
    expect(p95.reason).toMatch(/needs 104 rows, this window has 70 rows/);
  });
  it('one class only has no AUC, and no recall of what never was', () => {
    const report = compare(few(80, (i) => ({ score: i / 100, prediction: 'ok', label: 'ok' })), { slots: 2, positive: 'ok' });
    expect(finding(report, 'quality.auc')).toMatchObject({ verdict: 'not available', reason: 'the labels of the window are all of one class' });
    expect(finding(report, 'quality.recall').baseline.value).toBe(1);
    expect(finding(report, 'quality.accuracy').verdict).toBe('stable');
    everyFinite(report.findings);
  });
  it('scores that are no probabilities have an AUC but no losses', () => {
    const report = compare(few(80, (i) => ({ score: i - 40, prediction: i > 40 ? '1' : '0', label: i % 3 === 0 ? '1' : '0' })), { slots: 2, positive: '1' });
    expect(finding(report, 'quality.auc').baseline.value).toBeGreaterThan(0);
    expect(finding(report, 'quality.brier')).toMatchObject({ verdict: 'not available' });
    expect(finding(report, 'quality.logLoss').reason).toMatch(/lie outside 0 to 1/);
    expect(finding(report, 'confidence.mean').reason).toMatch(/no probabilities/);
  });
  it('columns that are all missing, constant, newly missing or newly constant', () => {
    const report = compare(
      few(100, (i, slot) => ({ numeric: { none: null, same: 5, gone: slot === 1 ? null : i, stuck: slot === 0 ? i : 7, woke: slot === 0 ? 7 : i, nan: i % 2 === 0 ? Number.NaN : i }, category: { empty: null, only: 'a', lost: slot === 1 ? null : 'a' } })),
      { slots: 2 },
    );
    const verdict = (name: string): string => report.features.find((one) => one.feature === name)!.verdict;
    const reason = (name: string): string => report.features.find((one) => one.feature === name)!.reason;
    expect(verdict('none')).toBe('not available');
    expect(reason('none')).toBe('all values are missing in both windows');
    expect(verdict('same')).toBe('stable');
    expect(report.features.find((one) => one.feature === 'same')?.effect.value).toBe(0);
    expect(verdict('gone')).toBe('moved');
    expect(reason('gone')).toMatch(/^missing 0.0 % → 100.0 %/);
    expect(verdict('stuck')).toBe('moved');
    expect(verdict('woke')).toBe('moved');
    expect(report.features.find((one) => one.feature === 'woke')?.effect.method).toMatch(/both windows together, since the baseline is constant/);
    expect(verdict('nan')).toBe('stable');
    expect(report.features.find((one) => one.feature === 'nan')?.missing.baseline).toBe(0.5);
    expect(verdict('empty')).toBe('not available');
    expect(verdict('only')).toBe('stable');
    expect(verdict('lost')).toBe('moved');
    everyFinite(report.features);
  });
  it('a column without a value in one window says why it has no distance', () => {
    const report = compare(few(120, (i, slot) => ({ numeric: { gone: slot === 0 ? i % 60 : null, came: slot === 1 ? i : null } })), { slots: 2, bins: 20 });
    const of = (name: string) => report.features.find((one) => one.feature === name);
    expect(of('gone')).toMatchObject({ verdict: 'moved', effect: { value: null }, notes: ['no value in the current window: distances of the values are not available'] });
    expect(of('came')).toMatchObject({ verdict: 'moved', effect: { value: null }, notes: ['no value in the baseline window: distances of the values are not available'] });
  });
  it('sizes that overflow are told, and printed with exponents', () => {
    const report = compare(few(120, (i, slot) => ({ numeric: { x: slot === 0 ? i : i % 2 === 0 ? 1e300 : -1e300, y: i % 2 === 0 ? 1e300 : -1e300 } })), { slots: 2, bins: 20 });
    everyFinite(report.features);
    for (const one of report.features) expect(one.reason.length).toBeLessThan(200);
    const x = report.features.find((one) => one.feature === 'x');
    expect(x?.reason).toMatch(/\dE\d+ sd/);
    expect(x?.summary.currentSd).toBeUndefined();
    expect(x?.notes).toContain('values of the current window are too large for their standard deviation: not available');
    expect(sentenceText(report.sentence).length).toBeLessThan(200);
    const y = report.features.find((one) => one.feature === 'y');
    expect(y?.notes).toContain('values of the baseline window are too large for their standard deviation: not available');
  });
  it('figures of bins state a bound in numbers', () => {
    const report = compare(few(200, (i, slot) => ({ numeric: { x: ((i * 37) % 200) / 2 + slot * 20 } })), { slots: 2, bins: 20 });
    const x = report.features[0];
    expect(x?.basis).toBe('binned');
    const found = /Wasserstein-1 is within ([\d.]+) \(([\d.]+) sd\) of that of the rows$/.exec(x?.bound ?? '');
    // Rows lie 0.5 apart up to 120 in 20 bins: 2 windows with half a bin each.
    expect(Number(found?.[1])).toBeGreaterThan(2);
    expect(Number(found?.[1])).toBeLessThan(9);
    expect(Math.abs((x?.measures.wasserstein ?? 0) - 20)).toBeLessThan(Number(found?.[1]));
  });
  it('huge values and hostile names', () => {
    const report = compare(few(100, (i, slot) => ({ numeric: { huge: i === 0 ? 1e300 : i + slot * 50, '__proto__x': i, 'a"; DROP\n<b>': i } })), { slots: 2 });
    everyFinite(report.features);
    expect(report.features.find((one) => one.feature === 'huge')?.verdict).toBe('moved');
    expect(sentenceText(report.sentence)).not.toMatch(/\n/);
  });
  it('almost every row its own level', () => {
    const report = compare(few(200, (i, slot) => ({ category: { id: `${slot}-${i}` } })), { slots: 2 });
    expect(report.features[0]?.verdict).not.toBe('stable');
    everyFinite(report.features);
  });
  it('a column that the cube leaves out is named with its cause', () => {
    const profile = { name: 'embedding', type: 'DOUBLE[]', kind: 'list', rows: 200, missing: 0, unreadable: 0, nonFinite: 0, distinct: 200, constant: false, examples: [], notes: ['lists are not analysed'] } as const;
    const report = compare(few(100, (i) => ({ numeric: { x: i } })), { slots: 2 }, { source: { columns: [profile], roles: [{ column: 'embedding', role: 'feature', reasons: [] }] } });
    expect(report.features.find((one) => one.feature === 'embedding')).toMatchObject({ kind: 'not analysed', verdict: 'not available', reason: 'lists are not analysed' });
    expect(report.drift).toEqual({ moved: 0, judged: 1, total: 2 });
  });
  it.each([
    [{ kind: 'list', notes: ['nested values without fields'] }, 'its values are objects without fields'],
    [{ kind: 'text', distinct: 150 }, 'free text is not compared (150 distinct values in 200 rows)'],
    [{ kind: 'text', distinct: 150, distinctIsEstimate: true }, 'free text is not compared (about 150 distinct values in 200 rows)'],
  ] as const)('and the cause is what the column holds: %j', (more, reason) => {
    const profile = { name: 'odd', type: 'JSON', rows: 200, missing: 0, unreadable: 0, nonFinite: 0, distinct: 0, constant: false, examples: [], notes: [], ...more };
    const report = compare(few(100, (i) => ({ numeric: { x: i } })), { slots: 2 }, { source: { columns: [profile], roles: [{ column: 'odd', role: 'feature', reasons: [] }] } });
    expect(report.features.find((one) => one.feature === 'odd')?.reason).toBe(reason);
  });
  it('a window that fell silent is a fall of throughput', () => {
    const u = random(2);
    const rows: Row[] = [];
    for (let slot = 0; slot < 40; slot += 1) for (let i = 0; i < (slot < 20 ? 50 + Math.floor(u() * 5) : 0); i += 1) rows.push({ slot, numeric: { x: u() } });
    const report = compare(rows, { slots: 40 });
    expect(finding(report, 'throughput')).toMatchObject({ verdict: 'moved', current: { value: 0 } });
    expect(sentenceText(report.sentence)).toMatch(/^throughput fell \d+(\.\d+)?\/(min|h)/);
  });
  it('names the file that is the baseline, and counts rows without a time where files are compared', () => {
    const rows = (shift: number) => few(120, (i, slot) => ({ numeric: { x: i + slot * shift } }));
    const axis = { kind: 'file', names: ['jan.csv', 'feb\u202e\n.csv'] } as const;
    const time = { column: null, encoding: 'none', from: null, to: null, without: 240, outOfOrder: 3 } as const;
    const moved = compare(rows(100), { slots: 2, axis }, { source: { time } });
    expect(sentenceText(moved.sentence)).toMatch(/^x moved \(.*\)\. Baseline jan\.csv 120 rows, current feb .csv 120 rows\.$/);
    expect(moved.notes.map((note) => note.text).join(' ')).not.toMatch(/outside every window|go by time/);
    expect(sentenceText(compare(rows(0), { slots: 2, axis }).sentence)).toMatch(/judged on 120 baseline \(jan\.csv\) and 120 current \(feb .csv\) rows\b/);
    const version = compare(rows(100), { slots: 2, axis: { kind: 'version', names: ['v1', 'v2'] } }, { source: { time: { ...time, column: 'ts' } } });
    expect(sentenceText(version.sentence)).toMatch(/Baseline v1 120 rows, current v2 120 rows\.$/);
    expect(version.notes.map((note) => note.text).join(' ')).not.toMatch(/outside every window/);
    const timed = compare(rows(0), { slots: 2 }, { source: { time: { ...time, column: 'ts', without: 5 } } });
    expect(timed.notes.map((note) => note.text)).toContain('5 rows without a readable time are outside every window.');
  });
  it('notes what a reader must know', () => {
    const source: Partial<SourceState> = {
      badLines: 3, duplicateIds: 1, fromStore: true,
      time: { column: 'ts', encoding: 'iso without zone', assumedZone: 'UTC', from: null, to: null, without: 12, outOfOrder: 2 },
      files: [{ path: 'b.jsonl', format: 'jsonl', gzip: false, bytes: 1, modifiedMs: 0, state: 'unreadable', reason: 'permission denied', rows: 0, badLines: 0 }],
    };
    const texts = compare(demoRows(10), demo, { source, windows: [0, 30, 24, 48] }).notes.map((note) => note.text).join('\n');
    for (const part of ['overlap in 6 slots', 'UTC is assumed', '12 rows without a readable time are outside', '2 rows out of order', '3 lines could not be read', 'b.jsonl (unreadable: permission denied)', '1 row repeats an id', 'stored summary']) expect(texts).toContain(part);
    const byFile = compare(few(60, (i) => ({ numeric: { x: i } })), { slots: 2, axis: { kind: 'file', names: ['a.csv', 'b.csv'] } });
    const zone = compare(few(100, (i) => ({ numeric: { x: i } })), { slots: 2 }, { source: { time: { column: 'ts', encoding: 'iso without zone', assumedZone: 'UTC', unknownZone: 'Mars/Base', from: null, to: null, without: 0, outOfOrder: 0 } } });
    expect(zone.notes.map((note) => note.text)).toContain('The time zone "Mars/Base" is not known: times in ts carry none and are taken as UTC.');
    const file = (path: string) => ({ path, format: 'csv', gzip: false, bytes: 1, modifiedMs: 0, state: 'unreadable', reason: 'no rows', rows: 0, badLines: 0 } as const);
    const unread = compare(few(100, (i) => ({ numeric: { x: i } })), { slots: 2 }, { source: { files: [file('/srv/logs/a.csv'), file('C:\\logs\\jan\\day.csv'), file('C:\\logs\\feb\\day.csv')] } });
    expect(unread.notes.map((note) => note.text)).toContain('3 files not read in full: a.csv (unreadable: no rows); jan/day.csv (unreadable: no rows); feb/day.csv (unreadable: no rows).');
    expect(byFile.notes[0]).toEqual({ level: 'warning', text: 'The log has no timestamps: windows are compared by file.' });
    expect(byFile.baseline).toMatchObject({ label: 'a.csv', from: null });
    const labels = compare(few(100, (i, slot) => ({ prediction: 'a', label: slot === 1 && i % 2 === 0 ? null : 'a' })), { slots: 2 });
    expect(labels.notes.some((note) => /cover 100 % of the baseline but 50 % of the current/.test(note.text))).toBe(true);
  });
});

describe('a stable metric whose printed interval excludes 0', () => {
  // 300 of 400 right before, `right` of 400 now, all in one slot a window: rows count as independent.
  const notes = (right: number, settings: AnalysisSettings = defaultSettings): string[] => {
    const rows = [0, 1].flatMap((slot) => Array.from({ length: 400 }, (_, i): Row => ({ slot, prediction: 'a', label: i < (slot === 0 ? 300 : right) ? 'a' : 'b' })));
    const report = compare(rows, { slots: 2, positive: 'a' }, { settings });
    return report.notes.map((note) => note.text).filter((text) => text.startsWith('Stable though'));
  };
  it('is named with the rule that decides', () => {
    const [note] = notes(274);
    expect(note).toMatch(/^Stable though the 95 % interval excludes 0 \(moved asks that the 99 % interval does, and for a change that counts\): accuracy −6\.5 pt \(−14\.\d to \+1\.\d, 99 %\), not told from noise; precision /);
    expect(notes(240, { ...defaultSettings, floors: { ...defaultSettings.floors, rate: 0.5 } })[0]).toMatch(/accuracy −15\.0 pt \(−23\.\d to −6\.\d, 99 %\), below the 50\.0 pt from which a change counts/);
  });
  it('is not named where both intervals agree', () => {
    expect(notes(298)).toEqual([]);
    expect(notes(200)).toEqual([]);
  });
});

describe('distributions of outputs', () => {
  it('are judged as findings of their own, each with a unique id', () => {
    const u = random(4);
    const rows = [0, 1].flatMap((slot) => Array.from({ length: 300 }, (_, i): Row => ({ slot, numeric: { p_a: u() ** (1 + slot), p_b: u(), y: i % 7 }, category: { guess: u() < 0.3 + slot / 5 ? 'a' : 'b' } })));
    const report = compare(rows, { slots: 2, roles: { p_a: 'score', p_b: 'score', guess: 'prediction', y: 'label' } });
    expect(finding(report, 'score.distribution')).toMatchObject({ verdict: 'moved', family: 'confidence', unit: 'sd', baseline: { value: null } });
    expect(finding(report, 'score.distribution.p_b').verdict).toBe('stable');
    expect(finding(report, 'prediction.distribution')).toMatchObject({ verdict: 'moved', unit: 'share' });
    expect(finding(report, 'label.distribution').verdict).toBe('stable');
    expect(finding(report, 'prediction.distribution').reason).not.toMatch(/\bq\b/);
    expect(new Set(report.findings.map((one) => one.id)).size).toBe(report.findings.length);
    expect(report.features).toEqual([]);
    expect(sentenceText(report.sentence)).toMatch(/^score distribution moved \(0\.\d\d sd\) and prediction distribution moved \(/);
  });
});

describe('labels that have not come yet', () => {
  const u = random(9);
  const rows = (late: number, shift = 0): Row[] =>
    [0, 1].flatMap((slot) => Array.from({ length: 600 }, (_, i): Row => {
      const late1 = slot === 1 && i < late * 600;
      return { slot, category: { truth: late1 ? null : u() < 0.4 + slot * shift ? 'yes' : 'no' }, numeric: { worth: late1 ? null : u() + slot * shift } };
    }));
  const judged = (late: number, shift = 0) => compare(rows(late, shift), { slots: 2, roles: { truth: 'label', worth: 'label' } });

  it('are no class of their own: what there is of them is compared', () => {
    for (const id of ['label.distribution', 'label.distribution.truth']) {
      expect(finding(judged(0.7), id)).toMatchObject({ verdict: 'stable', current: { n: 180 } });
      expect(finding(judged(0.7, 0.4), id)).toMatchObject({ verdict: 'moved', current: { n: 180 } });
    }
  });

  it('leave nothing to compare where none has come', () => {
    for (const id of ['label.distribution', 'label.distribution.truth']) expect(finding(judged(1), id)).toMatchObject({ verdict: 'not enough data', current: { value: null, n: 0 } });
    expect(sentenceText(judged(1).sentence)).not.toMatch(/label distribution/);
  });
});

describe('settings', () => {
  it('own floors of features win', () => {
    const settings = { ...defaultSettings, featureFloors: { distance: 5 } };
    expect(movedFeatures(compare(demoRows(), demo, { settings }))).toEqual(['origin', 'weather']);
  });
});

describe('a thousand features', () => {
  it('are all judged', () => {
    const u = random(11);
    const rows: Row[] = [];
    for (let slot = 0; slot < 24; slot += 1) for (let i = 0; i < 10; i += 1) rows.push({ slot, numeric: Object.fromEntries(Array.from({ length: 1000 }, (_, k) => [`f${k}`, gaussian(u) + (k === 500 && slot >= 12 ? 3 : 0)])) });
    const report = compare(rows, { slots: 24, bins: 40 });
    expect(report.drift).toEqual({ moved: 1, judged: 1000, total: 1000 });
    expect(report.features[0]?.feature).toBe('f500');
    expect(sentenceText(report.sentence)).toMatch(/^f500 moved \(/);
  }, 60_000);
});
