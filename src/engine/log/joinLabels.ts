import type { LabelsState } from '../../core/domain/labelFiles';
import { joinedName } from '../../core/labels/labelColumns';
import type { Duck } from '../duck/duck';
import { overlapHint } from './labelOverlap';
import type { LoadedRaw } from './loadRaw';
import { idText, type LabelRows } from './readLabelFiles';
import type { LoadContext, RawColumn } from './rawTable';

/** How rows that are appended to a log get their labels: from the same table, by the same id. */
export interface LabelJoin {
  /** Column of the raw rows whose text is compared with `mv_label.id`. */
  readonly id: RawColumn;
  readonly label: RawColumn;
  readonly time: RawColumn | null;
}

export interface JoinedLabels {
  readonly raw: LoadedRaw;
  readonly join: LabelJoin | null;
  readonly state: LabelsState;
}

/**
 * Joins labels to raw rows by the text of their ids. Of labels with the same id the one with the latest time counts, else the last in the order of the files.
 * The raw rows get a column for the label and one for its time; where no label has a prediction they stay as they are.
 */
export async function joinLabels(context: LoadContext & { readonly duck: Duck }, raw: LoadedRaw, id: RawColumn, labels: LabelRows): Promise<JoinedLabels> {
  const { duck, signal } = context;
  const base = { files: labels.files, rows: labels.rows, predictions: raw.rows, lag: null };
  const none = { unusable: 0, duplicates: 0, matched: 0, withoutPrediction: 0, labelled: 0 };
  const { columns } = labels;
  if (columns === null) return { raw, join: null, state: { ...base, ...none, state: 'not joined', reason: labels.reason ?? 'no label file is there yet', columns: null } };
  const names = { id: id.name, ...columns };
  const isNumber = /DOUBLE|FLOAT/.test(labels.types.label);
  await duck.run(`CREATE VIEW mv_label_all AS SELECT f, r, id, label, t, o FROM mv_label_rows WHERE id IS NOT NULL AND ${isNumber ? 'isfinite(label)' : labels.types.label === 'VARCHAR' ? "label IS NOT NULL AND label <> ''" : 'label IS NOT NULL'}`, [], signal);
  await duck.run('CREATE TABLE mv_label_twice AS SELECT id FROM mv_label_all GROUP BY id HAVING count(*) > 1', [], signal);
  // Rows are copied only where ids are repeated.
  await duck.run('CREATE TABLE mv_label_last AS SELECT id, label, t FROM mv_label_all WHERE id IN (SELECT id FROM mv_label_twice) QUALIFY row_number() OVER (PARTITION BY id ORDER BY o DESC NULLS LAST, f DESC, r DESC) = 1', [], signal);
  const [twice] = await duck.rows('SELECT count(*) AS n FROM mv_label_last', [], signal);
  await duck.run(`CREATE VIEW mv_label AS SELECT id, label, t FROM mv_label_all${twice?.['n'] === 0 ? '' : ' WHERE id NOT IN (SELECT id FROM mv_label_twice) UNION ALL SELECT id, label, t FROM mv_label_last'}`, [], signal);
  await duck.run(`CREATE TABLE mv_label_of AS SELECT p.${raw.row} AS place, hash(l.id) AS h, l.label AS mv_l, l.t AS mv_lt FROM ${raw.relation} p JOIN mv_label l ON ${idText(`p.${id.ref}`, id.type)} = l.id`, [], signal);
  const [count = {}] = await duck.rows('SELECT (SELECT count(*) FROM mv_label_all) AS a, (SELECT count(*) FROM mv_label) AS n, count(DISTINCT h) AS m, count(*) AS j FROM mv_label_of', [], signal);
  const [all, different, matched] = [Number(count['a']), Number(count['n']), Number(count['m'])];
  const counts = { unusable: labels.rows - all, duplicates: all - different, matched, withoutPrediction: different - matched };
  const hint = matched < different / 2 ? await overlapHint(duck, raw, id, names, matched, different, signal) : null;
  const reason = [labels.reason, hint].filter((text) => text !== null).join('; ');
  const told = reason === '' ? {} : { reason };
  if (matched === 0) {
    return { raw, join: null, state: { ...base, ...none, ...counts, ...told, ...(all === 0 && reason === '' ? { reason: 'no row has both an id and a label' } : {}), state: 'not joined', columns: names } };
  }
  const taken = new Set(raw.columns.map(({ name }) => name));
  const label: RawColumn = { name: joinedName(columns.label, 'label', taken), ref: 'mv_l', type: labels.types.label };
  const time: RawColumn | null = columns.time === null ? null : { name: joinedName(columns.time, 'labelled', new Set([...taken, label.name])), ref: 'mv_lt', type: labels.types.t };
  const joined = await widened(duck, raw, [label, ...(time === null ? [] : [time])], signal);
  return { raw: joined, join: { id, label, time }, state: { ...base, ...counts, ...told, state: 'joined', labelled: Number(count['j']), columns: names } };
}

/** The raw rows with the columns of their labels: a table gets them (quicker than to copy it), a view over files becomes one over files and labels by place. */
async function widened(duck: Duck, raw: LoadedRaw, added: readonly RawColumn[], signal?: AbortSignal): Promise<LoadedRaw> {
  const columns = [...raw.columns, ...added];
  if (!raw.isView) {
    for (const { ref, type } of added) await duck.run(`ALTER TABLE ${raw.relation} ADD COLUMN ${ref} ${type === 'JSON' ? 'VARCHAR' : type}`, [], signal);
    await duck.run(`UPDATE ${raw.relation} SET ${added.map(({ ref }) => `${ref} = l.${ref}`).join(', ')} FROM mv_label_of l WHERE l.place = ${raw.relation}.${raw.row}`, [], signal);
    await duck.run('DROP TABLE mv_label_of', [], signal);
    return { ...raw, columns };
  }
  const labelled = (relation: string): string => `(SELECT p.*, ${added.map(({ ref }) => `l.${ref}`).join(', ')} FROM ${relation} p LEFT JOIN mv_label_of l ON l.place = p.${raw.row})`;
  await duck.run(`CREATE VIEW mv_labelled AS SELECT * FROM ${labelled(raw.relation)}`, [], signal);
  const { relation, sample } = raw.profile;
  return { ...raw, relation: 'mv_labelled', columns, isOrdered: false, profile: { ...raw.profile, relation: relation === raw.relation ? 'mv_labelled' : labelled(relation), sample: labelled(sample) } };
}
