import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { SourceState } from '../../../src/core/domain/source';
import { discoverLogs } from '../../../src/engine/log/discover';
import { EngineService } from '../../../src/engine/service/engineService';
import { problems, type Schema } from '../report/jsonSchema';

/* Payload logs from the folder they are found in to the report, and while they grow. */

const root = mkdtempSync(path.join(tmpdir(), 'mv-payload-'));
mkdirSync(path.join(root, 'temp'));
const service = new EngineService({ tempFolder: path.join(root, 'temp'), memoryLimit: '400MB', wasmFolder: root });
const engine = service.handlers();
const told = new Map<string, SourceState>();
service.onSourceChanged = (id, state) => told.set(id, state);
afterAll(async () => {
  await service.dispose();
  rmSync(root, { recursive: true, force: true });
});
const context = { signal: new AbortController().signal, onProgress: () => undefined };
const query = { axis: null, comparison: null, named: {}, settings: {} } as const;

const at = (i: number, ms = 0): string => new Date(Date.UTC(2026, 0, 1) + i * 60_000 + ms).toISOString();
const kserve = (from: number, to: number): string => Array.from({ length: to - from }, (_, k) => {
  const i = from + k;
  const slow = i >= 2_000 ? 60 : 20;
  return [
    { specversion: '1.0', id: `r-${i}`, type: 'org.kubeflow.serving.inference.request', time: at(i), inferenceservicename: 'churn', data: { instances: [{ age: 20 + (i % 40) + (i >= 2_000 ? 30 : 0), plan: ['a', 'b'][i % 2] }] } },
    { specversion: '1.0', id: `r-${i}`, type: 'org.kubeflow.serving.inference.response', time: at(i, slow + (i % 7) + 0.5), inferenceservicename: 'churn', data: { predictions: [i % 2] } },
  ].map((event) => `${JSON.stringify(event)}\n`).join('');
}).join('');

function put(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), text);
}

describe('a payload log', () => {
  it('gives a report with drift, latency and errors like any other', async () => {
    put('whole/events.jsonl', kserve(0, 4_000));
    put('whole/labels.csv', `id,outcome,labelled_at\n${Array.from({ length: 4_000 }, (_, i) => `r-${i},${i % 10 === 0 ? 1 - (i % 2) : i % 2},${at(i + 60)}`).join('\n')}\n`);
    const spec = { kind: 'log', name: 'whole', folder: path.join(root, 'whole'), paths: ['events.jsonl'], labels: { paths: ['labels.csv'] } } as const;
    const { id, labels } = await engine['source.open']({ spec, storage: null, readAtMs: 1, fresh: false }, context);
    expect(labels).toMatchObject({ state: 'joined', matched: 4_000 });
    const { report } = await engine['report.make']({ id, ...query, exact: 'auto' }, context);
    const finding = (name: string) => report.findings.find((one) => one.id === name);
    expect(report.features.find(({ feature }) => feature === 'features.age')?.verdict).toBe('moved');
    expect(report.features.find(({ feature }) => feature === 'features.plan')?.verdict).toBe('stable');
    expect(finding('latency.p95')).toMatchObject({ verdict: 'moved', baseline: { value: expect.closeTo(26, 6) as number }, current: { value: expect.closeTo(66, 6) as number } });
    expect(finding('errors')?.baseline.value).toBe(0);
    expect(finding('quality.accuracy')?.baseline.value).toBeCloseTo(0.9, 2);
    const schema = JSON.parse(readFileSync(path.join(__dirname, '../../../docs/report.schema.json'), 'utf8')) as Schema;
    const { text } = await engine['report.render']({ id, ...query, format: 'json', places: {} }, context);
    expect(problems(schema, JSON.parse(text))).toEqual([]);
    expect(report.notes.map(({ text: note }) => note)).toContain('Read as KServe inference logger (CloudEvents): 8,000 events gave 4,000 rows.');
  }, 30_000);

  it('keeps its cube with what is known of its labels, until one of the files changes; a file of labels is offered', async () => {
    const folder = path.join(root, 'stored');
    put('stored/events.jsonl', kserve(0, 600));
    const labels = (n: number): string => `id,outcome\n${Array.from({ length: n }, (_, i) => `r-${i},${i % 2}`).join('\n')}\n`;
    put('stored/truth.csv', labels(400));
    const open = (more: object = {}) => engine['source.open']({ spec: { kind: 'log', name: 'stored', folder, paths: ['events.jsonl'], ...more }, storage: path.join(root, 'store'), readAtMs: 1, fresh: false }, context);
    const bare = await open();
    expect(bare.labelOffer).toMatchObject({ path: 'truth.csv', labelId: 'id', label: 'outcome', time: null });
    const schema = JSON.parse(readFileSync(path.join(__dirname, '../../../docs/report.schema.json'), 'utf8')) as Schema;
    const { text } = await engine['report.render']({ id: bare.id, ...query, format: 'json', places: {} }, context);
    expect(problems(schema, JSON.parse(text))).toEqual([]);
    const joined = { labels: { paths: ['truth.csv'] } };
    const { id } = await open(joined);
    await engine['report.make']({ id, ...query, exact: 'never' }, context);
    const again = await open(joined);
    expect(again).toMatchObject({ fromStore: true, labels: { labelled: 400 }, payload: { rows: 600 } });
    put('stored/truth.csv', labels(500));
    expect(await open(joined)).toMatchObject({ fromStore: false, labels: { labelled: 500 } });
  }, 20_000);

  it('is read again as a whole when it grows, and says so', async () => {
    put('grows/events.jsonl', kserve(0, 300));
    const spec = { kind: 'log', name: 'grows', folder: path.join(root, 'grows'), paths: ['events.jsonl'] } as const;
    const { id } = await engine['source.open']({ spec, storage: null, readAtMs: 1, fresh: false }, context);
    await engine['source.follow']({ id, on: true }, context);
    appendFileSync(path.join(root, 'grows/events.jsonl'), kserve(300, 450));
    await expect.poll(() => told.get(id)?.rows, { timeout: 10_000, interval: 50 }).toBe(450);
    expect(told.get(id)?.live?.notes.join(' ')).toContain('a file changed that can only be read as a whole');
    expect(told.get(id)?.payload).toMatchObject({ rows: 450, requestsAlone: 0 });
  }, 20_000);
});

describe('payload logs are found without configuration', () => {
  it('KServe events, blob records of many files, SageMaker, Azure in two folders, BentoML', async () => {
    const found = path.join(root, 'found');
    put('found/kserve/events.jsonl', kserve(0, 50));
    for (let i = 0; i < 6; i += 1) for (const side of ['request', 'response']) put(`found/blobs/${'abcdef'[i]}f${i}-${side}.json`, JSON.stringify({ Bytes: Buffer.from(side === 'request' ? '{"instances":[{"age":3}]}' : '{"predictions":[1]}').toString('base64'), ReqType: `org.kubeflow.serving.inference.${side}`, Id: `b${i}`, InferenceService: 's', occurrenceTime: at(i) }));
    put('found/capture/a.jsonl', Array.from({ length: 20 }, (_, i) => `${JSON.stringify({ captureData: { endpointInput: { data: `${i},2`, encoding: 'CSV' }, endpointOutput: { data: '0.5', encoding: 'CSV' } }, eventMetadata: { eventId: `e${i}`, inferenceTime: at(i) }, eventVersion: '0' })}\n`).join(''));
    for (const side of ['inputs', 'outputs']) put(`found/azure/model_${side}/2026/01/01/00/a.jsonl`, Array.from({ length: 20 }, (_, i) => `${JSON.stringify({ specversion: '1.0', id: `${i}`, type: `azureml.inference.model_${side}`, time: at(i), data: side === 'inputs' ? [{ age: i }] : [{ churn: i % 2 }], correlationid: `c${i}`, modelversion: '4' })}\n`).join(''));
    put('found/bento/churn/data/data.0.log', Array.from({ length: 20 }, (_, i) => `${JSON.stringify({ age: i, churn: i % 2, timestamp: at(i).replace('Z', ''), request_id: `${100 + i}`, trace_id: '1' })}\n`).join(''));
    put('found/bento/churn/schema/schema.0.log', `${JSON.stringify({ meta_data: { bento_name: 'churn', bento_version: 'v1' }, columns: [{ name: 'age', role: 'feature' }, { name: 'churn', role: 'prediction' }] })}\n`);
    const logs = await discoverLogs([found]);
    const folders = ['kserve', 'blobs', 'capture', 'azure', 'bento'];
    const ofFolder = (folder: string) => logs.filter(({ paths }) => paths.every((name) => name.startsWith(folder)));
    expect(folders.map((folder) => [folder, ofFolder(folder).length, ofFolder(folder)[0]?.files])).toEqual([['kserve', 1, 1], ['blobs', 1, 12], ['capture', 1, 1], ['azure', 1, 2], ['bento', 1, 1]]);
    for (const candidate of logs) {
      const state = await engine['source.open']({ spec: { kind: 'log', name: candidate.name, folder: candidate.folder, paths: candidate.paths }, storage: null, readAtMs: 1, fresh: false }, context);
      expect([candidate.paths, state.state, state.payload?.requestsAlone, state.payload?.responsesAlone]).toEqual([candidate.paths, 'ready', 0, 0]);
      expect(state.roles.some(({ role }) => role === 'prediction' || role === 'score')).toBe(true);
    }
  }, 30_000);
});
