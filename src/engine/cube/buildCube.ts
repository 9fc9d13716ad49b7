import type { CategoryColumn, Cube, CubeColumn, NumericColumn } from '../../core/cube/cube';
import { slotCount } from '../../core/cube/cube';
import { cubeBudget, slotsFor, type CubeBudget } from '../../core/cube/cubeBudget';
import { otherVersions } from '../../core/cube/mergeCubes';
import { defaultComparison } from '../../core/cube/presetsFor';
import { isProblem } from '../../core/cube/windowProblem';
import { resolveComparison } from '../../core/cube/windows';
import type { WorkOptions } from '../../core/domain/progress';
import type { Axis, AxisKind, SlotRange } from '../../core/domain/window';
import type { LogColumn, OpenedLog } from '../log/openedLog';
import { columnOfRole, countedColumns } from './logRoles';
import { makeAxis, naturalAxis, placeAxis, versionText } from './makeAxis';
import { outcomesOf, type Outcomes } from './outcomesOf';
import { scanLabelAges } from './scanLabelAges';
import { planSample } from './sampleLog';
import { scanCategory } from './scanCategories';
import { scanConfusion } from './scanConfusion';
import { scanNumbers, type NumberPlan, type Scan } from './scanNumbers';
import { scanStatus } from './scanStatus';
import type { PlacedAxis } from './slotSql';

export interface CubeOptions extends WorkOptions {
  /** What the slots are; default `naturalAxis`. */
  readonly axis?: AxisKind;
  /**
   * Where the baseline will lie, in the axis' own numbers: microseconds since 1970 UTC, rows, or slots of files and versions.
   * Only the bins follow it. Default: the baseline of `defaultComparison`.
   */
  readonly baselineHint?: { readonly from: number; readonly to: number };
  /** The level of the label that counts as positive. */
  readonly positive?: string;
  /** Slots that somebody else has chosen, instead of those that suit the log. */
  readonly placed?: Extract<Axis, { kind: 'time' | 'row' }>;
  /** Bins and levels, instead of as many as there is room for. */
  readonly budget?: Pick<CubeBudget, 'bins' | 'values' | 'levels'>;
}

export const mostVersions = 50;

/** Builds the cube of a log: one pass over its numbers, a query for each category, and none that grows with the rows in memory. */
export async function buildCube(log: OpenedLog, options: CubeOptions = {}): Promise<Cube> {
  const { signal, onProgress } = options;
  const counted = countedColumns(log);
  const budget = { ...cubeBudget(counted.length), ...options.budget };
  const axis = options.placed === undefined ? await makeAxis(log, options.axis ?? naturalAxis(log), slotsFor(log.state.rows, budget.slots), signal) : placeAxis(log, options.placed);
  const slots = slotCount(axis.axis);
  const { rows, outside } = await countRows(log, axis, slots, signal);
  const total = log.state.rows * Math.max(1, Math.ceil(counted.length / 64));
  let done = 0;
  let said = 0;
  const scan: Scan = {
    log,
    axis,
    slots,
    budget,
    ...(signal === undefined ? {} : { signal }),
    onRows: (read) => {
      done += read;
      if (done - said < 100_000) return;
      said = done;
      onProgress?.({ stage: 'counting', done: Math.min(done, total), total, unit: 'rows' });
    },
  };

  const numeric = counted.filter(({ column }) => column.profile.kind === 'numeric').map(({ column }) => column);
  const outcomes = await outcomesOf(log, options);
  const baseline = baselineSlots(axis.axis, rows, options.baselineHint);
  const plan: NumberPlan = { columns: firstThose(numeric, outcomes.inFirstPass), latency: columnOfRole(log, 'latency'), score: outcomes.score, regression: outcomes.regression };
  const sample = await planSample(log, axis, rows, baseline, numeric, signal);

  // DuckDB's threads are partly idle while numbers are counted here, so the questions that it answers alone run beside.
  const [tables, others] = await together(signal, (shared) => [scanNumbers({ ...scan, signal: shared }, plan, sample), restOf({ ...scan, signal: shared }, counted, outcomes, budget.levels)]);
  const columns: CubeColumn[] = counted.flatMap(({ column, role }): CubeColumn[] => {
    const asNumber = tables.columns.get(column.name);
    if (asNumber !== undefined) return [{ kind: 'numeric', name: column.name, role, ...asNumber } satisfies NumericColumn];
    const asCategory = others.categories.get(column.name);
    return asCategory === undefined ? [] : [{ kind: 'category', name: column.name, role, ...asCategory } satisfies CategoryColumn];
  });
  if (tables.latency !== null) columns.push(tables.latency);
  const labelAges = await scanLabelAges(scan, outcomes, { confusion: others.confusion, score: tables.score, regression: tables.regression });
  return {
    version: 1,
    axis: axis.axis,
    task: log.state.task,
    rows,
    outside,
    columns,
    status: others.status,
    confusion: others.confusion,
    score: tables.score,
    regression: tables.regression,
    versions: others.versions,
    ...(labelAges === null ? {} : { labelAges }),
  };
}

/** Two pieces of work at once: when one fails the other is stopped, and the first failure is thrown once both have ended. */
async function together<A, B>(signal: AbortSignal | undefined, start: (signal: AbortSignal) => [Promise<A>, Promise<B>]): Promise<[A, B]> {
  const stop = new AbortController();
  let first: { readonly error: unknown } | null = null;
  const works = start(signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]));
  const [a, b] = await Promise.all(
    works.map((work) =>
      work.catch((error: unknown) => {
        first ??= { error };
        stop.abort();
        return null;
      }),
    ),
  );
  if (first !== null) throw (first as { readonly error: unknown }).error;
  return [a as A, b as B];
}

async function restOf(scan: Scan, counted: readonly { readonly column: LogColumn }[], outcomes: Outcomes, levels: number): Promise<{
  readonly categories: ReadonlyMap<string, Awaited<ReturnType<typeof scanCategory>>>;
  readonly status: Cube['status'];
  readonly confusion: Cube['confusion'];
  readonly versions: Cube['versions'];
}> {
  const { log } = scan;
  const statusColumn = columnOfRole(log, 'status');
  const status = statusColumn === null || !['numeric', 'category', 'text'].includes(statusColumn.profile.kind) ? null : await scanStatus(scan, statusColumn);
  const { classes, label, prediction, scoreColumn } = outcomes;
  const confusion = classes === null || label === null ? null : await scanConfusion(scan, classes, label, prediction, scoreColumn);
  const versions = await versionsOf(scan);
  const categories = new Map<string, Awaited<ReturnType<typeof scanCategory>>>();
  for (const { column } of counted) {
    if (column.profile.kind === 'category') categories.set(column.name, await scanCategory(scan, column, levels));
  }
  return { categories, status, confusion, versions };
}

async function versionsOf(scan: Scan): Promise<Cube['versions']> {
  const column = columnOfRole(scan.log, 'version');
  if (column === null || !['numeric', 'category', 'text'].includes(column.profile.kind)) return null;
  const { levels, restLevels, counts } = await scanCategory(scan, { sql: `(${versionText(column)})`, profile: column.profile }, mostVersions);
  if (restLevels > 0) return { names: [...levels, otherVersions], counts };
  const width = levels.length;
  return { names: levels, counts: counts.filter((_, i) => i % (width + 1) !== width) };
}

async function countRows(log: OpenedLog, axis: PlacedAxis, slots: number, signal?: AbortSignal): Promise<{ readonly rows: Float64Array; readonly outside: number }> {
  const rows = new Float64Array(slots);
  let outside = 0;
  await log.duck.stream(
    `SELECT ${axis.slot} AS s, count(*)::DOUBLE AS n FROM ${log.relation} GROUP BY 1`,
    (chunk) => {
      const [at, n] = [chunk.integers(0), chunk.numbers(1)];
      for (let i = 0; i < chunk.rows; i += 1) {
        const slot = at[i] ?? -1;
        if (slot < 0) outside += n[i] ?? 0;
        else rows[slot] = n[i] ?? 0;
      }
    },
    signal,
  );
  return { rows, outside };
}

export function baselineSlots(axis: Axis, rows: Float64Array, hint: CubeOptions['baselineHint']): SlotRange {
  const slots = rows.length;
  if (hint === undefined) {
    const windows = resolveComparison(axis, rows, defaultComparison(axis, rows));
    return isProblem(windows) ? { from: 0, to: Math.max(1, Math.round(slots / 2)) } : windows.baseline;
  }
  const start = axis.kind === 'time' ? axis.start : 0;
  const step = axis.kind === 'time' || axis.kind === 'row' ? axis.step : 1;
  const from = Math.min(slots - 1, Math.max(0, Math.round((hint.from - start) / step)));
  return { from, to: Math.min(slots, Math.max(from + 1, Math.round((hint.to - start) / step))) };
}

/** The columns with those of the outcome tables first, so that one pass holds them together. */
function firstThose(columns: readonly LogColumn[], first: readonly LogColumn[]): readonly LogColumn[] {
  return [...first, ...columns.filter((column) => !first.includes(column))];
}
