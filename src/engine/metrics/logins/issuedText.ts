import { HttpFault } from '../../http/httpFault';
import type { AwsKeys } from '../../http/sigV4';

/** What a command gave out, and when it ends: milliseconds since 1970, null where nothing says so. */
export interface Issued<T> {
  readonly value: T;
  readonly endsMs: number | null;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

const textIn = (record: Readonly<Record<string, unknown>>, ...names: readonly string[]): string | null => names.map((name) => record[name]).find((value): value is string => typeof value === 'string' && value !== '') ?? null;

function endOf(record: Readonly<Record<string, unknown>>, nowMs: number): number | null {
  const lasts = Number(record['expires_in'] ?? record['expiresIn'] ?? NaN);
  if (Number.isFinite(lasts)) return nowMs + lasts * 1_000;
  const seconds = Number(record['expires_on'] ?? record['exp'] ?? NaN);
  if (Number.isFinite(seconds)) return seconds * 1_000;
  const ms = Date.parse(textIn(record, 'expiry', 'expiration', 'Expiration', 'expirationTimestamp', 'expiresAt', 'expiresOn') ?? '');
  return Number.isNaN(ms) ? null : ms;
}

/**
 * The token that a command printed: the bare text, or JSON of the shapes that `az account get-access-token`, `gcloud … --format json`, OAuth replies and Kubernetes' exec
 * plugins print. The end of a JSON Web Token is read out of it (RFC 7519, `exp`).
 * @throws HttpFault `bad credentials` where there is none
 */
export function issuedToken(printed: string, nowMs: number): Issued<string> {
  const text = printed.trim();
  const json = parsed(text);
  const record = json !== null && isRecord(json['status']) ? json['status'] : json;
  if (record !== null) {
    const token = textIn(record, 'accessToken', 'access_token', 'token', 'id_token');
    if (token === null || !isToken(token)) throw new HttpFault('bad credentials', 'the command of the log-in printed JSON without a token: it needs accessToken, access_token or token');
    return { value: token, endsMs: endOf(record, nowMs) ?? webTokenEnd(token) };
  }
  if (text === '') throw new HttpFault('bad credentials', 'the command of the log-in printed nothing: it must print a token');
  if (!isToken(text)) throw new HttpFault('bad credentials', 'the command of the log-in printed more than a token: it must print one token, or JSON that holds it');
  return { value: text, endsMs: webTokenEnd(text) };
}

/** Keys as `aws configure export-credentials` prints them (AWS documentation, "Sourcing credentials with an external process"). @throws HttpFault `bad credentials` */
export function issuedKeys(printed: string, nowMs: number): Issued<AwsKeys> {
  const record = parsed(printed.trim());
  const [id, secret] = record === null ? [null, null] : [textIn(record, 'AccessKeyId'), textIn(record, 'SecretAccessKey')];
  if (record === null || id === null || secret === null) throw new HttpFault('bad credentials', 'the command of the log-in printed no AWS keys: it must print JSON with AccessKeyId and SecretAccessKey, as aws configure export-credentials does');
  const session = textIn(record, 'SessionToken');
  return { value: { accessKeyId: id, secretAccessKey: secret, ...(session === null ? {} : { sessionToken: session }) }, endsMs: endOf(record, nowMs) };
}

/** What may be a bearer token (RFC 6750, section 2.1). */
function isToken(text: string): boolean {
  return /^[A-Za-z0-9._~+/-]+=*$/.test(text);
}

function webTokenEnd(token: string): number | null {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return null;
  const record = parsed(Buffer.from(payload, 'base64url').toString('utf8'));
  return record === null || typeof record['exp'] !== 'number' ? null : record['exp'] * 1_000;
}
