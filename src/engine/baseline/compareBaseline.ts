import { analyse } from '../../core/analysis/analyse';
import { defaultSettings } from '../../core/analysis/settings';
import { baselineColumns } from '../../core/baseline/baselineColumns';
import type { StoredBaseline } from '../../core/baseline/baselineFile';
import type { Cube } from '../../core/cube/cube';
import { type CubeIndex, indexCube, summarise } from '../../core/cube/indexCube';
import { FaultError } from '../../core/domain/fault';
import type { WorkOptions } from '../../core/domain/progress';
import type { AnalysisSettings, Report } from '../../core/domain/report';
import type { WindowInfo, WindowRequest } from '../../core/domain/window';
import { formatWindowPlace } from '../../core/format/windows';
import { formatInstant } from '../../core/format/time';
import type { GateItem } from '../../core/gate/gateResult';
import { buildCube } from '../cube/buildCube';
import { countAppended } from '../cube/countAppended';
import type { CubeLayout } from '../cube/cubeLayout';
import { columnOfRole, countedColumns } from '../cube/logRoles';
import { outcomesOf } from '../cube/outcomesOf';
import { positiveSql } from '../cube/scanConfusion';
import { statusBy } from '../cube/scanStatus';
import type { OpenedLog } from '../log/openedLog';
import { cutLog } from './cutLog';
import { windowOfLog } from './windowOfLog';

export interface CompareOptions extends WorkOptions {
  /** Rows of the log that are compared; null takes all. */
  readonly current: WindowRequest | null;
  readonly named: Readonly<Record<string, WindowRequest>>;
  readonly settings: Partial<AnalysisSettings>;
  readonly positive?: string;
}

export interface BaselineComparison {
  readonly report: Report;
  /** The slots of the baseline, then those of the current window. */
  readonly index: CubeIndex;
  /** Columns that only one side has. */
  readonly columns: GateItem;
}

/**
 * A log against a stored baseline: its rows counted by the baseline's own bins, levels and rules, beside the baseline's counts. Figures are as binned as the baseline
 * is; quality is compared where both sides have what it takes. Throws `no-rows` where the current window holds none.
 */
export async function compareBaseline(log: OpenedLog, baseline: StoredBaseline, options: CompareOptions): Promise<BaselineComparison> {
  const { signal, current, named } = options;
  const part = await windowOfLog(log, await wholeCube(log, options), current, named, signal);
  if (part.log.state.rows === 0) throw FaultError.of('no-rows', 'the current window holds no row');
  const fitted = { ...part.log, state: { ...part.log.state, task: baseline.cube.task } };
  const { comparable, item } = baselineColumns(baseline.cube, countedColumns(fitted).map(({ column }) => ({ name: column.name, kind: column.profile.kind })), log.state.roles);
  const layout = await layoutOfBaseline(fitted, baseline, options);
  const base = fillable({ ...baseline.cube, columns: comparable }, fitted, layout);
  const first = base.rows.length;
  const { cube, newClasses } = await countAppended(base, (await cutLog(fitted, first, signal)).log, layout, signal);
  const index = indexCube(cube);
  const settings = { ...defaultSettings, ...options.settings };
  const windows = { baseline: summarise(index, { from: 0, to: first }), current: summarise(index, { from: first, to: index.slots }) };
  const report = analyse({ cube, source: part.log.state, ...windows, settings });
  return { report: inWords(report, baseline, part.info, newClasses), index, columns: item };
}

/** The report with windows in words: its slots are neither times nor rows, and nothing of when things moved, or how fast requests came, follows from them. */
function inWords(report: Report, { source, window, savedAtMs }: StoredBaseline, info: WindowInfo, newClasses: readonly string[]): Report {
  const place = (of: WindowInfo, label: string): WindowInfo => ({ ...of, label });
  const unknown = newClasses.length === 0 ? [] : [{ level: 'warning' as const, text: `classes that the baseline does not know count as without a label or prediction: ${newClasses.join(', ')}` }];
  return {
    ...report,
    baseline: place(report.baseline, `${source}, ${window}, saved ${formatInstant(savedAtMs * 1_000)}`),
    current: place(report.current, formatWindowPlace(info)),
    findings: report.findings.filter(({ id }) => id !== 'throughput').map(({ onset: _, ...finding }) => finding),
    features: report.features.map(({ onset: _, ...feature }) => feature),
    notes: [...report.notes.filter(({ text }) => !text.startsWith('Windows are compared by')), ...unknown],
  };
}

/** Slots of the log's own, to find its window by; not needed where all rows are taken. */
async function wholeCube(log: OpenedLog, { current, signal, onProgress }: CompareOptions): Promise<Cube> {
  if (log.state.rows === 0) throw FaultError.of('no-rows', log.state.reason ?? 'the log has no rows');
  const narrow = current === null ? { placed: { kind: 'row', step: log.state.rows, count: 1, total: log.state.rows } as const } : {};
  return buildCube({ ...log, columns: [] }, { ...narrow, ...(signal === undefined ? {} : { signal }), ...(onProgress === undefined ? {} : { onProgress }) });
}

/** The rows are judged by the classes and rules of the baseline, not by those that they would suggest themselves. */
async function layoutOfBaseline(log: OpenedLog, { classes, status }: StoredBaseline, { signal, positive }: CompareOptions): Promise<CubeLayout> {
  const outcomes = await outcomesOf(log, { ...(positive === undefined ? {} : { positive }), ...(signal === undefined ? {} : { signal }) });
  const column = columnOfRole(log, 'status');
  const known = classes === null ? null : { ...classes, ofLabel: new Map(classes.ofLabel), ofPrediction: new Map(classes.ofPrediction) };
  const { score, label } = outcomes;
  return {
    outcomes: { ...outcomes, classes: known, score: score === null ? null : { ...score, label: label === null || known === null || known.positive === null ? 'NULL::DOUBLE' : positiveSql(label, known) } },
    status: status === null || column === null ? null : statusBy(status, column),
    age: null,
  };
}

/** The baseline without the tables that the log has no columns for. */
function fillable(base: Cube, log: OpenedLog, { outcomes, status }: CubeLayout): Cube {
  const { label, prediction, scoreColumn, classes, score, regression } = outcomes;
  return {
    ...base,
    status: status === null ? null : base.status,
    confusion: classes === null || label === null || (prediction === null && scoreColumn === null) ? null : base.confusion,
    score: score === null ? null : base.score,
    regression: regression === null ? null : base.regression,
    versions: columnOfRole(log, 'version') === null ? null : base.versions,
    columns: base.columns.filter(({ kind }) => kind !== 'latency' || columnOfRole(log, 'latency') !== null),
  };
}
