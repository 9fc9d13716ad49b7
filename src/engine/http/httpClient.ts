import http from 'node:http';
import https from 'node:https';
import { FaultError } from '../../core/domain/fault';
import { oneLine, shorten } from '../../core/format/oneLine';
import { backOff, defaultRetries, passingStatuses, retryAfter, type RetryPolicy } from './backOff';
import { sleep, systemClock, type Clock } from './clock';
import { authHeaders, noCredentials, renewed, withoutSecrets, type Credentials } from './credentials';
import { HttpFault, statusFault } from './httpFault';
import { defaultLimits, sendOnce, type Exchange, type Limits, type RawReply } from './sendOnce';

export interface HttpClientOptions {
  readonly credentials?: Credentials;
  readonly limits?: Partial<Limits>;
  readonly retries?: Partial<RetryPolicy>;
  /** Requests under way at once; more wait. */
  readonly connections?: number;
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

export interface HttpRequest {
  readonly url: URL;
  /** Sent as a form by POST; GET without. Must be safe to send twice. */
  readonly form?: URLSearchParams;
  /** Sent as JSON by POST in place of a form. Must be safe to send twice. */
  readonly json?: unknown;
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** Ends without a second try, for those who poll anyway. */
  readonly once?: boolean;
  /** Answers outside 2xx that the caller reads himself. */
  readonly takes?: (status: number, type: string) => boolean;
}

export interface HttpReply {
  readonly status: number;
  /** Lower case, without parameters: `application/json`. */
  readonly type: string;
  readonly contentType: string;
  readonly headers: Readonly<http.IncomingHttpHeaders>;
  readonly body: Buffer;
  /** Of the attempt that succeeded, ms. */
  readonly tookMs: number;
  readonly attempts: number;
}

const mostRedirects = 5;

/**
 * GET and POST to one origin on Node's own `http` and `https` (global `fetch` takes no client certificate in Node 20). Credentials go to that
 * origin alone: redirects elsewhere are not followed. Retries on 429, 502, 503, 504 and dropped connections.
 */
export class HttpClient {
  /** Attempts that were sent, for those who show or test it. */
  sent = 0;
  /** Bytes of their answers, after decompression. */
  received = 0;
  readonly clock: Clock;
  readonly #credentials: Credentials;
  readonly #limits: Limits;
  readonly #retries: RetryPolicy;
  readonly #random: () => number;
  readonly #agent: http.Agent;

  /** @param origin as `URL.origin` gives it: `https://host:9090` */
  constructor(readonly origin: string, { credentials = noCredentials, limits, retries, connections = 6, clock = systemClock, random = Math.random }: HttpClientOptions = {}) {
    this.clock = clock;
    this.#credentials = credentials;
    this.#limits = { ...defaultLimits, ...limits };
    this.#retries = { ...defaultRetries, ...retries };
    this.#random = random;
    const pool = { keepAlive: true, maxSockets: connections, scheduling: 'lifo' as const };
    const { certificate, key, passphrase, ca } = credentials.tls ?? {};
    const tls = { ...(certificate === undefined ? {} : { cert: certificate }), ...(key === undefined ? {} : { key }), ...(passphrase === undefined ? {} : { passphrase: passphrase.trim() }), ...(ca === undefined ? {} : { ca }) };
    this.#agent = origin.startsWith('https:') ? new https.Agent({ ...pool, ...tls }) : new http.Agent(pool);
  }

  /** @throws HttpFault where no attempt gave a 2xx answer; FaultError `cancelled` */
  async send(request: HttpRequest): Promise<HttpReply> {
    let again = true;
    for (let attempt = 1; ; attempt += 1) {
      const startedMs = this.clock.now();
      try {
        const reply = await this.#follow(request);
        return { ...reply, tookMs: this.clock.now() - startedMs, attempts: attempt };
      } catch (error) {
        // A token that ended early is replaced once.
        if (again && error instanceof HttpFault && (error.status === 401 || error.status === 403) && renewed(this.#credentials)) {
          again = false;
          continue;
        }
        const wait = request.once === true || attempt >= this.#retries.attempts ? null : this.#wait(error, attempt);
        if (wait === null) throw error;
        await sleep(this.clock, wait, request.signal);
      }
    }
  }

  /** Ends all connections. */
  close(): void {
    this.#agent.destroy();
  }

  /** A text from the server, safe to be shown: one line, bounded, without anything secret. */
  shown(text: string, most = 200): string {
    return shorten(oneLine(withoutSecrets(text, this.#credentials)), most);
  }

  #wait(error: unknown, attempt: number): number | null {
    if (!(error instanceof HttpFault)) return null;
    const passes = error.status === null ? error.problem === 'dropped' || error.problem === 'cut off' : passingStatuses.has(error.status);
    if (!passes || (error.retryAfterMs ?? 0) > this.#retries.longestRetryAfterMs) return null;
    return backOff(this.#retries, attempt, this.#random(), error.retryAfterMs);
  }

  async #follow(request: HttpRequest): Promise<Omit<HttpReply, 'tookMs' | 'attempts'>> {
    let { url } = request;
    let body = bodyOf(request);
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const reply = await this.#exchange(url, body, request);
      const location = reply.headers.location;
      if (![301, 302, 303, 307, 308].includes(reply.status) || location === undefined) return this.#checked(url, reply, request.takes);
      url = this.#target(url, location);
      if (reply.status === 303) body = null;
    }
    throw new HttpFault('redirected elsewhere', `${url.host} sends the request round in a circle: check the address`);
  }

  #target(from: URL, location: string): URL {
    const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
    if (to === null) throw new HttpFault('malformed', `${from.host} redirects to an address that cannot be read`);
    if (to.origin !== this.origin) throw new HttpFault('redirected elsewhere', `${from.host} redirects to ${this.shown(to.origin)}: use that address if it is yours (what you log in with is not sent to another server)`);
    return to;
  }

  async #exchange(url: URL, body: Exchange['body'], { accept = 'application/json', signal }: HttpRequest): Promise<RawReply> {
    if (url.origin !== this.origin) throw new RangeError('this client is of another origin');
    const method = body === null ? 'GET' : 'POST';
    const proof = await authHeaders(this.#credentials, { method, url, body: body?.text ?? '', nowMs: this.clock.now() }, signal);
    this.sent += 1;
    const reply = await sendOnce({
      url,
      method,
      headers: { accept, 'user-agent': 'model-vitals', ...proof },
      body,
      agent: this.#agent,
      hasCertificate: this.#credentials.tls?.certificate !== undefined,
      limits: this.#limits,
      clock: this.clock,
      ...(signal === undefined ? {} : { signal }),
    });
    this.received += reply.body.length;
    return reply;
  }

  #checked(url: URL, { status, headers, body }: RawReply, takes?: (status: number, type: string) => boolean): Omit<HttpReply, 'tookMs' | 'attempts'> {
    const contentType = headers['content-type'] ?? '';
    const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
    if ((status >= 200 && status < 300) || takes?.(status, type) === true) return { status, type, contentType, headers, body };
    const said = type === 'text/html' ? plainOf(body.toString('utf8', 0, 4_000)) : body.toString('utf8', 0, 1_000);
    throw statusFault(status, url, this.shown(said), this.#credentials.auth.kind !== 'none', retryAfter(headers['retry-after'], this.clock.now()));
  }
}

function bodyOf({ form, json }: HttpRequest): Exchange['body'] {
  if (json !== undefined) return { type: 'application/json', text: JSON.stringify(json) };
  return form === undefined ? null : { type: 'application/x-www-form-urlencoded', text: form.toString() };
}

/** The words of an error page. */
function plainOf(html: string): string {
  return html.replace(/<(style|script|head)\b[\s\S]*?(<\/\1>|$)/gi, ' ').replace(/<[^>]*(>|$)/g, ' ').replace(/\s+/g, ' ');
}

/** The JSON of a reply. @throws HttpFault `wrong type` for a web page, `malformed` for what is no JSON */
export function jsonOf(reply: Pick<HttpReply, 'type' | 'body'>, host: string): unknown {
  const text = reply.body.toString('utf8');
  if (/^\s*(<!doctype|<html)/i.test(text)) throw new HttpFault('wrong type', `${host} answered with a web page (a log-in page?) where data were expected: check the path and the log-in`);
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch (error) {
    throw new HttpFault('malformed', `what ${host} answered is no JSON${reply.type === '' || reply.type === 'application/json' ? '' : ` but ${shorten(oneLine(reply.type), 60)}`}: check the address`, { cause: error });
  }
}

/** True for a fault that another path of the same server would meet again: no use in looking on. */
export function endsSearch(error: unknown): boolean {
  if (!(error instanceof HttpFault)) return error instanceof FaultError;
  return !['not found', 'wrong type', 'malformed', 'refused request', 'not this kind of server', 'redirected elsewhere'].includes(error.problem);
}
