import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ProtoError } from '../../../core/metrics/page/protoReader';
import { type AnswerFormat, exportAnswer, type Signal, statusAnswer } from '../../../core/otlp/exportAnswer';
import { countRecords } from '../../../core/otlp/countRecords';
import { readBody, Refused } from './otlpBody';
import { type Relay, relayPath, relayType, sinceHeader, tokenHeader } from './relay';
import { guardFault } from './requestGuard';

export interface Received {
  readonly rejected: number;
  readonly reason: string;
}

export interface OtlpServerOptions {
  /** Takes the metrics of one request. @throws ProtoError or SyntaxError where they cannot be read */
  readonly onMetrics: (format: AnswerFormat, body: Buffer) => Promise<Received>;
  readonly relay: Relay;
  readonly token: string;
}

const mostAtOnce = 32;
const mostConnections = 256;
const idleMs = 60_000;
const requestMs = 20_000;

const signals: Readonly<Record<string, Signal>> = { '/v1/metrics': 'metrics', '/v1/traces': 'traces', '/v1/logs': 'logs' };
const notKept: Readonly<Record<'traces' | 'logs', string>> = {
  traces: 'Model Vitals keeps no spans: let the exporter of traces write a file (OTLP/JSON lines) and open that as a log',
  logs: 'Model Vitals keeps no log records',
};

/** OTLP/HTTP (open-telemetry/opentelemetry-proto, docs/specification.md). It does not listen yet. */
export function otlpServer(options: OtlpServerOptions): Server {
  let running = 0;
  const server = createServer({ requestTimeout: requestMs, headersTimeout: requestMs / 2, keepAliveTimeout: idleMs, connectionsCheckingInterval: 1_000, maxHeaderSize: 16_384 }, (request, response) => {
    const format: AnswerFormat = typeOf(request) === 'application/json' ? 'json' : 'protobuf';
    const refuse = (status: number, code: number, message: string): void => {
      if (response.headersSent || response.destroyed) return void response.destroy();
      // What was not read of the body is not waited for.
      if (!request.complete) response.setHeader('connection', 'close');
      if (status === 429 || status === 503) response.setHeader('retry-after', '1');
      answer(response, status, format, statusAnswer(format, code, message, utf8));
    };
    request.on('error', () => undefined);
    if (running >= mostAtOnce) return refuse(429, 8, 'too many requests at once');
    running += 1;
    handle(request, response, format, options)
      .catch((error: unknown) => {
        if (error instanceof Refused) refuse(error.status, error.code, error.message);
        else if (error instanceof ProtoError || error instanceof SyntaxError) refuse(400, 3, `the body is not OTLP: ${error.message}`);
        else if (request.destroyed && !request.complete) response.destroy();
        else refuse(503, 14, 'Model Vitals could not take it: see its log');
      })
      .finally(() => (running -= 1));
  });
  server.maxConnections = mostConnections;
  server.on('clientError', (_, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return server;
}

async function handle(request: IncomingMessage, response: ServerResponse, format: AnswerFormat, { onMetrics, relay, token }: OtlpServerOptions): Promise<void> {
  const fault = guardFault(request.headers);
  if (fault !== null) throw new Refused(403, 7, fault);
  const [path = ''] = (request.url ?? '').split('?', 1);
  if (path === relayPath && request.method === 'GET') {
    if (!isToken(request.headers[tokenHeader], token)) throw new Refused(403, 7, 'this is for other windows of Model Vitals');
    response.writeHead(200, { 'content-type': relayType, 'cache-control': 'no-store' });
    const since = Number(request.headers[sinceHeader] ?? NaN);
    return relay.add(response, Number.isFinite(since) ? since : Infinity);
  }
  const signal = Object.hasOwn(signals, path) ? signals[path] : undefined;
  if (signal === undefined) throw new Refused(404, 5, 'OTLP is taken at /v1/metrics');
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    throw new Refused(405, 3, 'POST alone');
  }
  const type = typeOf(request);
  if (type !== 'application/json' && type !== 'application/x-protobuf') throw new Refused(415, 3, 'Content-Type must be application/x-protobuf or application/json');
  const body = await readBody(request);
  if (signal !== 'metrics') {
    const count = countRecords(format === 'json' ? JSON.parse(body.toString('utf8')) : body, signal);
    return answer(response, 200, format, exportAnswer(format, signal, count, count === 0 ? '' : notKept[signal], utf8));
  }
  const { rejected, reason } = await onMetrics(format, body);
  relay.send(format, body);
  answer(response, 200, format, exportAnswer(format, 'metrics', rejected, reason, utf8));
}

function typeOf({ headers }: IncomingMessage): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function answer(response: ServerResponse, status: number, format: AnswerFormat, body: Uint8Array): void {
  response.writeHead(status, { 'content-type': format === 'json' ? 'application/json' : 'application/x-protobuf', 'content-length': body.length, 'x-content-type-options': 'nosniff' });
  response.end(body);
}

function isToken(given: string | string[] | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(String(given ?? '')), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}
