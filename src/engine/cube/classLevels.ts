import type { LogColumn, OpenedLog } from '../log/openedLog';
import { byCountThenName } from './scanCategories';
import { textOf } from './slotSql';

/** The classes of a task with the level of each raw text, so that `1`, `true` and `Yes` of two columns can mean one class. */
export interface ClassLevels {
  readonly levels: readonly string[];
  readonly hasRest: boolean;
  /** Index of the positive level; null for more than two classes or where none is known. */
  readonly positive: number | null;
  readonly ofLabel: ReadonlyMap<string, number>;
  readonly ofPrediction: ReadonlyMap<string, number>;
}

export const mostClasses = 50;
const positives = ['1', '1.0', 'true', 'yes', 'y', 't', 'positive', 'pos'];
const negatives = ['0', '0.0', 'false', 'no', 'n', 'f', 'negative', 'neg', '-1'];

interface Level {
  readonly name: string;
  readonly n: number;
}

/** What classes are told from: the most frequent texts of label and prediction (one more than `mostClasses`), and of which label the scores are highest. */
export interface ClassValues {
  readonly labels: readonly Level[];
  readonly predictions: readonly Level[];
  readonly highestScored: () => Promise<string | null>;
}

interface ClassOptions {
  readonly binary: boolean;
  readonly positive?: string;
  readonly signal?: AbortSignal;
}

/** Classes seen in the label and the prediction, at most 50 and a rest. `binary` asks for the positive one. */
export async function classLevels(log: OpenedLog, label: LogColumn | null, prediction: LogColumn | null, score: LogColumn | null, options: ClassOptions): Promise<ClassLevels> {
  const labels = label === null ? [] : await valuesOf(log, label, options.signal);
  const predictions = prediction === null ? [] : await valuesOf(log, prediction, options.signal);
  return classesOf({ labels, predictions, highestScored: async () => (label === null || score === null ? null : highestScored(log, label, score, options.signal)) }, options);
}

/** The same from values that somebody else has counted. */
export async function classesOf({ labels, predictions, highestScored }: ClassValues, options: ClassOptions): Promise<ClassLevels> {
  const alias = options.binary ? truthAlias(labels, predictions) : (text: string) => text;
  const totals = new Map<string, number>();
  for (const { name, n } of [...labels, ...predictions]) totals.set(alias(name), (totals.get(alias(name)) ?? 0) + n);
  const ranked = [...totals].map(([name, n]) => ({ name, n })).sort(byCountThenName);
  const hasRest = ranked.length > mostClasses || labels.length > mostClasses || predictions.length > mostClasses;
  const names = ranked.slice(0, mostClasses).map(({ name }) => name);
  if (options.binary) names.sort();
  const positiveName = options.binary ? await positiveLevel(names, options, alias, highestScored) : null;
  // The negative class first, as in most tables; the score's threshold relies on it where the log has no predictions.
  if (positiveName !== null && names.length === 2) names.sort((a, b) => Number(a === positiveName) - Number(b === positiveName));
  const levels = hasRest ? [...names, 'other classes'] : names;
  const mapOf = (values: readonly { readonly name: string }[]): ReadonlyMap<string, number> => new Map(values.map(({ name }) => [name, names.indexOf(alias(name))] as const).filter(([, at]) => at >= 0));
  const positive = positiveName === null ? -1 : names.indexOf(positiveName);
  return { levels, hasRest, positive: positive < 0 ? null : positive, ofLabel: mapOf(labels), ofPrediction: mapOf(predictions) };
}

async function valuesOf(log: OpenedLog, column: LogColumn, signal?: AbortSignal): Promise<readonly Level[]> {
  const text = textOf(column);
  const rows = await log.duck.rows(`SELECT ${text} AS v, count(*) AS n FROM ${log.relation} WHERE ${column.sql} IS NOT NULL GROUP BY 1 ORDER BY n DESC, v LIMIT ${mostClasses + 1}`, [], signal);
  return rows.map((row) => ({ name: String(row['v']), n: Number(row['n']) }));
}

/** Where prediction and label spell the same two classes differently (`1` and `true`), the label's spelling holds for both. */
function truthAlias(labels: readonly Level[], predictions: readonly Level[]): (text: string) => string {
  const names = labels.map(({ name }) => name);
  const known = (name: string): boolean => [...positives, ...negatives].includes(name.toLowerCase());
  if (predictions.every(({ name }) => names.includes(name)) || ![...labels, ...predictions].every(({ name }) => known(name))) return (text) => text;
  const yes = names.find((name) => positives.includes(name.toLowerCase())) ?? 'true';
  const no = names.find((name) => negatives.includes(name.toLowerCase())) ?? 'false';
  return (text) => (positives.includes(text.toLowerCase()) ? yes : no);
}

async function positiveLevel(names: readonly string[], options: ClassOptions, alias: (text: string) => string, highest: ClassValues['highestScored']): Promise<string | null> {
  const wanted = options.positive;
  if (wanted !== undefined) {
    const found = names.find((name) => name === wanted) ?? names.find((name) => name.toLowerCase() === wanted.toLowerCase()) ?? names.find((name) => name === alias(wanted));
    if (found !== undefined) return found;
  }
  const usual = positives.map((word) => names.find((name) => name.toLowerCase() === word)).find((name) => name !== undefined);
  if (usual !== undefined) return usual;
  const best = names.length === 2 ? await highest() : null;
  return best === null ? null : alias(best);
}

async function highestScored(log: OpenedLog, label: LogColumn, score: LogColumn, signal?: AbortSignal): Promise<string | null> {
  const text = textOf(label);
  const rows = await log.duck.rows(
    `SELECT ${text} AS v, avg(${score.sql}) AS mean FROM ${log.relation} WHERE ${label.sql} IS NOT NULL AND isfinite(${score.sql}) GROUP BY 1 ORDER BY mean DESC, v LIMIT 1`,
    [],
    signal,
  );
  const best = rows[0]?.['v'];
  return typeof best === 'string' ? best : null;
}
