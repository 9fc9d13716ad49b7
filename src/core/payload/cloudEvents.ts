import type { HalfEvent, Instances, JsonObject, PayloadEvent, PayloadFormat } from './event';
import { type Body, listRows, readInputs } from './inputs';
import { base64Text, flatCells, isObject, parsed, scalars, textOf, timeOf } from './json';
import { readOutputs } from './outputs';

export interface ReadEvent {
  readonly format: PayloadFormat;
  readonly event: PayloadEvent;
}

/** One half from the body of its side; what the body is not is said. */
export function halfOf(kind: 'request' | 'response', about: Pick<HalfEvent, 'time' | 'common'> & { readonly id: string | null }, body: unknown): PayloadEvent {
  if (about.id === null) return { kind: 'bad', reason: 'the event has no id' };
  if (body === undefined) return { kind: 'bad', reason: `the ${kind} is no JSON` };
  const read: Body | null = kind === 'request' ? readInputs(body) : readOutputs(body);
  if (read === null) return { kind: 'bad', reason: `the ${kind} holds nothing that can be read as ${kind === 'request' ? 'inputs' : 'outputs'}` };
  if ('problem' in read) return { kind: 'bad', reason: read.problem };
  return { kind, ...about, id: about.id, instances: read };
}

/** Attributes of a CloudEvent: its own keys, or `ce-` headers of one that was kept as a message (also inside an Open Inference body, as MLServer sets them). */
function attributes(line: JsonObject): { readonly of: JsonObject; readonly body: unknown } | null {
  if (typeof line['type'] === 'string' && ('specversion' in line || 'data' in line || 'data_base64' in line)) {
    const { data, data_base64: packed } = line;
    return { of: line, body: data === undefined && typeof packed === 'string' ? parsed(base64Text(packed) ?? '') : parsed(data) };
  }
  const parameters = isObject(line['parameters']) ? line['parameters'] : {};
  const headers = isObject(line['headers']) ? line['headers'] : isObject(parameters['headers']) ? parameters['headers'] : null;
  if (headers === null) return null;
  const of = Object.fromEntries(Object.entries(headers).flatMap(([key, value]) => (/^ce[-_]/i.test(key) ? [[key.slice(3).toLowerCase(), value]] : [])));
  if (typeof of['type'] !== 'string') return null;
  const own = line['body'] ?? line['data'] ?? line['payload'] ?? line['value'];
  return { of: { time: line['time'] ?? line['timestamp'], ...of }, body: own === undefined ? line : parsed(own) };
}

const kinds = /^(org\.kubeflow|io\.seldon)\.serving\.(?:inference\.)?(request|response|feedback)$/;
const azure = /^azureml\.inference\.(.+)$/;

/** A CloudEvent of KServe, Seldon, MLServer or Azure ML; null for anything else. */
export function readCloudEvent(line: JsonObject): ReadEvent | null {
  const found = attributes(line);
  if (found === null) return null;
  const { of, body } = found;
  const type = String(of['type']);
  const collected = azure.exec(type)?.[1];
  if (collected !== undefined) return { format: 'azure', event: azureEvent(of, collected, body) };
  const match = kinds.exec(type);
  if (match === null) return null;
  const format = match[1] === 'io.seldon' ? 'seldon' : 'kserve';
  const id = textOf(of['requestid']) ?? textOf(of['id']);
  const time = timeOf(of['time']) ?? timeOf(of['recordedtime']);
  const model = textOf(of['modelid']) ?? textOf(of['inferenceservicename']);
  const common = { ...(model === null ? {} : { model }), ...scalars({ endpoint: of['endpoint'], component: of['component'], inference_service: model === of['inferenceservicename'] ? null : of['inferenceservicename'] }, new Set()) };
  if (match[2] === 'feedback') return { format, event: feedback(body, id, time) };
  return { format, event: halfOf(match[2] === 'request' ? 'request' : 'response', { id, time, common }, body) };
}

/** The truth that Seldon's feedback carries, and its reward. */
function feedback(body: unknown, id: string | null, time: string | number | null): PayloadEvent {
  if (!isObject(body)) return { kind: 'bad', reason: 'the feedback is no JSON object' };
  const response = isObject(body['response']) && isObject(body['response']['meta']) ? textOf(body['response']['meta']['puid']) : null;
  const about = id ?? response;
  if (about === null) return { kind: 'bad', reason: 'the feedback has no id of its request' };
  const truth = body['truth'];
  const read = truth === undefined || truth === null ? null : readOutputs(truth);
  if (read === null || 'problem' in read || read.rows.length === 0) return { kind: 'bad', reason: 'the feedback carries no truth' };
  return { kind: 'truth', id: about, time, common: {}, instances: truthOf(read) };
}

/** Outputs read as labels. */
export function truthOf(read: Instances): Instances {
  return { ...read, rows: read.rows.map((row) => ({ label: row['prediction'] ?? row['score'] ?? Object.values(row)[0] ?? null })) };
}

/** Azure's collector: `data` is a list of rows, or the body of a request; which side it is stands in the type. */
function azureEvent(of: JsonObject, collected: string, body: unknown): PayloadEvent {
  const kind = /output|response|predict/i.test(collected) ? 'response' : 'request';
  if (body === undefined && typeof of['dataref'] === 'string') return { kind: 'bad', reason: 'its data is not in the event but in a file of its own (dataref)' };
  const version = textOf(of['modelversion']);
  const parts = /endpoints\/([^/]+)\/deployments\/([^/]+)/.exec(textOf(of['source']) ?? '');
  const common = { ...(version === null ? {} : { model_version: version }), ...(parts === null ? {} : { endpoint: parts[1] ?? '', deployment: parts[2] ?? '' }) };
  const about = { id: textOf(of['correlationid']) ?? textOf(of['xrequestid']), time: timeOf(of['time']), common };
  if (!Array.isArray(body)) return halfOf(kind, about, body);
  if (about.id === null) return { kind: 'bad', reason: 'the event has no correlationid' };
  const read = kind === 'request' ? listRows(body as readonly unknown[]) : readOutputs(body);
  return read === null || 'problem' in read ? { kind: 'bad', reason: read?.problem ?? 'data holds no rows' } : { kind, ...about, id: about.id, instances: read };
}

/** One record of KServe's blob store: a CloudEvent's body as base64; keys are capitalised in JSON, not in tables. */
export function readBlob(line: JsonObject): ReadEvent | null {
  const of = Object.fromEntries(Object.entries(line).map(([key, value]) => [key.toLowerCase(), value]));
  const type = of['reqtype'];
  if (typeof type !== 'string' || !('bytes' in of)) return null;
  const kind = /request$/i.test(type) ? 'request' : /response$/i.test(type) ? 'response' : null;
  if (kind === null) return { format: 'blob', event: { kind: 'bad', reason: `unknown reqType "${type.slice(0, 60)}"` } };
  const text = typeof of['bytes'] === 'string' ? base64Text(of['bytes']) : null;
  const model = textOf(of['inferenceservice']);
  const common = { ...(model === null ? {} : { model }), ...scalars({ endpoint: textOf(of['endpoint']), component: textOf(of['component']) }, new Set()) };
  const annotations = parsed(of['annotations']);
  const about = { id: textOf(of['id']), time: timeOf(of['occurrencetime']), common: isObject(annotations) ? { ...common, ...flatCells(annotations, 'annotations') } : common };
  return { format: 'blob', event: text === null ? { kind: 'bad', reason: 'bytes is no base64 of text' } : halfOf(kind, about, parsed(text)) };
}
