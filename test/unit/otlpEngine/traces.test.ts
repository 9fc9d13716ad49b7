import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spanRows } from '../../../src/core/otlp/spanRows';
import { discoverLogs } from '../../../src/engine/log/discover';
import { openLog } from '../../../src/engine/log/openLog';
import { OpenSource } from '../../../src/engine/service/openSource';
import { defaultSettings } from '../../../src/core/analysis/settings';
import { document, gauge } from '../otlp/otlpHarness';

/* Spans of OpenTelemetry's own SDK, opened as a log. */

const start = Date.UTC(2026, 2, 1);
let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'mv-traces-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Request {
  readonly at: number;
  readonly ms: number;
  readonly kind?: SpanKind;
  readonly name?: string;
  readonly failed?: boolean;
  readonly attributes?: Attributes;
}

/** One request a line, as an exporter of small batches writes. */
async function traces(requests: readonly Request[], version = '1.0'): Promise<string> {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ resource: resourceFromAttributes({ 'service.name': 'churn', 'service.version': version }), spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer('server');
  for (const { at, ms, kind = SpanKind.SERVER, name = 'POST /predict', failed = false, attributes = {} } of requests) {
    const span = tracer.startSpan(name, { kind, startTime: start + at * 1_000, attributes });
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(start + at * 1_000 + ms);
  }
  await provider.forceFlush();
  const lines: string[] = [];
  const spans = exporter.getFinishedSpans();
  for (let i = 0; i < spans.length; i += 10) lines.push(`${Buffer.from(JsonTraceSerializer.serializeRequest(spans.slice(i, i + 10)) ?? []).toString('utf8')}\n`);
  await provider.shutdown();
  return lines.join('');
}

const context = { onProgress: () => undefined, signal: new AbortController().signal };
const open = (...paths: string[]) => openLog({ kind: 'log', name: 'traces', folder, paths }, { tempFolder: folder, readAtMs: 0 });

describe('a file of traces', () => {
  it('is a log: a row for each request, with time, latency, status, model, version, route and tokens', async () => {
    const genAi = (i: number): Attributes => ({ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'llama', 'gen_ai.usage.input_tokens': 100 + i, 'gen_ai.usage.output_tokens': 2 * i, 'gen_ai.request.temperature': 0.5 });
    const requests = Array.from({ length: 300 }, (_, i): Request => ({ at: i, ms: 20 + (i % 7) + 0.5, failed: i % 50 === 0, attributes: { 'http.route': i % 2 === 0 ? '/predict' : '/chat', 'http.response.status_code': i % 50 === 0 ? 500 : 200, 'user_agent.original': 'x', ...genAi(i) } }));
    writeFileSync(path.join(folder, 'traces.jsonl'), await traces([...requests, { at: 1, ms: 1, kind: SpanKind.INTERNAL, name: 'SELECT' }, { at: 2, ms: 1, kind: SpanKind.CLIENT, name: 'GET' }]));
    const log = await open('traces.jsonl');
    expect(log.state).toMatchObject({ state: 'ready', rows: 300, badLines: 0, versions: ['1.0'], time: { from: start * 1_000, to: (start + 299_000) * 1_000 } });
    expect(Object.fromEntries(log.state.roles.map(({ column, role }) => [column, role]))).toMatchObject({
      timestamp: 'timestamp', latency_ms: 'latency', status_code: 'status', trace_id: 'id', model_version: 'version', model: 'model', route: 'feature', input_tokens: 'feature', output_tokens: 'feature',
    });
    expect(log.state.columns.map(({ name }) => name)).not.toContain('user_agent_original');
    expect(log.state.columns.find(({ name }) => name === 'latency_ms')).toMatchObject({ min: 20.5, max: 26.5 });
    expect(log.state.columns.find(({ name }) => name === 'output_tokens')).toMatchObject({ mean: 299 });
    await log.close();
  });

  it('is compared like any log, and read again when it grows', async () => {
    const file = path.join(folder, 'traces.jsonl');
    const requests = (from: number, to: number, ms: number): Request[] => Array.from({ length: to - from }, (_, i) => ({ at: (from + i) * 10, ms: ms + (i % 13), attributes: { 'http.response.status_code': 200, tenant: `t${i % 3}` } }));
    const [early, late] = [await traces(requests(0, 600, 50)), await traces(requests(600, 900, 90), '2.0')];
    writeFileSync(file, early);
    const source = await OpenSource.open({ id: 't', spec: { kind: 'log', name: 'traces', folder, paths: ['traces.jsonl'] }, secrets: {}, storage: null, readAtMs: Date.now(), fresh: false, tempFolder: folder, memoryLimit: '300MB', onChange: () => undefined, onWarning: () => undefined }, context);
    await source.follow(true);
    writeFileSync(file, late, { flag: 'a' });
    await expect.poll(() => source.state.rows, { timeout: 15_000 }).toBe(900);
    const { report } = await source.report({ id: 't', axis: null, comparison: null, named: {}, settings: defaultSettings, exact: 'never' }, context);
    expect(report.findings.find(({ id }) => id === 'latency.p95')).toMatchObject({ verdict: 'moved' });
    await source.close();
  }, 30_000);

  it('may be gzip or one document; a client of a model is a request, what is broken is told with its line', async () => {
    const model = await traces([{ at: 0, ms: 5, kind: SpanKind.CLIENT, name: 'chat', attributes: { 'gen_ai.system': 'openai' } }, { at: 1, ms: 7, kind: SpanKind.CONSUMER, attributes: { 'rpc.service': 'S', 'rpc.method': 'M' } }]);
    writeFileSync(path.join(folder, 'a.jsonl.gz'), gzipSync(model));
    writeFileSync(path.join(folder, 'b.json'), JSON.stringify(JSON.parse(model), null, 2));
    writeFileSync(path.join(folder, 'c.jsonl'), `${model}{"resourceSpans": [{"scopeSpans": [{"spans": [{"kind": 2, "startTimeUnixNano": "5"}]}]}]}\nno json\n${model.trimEnd()}`);
    const log = await open('a.jsonl.gz', 'b.json', 'c.jsonl');
    expect(log.state.rows).toBe(8);
    expect(log.state.badLineList.map(({ line, reason }) => [line, reason])).toEqual([[2, 'a span without an end, or one before its start'], [3, expect.stringContaining('invalid JSON') as string]]);
    await log.close();
  });

  it('without a request in it says so; metrics and log records say what they are', async () => {
    writeFileSync(path.join(folder, 'internal.jsonl'), await traces([{ at: 0, ms: 1, kind: SpanKind.INTERNAL }]));
    writeFileSync(path.join(folder, 'metrics.jsonl'), `${JSON.stringify(document([gauge('g', '', [{ at: 1, asInt: 1 }])]))}\n`);
    writeFileSync(path.join(folder, 'logs.jsonl'), '{"resourceLogs":[]}\n');
    const [internal, metrics, logs] = [await open('internal.jsonl'), await open('metrics.jsonl'), await open('logs.jsonl')];
    expect(internal.state).toMatchObject({ state: 'failed', reason: expect.stringContaining('its one span is none of requests') as string });
    expect(metrics.state).toMatchObject({ state: 'failed', reason: expect.stringContaining('name the file as a source of kind "otlp"') as string });
    expect(logs.state).toMatchObject({ state: 'failed', reason: expect.stringContaining('are not read') as string });
    for (const log of [internal, metrics, logs]) await log.close();
  });

  it('is found in a workspace, and metrics are not taken for a log', async () => {
    writeFileSync(path.join(folder, 'traces.jsonl'), await traces(Array.from({ length: 50 }, (_, i) => ({ at: i, ms: 20 + i, attributes: { 'http.response.status_code': 200 } }))));
    writeFileSync(path.join(folder, 'metrics.jsonl'), `${JSON.stringify(document([gauge('g', '', [{ at: 1, asInt: 1 }])]))}\n`.repeat(50));
    const found = await discoverLogs([folder]);
    expect(found.map(({ paths }) => paths)).toEqual([['traces.jsonl']]);
  });
});

describe('rows of spans', () => {
  it('keep microseconds, never write over a column of their own, and take enums by name', () => {
    const attributes = [{ key: 'latency.ms', value: { stringValue: 'x' } }, { key: 'zip', value: { stringValue: '007' } }, { key: 'long', value: { stringValue: 'y'.repeat(300) } }, { key: 'ok', value: { boolValue: true } }];
    const span = { kind: 'SPAN_KIND_SERVER', name: 'n', startTimeUnixNano: '1772323200123456789', endTimeUnixNano: '1772323200125456789', status: { code: 'STATUS_CODE_ERROR' }, attributes };
    expect(spanRows({ resourceSpans: [{ scopeSpans: [{ spans: [span, { ...span, kind: 1 }, 3] }] }, null] })).toEqual({ spans: 2, bad: [], rows: [{ timestamp: '2026-03-01T00:00:00.123457Z', latency_ms: 2, error: true, route: 'n', attribute_latency_ms: 'x', zip: '007', ok: true }] });
    expect(spanRows(null)).toEqual({ spans: 0, bad: [], rows: [] });
  });
});
