import type { Cube } from '../../core/cube/cube';
import type { LogSpec, SourceState } from '../../core/domain/source';
import type { ClassLevels } from '../cube/classLevels';
import { isLaidOut, layoutOf, type CubeLayout } from '../cube/cubeLayout';
import type { FileIdentity } from '../log/fileIdentity';
import type { AppendRecipe, LogColumn, OpenedLog } from '../log/openedLog';
import { type FileMark, markFiles } from './fileMarks';

/** Stored beside a cube: how rows that are appended to its files later are read and counted like those before, without these. Plain data. */
export interface GrowthRecord {
  /** Rows of the last reading of all, by which columns, bins and levels were learnt. */
  readonly readRows: number;
  readonly marks: readonly FileMark[];
  readonly recipe: Omit<AppendRecipe, 'plan' | 'files' | 'folder' | 'stored' | 'labels'> & { readonly plan: Omit<AppendRecipe['plan'], 'ofFile'> };
  readonly columns: readonly LogColumn[];
  /** Name and type of each column of the log's relation. */
  readonly relation: readonly (readonly [name: string, type: string])[];
  readonly layout: Omit<CubeLayout, 'outcomes'> & { readonly outcomes: Omit<CubeLayout['outcomes'], 'classes'> & { readonly classes: PlainClasses | null } };
  readonly nextRow: number;
  /** Time of the last row of each file that has one, by its index. */
  readonly lastTimes: readonly (number | null)[];
}

type PlainClasses = Omit<ClassLevels, 'ofLabel' | 'ofPrediction'> & { readonly ofLabel: readonly (readonly [string, number])[]; readonly ofPrediction: readonly (readonly [string, number])[] };

/** Smaller logs are read again in no time, and have taught little. */
const leastRows = 10_000;

/** The record of a log whose rows are all counted in `cube`; null where its files cannot be gone on with: they changed meanwhile, or nothing of it is read by lines. */
export async function growthRecord(log: OpenedLog, cube: Cube, state: SourceState, files: readonly FileIdentity[], spec: LogSpec, signal?: AbortSignal): Promise<GrowthRecord | null> {
  const { more } = log;
  if (more === null || more.labels !== null || state.rows < leastRows || more.files.length !== state.files.length || !isGrowable(cube, state)) return null;
  const marks = await markFiles(more.files, files);
  if (marks === null || marks.every(({ content }) => content === null)) return null;
  const layout = await layoutOf(log, { ...(spec.positive === undefined ? {} : { positive: spec.positive }), ...(signal === undefined ? {} : { signal }) });
  if (!isLaidOut(cube, layout)) return null;
  const described = await log.duck.rows(`DESCRIBE SELECT * FROM ${log.relation}`, [], signal);
  const [end] = await log.duck.rows(`SELECT max(__mv_row) + 1 AS n FROM ${log.relation}`, [], signal);
  const last = await log.duck.rows(`SELECT __mv_file AS f, arg_max(__mv_t, __mv_row) AS t FROM ${log.relation} WHERE __mv_t IS NOT NULL GROUP BY 1`, [], signal);
  const times = new Map(last.map((row) => [Number(row['f']), Number(row['t'])]));
  const { plan: { ofFile: _, ...plan }, columns, read, latencyUnit } = more;
  const { outcomes, ...rest } = layout;
  const { classes } = outcomes;
  return {
    readRows: state.rows,
    marks,
    recipe: { plan, columns, read, ...(latencyUnit === undefined ? {} : { latencyUnit }) },
    columns: log.columns,
    relation: described.map((row) => [String(row['column_name']), String(row['column_type'])] as const),
    layout: { ...rest, outcomes: { ...outcomes, classes: classes === null ? null : { ...classes, ofLabel: [...classes.ofLabel], ofPrediction: [...classes.ofPrediction] } } },
    nextRow: Number(end?.['n'] ?? 0),
    lastTimes: marks.map((__, i) => times.get(i) ?? null),
  };
}

/** Along time it matters not in which order rows are counted; along rows it does, and only those of one file keep theirs. */
export function isGrowable({ axis }: Cube, { files }: SourceState): boolean {
  return axis.kind === 'time' || (axis.kind === 'row' && files.length === 1);
}

export function restoredLayout({ layout: { outcomes, ...rest } }: GrowthRecord): CubeLayout {
  const { classes } = outcomes;
  return { ...rest, outcomes: { ...outcomes, classes: classes === null ? null : { ...classes, ofLabel: new Map(classes.ofLabel), ofPrediction: new Map(classes.ofPrediction) } } };
}
