import http from 'node:http';
import https from 'node:https';
import { oneLine, shorten } from '../../core/format/oneLine';
import { systemClock } from '../http/clock';
import { type Credentials, withoutSecrets } from '../http/credentials';
import { HttpFault } from '../http/httpFault';
import { type RawReply, sendOnce } from '../http/sendOnce';
import type { WarehouseAddress } from './warehouseClient';

const connectMs = 10_000;
/** Beyond the server's own bound of a statement: it should be the one that ends it. */
const graceMs = 15_000;
/** Of one answer: the largest table of a cube is a tenth of it. */
const maxBytes = 512 * 2 ** 20;

/** The origin of an address: schemes of the engines' own names stand for TLS, on this machine and with `tls=off` for none. */
export function httpOrigin(url: URL, port: number, tlsPort: number): string {
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  const secure = url.protocol === 'https:' || (url.protocol !== 'http:' && !isLocal && url.searchParams.get('tls') !== 'off');
  const named = url.port === '' ? (url.protocol.startsWith('http') ? '' : `:${secure ? tlsPort : port}`) : `:${url.port}`;
  return `${secure ? 'https' : 'http'}://${url.hostname}${named}`;
}

/** Requests to one origin, whose answers are read whatever their status. What is logged in with goes nowhere else. */
export class HttpLine {
  received = 0;
  readonly host: string;
  readonly #agent: http.Agent;
  readonly #credentials: Credentials;

  constructor(readonly origin: string, private readonly address: WarehouseAddress) {
    const { certificate, key, passphrase, ca } = address.login.tls;
    this.host = new URL(origin).host;
    const tls = { ...(certificate === undefined ? {} : { cert: certificate }), ...(key === undefined ? {} : { key }), ...(passphrase === undefined ? {} : { passphrase }), ...(ca === undefined ? {} : { ca }) };
    this.#agent = origin.startsWith('https:') ? new https.Agent({ keepAlive: true, ...tls }) : new http.Agent({ keepAlive: true });
    const { user, password, token } = address.login;
    this.#credentials = { auth: token !== null ? { kind: 'bearer', token } : password !== null ? { kind: 'basic', user: user ?? '', password } : { kind: 'none' }, tls: address.login.tls };
  }

  get usesTls(): boolean {
    return this.origin.startsWith('https:');
  }

  /** @throws HttpFault where no answer came; FaultError `cancelled` */
  async send(method: 'GET' | 'POST' | 'DELETE', url: URL, headers: Readonly<Record<string, string>>, body: string | null, signal?: AbortSignal): Promise<RawReply> {
    if (url.origin !== this.origin) throw new HttpFault('redirected elsewhere', `${this.host} sends on to ${shorten(oneLine(url.origin), 100)}: use that address if it is yours (what you log in with is not sent to another server)`);
    const reply = await sendOnce({
      url, method, headers: { 'user-agent': 'model-vitals', ...headers }, body: body === null ? null : { type: 'text/plain; charset=utf-8', text: body }, agent: this.#agent,
      hasCertificate: this.address.login.tls.certificate !== undefined, limits: { connectMs, totalMs: this.address.timeoutSeconds * 1000 + graceMs, maxBytes }, clock: systemClock, ...(signal === undefined ? {} : { signal }),
    });
    this.received += reply.body.length;
    return reply;
  }

  /** A text from the server, safe to be shown. */
  shown(text: string, most = 300): string {
    return shorten(oneLine(withoutSecrets(text, this.#credentials)), most);
  }

  close(): void {
    this.#agent.destroy();
  }
}
