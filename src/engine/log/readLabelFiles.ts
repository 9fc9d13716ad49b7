import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { FileState, LogSpec } from '../../core/domain/source';
import { labelColumns, type LabelColumns, type NamedType } from '../../core/labels/labelColumns';
import { numberText, textTimeValue, textValue, typeFamily } from './columnExpression';
import { fileStateOf, type Inspected } from './inspectFile';
import { openParquet } from './loadParquet';
import { loadText } from './loadText';
import type { TextPlan } from './planColumns';
import type { LoadContext, RawColumn } from './rawTable';

/** Label files as rows of the view `mv_label_rows(f, r, id VARCHAR, label, t, o)`; `o` orders rows of one id by time. */
export interface LabelRows {
  readonly columns: LabelColumns | null;
  /** DuckDB's types of `label` and `t`; `t` is NULL throughout where there is no time. */
  readonly types: { readonly label: string; readonly t: string };
  readonly rows: number;
  readonly files: readonly FileState[];
  /** Why there are no rows, or what a person should know of some files. */
  readonly reason: string | null;
}

export interface LabelSource {
  readonly inspected: readonly Inspected[];
  readonly missing: readonly { readonly path: string; readonly reason: string }[];
  readonly spec: LogSpec;
  readonly log: { readonly id: string; readonly prediction: string | null };
}

interface Part {
  readonly columns: LabelColumns;
  readonly select: string;
  readonly types: { readonly label: string; readonly t: string };
}

/** An id as the text that is compared: whole numbers without a fraction, everything else exactly as it stands. */
export function idText(ref: string, type: string): string {
  return typeFamily(type) === 'numeric' ? numberText(ref, []) : textValue(ref, type);
}

/** Reads the files; ids of text files stay the text that they are. A file that cannot be read is told and stops no other. */
export async function readLabelFiles(context: Pick<LoadContext, 'duck' | 'tempFolder' | 'signal'>, { inspected, missing, spec, log }: LabelSource): Promise<LabelRows> {
  const { duck, signal } = context;
  const bad = new Map<number, number>();
  const faults = new Map<number, string>();
  const own: LoadContext = {
    ...context,
    addBad: (index) => bad.set(index, (bad.get(index) ?? 0) + 1),
    setFault: (index, reason) => {
      if (reason !== null && !faults.has(index)) faults.set(index, reason);
    },
    tellAccess: () => undefined,
  };
  const usable = inspected.map((file, index) => ({ file, index })).filter(({ file }) => file.state === undefined);
  const problems: string[] = [];
  const parts: Part[] = [];
  const choose = (columns: readonly NamedType[]): LabelColumns | null => {
    const chosen = labelColumns(columns, spec.labels ?? {}, log);
    if (!('problem' in chosen)) return chosen;
    problems.push(chosen.problem);
    return null;
  };
  const texts = usable.filter(({ file }) => file.format !== 'parquet');
  if (texts.length > 0) {
    const copies = path.join(context.tempFolder, 'labels');
    await mkdir(copies, { recursive: true });
    let chosen: LabelColumns | null = null;
    const loaded = await loadText(own, texts, copies, { table: 'mv_label_text', temporary: false, plan: null, pick: (plan) => pickColumns(plan, (chosen = choose(plan.columns))) });
    if (chosen !== null && loaded.columns.length > 0) parts.push(partOf(chosen, loaded.columns, 'f, rowid AS r', 'mv_label_text', spec.timeZone));
  }
  const parquet = await openParquet(own, usable.filter(({ file }) => file.format === 'parquet'));
  const ofParquet = parquet === null ? null : choose(parquet.columns);
  if (parquet !== null && ofParquet !== null) parts.push(partOf(ofParquet, parquet.columns, 'f, r', `(${parquet.select}) AS p`, spec.timeZone));
  const types = { label: common(parts.map((part) => part.types.label)), t: common(parts.map((part) => part.types.t)) };
  const [first] = parts;
  if (first !== undefined) await duck.run(`CREATE VIEW mv_label_rows AS ${parts.map(({ select }) => `SELECT f, r, id, CAST(label AS ${types.label}) AS label, CAST(t AS ${types.t}) AS t, o FROM (${select}) AS p`).join(' UNION ALL ')}`, [], signal);
  const counts = first === undefined ? [] : await duck.rows('SELECT f, count(*) AS n FROM mv_label_rows GROUP BY f', [], signal);
  const rowsOf = new Map(counts.map((row) => [Number(row['f']), Number(row['n'])]));
  const files = [
    ...inspected.map((file, index) => stateOf(file, rowsOf.get(index) ?? 0, bad.get(index) ?? 0, faults.get(index) ?? (rowsOf.has(index) ? undefined : problems[0]))),
    ...missing.map(({ path: name, reason }): FileState => ({ path: name, format: null, gzip: false, bytes: 0, modifiedMs: 0, state: 'vanished', reason, rows: 0, badLines: 0 })),
  ];
  const odd = files.find(({ state }) => state !== 'read');
  const reason = problems[0] ?? (odd === undefined ? null : `${path.basename(odd.path)}: ${odd.reason ?? odd.state}`);
  return { columns: first?.columns ?? null, types, rows: [...rowsOf.values()].reduce((sum, n) => sum + n, 0), files, reason };
}

/** Of a plan only the chosen columns, the id as text. Nothing is read where none could be chosen. */
function pickColumns(plan: TextPlan, chosen: LabelColumns | null): TextPlan {
  const wanted = new Set(chosen === null ? [] : [chosen.labelId, chosen.label, chosen.time]);
  const typed = <T extends TextPlan['columns'][number]>(column: T): T => (column.name === chosen?.labelId ? { ...column, type: 'VARCHAR' as const } : column);
  const json = plan.json.filter(({ name }) => wanted.has(name)).map(typed);
  const ofFile = new Map([...plan.ofFile].map(([file, columns]) => [file, columns === plan.json ? json : columns.map(typed)] as const));
  return { ...plan, columns: plan.columns.filter(({ name }) => wanted.has(name)).map(typed), json, ofFile };
}

function partOf(columns: LabelColumns, from: readonly RawColumn[], place: string, relation: string, zone = 'UTC'): Part {
  const column = (name: string | null): RawColumn | undefined => from.find((one) => one.name === name);
  const [id, label, time] = [column(columns.labelId), column(columns.label), column(columns.time)];
  const labelType = label === undefined || label.type === 'JSON' ? 'VARCHAR' : label.type;
  const text = time !== undefined && typeFamily(time.type) === 'text';
  const order = time === undefined ? 'NULL::BIGINT' : text ? textTimeValue(time.ref, zone) : typeFamily(time.type) === 'time' ? `epoch_us(CAST(${time.ref} AS TIMESTAMP))` : time.ref;
  const select = `SELECT ${place}, ${id === undefined ? 'NULL::VARCHAR' : idText(id.ref, id.type)} AS id, ${label?.ref ?? 'NULL'} AS label, ${time?.ref ?? 'NULL::VARCHAR'} AS t, ${order} AS o FROM ${relation}`;
  return { columns, select, types: { label: labelType, t: time?.type ?? 'VARCHAR' } };
}

function common(types: readonly string[]): string {
  const [first = 'VARCHAR', ...others] = types;
  return others.every((type) => type === first) ? first : 'VARCHAR';
}

function stateOf(file: Inspected, rows: number, badLines: number, fault: string | undefined): FileState {
  if (file.state !== undefined) return fileStateOf(file);
  const lines = badLines === 0 ? undefined : `${badLines.toLocaleString('en')} bad ${badLines === 1 ? 'line' : 'lines'}`;
  const reason = [fault, lines].filter((text) => text !== undefined).join('; ');
  if (rows === 0) return fileStateOf(file, { state: reason === '' ? 'empty' : 'unreadable', reason: reason === '' ? 'the file holds no rows' : reason, badLines });
  return fileStateOf(file, { rows, badLines, ...(reason === '' ? {} : { state: 'partly read', reason }) });
}
