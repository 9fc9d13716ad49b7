import type { LabelsState } from '../../core/domain/labelFiles';
import type { Role, RoleGuess } from '../../core/domain/role';
import type { ColumnProfile, LogSpec } from '../../core/domain/source';
import type { formatHints } from '../../core/roles/accessHints';
import { guessRoles } from '../../core/roles/guessRoles';
import { labelAge } from '../cube/labelAge';
import type { Duck } from '../duck/duck';
import { fileStateOf, inspectFile, type Inspected } from './inspectFile';
import { joinLabels, type LabelJoin } from './joinLabels';
import { listFiles } from './listFiles';
import type { LoadedRaw } from './loadRaw';
import type { OpenedLog } from './openedLog';
import { profileColumns } from './profileColumns';
import { readLabelFiles } from './readLabelFiles';
import type { LoadContext } from './rawTable';

/** The label files of a spec as they were found; null where it has none. */
export interface FoundLabels {
  readonly inspected: readonly Inspected[];
  readonly missing: readonly { readonly path: string; readonly reason: string }[];
  /** Set where the labels come from the log's own events, not from files of theirs. */
  readonly isOwn?: true;
}

export async function findLabels({ folder, labels }: LogSpec, signal?: AbortSignal): Promise<FoundLabels | null> {
  if (labels === undefined) return null;
  const { files, missing } = await listFiles({ folder, paths: labels.paths }, signal);
  const inspected: Inspected[] = [];
  for (const file of files) inspected.push(await inspectFile(file));
  return { inspected, missing };
}

/** The spec and the label files of a log; labels that its events carry themselves where none are configured. */
export async function labelsOf(spec: LogSpec, found: FoundLabels | null, truth: string | null): Promise<readonly [LogSpec, FoundLabels | null]> {
  if (found !== null || truth === null) return [spec, found];
  const inspected = await inspectFile(truth);
  const time = inspected.head.includes('"label_time"') ? { time: 'label_time' } : {};
  return [{ ...spec, labels: { paths: [truth], id: 'id', labelId: 'id', label: 'label', ...time } }, { inspected: [inspected], missing: [], isOwn: true }];
}

/** A log's raw rows with what is known of its columns, labels joined where there are any. */
export interface Labelled {
  readonly raw: LoadedRaw;
  readonly profiles: readonly ColumnProfile[];
  readonly roles: readonly RoleGuess[];
  readonly join: LabelJoin | null;
  readonly state: LabelsState | null;
}

/** Joins the label files to the raw rows; the joined columns have the roles label and label time, whatever columns of the log are named like them. */
export async function withLabels(context: LoadContext & { readonly duck: Duck }, spec: LogSpec, found: FoundLabels | null, raw: LoadedRaw, profiles: readonly ColumnProfile[], hints: ReturnType<typeof formatHints>): Promise<Labelled> {
  const { duck, signal } = context;
  const roles = guessRoles(profiles, spec.roles, hints);
  if (found === null) return { raw, profiles, roles, join: null, state: null };
  const named = (role: Role): string | null => roles.find((guess) => guess.role === role)?.column ?? null;
  const name = spec.labels?.id ?? named('id');
  const id = raw.columns.find((column) => column.name === name);
  if (id === undefined) {
    const reason = name === null ? 'no column of the log is named like an id: say which one names the prediction ("id")' : `the log has no column "${name}" to join labels by ("id")`;
    const files = found.inspected.map((file) => fileStateOf(file));
    return { raw, profiles, roles, join: null, state: { state: 'not joined', reason, files, rows: 0, unusable: 0, duplicates: 0, matched: 0, withoutPrediction: 0, labelled: 0, predictions: raw.rows, lag: null, columns: null } };
  }
  const rows = await readLabelFiles(context, { ...found, spec, log: { id: id.name, prediction: named('prediction') } });
  const joined = await joinLabels(context, raw, id, found.isOwn === true ? { ...rows, files: [] } : rows);
  if (joined.join === null) return { raw, profiles, roles, join: null, state: joined.state };
  const { label, time } = joined.join;
  const added = await profileColumns(duck, joined.raw.profile, [label, ...(time === null ? [] : [time])], signal);
  const all = [...profiles, ...added];
  const own = Object.entries(spec.roles ?? {}).filter(([, role]) => role !== 'label' && role !== 'label time');
  const given = { ...Object.fromEntries(own), [label.name]: 'label' as const, ...(time === null ? {} : { [time.name]: 'label time' as const }) };
  return { raw: joined.raw, profiles: all, roles: guessRoles(all, given, hints), join: joined.join, state: joined.state };
}

/** The median time from a prediction to its label, microseconds; null where either has no time. */
export async function medianLag(log: OpenedLog, signal?: AbortSignal): Promise<number | null> {
  const age = await labelAge(log, signal);
  if (age === null) return null;
  const [row] = await log.duck.rows(`SELECT quantile_disc(a, 0.5) AS m FROM (SELECT ${age.age} AS a FROM ${log.relation}) AS r`, [], signal);
  const m = row?.['m'];
  return m === null || m === undefined ? null : Number(m);
}
