import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from 'vitest';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { LogHarness, roleOf, valuesOf } from '../log/logHarness';

/* Each format the whole way through openLog: events as the serving system writes them, rows as an ordinary log would have them. */

const harness = new LogHarness();
afterAll(() => harness.close());

const n = 40;
const start = Date.UTC(2026, 10, 24, 8);
const at = (i: number, ms = 0): string => new Date(start + i * 60_000 + ms).toISOString();
const ages = Array.from({ length: n }, (_, i) => 20 + (i % 17));
const plans = Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 'pro' : 'basic'));
const churn = Array.from({ length: n }, (_, i) => i % 2);
const lines = (events: readonly unknown[]): string => `${events.map((event) => JSON.stringify(event)).join('\n')}\n`;
const each = <T>(make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const base64 = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');

function rolesOf(log: OpenedLog): Record<string, string> {
  return Object.fromEntries(log.state.roles.filter(({ role }) => role !== 'feature').map(({ column, role }) => [column, role]));
}

async function expectRows(log: OpenedLog, columns: Readonly<Record<string, readonly unknown[]>>): Promise<void> {
  expect(log.state.badLineList).toEqual([]);
  for (const [name, values] of Object.entries(columns)) expect([name, await valuesOf(log, name)]).toEqual([name, values]);
}

const features = { 'features.age': ages, 'features.plan': plans };

describe('CloudEvents', () => {
  const kserve = (data: (i: number) => unknown, answer: (i: number) => unknown) => each((i) => [
    { specversion: '1.0', id: `r-${i}`, type: 'org.kubeflow.serving.inference.request', time: at(i), inferenceservicename: 'churn', endpoint: 'default', component: 'predictor', data: data(i) },
    { specversion: '1.0', id: `r-${i}`, type: 'org.kubeflow.serving.inference.response', time: at(i, 30 + i + 0.5), inferenceservicename: 'churn', endpoint: 'default', component: 'predictor', data: answer(i) },
  ]).flat();

  it('KServe, V1 with names: pairs, latency, one row a request', async () => {
    const log = await harness.openText('a.jsonl', lines(kserve((i) => ({ instances: [{ age: ages[i], plan: plans[i] }] }), (i) => ({ predictions: [churn[i]] }))));
    await expectRows(log, { ...features, prediction: churn.map(String), latency_ms: each((i) => 30 + i), id: each((i) => `r-${i}`) });
    expect(log.state).toMatchObject({ rows: n, badLines: 0, time: { from: start * 1000, without: 0, outOfOrder: 0 }, payload: { formats: ['KServe inference logger (CloudEvents)'], events: 2 * n, rows: n, requestsAlone: 0, responsesAlone: 0 } });
    expect(rolesOf(log)).toMatchObject({ time: 'timestamp', id: 'id', latency_ms: 'latency', status: 'status', model: 'model', prediction: 'prediction' });
  });

  it('KServe, V1 without names, several instances a request, data as text or base64, whole requests in any order', async () => {
    const events = kserve((i) => ({ instances: [[ages[i], 0.5], [ages[i]! + 1, 1.5]] }), (i) => ({ predictions: [churn[i], 1 - churn[i]!] }));
    const odd = events.reverse().map((event, k) => (k % 3 === 0 ? { ...event, data: JSON.stringify(event.data) } : k % 3 === 1 ? { ...event, data: undefined, data_base64: base64(event.data) } : event));
    const log = await harness.openText('a.jsonl.gz', gzipSync(lines(odd)));
    expect(log.state).toMatchObject({ rows: 2 * n, badLines: 0, duplicateIds: 0 });
    const rows = await log.duck.rows(`SELECT * FROM (SELECT ${log.columns.map(({ name, sql }) => `${sql} AS "${name}"`).join(', ')} FROM ${log.relation}) WHERE id IN ('r-7/0', 'r-7/1') ORDER BY id`);
    expect(rows).toMatchObject([{ id: 'r-7/0', 'features.input_0': 27, 'features.input_1': 0.5, prediction: '1', instances: 2, latency_ms: 37 }, { id: 'r-7/1', 'features.input_0': 28, 'features.input_1': 1.5, prediction: '0', instances: 2, latency_ms: 37 }]);
    expect(log.state.payload?.notes).toContain('The requests carry no names of features: they are called input_0, input_1, … in their order.');
  });

  it('KServe, V2 tensors by name and shape, probabilities, and errors', async () => {
    const v2 = kserve(
      (i) => ({ id: `r-${i}`, inputs: [{ name: 'age', shape: [2, 1], datatype: 'INT64', data: [ages[i], 50] }, { name: 'plan', shape: [2], datatype: 'BYTES', data: [plans[i], 'x'] }, { name: 'vec', shape: [2, 2], datatype: 'FP32', data: [[1, 2], [3, 4]] }] }),
      (i) => (i === 3 ? { error: 'out of memory' } : { outputs: [{ name: 'predict_proba', shape: [2], datatype: 'FP32', data: [0.25, 0.75] }] }),
    );
    const log = await harness.openText('a.jsonl', lines(v2));
    expect(log.state).toMatchObject({ rows: 2 * n, badLines: 0 });
    const rows = await log.duck.rows(`SELECT * FROM (SELECT ${log.columns.map(({ name, sql }) => `${sql} AS "${name}"`).join(', ')} FROM ${log.relation}) WHERE id IN ('r-3/1', 'r-4/1') ORDER BY id`);
    expect(rows).toMatchObject([{ 'features.age': 50, 'features.vec_0': 3, 'features.vec_1': 4, status: 'error', error_text: 'out of memory' }, { 'features.plan': 'x', prediction: 0.75, status: 'ok' }]);
  });

  it('as messages with ce- headers, also of MLServer, whose headers stand in the body', async () => {
    const messages = each((i) => [
      { headers: { 'ce-id': `r-${i}`, 'ce-type': 'org.kubeflow.serving.inference.request', 'ce-time': at(i), 'content-type': 'application/json' }, body: JSON.stringify({ instances: [{ age: ages[i], plan: plans[i] }] }) },
      { time: at(i, 12.5), id: `r-${i}`, model_name: 'churn', parameters: { headers: { 'Ce-Specversion': '0.3', 'Ce-Type': 'io.seldon.serving.inference.response', 'Ce-Modelid': 'churn', 'Ce-Requestid': `r-${i}` } }, outputs: [{ name: 'predict', shape: [1, 1], datatype: 'INT64', data: [churn[i]] }] },
    ]).flat();
    const log = await harness.openText('a.jsonl', lines(messages));
    await expectRows(log, { ...features, prediction: churn.map(String), latency_ms: each(() => 12) });
  });

  it('Seldon: names apart from values, tensors, and feedback as labels', async () => {
    const events = each((i) => [
      { specversion: '1.0', id: `e${i}`, requestid: `p-${i}`, modelid: 'clf', type: 'io.seldon.serving.inference.request', time: at(i), data: { data: { names: ['age', 'plan'], ndarray: [[ages[i], plans[i]]] } } },
      { specversion: '1.0', id: `f${i}`, requestid: `p-${i}`, modelid: 'clf', type: 'io.seldon.serving.inference.response', time: at(i, 5), data: i % 2 ? { data: { names: ['t:0', 't:1'], tensor: { shape: [1, 2], values: [0.4, 0.6] } } } : { data: { names: ['t:0', 't:1'], ndarray: [[0.9, 0.1]] } } },
      ...(i < 30 ? [{ specversion: '1.0', id: `g${i}`, requestid: `p-${i}`, type: 'io.seldon.serving.feedback', time: at(i, 86_400_000), data: { reward: 1, truth: { data: { ndarray: [[churn[i]]] } } } }] : []),
    ]).flat();
    const log = await harness.openText('a.jsonl', lines(events));
    await expectRows(log, { ...features, score: each((i) => (i % 2 ? 0.6 : 0.1)), latency_ms: each(() => 5), label: each((i) => (i < 30 ? String(churn[i]) : null)) });
    expect(log.state).toMatchObject({ labels: { state: 'joined', matched: 30, files: [], lag: 86_400_000_000 }, payload: { truths: 30 } });
    expect([roleOf(log, 'score'), roleOf(log, 'label'), roleOf(log, 'label_time')]).toEqual(['score', 'label', 'label time']);
  });

  it('counts halves without a counterpart and keeps their side; bad events with place and reason', async () => {
    const events = kserve((i) => ({ instances: [[ages[i]]] }), (i) => ({ predictions: [churn[i]] }));
    const [request, response] = [events.splice(10, 1)[0], events.splice(20, 1)[0]];
    const text = `${lines(events)}{"specversion":"1.0","id":"x","type":"org.kubeflow.serving.inference.request","data":{}}\n{"a":1}\n{"specversion"`;
    const log = await harness.openText('a.jsonl', text);
    expect([request?.id, response?.id]).toEqual(['r-5', 'r-10']);
    expect(log.state).toMatchObject({ rows: n, badLines: 3, payload: { requestsAlone: 1, responsesAlone: 1 } });
    expect(log.state.badLineList.map(({ line, reason }) => [line, reason])).toEqual([[2 * n - 1, 'the request holds nothing that can be read as inputs'], [2 * n, 'no event of a known format'], [2 * n + 1, 'half-written last line']]);
    const unlike = await harness.openText('b.jsonl', lines(kserve(() => ({ instances: [[1], [2]] }), (i) => ({ predictions: i === 0 ? [1] : [1, 0] }))));
    expect(unlike.state.badLineList).toMatchObject([{ line: 1, reason: '2 instances but 1 outputs' }]);
  });
});

describe('stores and captures', () => {
  it('KServe blob store: a file a record or a list of them, keys as Go writes them, tables without times', async () => {
    const folder = harness.folder();
    const record = (i: number, side: 'request' | 'response') => ({ Url: null, Bytes: base64(side === 'request' ? { instances: [{ age: ages[i], plan: plans[i] }] } : { predictions: [churn[i]] }), ContentType: 'application/json', ReqType: `org.kubeflow.serving.inference.${side}`, Id: `r-${i}`, InferenceService: 'churn', Namespace: 'ns', Component: 'predictor', Endpoint: '' });
    for (let i = 0; i < n; i += 1) {
      harness.write(folder, `r-${i}-request.json`, JSON.stringify(record(i, 'request'), null, i % 2 === 0 ? 2 : 0));
      if (i >= 10) harness.write(folder, `r-${i}-response.json`, JSON.stringify(record(i, 'response')));
    }
    harness.write(folder, 'batch-response.json', JSON.stringify(Array.from({ length: 10 }, (_, i) => record(i, 'response'))));
    const log = await harness.open(['.'], { folder });
    expect(log.state).toMatchObject({ rows: n, badLines: 0, payload: { requestsAlone: 0, responsesAlone: 0 } });
    const rows = await log.duck.rows(`SELECT * FROM (SELECT ${log.columns.map(({ name, sql }) => `${sql} AS "${name}"`).join(', ')} FROM ${log.relation}) ORDER BY CAST(replace(id, 'r-', '') AS INTEGER)`);
    expect(rows.map((row) => [row['features.age'], row['features.plan'], row['prediction']])).toEqual(each((i) => [ages[i], plans[i], String(churn[i])]));
    expect(log.state.files.find((file) => file.path.endsWith('batch-response.json'))).toMatchObject({ state: 'read', rows: 0, reason: '10 events joined to other files' });
    expect(log.state.payload?.notes.join(' ')).toContain('The events carry no times: windows go by the order of the rows. Latency is not available: requests and responses do not both carry a time.');
    // A record that cannot be read is a bad one of this format, not a row of another.
    harness.write(folder, 'broken-request.json', JSON.stringify({ ...record(0, 'request'), Id: 'b', Bytes: '%%%' }));
    const broken = await harness.open(['.'], { folder });
    expect(broken.state).toMatchObject({ rows: n, badLines: 1, badLineList: [{ line: 1, reason: 'bytes is no base64 of text' }] });
    expect(broken.columns.map(({ name }) => name)).toEqual(log.columns.map(({ name }) => name));
    const csv = `url,bytes,contentType,reqType,id,inferenceService\n${each((i) => (['request', 'response'] as const).map((side) => `http://x,${record(i, side).Bytes},application/json,${record(i, side).ReqType},r-${i},churn`)).flat().join('\n')}\n`;
    const table = await harness.openText('records.csv', csv);
    await expectRows(table, { ...features, prediction: churn.map(String) });
  });

  it('SageMaker: CSV, JSON and BASE64, truth in the same files or in others', async () => {
    const capture = (i: number) => ({
      captureData: {
        endpointInput: i % 3 === 0 ? { observedContentType: 'text/csv', mode: 'INPUT', data: `${ages[i]},0.5`, encoding: 'CSV' } : i % 3 === 1 ? { observedContentType: 'application/json', mode: 'INPUT', data: JSON.stringify({ instances: [[ages[i], 0.5]] }), encoding: 'JSON' } : { observedContentType: 'text/csv', mode: 'INPUT', data: base64(`${ages[i]},0.5`), encoding: 'BASE64' },
        endpointOutput: { observedContentType: 'text/csv; charset=utf-8', mode: 'OUTPUT', data: i % 2 === 0 ? `${i / 100}` : base64(`${i / 100}\n`), encoding: i % 2 === 0 ? 'CSV' : 'BASE64' },
      },
      eventMetadata: { eventId: `e-${i}`, ...(i < 20 ? { inferenceId: `r-${i}` } : {}), inferenceTime: at(i) }, eventVersion: '0',
    });
    const truth = (i: number) => ({ groundTruthData: { data: String(churn[i]), encoding: 'CSV' }, eventMetadata: { eventId: i < 20 ? `r-${i}` : `e-${i}` }, eventVersion: '0' });
    const columns = { 'features.input_0': ages, 'features.input_1': each(() => 0.5), id: each((i) => (i < 20 ? `r-${i}` : `e-${i}`)), label: churn.map(String) };
    const folder = harness.folder();
    harness.write(folder, 'data/a.jsonl', lines(each(capture)));
    harness.write(folder, 'truth/a.jsonl', lines(each(truth)));
    const one = await harness.open(['data/*', 'truth/*'], { folder });
    await expectRows(one, columns);
    expect(one.state.payload?.notes.join(' ')).toContain('Latency is not available: SageMaker data capture has one time for both sides.');
    const two = await harness.open(['data/*'], { folder, labels: { paths: ['truth/*'] } });
    expect(two.state.labels).toMatchObject({ state: 'joined', matched: n, columns: { labelId: 'eventMetadata.eventId', label: 'groundTruthData.data' } });
    expect(await valuesOf(two, 'groundTruthData.data')).toEqual(churn.map(String));
  });

  it('Azure ML: inputs and outputs in files of their own; whole seconds tell no latency', async () => {
    const event = (i: number, side: 'inputs' | 'outputs') => ({ specversion: '1.0', id: `${side}${i}`, source: '/subscriptions/s/resourceGroups/g/providers/x/workspaces/w/onlineEndpoints/endpoints/e1/deployments/blue', type: `azureml.inference.model_${side}`, time: `${at(i).slice(0, 19)}Z`, data: side === 'inputs' ? [{ age: ages[i], plan: plans[i] }] : [{ churn: churn[i] }], correlationid: `c-${i}`, xrequestid: `c-${i}`, modelversion: '4', collectdatatype: 'pandas.core.frame.DataFrame' });
    const folder = harness.folder();
    harness.write(folder, 'model_inputs/2026/11/24/08/a.jsonl', lines(each((i) => event(i, 'inputs'))));
    harness.write(folder, 'model_outputs/2026/11/24/08/a.jsonl', lines(each((i) => event(i, 'outputs')).reverse()));
    const log = await harness.open(['**/*.jsonl'], { folder });
    expect(log.state).toMatchObject({ rows: n, badLines: 0, versions: ['4'], payload: { requestsAlone: 0 } });
    const rows = await log.duck.rows(`SELECT * FROM (SELECT ${log.columns.map(({ name, sql }) => `${sql} AS "${name}"`).join(', ')} FROM ${log.relation}) ORDER BY CAST(replace(id, 'c-', '') AS INTEGER)`);
    expect(rows.map((row) => [row['features.age'], row['features.plan'], row['prediction'], row['deployment']])).toEqual(each((i) => [ages[i], plans[i], String(churn[i]), 'blue']));
    expect(log.state.payload?.notes.at(-1)).toBe('Latency is not available: requests and responses carry times of whole seconds (40 pairs).');
  });

  it('BentoML: roles by the schema beside; local times', async () => {
    const folder = harness.folder();
    harness.write(folder, 'churn/data/data.0.log', lines(each((i) => ({ age: ages[i], plan: plans[i], churn: churn[i], timestamp: at(i).replace('Z', '000'), request_id: String(1000 + i), trace_id: '99' }))));
    harness.write(folder, 'churn/schema/schema.0.log', lines([{ meta_data: { bento_name: 'churn', bento_version: 'v4' }, columns: [{ name: 'age', role: 'feature', type: 'numerical' }, { name: 'plan', role: 'feature', type: 'categorical' }, { name: 'churn', role: 'prediction', type: 'categorical' }] }]));
    for (const paths of [['churn/data/*.log'], ['churn']]) {
      const log = await harness.open(paths, { folder, timeZone: 'Europe/Berlin' });
      await expectRows(log, { ...features, prediction: churn.map(String), id: each((i) => String(1000 + i)) });
      expect(log.state).toMatchObject({ rows: n, badLines: 0, versions: ['v4'], time: { assumedZone: 'Europe/Berlin', from: (start - 3_600_000) * 1000 } });
      expect(rolesOf(log)).toMatchObject({ time: 'timestamp', model_version: 'version', prediction: 'prediction', id: 'id' });
    }
  });

  it('Databricks: legacy, AI Gateway, Unity AI Gateway, as JSON lines, CSV and Parquet', async () => {
    const body = [(i: number) => ({ dataframe_records: [{ age: ages[i], plan: plans[i] }] }), (i: number) => ({ dataframe_split: { index: [0], columns: ['age', 'plan'], data: [[ages[i], plans[i]]] } }), (i: number) => ({ inputs: { age: [ages[i]], plan: [plans[i]] } })] as const;
    const legacy = each((i) => ({ client_request_id: null, databricks_request_id: `d-${i}`, date: '2026-11-24', timestamp_ms: start + i * 60_000, status_code: i === 5 ? 500 : 200, sampling_fraction: 1, execution_time_ms: 40 + i, request: JSON.stringify(body[i % 3]!(i)), response: JSON.stringify(i === 5 ? { error_code: 'X', message: 'no' } : { predictions: [churn[i]] }), request_metadata: { endpoint_name: 'e', model_version: '3' } }));
    const gateway = each((i) => ({ databricks_request_id: `d-${i}`, request_date: '2026-11-24', request_time: at(i), status_code: 200, execution_duration_ms: 40 + i, request: JSON.stringify(body[i % 3]!(i)), response: JSON.stringify({ predictions: [churn[i]] }), served_entity_id: 'churn-v4', requester: 'a@b.c' }));
    const unity = each((i) => ({ invocation_id: `d-${i}`, event_time: at(i), status_code: 200, latency_ms: 40 + i, request: JSON.stringify(body[i % 3]!(i)), response: JSON.stringify({ predictions: [churn[i]] }) }));
    const latencies = each((i) => 40 + i);
    const first = await harness.openText('legacy.jsonl', lines(legacy));
    expect(first.state).toMatchObject({ rows: n, badLines: 0, versions: ['3'], time: { from: start * 1000 } });
    await expectRows(first, { ...features, execution_time_ms: latencies });
    expect(rolesOf(first)).toMatchObject({ execution_time_ms: 'latency', status_code: 'status', 'request_metadata.model_version': 'version', id: 'id', time: 'timestamp' });
    const second = await harness.openText('gateway.jsonl', lines(gateway));
    await expectRows(second, { ...features, prediction: churn.map(String), execution_duration_ms: latencies });
    expect(rolesOf(second)).toMatchObject({ execution_duration_ms: 'latency', served_entity_id: 'version' });
    const third = await harness.openText('unity.jsonl', lines(unity));
    await expectRows(third, { ...features, prediction: churn.map(String), latency_ms: latencies });
    const quoted = (value: unknown): string => `"${String(value).replaceAll('"', '""')}"`;
    const csv = await harness.openText('gateway.csv', `${Object.keys(gateway[0]!).join(',')}\n${gateway.map((row) => Object.values(row).map(quoted).join(',')).join('\n')}\n`);
    await expectRows(csv, { ...features, prediction: churn.map(String), execution_duration_ms: latencies });
    const folder = harness.folder();
    const file = harness.write(folder, 'x.jsonl', lines(gateway));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT * REPLACE (request_time::TIMESTAMPTZ AS request_time) FROM read_json('${file}')) TO '${path.join(folder, 'x.parquet')}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    const parquet = await harness.open(['x.parquet'], { folder });
    await expectRows(parquet, { ...features, prediction: churn.map(String), execution_duration_ms: latencies });
    expect(parquet.state.time).toMatchObject({ from: start * 1000, without: 0 });
  });

  it('Vertex AI and the older AI Platform', async () => {
    const vertex = await harness.openText('v.jsonl', lines(each((i) => ({ endpoint: 'e', deployed_model_id: '77', logging_time: at(i), request_id: i, request_payload: [JSON.stringify({ age: ages[i], plan: plans[i] })], response_payload: [JSON.stringify({ classes: ['0', '1'], scores: [0.2, 0.8] })] }))));
    await expectRows(vertex, features);
    expect(vertex.state).toMatchObject({ versions: ['77'], rows: n });
    const old = await harness.openText('o.jsonl', lines(each((i) => ({ model: 'm', model_version: 'v1', time: at(i), raw_data: JSON.stringify({ instances: [{ age: ages[i], plan: plans[i] }] }), raw_prediction: JSON.stringify({ predictions: [churn[i]] }), groundtruth: JSON.stringify({ predictions: [1 - churn[i]!] }) }))));
    await expectRows(old, { ...features, prediction: churn.map(String), label: churn.map((y) => String(1 - y)) });
  });
});

describe('replies of language models', () => {
  const reply = (i: number) => ({ id: `chatcmpl-${i}`, object: 'chat.completion', created: start / 1000 + i * 60, model: 'm-1', choices: [{ index: 0, finish_reason: i === 3 ? 'length' : 'stop', message: { role: 'assistant', content: 'ok' } }], usage: { prompt_tokens: 12 + i, completion_tokens: 3, total_tokens: 15 + i, prompt_tokens_details: { cached_tokens: 4 } } });

  it('OpenAI-style: tokens as features, time, status; what stands beside them stays', async () => {
    const log = await harness.openText('a.jsonl', lines(each((i) => ({ ...reply(i), tenant: i % 2 ? 'a' : 'b' }))));
    await expectRows(log, { 'features.input_tokens': each((i) => 12 + i), 'features.output_tokens': each(() => 3), 'features.cached_tokens': each(() => 4), tenant: each((i) => (i % 2 ? 'a' : 'b')) });
    expect(rolesOf(log)).toMatchObject({ time: 'timestamp', id: 'id', model: 'model', finish_reason: 'status', tenant: 'segment' });
    expect(log.state.payload?.notes.at(-1)).toBe('Latency is not available: the replies do not say how long they took.');
    const responses = await harness.openText('b.jsonl', lines(each((i) => ({ id: `resp_${i}`, object: 'response', created_at: start / 1000 + i, status: i === 2 ? 'failed' : 'completed', model: 'm', output: [], usage: { input_tokens: 5 + i, output_tokens: 7, output_tokens_details: { reasoning_tokens: 2 } } }))));
    await expectRows(responses, { 'features.input_tokens': each((i) => 5 + i), 'features.reasoning_tokens': each(() => 2) });
    expect(roleOf(responses, 'status')).toBe('status');
  });

  it('Ollama: durations of nanoseconds as latency', async () => {
    const log = await harness.openText('a.jsonl', lines(each((i) => [{ model: 'm', created_at: at(i), response: 'x', done: false }, { model: 'm', created_at: at(i), done: true, done_reason: 'stop', total_duration: (900 + i) * 1e6, load_duration: 5e6, prompt_eval_count: 12, eval_count: 40 + i, eval_duration: 7e8 }]).flat()));
    await expectRows(log, { latency_ms: each((i) => 900 + i), 'features.output_tokens': each((i) => 40 + i), 'stages.load_ms': each(() => 5) });
    expect(rolesOf(log)).toMatchObject({ latency_ms: 'latency', time: 'timestamp' });
  });

  it('a record of request and response around them', async () => {
    const log = await harness.openText('a.jsonl', lines(each((i) => ({ timestamp: at(i), latency_ms: 100 + i, status_code: 200, request_id: `q${i}`, request: { model: 'm-1', messages: [{ role: 'user', content: 'hello' }], temperature: 0.2 }, response: reply(i) }))));
    await expectRows(log, { latency_ms: each((i) => 100 + i), 'features.prompt_characters': each(() => 5), 'features.temperature': each(() => 0.2), 'features.input_tokens': each((i) => 12 + i), id: each((i) => `q${i}`) });
    const own = await harness.openText('b.jsonl', lines(each((i) => ({ ts: at(i), took_ms: 7, request: { instances: [{ age: ages[i], plan: plans[i] }] }, response: { body: { predictions: [churn[i]] }, status_code: 200 } }))));
    await expectRows(own, { ...features, prediction: churn.map(String), status_code: each(() => 200), took_ms: each(() => 7) });
    const batch = await harness.openText('c.jsonl', lines(each((i) => ({ id: `b${i}`, custom_id: `c${i}`, response: { status_code: 200, request_id: 'x', body: reply(i) }, error: null }))));
    await expectRows(batch, { id: each((i) => `c${i}`), 'features.input_tokens': each((i) => 12 + i), status_code: each(() => 200) });
  });
});

describe('ordinary logs', () => {
  it.each([
    ['a row with columns that are named like payloads', each((i) => ({ time: at(i), request: 'GET /a', response: 'ok', prediction: i % 2 }))],
    ['nested rows', each((i) => ({ time: at(i), request: { path: '/a', size: i }, response: { code: 200 }, data: { x: i }, type: 'log', prediction: i % 2 }))],
    ['usage that is no reply', each((i) => ({ time: at(i), usage: { cpu: i }, prediction: i % 2 }))],
  ])('%s are read as they stand', async (_, rows) => {
    const log = await harness.openText('a.jsonl', lines(rows));
    expect(log.state.payload).toBeUndefined();
    expect(log.state).toMatchObject({ rows: n, badLines: 0 });
  });
});
