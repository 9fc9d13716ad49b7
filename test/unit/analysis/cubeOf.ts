import type { CategoryColumn, Cube, CubeColumn, LatencyColumn, NumericColumn } from '../../../src/core/cube/cube';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import type { Summary } from '../../../src/core/cube/summary';
import type { Role } from '../../../src/core/domain/role';
import type { ModelTask, SourceState } from '../../../src/core/domain/source';

/* A small, slow and plain cube builder: every table is filled row by row as the contract says, to test analysis apart from the engine. */

export interface Row {
  readonly slot: number;
  readonly numeric?: Readonly<Record<string, number | null>>;
  readonly category?: Readonly<Record<string, string | null>>;
  readonly latency?: number | null;
  readonly failed?: boolean | null;
  readonly prediction?: string | null;
  readonly label?: string | null;
  readonly score?: number | null;
  readonly predicted?: number | null;
  readonly actual?: number | null;
  readonly version?: string;
}

export interface CubeOptions {
  readonly slots: number;
  readonly step?: number;
  readonly start?: number;
  readonly bins?: number;
  readonly roles?: Readonly<Record<string, Role>>;
  readonly positive?: string;
  readonly axis?: Cube['axis'];
}

export const hourUs = 3_600e6;
export const startUs = Date.UTC(2001, 5, 1) * 1000;

function binEdges(values: readonly number[], bins: number): { edges: Float64Array; values: Float64Array | null } {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  if (distinct.length <= bins) return { edges: Float64Array.from(distinct.slice(0, -1)), values: distinct.length === 0 ? Float64Array.of(0) : Float64Array.from(distinct) };
  const sorted = [...values].sort((a, b) => a - b);
  const edges = new Set<number>();
  for (let i = 1; i < bins; i += 1) edges.add(sorted[Math.floor((i * sorted.length) / bins)]!);
  return { edges: Float64Array.from([...edges].sort((a, b) => a - b)), values: null };
}

function bin(edges: Float64Array, value: number): number {
  let k = 0;
  while (k < edges.length && edges[k]! < value) k += 1;
  return k;
}

const zeros = (n: number): Float64Array => new Float64Array(n);
const nans = (n: number): Float64Array => new Float64Array(n).fill(Number.NaN);

function numericColumn(name: string, rows: readonly Row[], options: CubeOptions): NumericColumn {
  const S = options.slots;
  const finite = rows.map((row) => row.numeric?.[name]).filter((x): x is number => typeof x === 'number' && Number.isFinite(x));
  const { edges, values } = binEdges(finite, options.bins ?? 100);
  const width = edges.length + 1;
  const centre = finite.length > 0 ? finite[0]! : 0;
  const column = { kind: 'numeric' as const, name, role: options.roles?.[name] ?? ('feature'), edges, values, centre, counts: zeros(S * width), missing: zeros(S), nonFinite: zeros(S), sum: zeros(S), sumSq: zeros(S), min: nans(S), max: nans(S) };
  for (const row of rows) {
    const x = row.numeric?.[name];
    const s = row.slot;
    if (x === null || x === undefined) column.missing[s]! += 1;
    else if (!Number.isFinite(x)) column.nonFinite[s]! += 1;
    else {
      column.counts[s * width + bin(edges, x)]! += 1;
      column.sum[s]! += x - centre;
      column.sumSq[s]! += (x - centre) ** 2;
      if (!(column.min[s]! <= x)) column.min[s] = x;
      if (!(column.max[s]! >= x)) column.max[s] = x;
    }
  }
  return column;
}

function categoryColumn(name: string, rows: readonly Row[], options: CubeOptions): CategoryColumn {
  const tally = new Map<string, number>();
  for (const row of rows) {
    const level = row.category?.[name];
    if (level !== null && level !== undefined) tally.set(level, (tally.get(level) ?? 0) + 1);
  }
  const all = [...tally].sort((a, b) => b[1] - a[1]).map(([level]) => level);
  const levels = all.slice(0, 50);
  const width = levels.length + 1;
  const counts = zeros(options.slots * width);
  const missing = zeros(options.slots);
  for (const row of rows) {
    const level = row.category?.[name];
    if (level === null || level === undefined) missing[row.slot]! += 1;
    else {
      const k = levels.indexOf(level);
      counts[row.slot * width + (k < 0 ? levels.length : k)]! += 1;
    }
  }
  return { kind: 'category', name, role: options.roles?.[name] ?? 'feature', levels, restLevels: all.length - levels.length, counts, missing };
}

function latencyColumn(rows: readonly Row[], slots: number): LatencyColumn {
  const a = 0.01;
  const g = (1 + a) / (1 - a);
  const index = (x: number): number => Math.ceil(Math.log(x) / Math.log(g));
  const positive = rows.map((row) => row.latency).filter((x): x is number => typeof x === 'number' && x > 0).map(index);
  const first = positive.length > 0 ? Math.min(...positive) : 0;
  const width = positive.length > 0 ? Math.max(...positive) - first + 1 : 1;
  const column = { kind: 'latency' as const, name: 'latency_ms', role: 'latency' as const, relativeError: a, firstIndex: first, width, counts: zeros(slots * width), zero: zeros(slots), missing: zeros(slots), sum: zeros(slots), sumSq: zeros(slots), min: nans(slots), max: nans(slots) };
  for (const row of rows) {
    const x = row.latency;
    const s = row.slot;
    if (x === null || x === undefined) column.missing[s]! += 1;
    else {
      if (x > 0) column.counts[s * width + index(x) - first]! += 1;
      else column.zero[s]! += 1;
      column.sum[s]! += x;
      column.sumSq[s]! += x * x;
      if (!(column.min[s]! <= x)) column.min[s] = x;
      if (!(column.max[s]! >= x)) column.max[s] = x;
    }
  }
  return column;
}

const has = (rows: readonly Row[], key: keyof Row): boolean => rows.some((row) => row[key] !== undefined);

function confusionOf(rows: readonly Row[], options: CubeOptions): Cube['confusion'] {
  if (!has(rows, 'prediction')) return null;
  const levels = [...new Set(rows.flatMap((row) => [row.prediction, row.label]).filter((x): x is string => typeof x === 'string'))].sort();
  const L = levels.length;
  const counts = zeros(options.slots * L * L);
  const unlabelled = zeros(options.slots);
  for (const row of rows) {
    if (typeof row.prediction !== 'string') continue;
    if (typeof row.label !== 'string') unlabelled[row.slot]! += 1;
    else counts[row.slot * L * L + levels.indexOf(row.prediction) * L + levels.indexOf(row.label)]! += 1;
  }
  return { prediction: 'prediction', label: 'label', levels, hasRest: false, positive: options.positive === undefined ? null : levels.indexOf(options.positive), counts, unlabelled, threshold: null };
}

function scoreOf(rows: readonly Row[], options: CubeOptions): Cube['score'] {
  if (!has(rows, 'score') || options.positive === undefined) return null;
  const S = options.slots;
  const finite = rows.map((row) => row.score).filter((x): x is number => typeof x === 'number');
  const { edges, values } = binEdges(finite, options.bins ?? 100);
  const w = edges.length + 1;
  const t = { column: 'score', edges, values, positive: zeros(S * w), negative: zeros(S * w), unlabelled: zeros(S * w), scoreSum: zeros(S * w), brierSum: zeros(S), brierSq: zeros(S), logLossSum: zeros(S), logLossSq: zeros(S), labelled: zeros(S), confidenceSum: zeros(S), confidenceSq: zeros(S), scored: zeros(S), outside: zeros(S) };
  const eps = 2 ** -52;
  for (const row of rows) {
    const p = row.score;
    const s = row.slot;
    if (typeof p !== 'number') continue;
    const at = s * w + bin(edges, p);
    const inside = p >= 0 && p <= 1;
    if (!inside) t.outside[s]! += 1;
    const confidence = Math.max(p, 1 - p);
    t.scored[s]! += 1;
    t.confidenceSum[s]! += confidence;
    t.confidenceSq[s]! += confidence ** 2;
    if (typeof row.label !== 'string') {
      t.unlabelled[at]! += 1;
      continue;
    }
    const y = row.label === options.positive ? 1 : 0;
    (y === 1 ? t.positive : t.negative)[at]! += 1;
    t.scoreSum[at]! += p;
    if (!inside) continue;
    const clipped = Math.min(1 - eps, Math.max(eps, p));
    const loss = -Math.log(y === 1 ? clipped : 1 - clipped);
    t.labelled[s]! += 1;
    t.brierSum[s]! += (p - y) ** 2;
    t.brierSq[s]! += (p - y) ** 4;
    t.logLossSum[s]! += loss;
    t.logLossSq[s]! += loss ** 2;
  }
  return t;
}

function regressionOf(rows: readonly Row[], S: number): Cube['regression'] {
  if (!has(rows, 'predicted')) return null;
  const centre = rows.find((row) => typeof row.actual === 'number')?.actual ?? 0;
  const t = { prediction: 'predicted', label: 'actual', n: zeros(S), unlabelled: zeros(S), sum: zeros(S), sumAbs: zeros(S), sumSq: zeros(S), sumFourth: zeros(S), labelSum: zeros(S), labelSq: zeros(S), labelCentre: centre };
  for (const row of rows) {
    const s = row.slot;
    if (typeof row.predicted !== 'number') continue;
    if (typeof row.actual !== 'number') {
      t.unlabelled[s]! += 1;
      continue;
    }
    const e = row.predicted - row.actual;
    t.n[s]! += 1;
    t.sum[s]! += e;
    t.sumAbs[s]! += Math.abs(e);
    t.sumSq[s]! += e * e;
    t.sumFourth[s]! += e ** 4;
    t.labelSum[s]! += row.actual - centre;
    t.labelSq[s]! += (row.actual - centre) ** 2;
  }
  return t;
}

export function cubeOf(rows: readonly Row[], options: CubeOptions): Cube {
  const S = options.slots;
  const names = (key: 'numeric' | 'category'): string[] => [...new Set(rows.flatMap((row) => Object.keys(row[key] ?? {})))];
  const columns: CubeColumn[] = [
    ...names('numeric').map((name) => numericColumn(name, rows, options)),
    ...names('category').map((name) => categoryColumn(name, rows, options)),
    ...(has(rows, 'latency') ? [latencyColumn(rows, S)] : []),
  ];
  const counts = zeros(S);
  for (const row of rows) counts[row.slot]! += 1;
  const status = has(rows, 'failed') ? { column: 'status', rule: 'HTTP status >= 400', ok: zeros(S), error: zeros(S), missing: zeros(S) } : null;
  if (status !== null) for (const row of rows) (row.failed === true ? status.error : row.failed === false ? status.ok : status.missing)[row.slot]! += 1;
  const versionNames = [...new Set(rows.flatMap((row) => (row.version === undefined ? [] : [row.version])))];
  const versions = versionNames.length === 0 ? null : { names: versionNames, counts: zeros(S * versionNames.length) };
  if (versions !== null) for (const row of rows) if (row.version !== undefined) versions.counts[row.slot * versionNames.length + versionNames.indexOf(row.version)]! += 1;
  const confusion = confusionOf(rows, options);
  const regression = regressionOf(rows, S);
  const task: ModelTask = regression !== null ? 'regression' : confusion === null ? 'none' : confusion.positive === null ? 'multiclass' : 'binary';
  return {
    version: 1,
    axis: options.axis ?? { kind: 'time', start: options.start ?? startUs, step: options.step ?? hourUs, count: S },
    task, rows: counts, outside: 0, columns, status, confusion, score: scoreOf(rows, options), regression, versions,
  };
}

const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0);

export function windowOf(cube: Cube, from: number, to: number): Summary {
  return summarise(indexCube(cube), { from, to });
}

export function sourceOf(cube: Cube, more: Partial<SourceState> = {}): SourceState {
  const time = cube.axis.kind === 'time' ? { from: cube.axis.start, to: cube.axis.start + cube.axis.count * cube.axis.step - 1 } : { from: null, to: null };
  return {
    id: 'log-1', name: 'flights', state: 'ready', files: [], rows: total(cube.rows), badLines: 0, badLineList: [],
    columns: [], roles: cube.columns.map((column) => ({ column: column.name, role: column.role, reasons: [] })),
    time: { column: cube.axis.kind === 'time' ? 'timestamp' : null, encoding: cube.axis.kind === 'time' ? 'iso' : 'none', ...time, without: 0, outOfOrder: 0 },
    duplicateIds: 0, versions: cube.versions?.names ?? [], task: cube.task, readAtMs: 0, fromStore: false, ...more,
  };
}

export { seededUniform as random, standardNormal as gaussian } from '../../../src/core/stats/seeded';
