import http from 'node:http';
import net from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ProtoReader } from '../../../src/core/metrics/page/protoReader';
import { readOtlpJson } from '../../../src/core/otlp/readOtlpJson';
import { readOtlpProtobuf } from '../../../src/core/otlp/readOtlpProtobuf';
import { PointBook } from '../../../src/core/otlp/pointBook';
import { otlpServer } from '../../../src/engine/otlp/receiver/otlpServer';
import { Relay, relayPath, tokenHeader } from '../../../src/engine/otlp/receiver/relay';
import { document, gauge, sum } from '../otlp/otlpHarness';
import { bytesOf, sdk } from '../otlp/sdk';

/* The receiver's answers, asked as exporters, web pages and worse would. */

const relay = new Relay();
const taken: number[] = [];
let hold: Promise<void> | null = null;
const server = otlpServer({
  relay,
  token: 'secret-token',
  onMetrics: async (format, body) => {
    await hold;
    const found = new PointBook().take(format === 'json' ? readOtlpJson(JSON.parse(body.toString('utf8'))) : readOtlpProtobuf(body));
    taken.push(found.points);
    return { rejected: found.rejected, reason: found.reason ?? '' };
  },
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as net.AddressInfo).port;
});
afterAll(() => {
  relay.close();
  server.closeAllConnections();
  server.close();
});

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

function ask(path: string, body: Uint8Array | string | null, headers: http.OutgoingHttpHeaders = {}, method = 'POST'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path, method, headers: { 'content-type': 'application/x-protobuf', ...headers }, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }));
    });
    request.on('error', reject);
    if (body !== null) request.write(body);
    request.end();
  });
}

const json = { 'content-type': 'application/json; charset=utf-8' };
const good = document([gauge('g', '', [{ at: 10, asInt: 1 }])]);

/** Fields of a protobuf message: numbers, and texts of its length-delimited ones. */
function fields(bytes: Uint8Array): Readonly<Record<number, number | string>> {
  const reader = new ProtoReader(bytes, 0, bytes.length);
  const found: Record<number, number | string> = {};
  for (let field = reader.field(); field !== null; field = reader.field()) found[field.number] = field.wire === 0 ? reader.varint() : reader.text();
  return found;
}

describe('a request of metrics', () => {
  it('is taken as protobuf or JSON, plain, gzip or deflate', async () => {
    const { provider, collect } = sdk();
    provider.getMeter('m').createCounter('c').add(2);
    const { protobuf, line } = bytesOf(await collect());
    for (const [pack, encoding] of [[(b: Uint8Array) => b, null], [gzipSync, 'gzip'], [deflateSync, 'deflate']] as const) {
      const more = encoding === null ? {} : { 'content-encoding': encoding };
      const a = await ask('/v1/metrics', pack(Buffer.from(protobuf)), more);
      expect([a.status, a.headers['content-type'], a.body.length]).toEqual([200, 'application/x-protobuf', 0]);
      const b = await ask('/v1/metrics', pack(Buffer.from(line)), { ...json, ...more });
      expect([b.status, b.headers['content-type'], b.body.toString()]).toEqual([200, 'application/json', '{}']);
    }
    expect(taken).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('whose points cannot all be used is taken in part, and says how many and why', async () => {
    const partly = document([sum('bad', 0, [{ at: 1, asInt: 1 }]), gauge('g', '', [{ at: 10, asInt: 1 }])]);
    const answer = await ask('/v1/metrics', JSON.stringify(partly), json);
    expect(JSON.parse(answer.body.toString())).toEqual({ partialSuccess: { rejectedDataPoints: '1', errorMessage: 'bad: neither delta nor cumulative' } });
    const { provider, collect } = sdk();
    provider.getMeter('m').createGauge('x').record(NaN);
    const proto = await ask('/v1/metrics', bytesOf(await collect()).protobuf);
    const outer = new ProtoReader(proto.body, 0, proto.body.length);
    expect(outer.field()).toEqual({ number: 1, wire: 2 });
    const { at, end } = outer.message();
    expect(fields(proto.body.subarray(at, end))).toEqual({ 1: 1, 2: 'x: a value that is no number' });
  });

  it('that cannot be read is refused with a Status, in its own format', async () => {
    const broken = await ask('/v1/metrics', Buffer.from([0x0a, 0xff]));
    expect([broken.status, fields(broken.body)]).toEqual([400, { 1: 3, 2: expect.stringContaining('the body is not OTLP') as string }]);
    const text = await ask('/v1/metrics', '{"resourceMetrics": [', json);
    expect([text.status, JSON.parse(text.body.toString())]).toEqual([400, { code: 3, message: expect.stringContaining('not OTLP') as string }]);
    expect((await ask('/v1/metrics', 'no gzip', { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await ask('/v1/metrics', 'x', { 'content-encoding': 'zstd' })).status).toBe(415);
    expect((await ask('/v1/metrics', 'x', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await ask('/v1/other', 'x')).status).toBe(404);
    const get = await ask('/v1/metrics', null, {}, 'GET');
    expect([get.status, get.headers.allow]).toEqual([405, 'POST']);
  });

  it('that is too large, or becomes so, is refused and not held', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20));
    expect(bomb.length).toBeLessThan(100_000);
    const answer = await ask('/v1/metrics', bomb, { 'content-encoding': 'gzip' });
    expect([answer.status, fields(answer.body)[1]]).toEqual([413, 8]);
    expect((await ask('/v1/metrics', null, { 'content-length': 17 * 2 ** 20 }).catch(() => ({ status: 413 }))).status).toBe(413);
    const endless = new Promise<number>((resolve) => {
      const request = http.request({ host: '127.0.0.1', port, path: '/v1/metrics', method: 'POST', headers: { 'content-type': 'application/x-protobuf' }, agent: false }, (response) => resolve(response.statusCode ?? 0));
      request.on('error', () => resolve(413));
      const piece = Buffer.alloc(2 ** 20);
      const more = (): void => {
        while (!request.destroyed && request.write(piece));
        if (!request.destroyed) request.once('drain', more);
      };
      more();
    });
    expect(await endless).toBe(413);
  });

  it('beyond those that are handled at once is put off', async () => {
    let go = (): void => undefined;
    hold = new Promise((done) => (go = done));
    const many = Array.from({ length: 40 }, () => ask('/v1/metrics', JSON.stringify(good), json));
    // However slow the machine: those that are put off are answered while the others are held.
    let answered = 0;
    for (const each of many) void each.then(() => (answered += 1));
    await vi.waitFor(() => expect(answered).toBe(8), { timeout: 20_000 });
    go();
    hold = null;
    const answers = await Promise.all(many);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(32);
    const put = answers.filter(({ status }) => status === 429);
    expect([put.length, put[0]?.headers['retry-after']]).toEqual([8, '1']);
  });
});

describe('traces and logs', () => {
  it('are answered as what is not kept, by how many', async () => {
    const spans = { resourceSpans: [{ scopeSpans: [{ spans: [{}, {}] }, { spans: [{}] }] }] };
    const answer = await ask('/v1/traces', JSON.stringify(spans), json);
    expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([200, { partialSuccess: { rejectedSpans: '3' } }]);
    const logs = await ask('/v1/logs', JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{}] }] }] }), json);
    expect(JSON.parse(logs.body.toString())).toMatchObject({ partialSuccess: { rejectedLogRecords: '1' } });
    const wrap = (field: number, inner: readonly number[]): number[] => [field * 8 + 2, inner.length, ...inner];
    const proto = await ask('/v1/traces', Uint8Array.from(wrap(1, wrap(2, [...wrap(2, []), ...wrap(2, [])]))));
    expect(proto.body.includes(Buffer.from([0x08, 2]))).toBe(true);
    expect((await ask('/v1/traces', null)).body).toHaveLength(0);
  });
});

describe('whoever is no exporter', () => {
  const body = JSON.stringify(good);

  it('as a web page is refused: by its origin, or by the name under which it found this port', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { host: 'evil.example' }, { host: `127.0.0.1.evil.example:${port}` }, { 'sec-fetch-site': 'cross-site' }]) {
      const answer = await ask('/v1/metrics', body, { ...json, ...headers });
      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([403, undefined]);
    }
    expect((await ask('/v1/metrics', null, { origin: 'https://evil.example', 'access-control-request-method': 'POST' }, 'OPTIONS')).status).toBe(403);
    expect((await ask('/v1/metrics', body, { ...json, host: `localhost:${port}` })).status).toBe(200);
  });

  it('does not get what was received without the secret', async () => {
    for (const token of [undefined, '', 'secret-tokem', 'secret-token2']) {
      expect((await ask(relayPath, null, token === undefined ? {} : { [tokenHeader]: token }, 'GET')).status).toBe(403);
    }
  });

  it('that speaks slowly, no HTTP or nothing at all does not keep others from being heard', async () => {
    const idle = Array.from({ length: 20 }, () => net.connect(port, '127.0.0.1').on('error', () => undefined));
    const garbage = net.connect(port, '127.0.0.1');
    const said = new Promise<string>((resolve) => garbage.on('data', (data) => resolve(data.toString())).on('error', () => resolve('')));
    garbage.write('\u0016\u0003\u0001 this is no HTTP\r\n\r\n');
    expect(await said).toContain('400');
    expect((await ask('/v1/metrics', body, json)).status).toBe(200);
    expect([server.requestTimeout, server.headersTimeout]).toEqual([20_000, 10_000]);
    for (const one of [...idle, garbage]) one.destroy();
  });
});
