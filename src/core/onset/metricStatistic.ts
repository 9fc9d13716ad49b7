import { coveredSeconds } from '../analysis/coveredSeconds';
import { modelSeries } from '../analysis/modelSeries';
import { tileSeries } from '../analysis/tileSeries';
import type { Cube, LatencyColumn } from '../cube/cube';
import { slotCount } from '../cube/cube';
import type { LatencySummary, Summary } from '../cube/summary';
import type { Finding } from '../domain/finding';
import type { Series } from '../domain/report';
import type { SourceState } from '../domain/source';
import { mainFigures } from '../metrics/mainFigures';
import { metricSeries } from '../metrics/metricSeries';
import { formatFigure } from '../format/figures';
import { binSums, columnStatistic, sum } from './columnStatistic';
import { pooledVariance, ratioSlots, shareShift, type SlotSeries } from './slotSeries';

export interface MetricInput {
  readonly cube: Cube;
  readonly source: SourceState;
  readonly baseline: Summary;
  readonly current: Summary;
}

/** What of a finding is watched slot by slot, or why nothing can be. */
export function metricStatistic(finding: Finding, input: MetricInput): SlotSeries | { readonly reason: string } {
  const { cube, source } = input;
  if (finding.from !== undefined) return ofServer(finding, cube, source);
  if (finding.id.startsWith('latency.')) return latency(finding, input) ?? { reason: 'the share of slow rows did not move with it' };
  if (finding.id === 'throughput') return throughput(cube, source);
  if (finding.id === 'errors' && cube.status !== null) {
    const { ok, error } = cube.status;
    const [before, after] = [input.baseline.status, input.current.status];
    const hits = [before?.error ?? 0, after?.error ?? 0] as const;
    const rows = [hits[0] + (before?.ok ?? 0), hits[1] + (after?.ok ?? 0)] as const;
    return ratioSlots('error rate', error, error.map((count, slot) => count + (ok[slot] ?? 0)), pooledVariance(hits, rows));
  }
  const output = /^(score|prediction|label)\.distribution(?:\.(.*))?$/s.exec(finding.id);
  if (output !== null) return distribution(output[1] ?? '', output[2], input);
  const series = slotFigures(cube).find(({ id }) => id === finding.id);
  if (series === undefined) return { reason: `${finding.title} has no figure for a single slot` };
  const values = Float64Array.from(series.values, (value) => value ?? Number.NaN);
  return { statistic: finding.title, values, weights: Float64Array.from(series.n), rowVariance: rowVariance(finding) };
}

/** A figure that a server says is watched as it is drawn. */
function ofServer({ id, title }: Finding, cube: Cube, source: SourceState): SlotSeries | { readonly reason: string } {
  const metrics = cube.metrics ?? [];
  const series = metricSeries(metrics, mainFigures(cube, source), slotCount(cube.axis), false).find((one) => one.id === id);
  if (series === undefined) return { reason: `${title} has no figure for a single slot` };
  return { statistic: title, values: Float64Array.from(series.values, (value) => value ?? Number.NaN), weights: Float64Array.from(series.values, (value) => (value === null ? 0 : 1)), rowVariance: 0 };
}

const known = new WeakMap<Cube, readonly Series[]>();

/** Quality, confidence and KPIs by slot, made once a cube: they depend on no window. */
function slotFigures(cube: Cube): readonly Series[] {
  let series = known.get(cube);
  if (series === undefined) known.set(cube, (series = [...modelSeries(cube, slotCount(cube.axis)), ...tileSeries(cube)]));
  return series;
}

/** Shares of rows have the variance of their own level; of other figures it is not known. */
function rowVariance({ id, baseline, current }: Finding): number {
  if (!['quality.accuracy', 'quality.precision', 'quality.recall'].includes(id) || baseline.value === null || current.value === null) return 0;
  return pooledVariance([baseline.value * baseline.n, current.value * current.n], [baseline.n, current.n]);
}

/** The column of an output's distribution; those beyond the first of a role have their names in the id. A label that has not come yet is no class. */
function distribution(role: string, name: string | undefined, { cube, baseline, current }: MetricInput): SlotSeries | { readonly reason: string } {
  const all = cube.columns.flatMap((column, position) => (column.role === role && column.kind !== 'latency' ? [{ column, position }] : []));
  const found = name === undefined ? all[0] : all.find(({ column }) => column.name === name);
  const [from, to] = [baseline.columns[found?.position ?? -1], current.columns[found?.position ?? -1]];
  if (found === undefined || from === undefined || to === undefined) return { reason: 'its column is not in the summary of the log' };
  const labelled = role === 'label';
  const column = labelled ? { ...found.column, missing: new Float64Array(found.column.missing.length) } : found.column;
  return columnStatistic(column, labelled ? { ...from, missing: 0 } : from, labelled ? { ...to, missing: 0 } : to) ?? { reason: 'no share of it moved' };
}

/** Rows a second, as a logarithm: half and double count alike. A slot counts as one, whatever it holds. */
function throughput(cube: Cube, source: SourceState): SlotSeries | { readonly reason: string } {
  if (cube.axis.kind !== 'time') return { reason: 'without times there is no throughput' };
  const { step } = cube.axis;
  const seconds = Array.from({ length: slotCount(cube.axis) }, (_, slot) => coveredSeconds(cube, source, slot));
  // The first and the last slot are often not whole.
  const values = Float64Array.from(cube.rows, (rows, slot) => ((seconds[slot] ?? 0) >= step / 2e6 && rows > 0 ? Math.log(rows / (seconds[slot] ?? 1)) : Number.NaN));
  return { statistic: 'logarithm of the throughput', values, weights: new Float64Array(values.length).fill(1), rowVariance: 0 };
}

const quantiles = [0.5, 0.75, 0.9, 0.95, 0.99];

/** The share of rows that take longer than the baseline's own percentile; for the mean, longer than the baseline percentile whose share moved most. */
function latency(finding: Finding, { cube, baseline, current }: MetricInput): SlotSeries | null {
  const position = cube.columns.findIndex(({ kind }) => kind === 'latency');
  const [column, from, to] = [cube.columns[position], baseline.columns[position], current.columns[position]];
  if (column?.kind !== 'latency' || from?.kind !== 'latency' || to?.kind !== 'latency') return null;
  const own = /^latency\.p(\d+)$/.exec(finding.id)?.[1];
  const bins = (own === undefined ? quantiles : [Number(own) / 100]).map((p) => binAbove(from, p));
  const rows = [sum(from.counts) + from.zero, sum(to.counts) + to.zero] as const;
  const shifts = bins.map((bin) => ({ bin, hits: [sum(from.counts, bin), sum(to.counts, bin)] as const })).map((each) => ({ ...each, shift: shareShift(each.hits, rows) }));
  const best = shifts.reduce((a, b) => (b.shift > a.shift ? b : a));
  if (!(best.shift > 0)) return null;
  const limit = edgeBelow(column, best.bin);
  return ratioSlots(`share above ${formatFigure(limit, 'ms')}`, binSums(column.counts, column.width, best.bin, column.width), binSums(column.counts, column.width, 0, column.width).map((n, slot) => n + (column.zero[slot] ?? 0)), pooledVariance(best.hits, rows));
}

/** First bin above the one that holds the quantile. */
function binAbove({ counts, zero }: LatencySummary, p: number): number {
  const wanted = p * (sum(counts) + zero);
  let seen = zero;
  let bin = 0;
  while (bin < counts.length && seen < wanted) {
    seen += counts[bin] ?? 0;
    bin += 1;
  }
  return bin;
}

function edgeBelow({ relativeError, firstIndex }: LatencyColumn, bin: number): number {
  return ((1 + relativeError) / (1 - relativeError)) ** (firstIndex + bin - 1);
}
