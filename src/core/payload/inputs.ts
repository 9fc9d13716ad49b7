import type { Cell, Cells, Instances } from './event';
import { flatCells, isCell, isObject, mostCells } from './json';
import { tensorRows } from './tensors';

export type Body = Instances | { readonly problem: string };

/**
 * The features of a request's body, one entry for each instance: V1 `instances`, V2 `inputs`, pandas' `dataframe_records` and `dataframe_split`, TensorFlow's columnar
 * `inputs`, Seldon's `data`, a chat or completion request, a list of records, one record. Null for none of those.
 */
export function readInputs(body: unknown): Body | null {
  if (Array.isArray(body)) return listRows(body as readonly unknown[]);
  if (!isObject(body)) return null;
  const { instances, inputs, dataframe_records: records, dataframe_split: split, data } = body;
  if (Array.isArray(instances)) return listRows(instances as readonly unknown[]);
  if (Array.isArray(records)) return listRows(records as readonly unknown[]);
  if (isObject(split)) return splitRows(split);
  if (Array.isArray(inputs)) return inputs.length > 0 && inputs.every((one) => isObject(one) && 'name' in one && ('data' in one || 'shape' in one)) ? tensorRows(inputs as readonly unknown[]) : listRows(inputs as readonly unknown[]);
  if (isObject(inputs)) return columnRows(inputs);
  if (isObject(data)) return seldonRows(data);
  if (isObject(body['jsonData'])) return { rows: [flatCells(body['jsonData'])], unnamed: false };
  if (Array.isArray(body['messages']) || 'prompt' in body || ('input' in body && 'model' in body)) return { rows: [promptCells(body)], unnamed: false };
  const cells = flatCells(body);
  return Object.keys(cells).length === 0 ? null : { rows: [cells], unnamed: false };
}

/** Instances as they stand in a list: records with names, lists of values without. */
export function listRows(list: readonly unknown[]): Body {
  let note: string | undefined;
  let unnamed = false;
  const rows = list.map((one): Cells => {
    if (isObject(one)) return flatCells(one);
    unnamed = true;
    const values = Array.isArray(one) ? (one as readonly unknown[]).flat(8) : [one];
    if (values.length > mostCells) {
      note = `instances of more than ${mostCells} values are not expanded, only their length is kept`;
      return { input_length: values.length };
    }
    return Object.assign({}, ...values.map((value, i) => (isObject(value) ? flatCells(value, `input_${i}`) : isCell(value) ? { [`input_${i}`]: value } : {}))) as Cells;
  });
  return { rows, unnamed, ...(note === undefined ? {} : { note }) };
}

/** `{columns, data}` and perhaps an `index`, as pandas writes a frame with `orient="split"`. */
function splitRows({ columns, data }: Readonly<Record<string, unknown>>): Body {
  if (!Array.isArray(data)) return { problem: 'dataframe_split has no "data"' };
  if (!Array.isArray(columns)) return listRows(data as readonly unknown[]);
  const names = (columns as readonly unknown[]).map(String);
  return named(names, data as readonly unknown[]);
}

function named(names: readonly string[], list: readonly unknown[]): Body {
  const rows: Cells[] = [];
  for (const one of list) {
    const values = Array.isArray(one) ? (one as readonly unknown[]) : [one];
    if (values.length !== names.length) return { problem: `${values.length} values for ${names.length} names` };
    rows.push(Object.assign({}, ...values.map((value, i) => flatCells({ [names[i] ?? '']: value }))) as Cells);
  }
  return { rows, unnamed: false };
}

/** `{age: [31, 40], plan: ["a", "b"]}`: a list of values for each name. */
function columnRows(columns: Readonly<Record<string, unknown>>): Body | null {
  const entries = Object.entries(columns);
  if (entries.length === 0) return null;
  if (!entries.every(([, values]) => Array.isArray(values))) return { rows: [flatCells(columns)], unnamed: false };
  const n = Math.max(...entries.map(([, values]) => (values as readonly unknown[]).length));
  if (entries.some(([, values]) => (values as readonly unknown[]).length !== n)) return { problem: 'the columns of "inputs" are of unlike lengths' };
  return { rows: Array.from({ length: n }, (_, i) => flatCells(Object.fromEntries(entries.map(([name, values]) => [name, (values as readonly unknown[])[i]])))), unnamed: false };
}

/** Seldon's `{names, ndarray}` or `{names, tensor: {shape, values}}`. */
export function seldonRows({ names, ndarray, tensor }: Readonly<Record<string, unknown>>): Body | null {
  const given = Array.isArray(names) && names.length > 0 ? (names as readonly unknown[]).map(String) : null;
  let list: readonly unknown[];
  if (Array.isArray(ndarray)) list = ndarray as readonly unknown[];
  else if (isObject(tensor) && Array.isArray(tensor['shape']) && Array.isArray(tensor['values'])) {
    const values = tensor['values'] as readonly unknown[];
    const n = Number(tensor['shape'][0] ?? 1);
    if (!Number.isInteger(n) || n < 1 || values.length % n !== 0) return { problem: `${values.length} values for the shape [${(tensor['shape'] as readonly unknown[]).join(', ')}]` };
    list = Array.from({ length: n }, (_, i) => values.slice((i * values.length) / n, ((i + 1) * values.length) / n));
  } else return null;
  return given === null ? listRows(list) : named(given, list);
}

/** What can be counted of a prompt: its texts are no features. */
function promptCells(body: Readonly<Record<string, unknown>>): Record<string, Cell> {
  const { messages, prompt, input } = body;
  const text = (value: unknown): number => (typeof value === 'string' ? value.length : Array.isArray(value) ? (value as readonly unknown[]).reduce<number>((sum, one) => sum + text(isObject(one) ? (one['content'] ?? one['text']) : one), 0) : 0);
  const settings = Object.fromEntries(['temperature', 'top_p', 'max_tokens', 'max_completion_tokens', 'max_output_tokens', 'n', 'stream'].flatMap((key) => (isCell(body[key]) && body[key] !== null ? [[key, body[key]] as const] : [])));
  return { ...(Array.isArray(messages) ? { messages: messages.length } : {}), prompt_characters: text(messages ?? prompt ?? input), ...settings };
}
