import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell, HalfEvent, JsonObject } from '../../../src/core/payload/event';
import { pairRows, rowsOf, truthRows } from '../../../src/core/payload/eventRows';
import { base64Text } from '../../../src/core/payload/json';
import { readEvent, recogniseLines } from '../../../src/core/payload/readEvent';

/* Rows, written as events of a format, give the same rows again. */

interface Request { readonly id: string; readonly ms: number; readonly took: number; readonly rows: readonly { readonly age: number; readonly plan: string; readonly flag: boolean; readonly y: number }[] }

const row = fc.record({ age: fc.integer({ min: -1e6, max: 1e6 }), plan: fc.constantFrom('basic', 'pro', 'ü "x", y', '👍', 'a\nb'), flag: fc.boolean(), y: fc.integer({ min: 0, max: 9 }) });
const request = fc.record({ id: fc.uuid(), ms: fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) }), took: fc.integer({ min: 1, max: 99_999 }), rows: fc.array(row, { minLength: 1, maxLength: 4 }) });

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const v1 = ({ rows }: Request): JsonObject => ({ instances: rows.map(({ y: _, ...one }) => one) });
const v2 = ({ rows }: Request): JsonObject => ({ inputs: (['age', 'plan', 'flag'] as const).map((name) => ({ name, shape: [rows.length, 1], datatype: 'X', data: rows.map((one) => one[name]) })) });
const records = ({ rows }: Request): JsonObject => ({ dataframe_records: rows.map(({ y: _, ...one }) => one) });
const split = ({ rows }: Request): JsonObject => ({ dataframe_split: { columns: ['age', 'plan', 'flag'], data: rows.map(({ age, plan, flag }) => [age, plan, flag]) } });
const columns = ({ rows }: Request): JsonObject => ({ inputs: { age: rows.map(({ age }) => age), plan: rows.map(({ plan }) => plan), flag: rows.map(({ flag }) => flag) } });
const seldon = ({ rows }: Request): JsonObject => ({ data: { names: ['age', 'plan', 'flag'], ndarray: rows.map(({ age, plan, flag }) => [age, plan, flag]) } });
const answer = ({ rows }: Request): JsonObject => ({ predictions: rows.map(({ y }) => y) });
const tensor = ({ rows }: Request): JsonObject => ({ outputs: [{ name: 'y', shape: [rows.length], datatype: 'INT64', data: rows.map(({ y }) => y) }] });
const iso = (ms: number): string => new Date(ms).toISOString();
const cloud = (type: string, id: string, ms: number, data: unknown): JsonObject => ({ specversion: '1.0', type, id, time: iso(ms), data });
const pair = (write: (of: Request) => JsonObject, reply: (of: Request) => JsonObject, wrap: (side: 'request' | 'response', of: Request, ms: number, body: JsonObject) => JsonObject) => (of: Request): JsonObject[] => [wrap('request', of, of.ms, write(of)), wrap('response', of, of.ms + of.took, reply(of))];

const formats: readonly (readonly [string, (of: Request) => JsonObject[]])[] = [
  ['KServe V1', pair(v1, answer, (side, of, ms, body) => cloud(`org.kubeflow.serving.inference.${side}`, of.id, ms, body))],
  ['KServe V2, data as text', pair(v2, tensor, (side, of, ms, body) => cloud(`org.kubeflow.serving.inference.${side}`, of.id, ms, JSON.stringify(body)))],
  ['Seldon', pair(seldon, ({ rows }) => ({ data: { names: [], ndarray: rows.map(({ y }) => [y]) } }), (side, of, ms, body) => ({ ...cloud(`io.seldon.serving.inference.${side}`, 'other', ms, body), requestid: of.id }))],
  ['KServe blob', pair(v1, answer, (side, of, ms, body) => ({ Url: null, Bytes: base64(body), ReqType: `org.kubeflow.serving.inference.${side}`, Id: of.id, InferenceService: 's', occurrenceTime: iso(ms) }))],
  ['Azure', pair(v1, answer, (side, of, ms, body) => ({ ...cloud(`azureml.inference.model_${side === 'request' ? 'inputs' : 'outputs'}`, 'x', ms, body['instances'] ?? of.rows.map(({ y }) => ({ y }))), correlationid: of.id }))],
  ...(Object.entries({ records, split, columns, v2, v1 }).map(([name, write]) => [`Databricks, ${name}`, (of: Request) => [{ databricks_request_id: of.id, request_time: iso(of.ms), execution_duration_ms: of.took, status_code: 200, request: JSON.stringify(write(of)), response: JSON.stringify(answer(of)) }]] as const)),
];

describe('rows written as events are the same rows again', () => {
  it.each(formats)('%s', (_, write) => {
    fc.assert(fc.property(fc.uniqueArray(request, { minLength: 1, maxLength: 6, selector: ({ id }) => id }), fc.boolean(), (requests, reversed) => {
      const lines = requests.flatMap(write);
      expect(recogniseLines(lines)).not.toBeNull();
      const halves = new Map<string, HalfEvent>();
      const got = (reversed ? [...lines].reverse() : lines).flatMap((line) => {
        const event = readEvent(line)?.event;
        if (event?.kind === 'whole') return rowsOf(event).rows;
        if (event?.kind !== 'request' && event?.kind !== 'response') throw new Error(JSON.stringify(event));
        const other = halves.get(event.id);
        halves.set(event.id, event);
        return other === undefined ? [] : event.kind === 'request' ? pairRows(event, other).rows : pairRows(other, event).rows;
      });
      const plain = got.map((one) => ({ id: one['id'], time: one['time'], latency: one['latency_ms'] ?? one['execution_duration_ms'], features: one['features'], prediction: one['prediction'] }));
      const coarse = (of: Request): boolean => of.ms % 1000 === 0 && (of.ms + of.took) % 1000 === 0 && lines.length > requests.length;
      const wanted = requests.flatMap((of) => of.rows.map(({ y, ...features }, i) => ({ id: of.rows.length === 1 ? of.id : `${of.id}/${i}`, time: iso(of.ms), latency: coarse(of) ? undefined : of.took, features, prediction: y })));
      const order = (a: { id: unknown }, b: { id: unknown }): number => (String(a.id) < String(b.id) ? -1 : 1);
      expect(plain.sort(order)).toEqual(wanted.sort(order));
    }), { numRuns: 60 });
  });

  it('SageMaker, values without names', () => {
    fc.assert(fc.property(fc.array(fc.array(fc.integer(), { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 4 }), fc.constantFrom('CSV', 'JSON', 'BASE64'), fc.uuid(), (rows, encoding, id) => {
      const csv = rows.map((values) => values.join(',')).join('\n');
      const data = encoding === 'CSV' ? csv : encoding === 'JSON' ? JSON.stringify({ instances: rows }) : Buffer.from(csv).toString('base64');
      const line = { captureData: { endpointInput: { mode: 'INPUT', data, encoding, observedContentType: encoding === 'JSON' ? 'application/json' : 'text/csv' }, endpointOutput: { mode: 'OUTPUT', data: rows.map((_, i) => i).join('\n'), encoding: 'CSV', observedContentType: 'text/csv' } }, eventMetadata: { eventId: 'e', inferenceId: id, inferenceTime: iso(0) }, eventVersion: '0' };
      const event = readEvent(line)?.event;
      expect(event?.kind).toBe('whole');
      const made = event?.kind === 'whole' ? rowsOf(event).rows : [];
      expect(made.map((one) => [one['features'], one['prediction']])).toEqual(rows.map((values, i) => [Object.fromEntries(values.map((value, k): [string, Cell] => [`input_${k}`, value])), i]));
      const truth = readEvent({ groundTruthData: { data: '1', encoding: 'CSV' }, eventMetadata: { eventId: id }, eventVersion: '0' })?.event;
      expect(truth?.kind === 'truth' ? truthRows(truth) : null).toEqual([{ id, label: 1 }]);
    }), { numRuns: 60 });
  });

  it('base64 of any text; what is none is told apart', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(base64Text(Buffer.from(text).toString('base64'))).toBe(text);
      expect(base64Text(Buffer.from(text).toString('base64url'))).toBe(text);
    }));
    expect([base64Text('a'), base64Text('!!!!'), base64Text(Buffer.from([0xff, 0xfe]).toString('base64'))]).toEqual([null, null, null]);
  });

  it('any JSON object is read without an error', () => {
    const known = fc.constantFrom('type', 'specversion', 'data', 'id', 'captureData', 'eventMetadata', 'request', 'response', 'instances', 'inputs', 'outputs', 'predictions', 'usage', 'object', 'reqType', 'bytes', 'request_payload', 'response_payload', 'raw_data', 'raw_prediction', 'headers', 'model', 'total_duration', 'done');
    fc.assert(fc.property(fc.dictionary(known, fc.oneof(fc.jsonValue(), fc.constantFrom('org.kubeflow.serving.inference.request', 'azureml.inference.model_inputs', 'io.seldon.serving.feedback', 'chat.completion'))), (line) => {
      const event = readEvent(line)?.event;
      if (event?.kind === 'whole') rowsOf(event);
      if (event?.kind === 'request') pairRows(event, null);
    }), { numRuns: 500 });
  });
});
