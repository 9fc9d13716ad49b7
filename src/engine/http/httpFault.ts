import { FaultError, type FaultCode } from '../../core/domain/fault';

/** What can be wrong with an address, a line or an answer, as a closed list; each has words that say what to do. */
export type HttpProblem =
  | 'bad address'
  | 'bad credentials'
  | 'name not found'
  | 'refused'
  | 'unreachable'
  | 'untrusted certificate'
  | 'expired certificate'
  | 'certificate of another host'
  | 'client certificate'
  | 'not TLS'
  | 'needs TLS'
  | 'TLS'
  | 'dropped'
  | 'cut off'
  | 'timed out'
  | 'too large'
  | 'not authorised'
  | 'forbidden'
  | 'not found'
  | 'too many requests'
  | 'server error'
  | 'refused request'
  | 'redirected elsewhere'
  | 'wrong type'
  | 'malformed'
  | 'not this kind of server';

const codes: Partial<Record<HttpProblem, FaultCode>> = { 'timed out': 'timeout', 'not found': 'not-found', 'bad address': 'bad-arguments', 'bad credentials': 'bad-arguments' };

/** Problems that may be gone when the same is asked again later. */
const passing: ReadonlySet<HttpProblem> = new Set(['refused', 'unreachable', 'name not found', 'dropped', 'cut off', 'timed out', 'too many requests', 'server error']);

interface More {
  readonly status?: number;
  readonly retryAfterMs?: number | null;
  readonly cause?: unknown;
}

/** A request that did not succeed. `detail` is for people, says what to do, and never holds a secret. */
export class HttpFault extends FaultError {
  readonly status: number | null;
  /** How long the server asks to be left alone, ms; null where it does not. */
  readonly retryAfterMs: number | null;

  constructor(
    readonly problem: HttpProblem,
    detail: string,
    { status, retryAfterMs, cause }: More = {},
  ) {
    super({ code: codes[problem] ?? 'unreadable', detail, retry: passing.has(problem) }, { cause });
    this.name = 'HttpFault';
    this.status = status ?? null;
    this.retryAfterMs = retryAfterMs ?? null;
  }
}

const untrusted = new Set(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_UNTRUSTED']);
const dropped = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET', 'HPE_INVALID_EOF_STATE']);
const unreachable = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL', 'EACCES', 'EPERM']);

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/**
 * What Node's socket, TLS or HTTP parser threw, in words.
 * @param hasCertificate whether a client certificate was sent
 */
export function connectionFault(error: unknown, target: URL, hasCertificate: boolean): FaultError {
  if (error instanceof FaultError) return error;
  const code = codeOf(error);
  const { hostname, host, port } = target;
  const said = error instanceof Error ? error.message : '';
  const make = (problem: HttpProblem, detail: string): HttpFault => new HttpFault(problem, detail, { cause: error });
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_FAIL') return make('name not found', `no server has the name ${hostname}: check the spelling, the network and the VPN`);
  if (code === 'ECONNREFUSED') return make('refused', `nothing answers at ${host}: is the server running, and is ${port === '' ? 'the port' : `port ${port}`} right?`);
  if (code === 'ETIMEDOUT' || code === 'ECONNTIMEOUT') return make('timed out', `${host} did not answer in time: check the network, the VPN and the firewall`);
  if (unreachable.has(code)) return make('unreachable', `${host} cannot be reached from here: check the network, the VPN and the firewall`);
  if (untrusted.has(code)) return make('untrusted certificate', `the certificate of ${host} is signed by an authority that is not trusted here (self-signed?): name the file of its certificate authority as \`ca\``);
  if (code === 'CERT_HAS_EXPIRED') return make('expired certificate', `the certificate of ${host} has expired: it has to be renewed on the server`);
  if (code === 'CERT_NOT_YET_VALID') return make('expired certificate', `the certificate of ${host} is not valid yet: check the clock of this machine and of the server`);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return make('certificate of another host', `the certificate of ${host} is for another name: use the address that the certificate is made for`);
  if (/CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|HANDSHAKE_FAILURE|CERTIFICATE_EXPIRED/.test(code)) {
    return make('client certificate', hasCertificate ? `${host} refused the client certificate: is it the right one, and has it expired?` : `${host} asks for a client certificate: name its files as \`clientCertificate\``);
  }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' || /wrong version number/.test(said)) return make('not TLS', `${host} does not speak TLS: write http:// in place of https://`);
  if (/KEY_VALUES_MISMATCH|PEM|BAD_DECRYPT|BAD_PASSWORD|INTERRUPTED_OR_CANCELLED|NO_START_LINE|ERR_OSSL/.test(code)) return make('bad credentials', 'the client certificate or its key cannot be read: both have to be PEM, belong together, and the passphrase has to be right');
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_HTTP_INVALID_HEADER_VALUE' || code === 'ERR_INVALID_HTTP_TOKEN') return make('bad credentials', 'a header or secret holds characters that cannot be sent (a line break?)');
  if (code.startsWith('HPE_')) return make('malformed', `what ${host} answered is not HTTP: check the port`);
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code === 'EPROTO' || code.startsWith('CERT_')) return make('TLS', `no secure connection to ${host} (${code})`);
  if (dropped.has(code) || /socket hang up|aborted/.test(said)) return make('dropped', `${host} dropped the connection`);
  return make('unreachable', `${host} cannot be asked${code === '' ? '' : ` (${code})`}`);
}

/**
 * An answer whose status is not 2xx, in words.
 * @param said what the server says of it, made safe for one line; may be empty
 * @param sentAuth whether user, token or header were sent
 */
export function statusFault(status: number, target: URL, said: string, sentAuth: boolean, retryAfterMs: number | null): HttpFault {
  const { host, pathname } = target;
  const tail = said === '' ? '' : `; it says: ${said}`;
  const more = { status, retryAfterMs };
  if (status === 400 && /HTTP request (was sent )?to (an )?HTTPS/i.test(said)) return new HttpFault('needs TLS', `${host} asks for TLS: write https:// in place of http://`, more);
  if (status === 400 && /SSL certificate/i.test(said)) return new HttpFault('client certificate', `${host} asks for another client certificate${tail}`, more);
  if (status === 401) return new HttpFault('not authorised', sentAuth ? `${host} did not accept the log-in (401): check the user, the password or the token` : `${host} asks for a log-in (401): add a user and password, a token or a header`, more);
  if (status === 403) return new HttpFault('forbidden', `${host} knows who asks and does not allow it (403): the ${sentAuth ? 'account or token needs the right to read metrics' : 'address may need a log-in, a tenant header or another network'}${tail}`, more);
  if (status === 404) return new HttpFault('not found', `${host} has nothing at ${pathname} (404): check the path of the address${tail}`, more);
  if (status === 429) return new HttpFault('too many requests', `${host} asks for fewer requests (429)${retryAfterMs === null ? '' : `, again in ${Math.ceil(retryAfterMs / 1_000)} s`}: lengthen the interval`, more);
  if (status >= 500) return new HttpFault('server error', `${host} failed (${status})${tail}`, more);
  return new HttpFault('refused request', `${host} refused the request (${status})${tail}`, more);
}
