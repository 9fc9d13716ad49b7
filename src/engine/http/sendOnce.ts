import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { FaultError } from '../../core/domain/fault';
import { formatBytes } from '../../core/format/sizes';
import type { Clock } from './clock';
import { connectionFault, HttpFault } from './httpFault';

export interface Limits {
  /** Until the connection stands, TLS included, ms. */
  readonly connectMs: number;
  /** Until the last byte of one answer, ms. */
  readonly totalMs: number;
  /** Of the answer's body, after decompression. */
  readonly maxBytes: number;
}

export const defaultLimits: Limits = { connectMs: 10_000, totalMs: 60_000, maxBytes: 64 * 2 ** 20 };

export interface Exchange {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly type: string; readonly text: string } | null;
  readonly agent: http.Agent;
  readonly hasCertificate: boolean;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

export interface RawReply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request and its whole answer, whatever its status. @throws HttpFault; FaultError `cancelled` when the signal is aborted */
export function sendOnce({ url, method, headers, body, agent, hasCertificate, limits, clock, signal }: Exchange): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(FaultError.of('cancelled', 'cancelled', true));
    let done = false;
    let sent: http.ClientRequest | null = null;
    const stops: (() => void)[] = [];
    const finish = (then: () => void): void => {
      if (done) return;
      done = true;
      for (const stop of stops) stop();
      then();
    };
    const fail = (error: unknown): void =>
      finish(() => {
        sent?.destroy();
        reject(connectionFault(error, url, hasCertificate));
      });
    const late = (what: string, ms: number): void => fail(new HttpFault('timed out', `${url.host} ${what} within ${ms / 1_000} s: check the network and the load of the server`));
    const abort = (): void => fail(FaultError.of('cancelled', 'cancelled', true));
    signal?.addEventListener('abort', abort);
    stops.push(() => signal?.removeEventListener('abort', abort));
    stops.push(clock.after(limits.totalMs, () => late('did not answer in full', limits.totalMs)));
    try {
      const payload = body === null ? {} : { 'content-type': body.type, 'content-length': String(Buffer.byteLength(body.text)) };
      sent = (url.protocol === 'https:' ? https : http).request(url, { method, agent, headers: { 'accept-encoding': 'gzip, deflate', ...payload, ...headers } });
    } catch (error) {
      return fail(error);
    }
    // A connection that was kept needs no bound: it stands.
    const connecting = clock.after(limits.connectMs, () => late('took no connection', limits.connectMs));
    stops.push(connecting);
    sent.on('socket', (socket) => (socket.connecting ? socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connecting) : connecting()));
    sent.on('error', fail);
    sent.on('response', (response) => {
      connecting();
      collect(response, limits.maxBytes, url).then((whole) => finish(() => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole })), fail);
    });
    sent.end(body?.text);
  });
}

/** The body, decompressed. Bounded after decompression, so that a small answer cannot become a huge one. */
function collect(response: http.IncomingMessage, maxBytes: number, url: URL): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const cut = (cause?: unknown): void => reject(new HttpFault('cut off', `the answer of ${url.host} ended before it was complete`, { cause }));
    const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
    let stream: Readable = response;
    if (encoding === 'gzip' || encoding === 'x-gzip') stream = response.pipe(createGunzip());
    else if (encoding === 'deflate') stream = response.pipe(createInflate());
    else if (encoding !== 'identity' && encoding !== '') return reject(new HttpFault('malformed', `${url.host} answered in an encoding that was not asked for`));
    const parts: Buffer[] = [];
    let size = 0;
    stream.on('data', (part: Buffer) => {
      size += part.length;
      if (size > maxBytes) {
        reject(new HttpFault('too large', `the answer of ${url.host} is larger than ${formatBytes(maxBytes)}: ask for fewer series or a shorter time`));
        response.destroy();
        return;
      }
      parts.push(part);
    });
    stream.on('end', () => (response.complete ? resolve(Buffer.concat(parts)) : cut()));
    response.on('aborted', () => cut());
    response.on('error', cut);
    if (stream !== response) {
      stream.on('error', (error: NodeJS.ErrnoException) => (error.code === 'Z_BUF_ERROR' ? cut(error) : reject(new HttpFault('malformed', `the answer of ${url.host} cannot be decompressed`, { cause: error }))));
    }
  });
}
