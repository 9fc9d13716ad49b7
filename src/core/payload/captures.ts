import type { Cell, Cells, Instances, JsonObject, PayloadEvent } from './event';
import type { ReadEvent } from './cloudEvents';
import { type Body, listRows, readInputs } from './inputs';
import { base64Text, flatCells, isObject, parsed, textOf, timeOf } from './json';
import { readOutputs } from './outputs';
import { truthOf } from './cloudEvents';

/** SageMaker's data capture and its ground truth (Model Monitor's files); null for anything else. */
export function readSageMaker(line: JsonObject): ReadEvent | null {
  const { captureData, groundTruthData, eventMetadata } = line;
  const meta = isObject(eventMetadata) ? eventMetadata : {};
  const id = textOf(meta['inferenceId']) ?? textOf(meta['eventId']);
  const format = 'sagemaker';
  if (isObject(groundTruthData)) {
    const truth = sideOf(groundTruthData, 'outputs');
    if (id === null || truth === null || 'problem' in truth) return { format, event: { kind: 'bad', reason: id === null ? 'the ground truth has no eventId' : 'the ground truth cannot be read' } };
    return { format, event: { kind: 'truth', id, time: timeOf(line['eventTime'] ?? meta['eventTime']), common: {}, instances: truthOf(truth) } };
  }
  if (!isObject(captureData)) return null;
  const input = isObject(captureData['endpointInput']) ? sideOf(captureData['endpointInput'], 'inputs') : null;
  const output = isObject(captureData['endpointOutput']) ? sideOf(captureData['endpointOutput'], 'outputs') : null;
  if (input === null && output === null) return { format, event: { kind: 'bad', reason: 'neither input nor output was captured' } };
  for (const side of [input, output]) if (side !== null && 'problem' in side) return { format, event: { kind: 'bad', reason: side.problem } };
  const attributes = Array.isArray(meta['customAttributes']) ? (meta['customAttributes'] as readonly unknown[]).filter((one) => typeof one === 'string') : [];
  const common = Object.fromEntries(attributes.flatMap((text) => {
    const match = /^([\w.-]+)=(.*)$/.exec(text);
    return match === null ? [] : [[match[1] ?? '', match[2] ?? ''] as const];
  }));
  return { format, event: { kind: 'whole', request: known(input), response: known(output), common, id, time: timeOf(meta['inferenceTime']) } };
}

function known(body: Body | null): Instances | null {
  return body === null || 'problem' in body ? null : body;
}

/** Data of one side by its encoding: CSV lines of values, JSON (also JSON lines), or either as base64. */
function sideOf({ data, encoding, observedContentType }: JsonObject, side: 'inputs' | 'outputs'): Body | null {
  if (typeof data !== 'string') return null;
  const isPacked = encoding === 'BASE64';
  const text = isPacked ? base64Text(data) : data;
  if (text === null) return { problem: 'the data is base64 of something that is no text' };
  const type = typeof observedContentType === 'string' ? observedContentType : '';
  if (encoding === 'JSON' || (isPacked && /json/i.test(type)) || /^\s*[[{]/.test(text)) {
    const lines = /jsonlines/i.test(type) ? text.split('\n').filter((one) => one.trim() !== '').map(parsed) : null;
    const body = lines ?? parsed(text);
    if (body === undefined || (lines?.includes(undefined) ?? false)) return { problem: 'the data is said to be JSON and is none' };
    return side === 'inputs' ? readInputs(body) : readOutputs(body);
  }
  const rows = text.split(/\r?\n/).filter((one) => one.trim() !== '').map((one) => one.split(',').map(cellOf));
  return side === 'inputs' ? listRows(rows) : readOutputs(rows);
}

/** Fields of SageMaker's CSV have no quotes. */
function cellOf(text: string): Cell {
  const trimmed = text.trim();
  return trimmed === '' ? null : Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

/** A row of Vertex AI's or the older AI Platform's table of requests and responses; null for anything else. */
export function readVertex(line: JsonObject): ReadEvent | null {
  const isOld = 'raw_data' in line && 'raw_prediction' in line;
  if (!isOld && !('request_payload' in line && 'response_payload' in line)) return null;
  const format = isOld ? 'aiplatform' : 'vertex';
  const request = known(readInputs(isOld ? parsed(line['raw_data']) : listOf(line['request_payload'])));
  const response = known(readOutputs(isOld ? parsed(line['raw_prediction']) : listOf(line['response_payload'])));
  if (request === null && response === null) return { format, event: { kind: 'bad', reason: 'neither payload can be read' } };
  const version = textOf(line['model_version']) ?? textOf(line['deployed_model_id']);
  const meta = parsed(line['metadata']);
  const latency = isObject(meta) ? meta['request_latency'] : undefined;
  const truth = isOld ? parsed(line['groundtruth']) : undefined;
  const label = truth === undefined || truth === null ? null : known(readOutputs(truth));
  const common: Cells = { ...(version === null ? {} : { model_version: version }), ...(typeof latency === 'number' ? { request_latency: latency } : {}), ...(textOf(line['model']) === null ? {} : { model: textOf(line['model']) }) };
  const outputs = label === null ? response : { unnamed: false, ...response, rows: (response?.rows ?? label.rows).map((row, i) => ({ ...row, ...truthOf(label).rows[i] })) };
  return { format, event: { kind: 'whole', request, response: outputs, common, id: textOf(line['request_id']) ?? textOf(line['key']), time: timeOf(line['logging_time']) ?? timeOf(line['time']) } };
}

/** Payloads are lists of JSON texts, one for each instance; sometimes the whole body. */
function listOf(value: unknown): unknown {
  if (!Array.isArray(value)) return parsed(value);
  const list = (value as readonly unknown[]).map((one) => parsed(one) ?? one);
  const [only] = list;
  return list.length === 1 && isObject(only) && ('instances' in only || 'predictions' in only || 'inputs' in only || 'outputs' in only) ? only : list;
}

/** What BentoML's schema beside a data file says of its columns. */
export interface BentoSchema {
  readonly roles: ReadonlyMap<string, string>;
  readonly version: string | null;
  readonly name: string | null;
}

/** The one line of `schema.N.log`; null for anything else. */
export function bentoSchema(line: JsonObject): BentoSchema | null {
  const { meta_data: meta, columns } = line;
  if (!isObject(meta) || !Array.isArray(columns) || !('bento_name' in meta || 'bento_version' in meta)) return null;
  const roles = new Map((columns as readonly unknown[]).filter(isObject).map((column) => [String(column['name']), String(column['role'])]));
  const version = textOf(meta['bento_version']);
  return { roles, version: version === 'not available' ? null : version, name: textOf(meta['bento_name']) };
}

/** A row of `data.N.log` by its schema. Its times are local, without a zone. */
export function readBento(line: JsonObject, schema: BentoSchema | null): ReadEvent | null {
  if (bentoSchema(line) !== null) return { format: 'bentoml', event: { kind: 'none' } };
  if (schema === null) return null;
  const features: Record<string, Cell> = {};
  const outputs: Record<string, Cell> = {};
  let predictions = 0;
  for (const [name, value] of Object.entries(line)) {
    const role = schema.roles.get(name);
    if (role === 'feature') Object.assign(features, flatCells({ [name]: value }));
    else if (role === 'prediction' || role === 'target') {
      const cells = flatCells({ [name]: value });
      const key = role === 'target' ? 'label' : 'prediction';
      const only = Object.values(cells);
      if (only.length === 1 && !(key in outputs)) outputs[key] = only[0] ?? null;
      else Object.assign(outputs, Object.fromEntries(Object.entries(cells).map(([inner, cell]) => [`outputs.${inner}`, cell])));
      if (role === 'prediction') predictions += 1;
    }
  }
  const ids = ['request_id', 'trace_id'].map((key) => textOf(line[key])).filter((id) => id !== null && id !== 'None' && id !== '0');
  const common = { ...(schema.version === null ? {} : { model_version: schema.version }), ...(schema.name === null ? {} : { model: schema.name }) };
  const event: PayloadEvent = predictions === 0 && Object.keys(features).length === 0
    ? { kind: 'bad', reason: 'none of its keys is in the schema' }
    : { kind: 'whole', request: { rows: [features], unnamed: false }, response: { rows: [outputs], unnamed: false }, common, id: ids[0] ?? null, time: timeOf(line['timestamp']) };
  return { format: 'bentoml', event };
}
