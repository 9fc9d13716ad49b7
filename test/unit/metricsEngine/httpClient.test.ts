import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { faultOf } from '../../../src/core/domain/fault';
import { parseAddress, shownAddress } from '../../../src/engine/http/address';
import { backOff, defaultRetries, retryAfter } from '../../../src/engine/http/backOff';
import { HttpClient, jsonOf, type HttpClientOptions } from '../../../src/engine/http/httpClient';
import { HttpFault } from '../../../src/engine/http/httpFault';
import { startFaultServer, startRawServer, type Answer, type FaultServer } from '../../servers/faultServer';
import { hurriedClock } from './clocks';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(answer: Answer): Promise<FaultServer> {
  const server = await startFaultServer(answer);
  closing.push(() => server.close());
  return server;
}

function clientOf(origin: string, options: HttpClientOptions = {}): HttpClient {
  const client = new HttpClient(origin, options);
  closing.push(() => client.close());
  return client;
}

async function faultIn(work: Promise<unknown>): Promise<HttpFault> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(HttpFault);
  return error as HttpFault;
}

const ok: Answer = (_, response) => void response.setHeader('content-type', 'application/json').end('{"a":1}');

describe('requests', () => {
  it('sends each kind of log-in, and nothing with none', async () => {
    const server = await serve(ok);
    const url = new URL(server.origin);
    await clientOf(server.origin).send({ url });
    await clientOf(server.origin, { credentials: { auth: { kind: 'basic', user: 'ann', password: 'pä:ss\n' } } }).send({ url });
    await clientOf(server.origin, { credentials: { auth: { kind: 'bearer', token: 'tok\n' }, headers: { 'x-scope-orgid': 'team' } } }).send({ url });
    await clientOf(server.origin, { credentials: { auth: { kind: 'header', name: 'X-Api-Key', value: 'k' } } }).send({ url });
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([undefined, `Basic ${Buffer.from('ann:pä:ss').toString('base64')}`, 'Bearer tok', undefined]);
    expect(server.seen.map(({ headers }) => [headers['x-scope-orgid'], headers['x-api-key']])).toEqual([[undefined, undefined], [undefined, undefined], ['team', undefined], [undefined, 'k']]);
  });

  it('sends forms by POST and reads gzip and deflate', async () => {
    const server = await serve((_, response, body) => {
      const zip = body === 'q=gzip';
      response.setHeader('content-encoding', zip ? 'gzip' : 'deflate').end((zip ? gzipSync : deflateSync)('{"long":"answer"}'));
    });
    const client = clientOf(server.origin);
    for (const q of ['gzip', 'deflate']) {
      const reply = await client.send({ url: new URL(server.origin), form: new URLSearchParams({ q }) });
      expect(jsonOf(reply, 'h')).toEqual({ long: 'answer' });
    }
    expect(server.seen.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  it('keeps at most so many requests under way', async () => {
    let open = 0;
    let most = 0;
    const server = await serve(async (_, response) => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 10));
      open -= 1;
      response.end('{}');
    });
    const client = clientOf(server.origin, { connections: 3 });
    await Promise.all(Array.from({ length: 12 }, () => client.send({ url: new URL(server.origin) })));
    expect(most).toBe(3);
  });

  it('follows redirects within the origin and keeps the form, but sends nothing to another', async () => {
    const other = await serve(ok);
    const server = await serve((request, response) => {
      if (request.url === '/a') response.writeHead(308, { location: '/b' }).end();
      else if (request.url === '/away') response.writeHead(302, { location: `${other.origin}/x` }).end();
      else if (request.url === '/round') response.writeHead(302, { location: '/round' }).end();
      else response.end('{}');
    });
    const client = clientOf(server.origin, { credentials: { auth: { kind: 'bearer', token: 'secret-token' } } });
    await client.send({ url: new URL('/a', server.origin), form: new URLSearchParams({ q: '1' }) });
    expect(server.seen.at(-1)).toMatchObject({ method: 'POST', path: '/b', body: 'q=1' });
    const away = await faultIn(client.send({ url: new URL('/away', server.origin) }));
    expect(away.problem).toBe('redirected elsewhere');
    expect(away.message).toContain(other.origin);
    expect(other.seen).toEqual([]);
    expect((await faultIn(client.send({ url: new URL('/round', server.origin) }))).message).toContain('circle');
    await expect(client.send({ url: new URL(other.origin) })).rejects.toThrow(RangeError);
    expect(other.seen).toEqual([]);
  });
});

describe('retries', () => {
  it('waits with full jitter, twice as long at most each time, on what may pass', async () => {
    const statuses = [503, 502, 429];
    const server = await serve((_, response) => void response.writeHead(statuses.shift() ?? 200).end('{}'));
    const clock = hurriedClock();
    const chances = [0.5, 0.25, 0.75];
    const reply = await clientOf(server.origin, { clock, random: () => chances.shift() ?? 0 }).send({ url: new URL(server.origin) });
    expect(clock.waits).toEqual([0.5 * 250, 0.25 * 500, 0.75 * 1_000]);
    expect(reply.attempts).toBe(4);
  });

  it('obeys Retry-After within a bound and hands a longer one back', async () => {
    let after = '3';
    const server = await serve((_, response) => void (server.seen.length % 2 === 1 ? response.writeHead(429, { 'retry-after': after }).end() : response.end('{}')));
    const clock = hurriedClock();
    const client = clientOf(server.origin, { clock, random: () => 0 });
    await client.send({ url: new URL(server.origin) });
    expect(clock.waits).toEqual([3_000]);
    after = '120';
    const fault = await faultIn(client.send({ url: new URL(server.origin) }));
    expect([fault.problem, fault.retryAfterMs, server.seen.length]).toEqual(['too many requests', 120_000, 3]);
    expect(fault.message).toContain('again in 120 s');
  });

  it('tries a dropped connection again, and not what will not pass', async () => {
    let drops = 2;
    const server = await serve((_, response) => void (drops-- > 0 ? response.destroy() : response.end('{}')));
    const clock = hurriedClock();
    const client = clientOf(server.origin, { clock, random: () => 0.5 });
    expect((await client.send({ url: new URL(server.origin) })).attempts).toBe(3);
    server.answer = (_, response) => void response.writeHead(404).end();
    const before = server.seen.length;
    expect((await faultIn(client.send({ url: new URL(server.origin) }))).problem).toBe('not found');
    server.answer = (_, response) => void response.writeHead(500).end();
    expect((await faultIn(client.send({ url: new URL(server.origin) }))).problem).toBe('server error');
    server.answer = (_, response) => void response.writeHead(503).end();
    expect((await faultIn(client.send({ url: new URL(server.origin), once: true }))).status).toBe(503);
    expect(server.seen.length - before).toBe(3);
  });

  it('bounds every wait', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, chance) => {
        const wait = backOff(defaultRetries, attempt, chance);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.min(defaultRetries.capMs, 250 * 2 ** (attempt - 1)));
      }),
    );
    const now = Date.UTC(2026, 0, 1);
    expect(['7', 'Thu, 01 Jan 2026 00:00:09 GMT', 'Thu, 01 Jan 2015 00:00:00 GMT', 'soon', '-1', undefined].map((header) => retryAfter(header, now))).toEqual([7_000, 9_000, 0, null, null, null]);
  });

  it('stops waiting when cancelled', async () => {
    const server = await serve((_, response) => void response.writeHead(503).end());
    const abort = new AbortController();
    const work = clientOf(server.origin, { random: () => 0.999, retries: { baseMs: 60_000, capMs: 60_000 } }).send({ url: new URL(server.origin), signal: abort.signal });
    while (server.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 30));
    abort.abort();
    expect(faultOf(await work.catch((error: unknown) => error)).code).toBe('cancelled');
  });
});

describe('faults', () => {
  const asked = async (origin: string, options: HttpClientOptions = {}): Promise<HttpFault> => faultIn(clientOf(origin, { retries: { attempts: 1 }, ...options }).send({ url: new URL('/api', origin) }));

  it('tells names, ports and silence apart', async () => {
    const raw = await startRawServer(() => undefined);
    await raw.close();
    const refused = await asked(raw.origin);
    expect([refused.problem, refused.fault.retry]).toEqual(['refused', true]);
    expect(refused.message).toContain(`port ${raw.port}`);
    expect((await asked('http://no-such-name.invalid')).problem).toBe('name not found');
    const silent = await startRawServer(() => undefined);
    closing.push(() => silent.close());
    const late = await asked(silent.origin, { limits: { totalMs: 50 } });
    expect([late.problem, late.fault.code]).toEqual(['timed out', 'timeout']);
    expect(late.message).toContain('0.05 s');
    // The handshake is part of connecting.
    expect((await asked(silent.origin.replace('http:', 'https:'), { limits: { connectMs: 50 } })).message).toContain('took no connection');
  });

  it('tells plain HTTP from TLS, and both from neither', async () => {
    const server = await serve(ok);
    expect((await asked(server.origin.replace('http:', 'https:'))).problem).toBe('not TLS');
    const noise = await startRawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    closing.push(() => noise.close());
    expect((await asked(noise.origin)).problem).toBe('malformed');
    server.answer = (_, response) => void response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.\n');
    expect((await asked(server.origin)).problem).toBe('needs TLS');
  });

  it('does not take half an answer for a whole one', async () => {
    const zipped = gzipSync('x'.repeat(10_000));
    const half = [
      'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabcde\r\n',
      Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n'), zipped.subarray(0, 30)]),
    ];
    for (const bytes of half) {
      const raw = await startRawServer((socket) => socket.once('data', () => socket.end(bytes)));
      closing.push(() => raw.close());
      expect((await asked(raw.origin)).problem).toBe('cut off');
    }
  });

  it('bounds an answer, packed ones after unpacking', async () => {
    const server = await serve((_, response) => void response.end('x'.repeat(2_000_000)));
    const large = await asked(server.origin, { limits: { maxBytes: 1_000_000 } });
    expect([large.problem, large.message.includes('1.0 MB')]).toEqual(['too large', true]);
    server.answer = (_, response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(20_000_000)));
    expect((await asked(server.origin, { limits: { maxBytes: 1_000_000 } })).problem).toBe('too large');
    server.answer = (_, response) => void response.setHeader('content-encoding', 'gzip').end('no gzip at all');
    expect((await asked(server.origin)).problem).toBe('malformed');
  });

  it('says of each status what to do', async () => {
    const server = await serve(ok);
    const problems: [number, string, string][] = [
      [401, 'not authorised', 'add a user and password'],
      [403, 'forbidden', 'tenant header'],
      [404, 'not found', 'nothing at /api'],
      [429, 'too many requests', 'lengthen the interval'],
      [500, 'server error', 'failed (500); it says: it broke'],
      [422, 'refused request', 'it says: it broke'],
    ];
    for (const [status, problem, words] of problems) {
      server.answer = (_, response) => void response.writeHead(status, { 'content-type': 'text/html' }).end('<html><head><title>x</title></head><body><h1>it</h1> broke</body>');
      const fault = await asked(server.origin);
      expect([fault.problem, fault.status, fault.message]).toEqual([problem, status, expect.stringContaining(words)]);
    }
    server.answer = (_, response) => void response.writeHead(401).end();
    expect((await asked(server.origin, { credentials: { auth: { kind: 'bearer', token: 'wrong' } } })).message).toContain('did not accept the log-in');
  });

  it('never repeats a secret, not even one that the server sends back', async () => {
    const server = await serve((request, response) => void response.writeHead(500).end(`headers: ${JSON.stringify(request.headers)} hunter2-hunter2 \u001b[31mred`));
    for (const auth of [
      { kind: 'basic', user: 'ann', password: 'hunter2-hunter2' },
      { kind: 'bearer', token: 'hunter2-hunter2' },
      { kind: 'header', name: 'x-key', value: 'hunter2-hunter2' },
    ] as const) {
      const fault = await asked(server.origin, { credentials: { auth } });
      const all = JSON.stringify([fault, fault.message, fault.stack, String(fault.cause)]);
      expect(all).toContain('•••');
      expect(all).not.toMatch(/hunter2|YW5uOmh1bnRlcj|\\u001b/);
    }
    const bad = await asked(server.origin, { credentials: { auth: { kind: 'bearer', token: 'two\nlines' } } });
    expect([bad.problem, bad.message.includes('lines')]).toEqual(['bad credentials', false]);
  });

  it('tells a web page from data', () => {
    const json = (text: string, type = 'text/plain'): unknown => jsonOf({ type, body: Buffer.from(text) }, 'host');
    expect(() => json('<!DOCTYPE html><html>')).toThrow(/web page/);
    expect(() => json('# TYPE a counter')).toThrow(/no JSON but text\/plain/);
    expect(() => json('{"a":', 'application/json')).toThrow(/no JSON: check/);
  });

  it('tells a cancelled request from one that failed', async () => {
    const server = await serve(() => undefined);
    const abort = new AbortController();
    const work = clientOf(server.origin).send({ url: new URL(server.origin), signal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    expect(faultOf(await work.catch((error: unknown) => error)).code).toBe('cancelled');
  });
});

describe('addresses', () => {
  it('takes what people paste', () => {
    const shown = (text: string): string => parseAddress(text).url.href;
    expect(shown(' localhost:9090 ')).toBe('http://localhost:9090/');
    expect(shown('prom:9090/graph?g0.expr=up')).toBe('http://prom:9090/graph?g0.expr=up');
    expect(shown('prom.example.com/x')).toBe('https://prom.example.com/x');
    expect(shown('10.1.2.3')).toBe('http://10.1.2.3/');
    expect(shown('[::1]:9090')).toBe('http://[::1]:9090/');
    expect(shown('HTTPS://H#frag')).toBe('https://h/');
  });

  it('takes a log-in out of the address', () => {
    const { url, login } = parseAddress('https://ann:p%40ss@host/x?token=abc');
    expect(login).toEqual({ user: 'ann', password: 'p@ss' });
    expect(url.href).not.toContain('ann');
    expect(shownAddress(url)).toBe('https://host/x');
  });

  it('refuses what is none', () => {
    for (const text of ['', 'two words', 'file:///etc/passwd', 'ftp://host', 'http://', 'http://host:99999', 'javascript://x']) {
      expect(() => parseAddress(text), text).toThrow(HttpFault);
    }
  });
});
