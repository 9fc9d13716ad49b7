import type { Role } from '../../core/domain/role';
import { classSql, highestMeanQuery, topTextsQuery } from '../../core/warehouse/cubeQueries';
import { classesOf, type ClassLevels, mostClasses } from '../cube/classLevels';
import { columnOfRole } from '../cube/logRoles';
import type { LogColumn } from '../log/openedLog';
import { levelTextOf, numberOf, textOfCell, type WarehouseTable } from './warehouseTable';

/** The columns that judge a model's answers, by its task. */
export interface WarehouseOutcomes {
  readonly label: LogColumn | null;
  readonly prediction: LogColumn | null;
  readonly scoreColumn: LogColumn | null;
  readonly classes: ClassLevels | null;
  /** `label`: 1 where the label is the positive class, 0 for another, NULL without one. */
  readonly score: { readonly column: LogColumn; readonly label: string } | null;
  readonly regression: { readonly prediction: LogColumn; readonly label: LogColumn } | null;
}

/** Which outcome tables the table can fill; as `outcomesOf` of a log. */
export async function warehouseOutcomes(table: WarehouseTable, options: { readonly positive?: string; readonly signal?: AbortSignal }): Promise<WarehouseOutcomes> {
  const { relation, ask, state: { task } } = table;
  const { dialect } = relation;
  const { positive, signal } = options;
  const ofKind = (role: Role, kinds: readonly string[]): LogColumn | null => {
    const column = columnOfRole(table, role);
    return column !== null && kinds.includes(column.profile.kind) ? column : null;
  };
  const label = ofKind('label', ['numeric', 'category']);
  const prediction = ofKind('prediction', ['numeric', 'category']);
  const scoreColumn = task === 'binary' ? ofKind('score', ['numeric']) : null;
  const none: WarehouseOutcomes = { label, prediction, scoreColumn, classes: null, score: null, regression: null };
  if (task === 'regression') return { ...none, scoreColumn: null, regression: prediction?.profile.kind === 'numeric' && label?.profile.kind === 'numeric' ? { prediction, label } : null };
  if (task === 'none') return none;
  const valuesOf = async (column: LogColumn | null): Promise<readonly { readonly name: string; readonly n: number }[]> =>
    column === null ? [] : (await ask(topTextsQuery(relation, `(${levelTextOf(dialect, column)})`, mostClasses + 1), signal)).map(([name, n]) => ({ name: textOfCell(name) ?? '', n: numberOf(n) }));
  const highestScored = async (): Promise<string | null> =>
    label === null || scoreColumn === null ? null : textOfCell((await ask(highestMeanQuery(relation, levelTextOf(dialect, label), scoreColumn.sql), signal))[0]?.[0]);
  const classes = await classesOf({ labels: await valuesOf(label), predictions: await valuesOf(prediction), highestScored }, { binary: task === 'binary', ...(positive === undefined ? {} : { positive }) });
  const isPositive = (column: LogColumn): string => {
    const own = new Map([...classes.ofLabel].filter(([, at]) => at === classes.positive).map(([name]) => [name, 1] as const));
    const text = `(${levelTextOf(dialect, column)})`;
    return `CASE WHEN ${text} IS NULL THEN NULL ELSE ${classSql(dialect, text, own, 0)} END`;
  };
  const score = scoreColumn === null ? null : { column: scoreColumn, label: label === null || classes.positive === null ? 'CASE WHEN 1 = 0 THEN 1 END' : isPositive(label) };
  return { ...none, classes, score };
}
