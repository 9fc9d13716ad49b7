import { quantileOfSorted, type SortedSamples } from '../../core/cube/binEdges';
import { scoreBins } from '../../core/cube/chooseBins';
import type { Cube, CubeColumn } from '../../core/cube/cube';
import { slotCount } from '../../core/cube/cube';
import { cubeBudget, slotsFor } from '../../core/cube/cubeBudget';
import { otherVersions } from '../../core/cube/mergeCubes';
import type { Role } from '../../core/domain/role';
import { rowsQuery } from '../../core/warehouse/cubeQueries';
import { baselineSlots, type CubeOptions, mostVersions } from '../cube/buildCube';
import { columnOfRole, countedColumns } from '../cube/logRoles';
import type { LogColumn } from '../log/openedLog';
import { countLatency, countNumbers, type NumericTable, type WarehouseScan } from './countColumn';
import { countCategory, countConfusion, countStatus } from './countLevels';
import { countErrors, countScores } from './countOutcomes';
import { latencyRange } from './latencyRange';
import { placeOn, warehouseAxis } from './warehouseAxis';
import { warehouseOutcomes } from './warehouseOutcomes';
import { levelTextOf, numberOf, type WarehouseTable } from './warehouseTable';

/**
 * The cube of a table, counted by its own engine: the definition is that of `buildCube`, and of the same rows it is the same cube (sums up to the order of addition). Statement
 * after statement, so that the server has one of ours at a time.
 */
export async function buildWarehouseCube(table: WarehouseTable, options: CubeOptions = {}): Promise<Cube> {
  const { signal, onProgress } = options;
  const counted = countedColumns(table);
  const budget = { ...cubeBudget(counted.length), ...options.budget };
  const { axis, slot, relation, placed } = options.placed === undefined ? await warehouseAxis(table, options.axis ?? null, slotsFor(table.state.rows, budget.slots), signal) : placeOn(table, options.placed);
  const slots = slotCount(axis);
  const total = counted.length + 4;
  let done = 0;
  const step = (): void => onProgress?.({ stage: 'counting', done: (done += 1), total, unit: 'columns' });
  const scan: WarehouseScan = { relation, ask: table.ask, slot: placed, slots, budget, ...(signal === undefined ? {} : { signal }) };
  const { rows, outside } = await countRows({ ...scan, relation: table.relation, slot });
  step();

  const numeric = counted.filter(({ column }) => column.profile.kind === 'numeric').map(({ column }) => column);
  const baseline = baselineSlots(axis, rows, options.baselineHint);
  const samples = numeric.length === 0 ? [] : await table.sample({ axis, rows, baseline, slot, columns: numeric }, signal);
  const sampleOf = (column: LogColumn): SortedSamples => samples[numeric.indexOf(column)] ?? { baseline: new Float64Array(0), whole: new Float64Array(0) };
  const columns: CubeColumn[] = [];
  const numbers = new Map<string, NumericTable>();
  for (const { column, role } of counted) {
    columns.push(await countColumn(scan, column, role, sampleOf, numbers));
    step();
  }
  const latency = columnOfRole(table, 'latency');
  if (latency?.profile.kind === 'numeric') columns.push(await countLatency(scan, latency.name, latency.sql, await latencyRange(scan, latency)));
  step();
  const status = columnOfRole(table, 'status');
  const statusTable = status === null || !['numeric', 'category', 'text'].includes(status.profile.kind) ? null : await countStatus(scan, status);
  step();
  const { classes, label, prediction, scoreColumn, score, regression } = await warehouseOutcomes(table, options);
  const confusion = classes === null || label === null ? null : await countConfusion(scan, classes, label, prediction, scoreColumn);
  const bins = score === null ? null : (({ edges, values }) => (values === null ? scoreBins(sampleOf(score.column), budget, true) : { edges, values }))(numbers.get(score.column.name) ?? { edges: new Float64Array(0), values: null });
  const scores = score === null || bins === null ? null : await countScores(scan, score.column, score.label, bins.edges, bins.values);
  const errors = regression === null ? null : await countErrors(scan, regression.prediction, regression.label, quantileOfSorted(sampleOf(regression.label).whole, 0.5) || 0);
  const versions = await versionsOf(scan, table);
  return { version: 1, axis, task: table.state.task, rows, outside, columns, status: statusTable, confusion, score: scores, regression: errors, versions };
}

async function countColumn(scan: WarehouseScan, column: LogColumn, role: Role, sampleOf: (column: LogColumn) => SortedSamples, numbers: Map<string, NumericTable>): Promise<CubeColumn> {
  if (column.profile.kind === 'numeric') {
    const table = await countNumbers(scan, column.sql, sampleOf(column));
    numbers.set(column.name, table);
    return { kind: 'numeric', name: column.name, role, ...table };
  }
  return { kind: 'category', name: column.name, role, ...(await countCategory(scan, column.sql, column.profile.distinct, scan.budget.levels)) };
}

async function countRows({ relation, slot, slots, ask, signal }: WarehouseScan): Promise<{ readonly rows: Float64Array; readonly outside: number }> {
  const rows = new Float64Array(slots);
  let outside = 0;
  for (const [s, n] of await ask(rowsQuery(relation, slot), signal)) {
    const at = numberOf(s);
    if (at >= 0 && at < slots) rows[at] = numberOf(n);
    else outside += numberOf(n);
  }
  return { rows, outside };
}

async function versionsOf(scan: WarehouseScan, table: WarehouseTable): Promise<Cube['versions']> {
  const column = columnOfRole(table, 'version');
  if (column === null || !['numeric', 'category', 'text'].includes(column.profile.kind)) return null;
  const { levels, restLevels, counts } = await countCategory(scan, `(${levelTextOf(scan.relation.dialect, column)})`, column.profile.distinct, mostVersions);
  if (restLevels > 0) return { names: [...levels, otherVersions], counts };
  const width = levels.length;
  return { names: levels, counts: counts.filter((_, i) => i % (width + 1) !== width) };
}
