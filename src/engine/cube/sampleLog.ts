import type { SlotRange } from '../../core/domain/window';
import type { SortedSamples } from '../../core/cube/binEdges';
import type { LogColumn, OpenedLog } from '../log/openedLog';
import type { PlacedAxis } from './slotSql';

/** Up to this many rows, all rows are the sample and bin edges are exact quantiles. */
export const wholeUpTo = 100_000;

/** Which rows are the sample: conditions of SQL that depend on the content of a row, not on its place. */
export interface SamplePlan {
  /** BOOLEAN expressions; null takes every row. */
  readonly whole: string | null;
  readonly baseline: string | null;
  readonly baselineSlots: SlotRange;
}

/**
 * Plans a sample of about 32,000 rows (16,000 with many columns) of the whole log and as many of the baseline. Rows are
 * chosen by a hash of their time and a few numbers, so that the same rows in another order give the same sample; where that
 * hash is too coarse (few distinct rows), by a hash of the row's number.
 */
export async function planSample(log: OpenedLog, axis: PlacedAxis, slotRows: Float64Array, baselineSlots: SlotRange, columns: readonly LogColumn[], signal?: AbortSignal): Promise<SamplePlan> {
  const rows = log.state.rows;
  if (rows <= wholeUpTo) return { whole: null, baseline: null, baselineSlots };
  const target = columns.length <= 50 ? 32_000 : 16_000;
  let baselineRows = 0;
  for (let s = baselineSlots.from; s < baselineSlots.to; s += 1) baselineRows += slotRows[s] ?? 0;
  const finest = [...columns].sort((a, b) => b.profile.distinct - a.profile.distinct || (a.name < b.name ? -1 : 1)).slice(0, 3);
  const content = `hash(${['__mv_t', ...finest.map((column) => column.sql)].join(', ')})`;
  const expected = Math.min(1, target / rows) * rows;
  const [found] = await log.duck.rows(`SELECT count(*) FILTER (${below(content, target / rows)}) AS n FROM ${log.relation}`, [], signal);
  const n = Number(found?.['n'] ?? 0);
  const key = n > expected / 2 && n < expected * 2 ? content : 'hash(__mv_row)';
  const whole = below(key, target / rows);
  // The baseline has enough rows of its own in the common sample, unless it is a small part of the log.
  const inBaseline = `${axis.slot} BETWEEN ${baselineSlots.from} AND ${baselineSlots.to - 1}`;
  const baseline = baselineRows * 5 >= rows || baselineRows === 0 ? whole : baselineRows <= target ? 'true' : below(key, target / baselineRows);
  return { whole, baseline: `(${inBaseline} AND ${baseline})`, baselineSlots };
}

/** Sorted finite values of the sample, column by column. */
export async function readSample(log: Pick<OpenedLog, 'duck' | 'relation'>, axis: Pick<PlacedAxis, 'slot'>, plan: SamplePlan, columns: readonly LogColumn[], signal?: AbortSignal): Promise<readonly SortedSamples[]> {
  const { from, to } = plan.baselineSlots;
  const where = plan.whole === null ? '' : ` WHERE ${plan.whole} OR ${plan.baseline ?? 'false'}`;
  const sql = `SELECT ${axis.slot} AS s, (${plan.whole ?? 'true'})::INTEGER AS w, ${columns.map((column, i) => `${column.sql} AS c${i}`).join(', ')} FROM ${log.relation}${where}`;
  const whole = columns.map(() => new Growing());
  const baseline = columns.map(() => new Growing());
  await log.duck.stream(
    sql,
    (chunk) => {
      const slots = chunk.integers(0);
      const inWhole = chunk.integers(1);
      columns.forEach((_, j) => {
        const values = chunk.numbers(j + 2);
        const mask = chunk.mask(j + 2);
        const w = whole[j] as Growing;
        const b = baseline[j] as Growing;
        for (let i = 0; i < chunk.rows; i += 1) {
          const x = values[i] as number;
          if (x - x !== 0 || (mask !== null && ((mask[i >> 3] as number) & (1 << (i & 7))) === 0)) continue;
          if (inWhole[i] === 1) w.push(x);
          const slot = slots[i] as number;
          if (slot >= from && slot < to) b.push(x);
        }
      });
    },
    signal,
  );
  return columns.map((_, j) => ({ baseline: (baseline[j] as Growing).sorted(), whole: (whole[j] as Growing).sorted() }));
}

function below(hash: string, share: number): string {
  const limit = BigInt(Math.floor(Math.min(1, share) * 2 ** 52)) << 12n;
  return share >= 1 ? 'true' : `${hash} < ${limit.toString()}::UBIGINT`;
}

class Growing {
  private values = new Float64Array(1024);
  private length = 0;

  push(x: number): void {
    if (this.length === this.values.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length] = x;
    this.length += 1;
  }

  sorted(): Float64Array {
    return this.values.slice(0, this.length).sort();
  }
}
