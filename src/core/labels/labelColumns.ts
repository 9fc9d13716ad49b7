import type { LabelsSpec } from '../domain/labelFiles';
import { columnWords } from '../roles/columnWords';
import { nameMatches } from '../roles/vocabulary';

/** A column of a label file: its flattened name and DuckDB's type of it. */
export interface NamedType {
  readonly name: string;
  readonly type: string;
}

export interface LabelColumns {
  readonly labelId: string;
  readonly label: string;
  readonly time: string | null;
}

/**
 * Which columns of a label file are the id, the label and its time: as configured, else by their names. An id named as in the log goes before others; a label
 * is the column that is named like one, or like the log's prediction, or the only one left. Says in words what is missing where that cannot be told.
 */
export function labelColumns(columns: readonly NamedType[], spec: Pick<LabelsSpec, 'labelId' | 'label' | 'time'>, log: { readonly id: string; readonly prediction: string | null }): LabelColumns | { readonly problem: string } {
  const names = columns.map(({ name }) => name);
  for (const [key, wanted] of Object.entries({ labelId: spec.labelId, label: spec.label, time: spec.time })) {
    if (wanted !== undefined && !names.includes(wanted)) return { problem: `there is no column "${wanted}" (${key}); there are ${listed(names)}` };
  }
  const chosen = [spec.label, spec.time].filter((name) => name !== undefined);
  const labelId = spec.labelId ?? idOf(names.filter((name) => !chosen.includes(name)), log.id);
  if (labelId === null) return { problem: `none of the columns ${listed(names)} is named like an id: say which it is ("labelId")` };
  const rest = columns.filter(({ name }) => name !== labelId && name !== spec.time);
  const label = spec.label ?? labelOf(rest, log.prediction);
  if (label === null) return { problem: rest.length === 0 ? 'there is no column beside the id' : `which of ${listed(rest.map(({ name }) => name))} is the label cannot be told: say it ("label")` };
  return { labelId, label, time: spec.time ?? timeOf(rest.filter(({ name }) => name !== label)) };
}

function listed(names: readonly string[]): string {
  return names.slice(0, 8).join(', ') + (names.length > 8 ? ` and ${names.length - 8} more` : '');
}

function strength(name: string, role: string): number {
  const given = columnWords(name);
  // SageMaker's truth stands below `groundTruthData`.
  if (role === 'label' && given.joined === 'data' && given.parents.join('').endsWith('groundtruthdata')) return 1;
  return nameMatches(given).find((match) => match.role === role)?.strength ?? 0;
}

function best(names: readonly string[], role: string): string | null {
  const ranked = names.map((name) => ({ name, s: strength(name, role) })).filter(({ s }) => s > 0).sort((a, b) => b.s - a.s);
  return ranked[0]?.name ?? null;
}

function idOf(names: readonly string[], logId: string): string | null {
  const last = columnWords(logId).joined;
  return names.find((name) => name === logId) ?? names.find((name) => columnWords(name).joined === last) ?? best(names, 'id');
}

function isTime({ name, type }: NamedType): boolean {
  return type.startsWith('TIMESTAMP') || type === 'DATE' || strength(name, 'label time') > 0 || strength(name, 'timestamp') > 0;
}

function labelOf(columns: readonly NamedType[], prediction: string | null): string | null {
  const named = best(columns.filter(({ name }) => strength(name, 'label time') <= strength(name, 'label')).map(({ name }) => name), 'label');
  if (named !== null) return named;
  const same = columns.find(({ name }) => name === prediction);
  if (same !== undefined) return same.name;
  const others = columns.filter((column) => !isTime(column) && strength(column.name, 'id') < 0.5);
  return others.length === 1 ? (others[0]?.name ?? null) : null;
}

function timeOf(columns: readonly NamedType[]): string | null {
  const names = columns.filter(isTime).map(({ name }) => name);
  return best(names, 'label time') ?? best(names, 'timestamp') ?? names[0] ?? null;
}

/** The name of a joined column: its own, with a suffix where the log has one of that name. */
export function joinedName(name: string, suffix: string, taken: ReadonlySet<string>): string {
  let found = name;
  for (let n = 1; taken.has(found); n += 1) found = n === 1 ? `${name}_${suffix}` : `${name}_${suffix}_${n}`;
  return found;
}
