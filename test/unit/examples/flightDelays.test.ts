import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/core/config/parseConfig';

interface Line {
  readonly timestamp: string;
  readonly request_id: string;
  readonly model_version: string;
  readonly latency_ms: number;
  readonly status_code: number;
  readonly itineraries: number;
  readonly features: Readonly<Record<string, string | number | null>>;
  readonly score: number | null;
  readonly prediction: 0 | 1 | null;
  readonly label: 0 | 1;
}

interface KnownAnswers {
  readonly quality: Readonly<Record<string, { readonly n: number; readonly accuracy: number }>>;
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
}

const folder = resolve(import.meta.dirname, '../../../examples/flight-delays');
const logPath = join(folder, 'log', 'predictions.jsonl.gz');
const text = gunzipSync(readFileSync(logPath)).toString();
const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line) as Line);
const known = JSON.parse(readFileSync(join(folder, 'model', 'known_answers.json'), 'utf8')) as KnownAnswers;

const kilometresFrom = '2001-06-10';
const slowFrom = '2001-06-20';
const before = (date: string) => lines.filter((line) => line.timestamp < date);
const since = (date: string) => lines.filter((line) => line.timestamp >= date);
const route = ({ features }: Line) => `${String(features.origin)}-${String(features.destination)}`;
const quantile = (values: readonly number[], share: number) => [...values].sort((one, other) => one - other)[Math.ceil(share * values.length) - 1]!;

describe('the shipped log of flight delays', () => {
  it('is small enough to ship, and large enough to judge', () => {
    expect(statSync(logPath).size).toBeLessThan(2_000_000);
    expect(lines.length).toBeGreaterThan(30_000);
    expect(new Set(lines.map((line) => line.request_id)).size).toBe(lines.length);
  });

  it('has the same 20 columns on every line', () => {
    const columns = (line: Line) => Object.entries(line).flatMap(([key, value]) => (key === 'features' ? Object.keys(value as object).map((name) => `features.${name}`) : [key])).join(' ');
    expect(columns(lines[0]!)).toBe(
      'timestamp request_id model model_version latency_ms status_code itineraries queue_depth features.dep_hour features.day_of_week features.time_of_day features.distance ' +
        'features.origin features.destination features.origin_delay_rate_1h features.route_delay_rate_7d score prediction label rebooking_cost_usd',
    );
    expect(lines.filter((line) => columns(line) !== columns(lines[0]!))).toEqual([]);
  });

  it('has no feature that gives the outcome away', () => {
    for (const name of Object.keys(lines[0]!.features)) {
      const rows = lines.filter((line) => typeof line.features[name] === 'number');
      const ofLabel = (label: number) => rows.filter((line) => line.label === label).map((line) => Number(line.features[name]));
      const late = ofLabel(1).filter((_, at) => at % 10 === 0);
      const other = ofLabel(0).filter((_, at) => at % 30 === 0);
      let wins = 0;
      for (const one of late) for (const two of other) wins += one > two ? 1 : one === two ? 0.5 : 0;
      if (rows.length > 0) expect(Math.abs(wins / (late.length * other.length) - 0.5), name).toBeLessThan(0.2);
    }
  });

  it('is in order of time and has rows of every day from 2 May to 30 June, few at night', () => {
    expect(lines.filter((line, at) => at > 0 && line.timestamp < lines[at - 1]!.timestamp)).toEqual([]);
    const days = new Map<string, number>();
    for (const line of lines) days.set(line.timestamp.slice(0, 10), (days.get(line.timestamp.slice(0, 10)) ?? 0) + 1);
    expect(days.size).toBe(60);
    expect(Math.min(...days.values())).toBeGreaterThan(400);
    const night = lines.filter((line) => Number(line.features.dep_hour) < 5).length;
    expect(night / lines.length).toBeLessThan(0.02);
    expect(lines.filter((line) => Number(line.timestamp.slice(11, 13)) !== line.features.dep_hour)).toEqual([]);
  });

  it('changes version and unit of distance on 10 June, and neither before or after', () => {
    expect(lines.filter((line) => line.model_version !== (line.timestamp < kilometresFrom ? 'v1.3.0' : 'v1.4.0'))).toEqual([]);
    const miles = new Map(before(kilometresFrom).map((line) => [route(line), Number(line.features.distance)]));
    const both = since(kilometresFrom).filter((line) => miles.has(route(line)));
    expect(both.length).toBeGreaterThan(5_000);
    expect(both.filter((line) => Math.abs(Number(line.features.distance) - miles.get(route(line))! * 1.609344) > 0.0501)).toEqual([]);
  });

  it('slows large requests on 20 June and leaves the median', () => {
    const latency = (rows: readonly Line[]) => rows.filter((line) => line.status_code === 200).map((line) => line.latency_ms);
    expect(quantile(latency(since(slowFrom)), 0.95)).toBeGreaterThan(2.5 * quantile(latency(before(slowFrom)), 0.95));
    expect(quantile(latency(since(slowFrom)), 0.5)).toBeLessThan(1.2 * quantile(latency(before(slowFrom)), 0.5));
    const large = (rows: readonly Line[]) => latency(rows.filter((line) => line.itineraries > 40));
    expect(quantile(large(since(slowFrom)), 0.5)).toBeGreaterThan(4 * quantile(large(before(slowFrom)), 0.5));
  });

  it('has score and prediction where the request was answered, and only there', () => {
    const fits = ({ status_code, score, prediction, label }: Line) =>
      [200, 503, 504].includes(status_code) &&
      (score === null) === (status_code !== 200) &&
      prediction === (score === null ? null : score >= 0.25 ? 1 : 0) &&
      (label === 0 || label === 1);
    expect(lines.filter((line) => !fits(line))).toEqual([]);
    expect(lines.some((line) => line.status_code !== 200)).toBe(true);
  });

  it('agrees with the Python code of the model', () => {
    const byId = new Map(lines.map((line) => [line.request_id, line]));
    expect(known.rows.length).toBeGreaterThanOrEqual(50);
    for (const { request_id, score, ...features } of known.rows) {
      const line = byId.get(String(request_id))!;
      for (const [name, value] of Object.entries(features)) {
        if (typeof value === 'number') expect(line.features[name], name).toBeCloseTo(value, 9);
        else expect(line.features[name], name).toBe(value);
      }
      if (line.score !== null) expect(Math.abs(line.score - Number(score))).toBeLessThanOrEqual(0.000101);
    }
  });

  it('loses accuracy with version 1.4.0, as scikit-learn measures it', () => {
    for (const [version, { n, accuracy }] of Object.entries(known.quality)) {
      const rows = lines.filter((line) => line.model_version === version && line.status_code === 200);
      expect(rows.length).toBe(n);
      expect(rows.filter((line) => line.prediction === line.label).length / n).toBeCloseTo(accuracy, 12);
    }
    expect(known.quality['v1.3.0']!.accuracy - known.quality['v1.4.0']!.accuracy).toBeGreaterThan(0.1);
  });

  it('is described by a model-vitals.json without problems', () => {
    const { config, problems } = parseConfig(readFileSync(join(folder, 'model-vitals.json'), 'utf8'));
    expect(problems).toEqual([]);
    expect(config.sources.map(({ name, paths }) => ({ name, paths }))).toEqual([{ name: 'flight-delays', paths: ['log/*.jsonl.gz'] }]);
  });

  it('comes out the same when it is made again from the three million flights', { timeout: 180_000 }, async () => {
    const out = mkdtempSync(join(tmpdir(), 'flight-delays-'));
    try {
      await promisify(execFile)(process.execPath, [join(folder, 'make.mjs'), '--small', '--out', out]);
      const hash = (path: string) => createHash('sha256').update(gunzipSync(readFileSync(path))).digest('hex');
      expect(hash(join(out, 'log', 'predictions.jsonl.gz'))).toBe(hash(logPath));
      expect(hash(join(out, 'model', 'model.json.gz'))).toBe(hash(join(folder, 'model', 'model.json.gz')));
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  });
});
