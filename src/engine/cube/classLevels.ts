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

const mostClasses = 50;
const positives = ['1', '1.0', 'true', 'yes', 'y', 't', 'positive', 'pos'];
const negatives = ['0', '0.0', 'false', 'no', 'n', 'f', 'negative', 'neg', '-1'];

/** Classes seen in the label and the prediction, at most 50 and a rest. `binary` asks for the positive one. */
export async function classLevels(
  log: OpenedLog,
  label: LogColumn | null,
  prediction: LogColumn | null,
  score: LogColumn | null,
  options: { readonly binary: boolean; readonly positive?: string; readonly signal?: AbortSignal },
): Promise<ClassLevels> {
  const labels = label === null ? [] : await valuesOf(log, label, options.signal);
  const predictions = prediction === null ? [] : await valuesOf(log, prediction, options.signal);
  const alias = options.binary ? truthAlias(labels, predictions) : (text: string) => text;
  const totals = new Map<string, number>();
  for (const { name, n } of [...labels, ...predictions]) totals.set(alias(name), (totals.get(alias(name)) ?? 0) + n);
  const ranked = [...totals].map(([name, n]) => ({ name, n })).sort(byCountThenName);
  const hasRest = ranked.length > mostClasses || labels.length > mostClasses || predictions.length > mostClasses;
  const names = ranked.slice(0, mostClasses).map(({ name }) => name);
  if (options.binary) names.sort();
  const positiveName = options.binary ? await positiveLevel(log, label, score, names, options, alias) : null;
  // The negative class first, as in most tables; the score's threshold relies on it where the log has no predictions.
  if (positiveName !== null && names.length === 2) names.sort((a, b) => Number(a === positiveName) - Number(b === positiveName));
  const levels = hasRest ? [...names, 'other classes'] : names;
  const mapOf = (values: readonly { readonly name: string }[]): ReadonlyMap<string, number> => new Map(values.map(({ name }) => [name, names.indexOf(alias(name))] as const).filter(([, at]) => at >= 0));
  const positive = positiveName === null ? -1 : names.indexOf(positiveName);
  return { levels, hasRest, positive: positive < 0 ? null : positive, ofLabel: mapOf(labels), ofPrediction: mapOf(predictions) };
}

async function valuesOf(log: OpenedLog, column: LogColumn, signal?: AbortSignal): Promise<readonly { readonly name: string; readonly n: number }[]> {
  const text = textOf(column);
  const rows = await log.duck.rows(`SELECT ${text} AS v, count(*) AS n FROM ${log.relation} WHERE ${column.sql} IS NOT NULL GROUP BY 1 ORDER BY n DESC, v LIMIT ${mostClasses + 1}`, [], signal);
  return rows.map((row) => ({ name: String(row['v']), n: Number(row['n']) }));
}

/** Where prediction and label spell the same two classes differently (`1` and `true`), the label's spelling holds for both. */
function truthAlias(labels: readonly { readonly name: string }[], predictions: readonly { readonly name: string }[]): (text: string) => string {
  const names = labels.map(({ name }) => name);
  const known = (name: string): boolean => [...positives, ...negatives].includes(name.toLowerCase());
  if (predictions.every(({ name }) => names.includes(name)) || ![...labels, ...predictions].every(({ name }) => known(name))) return (text) => text;
  const yes = names.find((name) => positives.includes(name.toLowerCase())) ?? 'true';
  const no = names.find((name) => negatives.includes(name.toLowerCase())) ?? 'false';
  return (text) => (positives.includes(text.toLowerCase()) ? yes : no);
}

async function positiveLevel(
  log: OpenedLog,
  label: LogColumn | null,
  score: LogColumn | null,
  names: readonly string[],
  options: { readonly positive?: string; readonly signal?: AbortSignal },
  alias: (text: string) => string,
): Promise<string | null> {
  const wanted = options.positive;
  if (wanted !== undefined) {
    const found = names.find((name) => name === wanted) ?? names.find((name) => name.toLowerCase() === wanted.toLowerCase()) ?? names.find((name) => name === alias(wanted));
    if (found !== undefined) return found;
  }
  const usual = positives.map((word) => names.find((name) => name.toLowerCase() === word)).find((name) => name !== undefined);
  if (usual !== undefined) return usual;
  if (label === null || score === null || names.length !== 2) return null;
  const text = textOf(label);
  const rows = await log.duck.rows(
    `SELECT ${text} AS v, avg(${score.sql}) AS mean FROM ${log.relation} WHERE ${label.sql} IS NOT NULL AND isfinite(${score.sql}) GROUP BY 1 ORDER BY mean DESC, v LIMIT 1`,
    [],
    options.signal,
  );
  const best = rows[0]?.['v'];
  return typeof best === 'string' ? alias(best) : null;
}
