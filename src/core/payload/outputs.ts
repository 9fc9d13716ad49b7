import type { Cell, Cells, JsonObject } from './event';
import { type Body, seldonRows } from './inputs';
import { flatCells, isCell, isObject, mostCells } from './json';
import { replyCells } from './replies';
import { tensorRows } from './tensors';

const predictionKeys = new Set(['prediction', 'predicted', 'label', 'class', 'predicted_label', 'predicted_class', 'y_pred', 'output', 'value', 'result', 'class_name', 'category']);
const scoreKeys = new Set(['score', 'probability', 'proba', 'confidence', 'prob']);

/**
 * The outputs of a response's body, one entry for each instance: `predictions`, V2 `outputs`, Seldon's `data`, a chat reply, a list, one value. A single value is the
 * prediction; two numbers that sum to 1 are the probabilities of two classes, the second becomes the score; more of them give the class of the largest and its probability.
 * A body that holds an error says so. Null for none of those.
 */
export function readOutputs(body: unknown): Body | null {
  if (body === undefined || body === null) return null;
  if (isCell(body)) return { rows: [{ prediction: body }], unnamed: false };
  if (Array.isArray(body)) return rowsOf(body as readonly unknown[]);
  if (!isObject(body)) return null;
  const { predictions, outputs, data, error } = body;
  if (predictions !== undefined && predictions !== null) return Array.isArray(predictions) ? rowsOf(predictions as readonly unknown[]) : isObject(predictions) ? columnsOf(predictions) : readOutputs(predictions);
  if (Array.isArray(outputs)) {
    const found = outputs.length > 0 && outputs.every((one) => isObject(one) && 'name' in one && ('data' in one || 'shape' in one)) ? tensorRows(outputs as readonly unknown[]) : rowsOf(outputs as readonly unknown[]);
    return found === null || 'problem' in found ? found : { ...found, rows: found.rows.map(outputCells) };
  }
  if (isObject(outputs)) return columnsOf(outputs);
  const reply = replyCells(body);
  if (reply !== null) return { rows: [reply], unnamed: false };
  if (isObject(data) && ('ndarray' in data || 'tensor' in data)) return seldonOutputs(data);
  const text = errorText(body, error);
  if (text !== null) return { rows: [], unnamed: false, error: text };
  if (isObject(body['jsonData'])) return { rows: [outputCells(flatCells(body['jsonData']))], unnamed: false };
  const cells = flatCells(body);
  return Object.keys(cells).length === 0 ? null : { rows: [outputCells(cells)], unnamed: false };
}

function errorText(body: JsonObject, error: unknown): string | null {
  if (typeof error === 'string' && error !== '') return error;
  if (isObject(error)) return typeof error['message'] === 'string' ? error['message'] : JSON.stringify(error);
  const { detail, status } = body;
  if (isObject(status) && status['status'] === 'FAILURE') return typeof status['info'] === 'string' ? status['info'] : 'FAILURE';
  return typeof detail === 'string' && Object.keys(body).length === 1 ? detail : null;
}

function rowsOf(list: readonly unknown[]): Body {
  return { rows: list.map(valueCells), unnamed: false };
}

/** `{name: [one value for each instance]}`; anything else is one instance. */
function columnsOf(columns: JsonObject): Body {
  const entries = Object.entries(columns);
  const n = Array.isArray(entries[0]?.[1]) ? entries[0][1].length : -1;
  if (!entries.every(([, values]) => Array.isArray(values) && values.length === n)) return { rows: [outputCells(flatCells(columns))], unnamed: false };
  return { rows: Array.from({ length: n }, (_, i) => outputCells(flatCells(Object.fromEntries(entries.map(([name, values]) => [name, (values as readonly unknown[])[i]]))))), unnamed: false };
}

/** Seldon names the columns of its answer: `t:0`, `t:1` or the classes. */
function seldonOutputs(data: JsonObject): Body | null {
  const found = seldonRows({ ...data, names: undefined });
  if (found === null || 'problem' in found) return found;
  return { ...found, unnamed: false, rows: found.rows.map((row) => valueCells(Object.values(row))) };
}

/** What one output says of its instance. */
function valueCells(value: unknown): Cells {
  if (isCell(value)) return { prediction: value };
  if (isObject(value)) return outputCells(flatCells(value));
  const list = (value as readonly unknown[]).flat(8);
  const [first] = list;
  if (list.length === 1 && isCell(first)) return { prediction: first };
  const numbers = list.filter((one): one is number => typeof one === 'number');
  if (numbers.length === list.length && isDistribution(numbers)) {
    if (numbers.length === 2) return { score: numbers[1] ?? null };
    const most = Math.max(...numbers);
    return { prediction: numbers.indexOf(most), score: most };
  }
  if (list.length > mostCells) return { output_length: list.length };
  return Object.fromEntries(list.map((one, i) => [`output_${i}`, isCell(one) ? one : null] as const));
}

function isDistribution(numbers: readonly number[]): boolean {
  return numbers.length > 1 && numbers.every((x) => x >= 0 && x <= 1) && Math.abs(numbers.reduce((sum, x) => sum + x, 0) - 1) < 1e-3;
}

/** Named outputs: the one that is named like a prediction, or the only one, is it; the others keep their names. */
export function outputCells(cells: Cells): Cells {
  const entries = Object.entries(cells);
  if (entries.length === 1) {
    const [name, value] = entries[0] ?? ['', null];
    return { [scoreKeys.has(last(name)) ? 'score' : 'prediction']: value };
  }
  const out: Record<string, Cell> = {};
  for (const [name, value] of entries) {
    const key = predictionKeys.has(last(name)) && !('prediction' in out) ? 'prediction' : scoreKeys.has(last(name)) && !('score' in out) ? 'score' : `outputs.${name}`;
    out[key] = value;
  }
  return out;
}

function last(name: string): string {
  return (name.split('.').at(-1) ?? name).toLowerCase();
}
