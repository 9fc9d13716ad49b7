import type { ReadEvent } from './cloudEvents';
import type { Cell, Cells, Instances, JsonObject, PayloadFormat } from './event';
import { readInputs } from './inputs';
import { flatCells, isObject, parsed, scalars, textOf, timeOf } from './json';
import { readOutputs } from './outputs';
import { replyCells, replyKind } from './replies';

const idKeys = ['client_request_id', 'databricks_request_id', 'request_id', 'invocation_id', 'custom_id', 'id'];
const timeKeys = ['timestamp_ms', 'request_time', 'event_time', 'timestamp', 'time', 'created_at', 'created', 'ts', 'datetime', 'date'];
const sides = new Set(['request', 'response', 'request_raw', 'response_raw', 'request_body', 'response_body', 'error', 'body']);

/** A record that holds both bodies: a Databricks inference table, a batch of OpenAI's, or a log of one's own; null for anything else. */
export function readWrapper(line: JsonObject): ReadEvent | null {
  const request = bodyOf(line, 'request');
  const response = bodyOf(line, 'response');
  if (response === undefined || (request === undefined && !('custom_id' in line))) return null;
  const isReply = isObject(response.body) && replyKind(response.body) !== null;
  const databricks = 'databricks_request_id' in line || 'execution_time_ms' in line || 'execution_duration_ms' in line || 'served_entity_id' in line || 'invocation_id' in line;
  const format: PayloadFormat = databricks ? 'databricks' : isReply ? replyOf(response.body) : 'wrapped';
  if (!databricks && !isReply && !(isBody(request?.body) || isBody(response.body))) return null;
  const inputs = request === undefined ? null : readInputs(request.body);
  const outputs = readOutputs(response.body);
  for (const side of [inputs, outputs]) if (side !== null && 'problem' in side) return { format, event: { kind: 'bad', reason: side.problem } };
  if ((inputs === null || 'problem' in inputs) && (outputs === null || 'problem' in outputs)) return { format, event: { kind: 'bad', reason: 'neither request nor response can be read' } };
  const used = new Set([...sides, ...idKeys, ...timeKeys, ...request?.around ?? [], ...response.around]);
  const nested = Object.fromEntries(Object.entries(line).filter(([key, value]) => isObject(value) && !used.has(key)).flatMap(([key, value]) => Object.entries(flatCells(value as JsonObject, key))));
  const common: Record<string, Cell> = { ...scalars(line, used), ...nested, ...(response.status === null ? {} : { status_code: response.status }) };
  const id = idKeys.map((key) => textOf(line[key])).find((one) => one !== null) ?? null;
  const time = timeKeys.map((key) => timeOf(line[key])).find((one) => one !== null) ?? (isObject(response.body) ? replyTime(response.body) : null);
  return { format, event: { kind: 'whole', request: inputs as Instances | null, response: outputs as Instances | null, common, id, time } };
}

interface Side {
  readonly body: unknown;
  readonly status: number | null;
  readonly around: readonly string[];
}

/** The body of one side: `request` itself, its `body`, or `request_body`; each an object, a list or JSON as text. */
function bodyOf(line: JsonObject, side: 'request' | 'response'): Side | undefined {
  const key = [side, `${side}_body`, `${side}_raw`].find((name) => name in line && line[name] !== null);
  if (key === undefined) return undefined;
  const value = parsed(line[key]);
  if (typeof value !== 'object' || value === null) return undefined;
  if (isObject(value) && 'body' in value) {
    const code = value['status_code'] ?? value['status'];
    return { body: parsed(value['body']), status: typeof code === 'number' ? code : null, around: [key] };
  }
  return { body: value, status: null, around: [key] };
}

/** Whether a body is one of an inference protocol, so that a record of something else with keys named like these is none of ours. */
function isBody(body: unknown): boolean {
  if (Array.isArray(body)) return body.length > 0 && body.every(isObject);
  return isObject(body) && ['instances', 'inputs', 'dataframe_records', 'dataframe_split', 'predictions', 'outputs', 'messages', 'prompt', 'ndarray'].some((key) => key in body || (isObject(body['data']) && key in body['data']));
}

function replyOf(body: unknown): 'openai' | 'ollama' {
  return isObject(body) && replyKind(body) === 'ollama' ? 'ollama' : 'openai';
}

function replyTime(body: JsonObject): string | number | null {
  return timeOf(body['created']) ?? timeOf(body['created_at']);
}

const replyKeys = new Set(['object', 'created', 'created_at', 'id', 'model', 'choices', 'output', 'usage', 'system_fingerprint', 'message', 'response', 'context', 'done', 'done_reason', 'status', 'error', 'total_duration', 'load_duration',
  'prompt_eval_count', 'prompt_eval_duration', 'eval_count', 'eval_duration', 'incomplete_details', 'instructions', 'metadata', 'reasoning', 'text', 'tool_choice', 'tools', 'output_text', 'thinking']);

/** A reply of a language model that stands alone; null for anything else. */
export function readReply(line: JsonObject): ReadEvent | null {
  // A piece of a streamed answer without counts says nothing of the request.
  if (line['done'] === false && typeof line['model'] === 'string' && ('response' in line || 'message' in line)) return { format: 'ollama', event: { kind: 'none' } };
  const format = replyKind(line);
  if (format === null) return null;
  if (typeof line['object'] === 'string' && line['object'].endsWith('.chunk') && !isObject(line['usage'])) return { format, event: { kind: 'none' } };
  const cells = replyCells(line) ?? {};
  // What somebody wrote beside the reply stays.
  const beside = Object.assign({}, ...Object.entries(line).map(([key, value]) => (isObject(value) && !replyKeys.has(key) ? flatCells(value, key) : {}))) as Cells;
  return { format, event: { kind: 'whole', request: null, response: { rows: [cells], unnamed: false }, common: { ...scalars(line, replyKeys), ...beside }, id: textOf(line['id']), time: replyTime(line) } };
}
