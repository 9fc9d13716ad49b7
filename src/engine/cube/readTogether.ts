import type { Axis } from '../../core/domain/window';
import type { TogetherFeature, TogetherPlan } from '../../core/multivariate/togetherPlan';
import type { TogetherSample } from '../../core/multivariate/togetherBySlot';
import { quoteString } from '../duck/quote';
import type { LogColumn, OpenedLog } from '../log/openedLog';
import { placeAxis } from './makeAxis';
import { textOf } from './slotSql';

/**
 * A row's place in [0, 1): multiples of the golden ratio by the row's number (Weyl's sequence), so that each stretch of rows is sampled
 * evenly, no chance is needed and the same log gives the same sample.
 */
const place = '(((__mv_row % 2147483648) * 2654435769) % 4294967296) / 4294967296.0';

/** The rows of the plan, from one pass over the log. Memory is that of the sample. */
export async function readTogether(log: OpenedLog, axis: Axis, plan: TogetherPlan, signal?: AbortSignal): Promise<TogetherSample> {
  const { slot } = placeAxis(log, axis);
  const sources = new Map(log.columns.map((column) => [column.name, column]));
  const columns = plan.features.map((feature, i) => `${sqlOf(feature, sources.get(feature.name))} AS c${i}`);
  const rates = `([${Array.from(plan.score, (rate) => rate.toFixed(9)).join(', ')}]::DOUBLE[])[s + 1]`;
  const isBaseline = `([${Array.from(plan.score, (_, s) => (plan.isBaseline(s) ? 1 : 0)).join(', ')}]::TINYINT[])[s + 1] = 1`;
  const fit = plan.fit.toFixed(9);
  // Most rows are in no sample: they are left out by their place alone, before anything else of them is looked at.
  const most = Math.min(1, plan.fit + Math.max(0, ...plan.score) + 1e-8).toFixed(9);
  // Made in whole before it is read: otherwise each vector of 2,048 rows would come as a chunk of the few that are left of it.
  const sql = `WITH sample AS MATERIALIZED (SELECT s, (h < ${fit})::INTEGER AS f, ${columns.join(', ')} FROM (SELECT *, ${slot} AS s FROM (SELECT *, ${place} AS h FROM ${log.relation}) AS p WHERE h < ${most}) AS r
    WHERE s >= 0 AND CASE WHEN h < ${fit} THEN ${isBaseline} ELSE h < ${fit} + ${rates} END) FROM sample`;
  const width = plan.features.length;
  const expected = (rows: number): number => Math.ceil(rows * 1.02) + 64;
  const [toFit, toScore] = [expected(plan.fitRows), expected(plan.scoredRows)];
  const [fitted, scored, slots] = [new Growing(toFit * width), new Growing(toScore * width), new Growing(toScore)];
  await log.duck.stream(
    sql,
    (chunk) => {
      const [at, isFit] = [chunk.integers(0), chunk.integers(1)];
      const values = plan.features.map((feature, i) => numbersOf(feature, feature.kind === 'numeric' ? chunk.numbers(i + 2) : chunk.integers(i + 2), chunk.mask(i + 2)));
      for (let row = 0; row < chunk.rows; row += 1) {
        const target = isFit[row] === 1 ? fitted : scored;
        const offset = target.extend(width);
        for (let i = 0; i < width; i += 1) target.numbers[offset + i] = (values[i] as Float64Array)[row] as number;
        if (isFit[row] !== 1) slots.numbers[slots.extend(1)] = at[row] as number;
      }
    },
    signal,
  );
  return { features: width, fit: fitted.all(), scored: scored.all(), slots: Int32Array.from(slots.all()) };
}

/** DOUBLE of a number, INTEGER of a level (its position, past the end for others), NULL where it is missing. */
function sqlOf(feature: TogetherFeature, source: LogColumn | undefined): string {
  if (source === undefined) return feature.kind === 'numeric' ? 'NULL::DOUBLE' : 'NULL::INTEGER';
  if (feature.kind === 'numeric') return source.sql;
  const found = `list_position([${feature.levels.map(quoteString).join(', ')}]::VARCHAR[], ${textOf(source)})`;
  return `(CASE WHEN ${source.sql} IS NULL THEN NULL ELSE coalesce(nullif(${found}, 0) - 1, ${feature.levels.length}) END)::INTEGER`;
}

function numbersOf(feature: TogetherFeature, raw: ArrayLike<number>, mask: Uint8Array | null): Float64Array {
  const out = new Float64Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) {
    const x = raw[i] as number;
    const isThere = mask === null || ((mask[i >> 3] as number) & (1 << (i & 7))) !== 0;
    out[i] = !isThere ? Number.NaN : feature.kind === 'category' ? (feature.shares[x] ?? 0) : Number.isFinite(x) ? x : Number.NaN;
  }
  return out;
}

/** Numbers in one array, of which about so many are expected. */
class Growing {
  numbers: Float64Array;
  private length = 0;

  constructor(expected: number) {
    this.numbers = new Float64Array(expected);
  }

  /** Makes room for `count` numbers and returns where they start. */
  extend(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.numbers.length) {
      const larger = new Float64Array(Math.max(this.length, this.numbers.length * 2));
      larger.set(this.numbers);
      this.numbers = larger;
    }
    return at;
  }

  all(): Float64Array {
    return this.numbers.subarray(0, this.length);
  }
}
