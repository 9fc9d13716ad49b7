import type { SortedSamples } from '../../core/cube/binEdges';
import type { Relation } from '../../core/warehouse/cubeQueries';
import { placeAxis } from '../cube/makeAxis';
import { readSample } from '../cube/sampleLog';
import type { OpenedLog } from '../log/openedLog';
import { type Ask, numberOf, type SampleRequest } from './warehouseTable';

/** Rows that a sample of one window aims at. */
const baselineTarget = 16_000;

/** The rows that were brought to judge columns by. */
export interface BroughtRows {
  readonly log: OpenedLog;
  /** All rows of the table; else a part chosen by their content. */
  readonly isWhole: boolean;
  /** BOOLEAN expression in the engine's dialect: about a share of all rows, chosen by content. */
  readonly some: (share: number) => string;
}

/**
 * Values to choose bins from: those of the rows that were brought; where they are few in the baseline, of more of its rows, asked for by themselves.
 * Up to 100,000 rows the table is its own sample.
 */
export async function sampleValues(brought: BroughtRows, relation: Relation, ask: Ask, { axis, rows, baseline, slot, columns }: SampleRequest, signal?: AbortSignal): Promise<readonly SortedSamples[]> {
  const { log, isWhole, some } = brought;
  const local = columns.map(({ name }) => log.columns.find((one) => one.name === name)).filter((column) => column !== undefined);
  const found = await readSample(log, placeAxis(log, axis), { whole: null, baseline: null, baselineSlots: baseline }, local, signal);
  const total = rows.reduce((sum, n) => sum + n, 0);
  const inBaseline = rows.slice(baseline.from, baseline.to).reduce((sum, n) => sum + n, 0);
  // As many rows of the baseline as of any log: it has enough in the common sample, unless it is a small part of all.
  if (isWhole || inBaseline === 0 || inBaseline * 5 >= total) return found;
  const list = columns.map(({ sql }, i) => `${sql} AS mv_c${i}`);
  const where = `mv_s >= ${baseline.from} AND mv_s < ${baseline.to}`;
  const cells = await ask(`SELECT ${columns.map((_, i) => `mv_c${i}`).join(', ')} FROM (SELECT ${[`${slot} AS mv_s`, ...list].join(', ')} FROM ${relation.from} WHERE ${some(Math.min(1, baselineTarget / inBaseline))}) AS mv_q WHERE ${where}`, signal);
  return found.map(({ whole }, j) => ({ whole, baseline: Float64Array.from(cells.map((row) => numberOf(row[j])).filter(Number.isFinite)).sort() }));
}
