import { alignLayouts } from '../../core/cube/alignLayouts';
import type { CategoryColumn, Cube, CubeColumn, NumericColumn } from '../../core/cube/cube';
import { slotCount } from '../../core/cube/cube';
import { cubeBudget } from '../../core/cube/cubeBudget';
import { type GrownAxis, growNamedAxis, growRowAxis, growTimeAxis } from '../../core/cube/growAxis';
import { mergeCubes, otherVersions } from '../../core/cube/mergeCubes';
import { regridCube } from '../../core/cube/regridCube';
import type { Axis } from '../../core/domain/window';
import { quoteString } from '../duck/quote';
import type { LogColumn, OpenedLog } from '../log/openedLog';
import type { CubeLayout } from './cubeLayout';
import { columnOfRole, countedColumns } from './logRoles';
import { fileNames, placeAxis, versionText } from './makeAxis';
import { countAges } from './scanLabelAges';
import { countAppendedNumbers } from './countAppendedNumbers';
import { countLevels } from './scanCategories';
import { scanConfusion } from './scanConfusion';
import type { Scan } from './scanNumbers';
import { countStatus } from './scanStatus';
import { textOf, timeSlot, type PlacedAxis } from './slotSql';

export interface Grown {
  readonly cube: Cube;
  /** Classes of the label or the prediction that the cube has no place for; rows that hold them count as without. */
  readonly newClasses: readonly string[];
}

const fewRows = 20;
const dayMs = 86_400_000;
const mostVersions = 50;
/** New levels beyond the room for them are told one from another up to so many. */
const mostPooled = 10_000;

/**
 * The cube with the rows of `batch` counted in: the same bins, levels and rules as before, slots added at the axis' end, values and levels that are new to it
 * taken up as long as there is room. `batch` is the log with its new rows alone as relation; its state tells the files. Rows in slots that were
 * there before go to those; rows before the axis, or absurdly far behind it, are counted as outside.
 */
export async function countAppended(cube: Cube, batch: OpenedLog, layout: CubeLayout, signal?: AbortSignal): Promise<Grown> {
  const counted = countedColumns(batch);
  const budget = cubeBudget(counted.length);
  const grown = await growFor(cube.axis, batch, budget.slots, signal);
  const base = grown.axis === cube.axis ? cube : regridCube(cube, grown);
  const placed = await placeBatch(grown.axis, batch, signal);
  const slots = slotCount(placed.axis);
  const scan: Scan = { log: batch, axis: placed, slots, budget, ...(signal === undefined ? {} : { signal }) };
  const { rows, outside } = await countRows(scan);
  const { outcomes, status: rule, age } = layout;
  const byName = new Map(counted.map(({ column }) => [column.name, column]));
  const latency = columnOfRole(batch, 'latency');
  const numbers = await countAppendedNumbers(scan, base, byName, latency, outcomes, budget.values);
  const columns: CubeColumn[] = [];
  for (const column of base.columns) {
    if (column.kind === 'category') columns.push(await countCategory(scan, column, byName.get(column.name), budget.levels));
    else columns.push(column.kind === 'numeric' ? (numbers.columns.get(column.name) ?? emptyNumeric(column, slots)) : (numbers.latency ?? column));
  }
  const statusColumn = columnOfRole(batch, 'status');
  const status = base.status === null || rule === null || statusColumn === null ? null : await countStatus(scan, statusColumn, rule);
  const { classes, label, prediction, scoreColumn } = outcomes;
  const confusion = base.confusion === null || classes === null || label === null ? null : await scanConfusion(scan, classes, label, prediction, scoreColumn);
  const tables = { confusion, score: numbers.score, regression: numbers.regression };
  const delta: Cube = { version: 1, axis: placed.axis, task: cube.task, rows, outside, columns, status, ...tables, versions: base.versions === null ? null : await countVersions(scan, base.versions.names) };
  const [left, right] = alignLayouts(base, delta, budget);
  // Ages are counted by the bins that the score has come to have.
  const ages = left.labelAges === undefined || age === null ? null : await countAges(scan, outcomes, { ...tables, score: right.score }, age, left.labelAges.edges);
  return { cube: mergeCubes(left, ages === null ? right : { ...right, labelAges: ages }), newClasses: await newClassesOf(batch, layout, signal) };
}

/** The axis with room for the batch. */
async function growFor(axis: Axis, batch: OpenedLog, most: number, signal?: AbortSignal): Promise<GrownAxis> {
  if (axis.kind === 'row') return growRowAxis(axis, await endOfRows(batch, signal), most);
  if (axis.kind === 'file') return growNamedAxis(axis, fileNames(batch).filter((_, i) => (batch.state.files[i]?.rows ?? 0) > 0));
  if (axis.kind === 'version') {
    const column = columnOfRole(batch, 'version');
    return growNamedAxis(axis, column === null ? [] : await distinctTexts(batch, versionText(column), axis.names, 500, signal));
  }
  return growTimeAxis(axis, await lastBelieved(axis, batch, signal), most);
}

/** The last time of the batch that is no stray: behind its other times, or the axis' end, by no more than the axis is long, or the middle four fifths of its times are. */
async function lastBelieved(axis: Extract<Axis, { kind: 'time' }>, batch: OpenedLog, signal?: AbortSignal): Promise<number> {
  const end = axis.start + axis.count * axis.step;
  const [middle] = await batch.duck.rows(`SELECT quantile_disc(__mv_t, 0.1) AS a, quantile_disc(__mv_t, 0.9) AS b, count(__mv_t) AS n FROM ${batch.relation}`, [], signal);
  const [a, b, n] = [Number(middle?.['a'] ?? end), Number(middle?.['b'] ?? end), Number(middle?.['n'] ?? 0)];
  // A few rows alone have no middle that says anything: that they come from days ahead of the clock is not believed of a log that did not before.
  const most = n < fewRows ? Math.max(end, (Date.now() + dayMs) * 1_000) : Infinity;
  const limit = Math.min(most, Math.max(end, b) + Math.max(axis.count * axis.step, b - a));
  const [found] = await batch.duck.rows(`SELECT max(__mv_t) AS t FROM ${batch.relation} WHERE __mv_t <= ${limit}`, [], signal);
  const last = found?.['t'];
  return last === null || last === undefined ? end - 1 : Number(last);
}

async function endOfRows(batch: OpenedLog, signal?: AbortSignal): Promise<number> {
  const [found] = await batch.duck.rows(`SELECT max(__mv_row) + 1 AS n FROM ${batch.relation}`, [], signal);
  return Number(found?.['n'] ?? 0);
}

/** Of a time axis only the slots that the batch lies in, so that little is counted and added for a few rows. */
async function placeBatch(axis: Axis, batch: OpenedLog, signal?: AbortSignal): Promise<PlacedAxis> {
  if (axis.kind !== 'time') return placeAxis(batch, axis);
  const end = axis.start + axis.count * axis.step;
  const [found] = await batch.duck.rows(`SELECT min(__mv_t) AS a, max(__mv_t) AS b FROM ${batch.relation} WHERE __mv_t >= ${axis.start} AND __mv_t < ${end}`, [], signal);
  const [a, b] = [Number(found?.['a'] ?? axis.start), Number(found?.['b'] ?? axis.start)];
  const first = Math.floor((a - axis.start) / axis.step);
  const part = { ...axis, start: axis.start + first * axis.step, count: Math.floor((b - axis.start) / axis.step) - first + 1 };
  return { axis: part, slot: timeSlot(part) };
}

async function countRows({ log, axis, slots, signal }: Scan): Promise<{ readonly rows: Float64Array; readonly outside: number }> {
  const rows = new Float64Array(slots);
  let outside = 0;
  for (const row of await log.duck.rows(`SELECT ${axis.slot} AS s, count(*) AS n FROM ${log.relation} GROUP BY 1`, [], signal)) {
    const [slot, n] = [Number(row['s']), Number(row['n'])];
    if (slot < 0) outside += n;
    else rows[slot] = n;
  }
  return { rows, outside };
}

async function countCategory(scan: Scan, base: CategoryColumn, column: LogColumn | undefined, most: number): Promise<CategoryColumn> {
  if (column === undefined) return { ...base, counts: new Float64Array(scan.slots * (base.levels.length + 1)), missing: new Float64Array(scan.slots) };
  const known = await countLevels(scan, column.sql, base.levels);
  const width = base.levels.length + 1;
  const hasOthers = known.counts.some((n, i) => n > 0 && i % width === width - 1);
  if (!hasOthers || base.restLevels > 0) return { ...base, ...known, restLevels: hasOthers ? Math.max(1, base.restLevels) : base.restLevels };
  const room = Math.max(0, most - base.levels.length);
  const fresh = await distinctTexts(scan.log, column.sql, base.levels, room + mostPooled, scan.signal);
  const levels = [...base.levels, ...fresh.slice(0, room)];
  return { ...base, levels, restLevels: Math.max(0, fresh.length - room), ...(await countLevels(scan, column.sql, levels)) };
}

async function countVersions(scan: Scan, names: readonly string[]): Promise<Cube['versions']> {
  const column = columnOfRole(scan.log, 'version');
  if (column === null) return { names, counts: new Float64Array(scan.slots * names.length) };
  const text = versionText(column);
  const known = names.filter((name) => name !== otherVersions);
  const fresh = known.length >= mostVersions ? [] : await distinctTexts(scan.log, text, known, mostVersions - known.length, scan.signal);
  const levels = [...known, ...fresh];
  const { counts } = await countLevels(scan, text, levels);
  const width = levels.length;
  const hasRest = names.includes(otherVersions) || counts.some((n, i) => n > 0 && i % (width + 1) === width);
  return hasRest ? { names: [...levels, otherVersions], counts } : { names: levels, counts: counts.filter((_, i) => i % (width + 1) !== width) };
}

/** Texts of a column that are none of the known ones, the most frequent first, with ties by name. */
async function distinctTexts(log: OpenedLog, sql: string, known: readonly string[], limit: number, signal?: AbortSignal): Promise<readonly string[]> {
  const others = known.length === 0 ? '' : ` AND v NOT IN (${known.map(quoteString).join(', ')})`;
  const rows = await log.duck.rows(`SELECT v, count(*) AS n FROM (SELECT ${sql} AS v FROM ${log.relation}) WHERE v IS NOT NULL${others} GROUP BY 1 ORDER BY n DESC, v LIMIT ${limit}`, [], signal);
  return rows.map((row) => String(row['v']));
}

async function newClassesOf(batch: OpenedLog, { outcomes: { classes, label, prediction } }: CubeLayout, signal?: AbortSignal): Promise<readonly string[]> {
  if (classes === null || classes.hasRest) return [];
  const found = new Set<string>();
  for (const [column, known] of [[label, classes.ofLabel], [prediction, classes.ofPrediction]] as const) {
    if (column === null) continue;
    for (const text of await distinctTexts(batch, textOf(column), [...known.keys()], 5, signal)) found.add(text);
  }
  return [...found];
}

function emptyNumeric(base: NumericColumn, slots: number): NumericColumn {
  const one = (): Float64Array => new Float64Array(slots);
  return { ...base, counts: new Float64Array(slots * (base.edges.length + 1)), missing: one(), nonFinite: one(), sum: one(), sumSq: one(), min: one().fill(NaN), max: one().fill(NaN) };
}
