import { HttpFault } from './httpFault';
import { type Issuer, unlessAborted } from './issuer';
import { type AwsKeys, signV4, type SignedRequest } from './sigV4';

/** With values: made from a spec's references just before a client is opened, and never written or logged. */
export interface Credentials {
  readonly auth:
    | { readonly kind: 'none' }
    | { readonly kind: 'basic'; readonly user: string; readonly password: string }
    | { readonly kind: 'bearer'; readonly token: string }
    | { readonly kind: 'header'; readonly name: string; readonly value: string }
    /** A bearer token that somebody gives out for a while. */
    | { readonly kind: 'issued'; readonly token: Issuer<string> }
    /** Each request signed with AWS Signature Version 4. */
    | { readonly kind: 'sigv4'; readonly region: string; readonly service: string; readonly keys: Issuer<AwsKeys> };
  /** Sent with each request, not secret: a tenant. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: {
    /** PEM texts. */
    readonly certificate?: string;
    readonly key?: string;
    readonly passphrase?: string;
    /** Trusted in place of the usual authorities. */
    readonly ca?: string;
  };
}

export const noCredentials: Credentials = { auth: { kind: 'none' } };

/** The headers that prove who asks. Line breaks at the ends, as files and terminals leave them, are not part of a secret. @throws FaultError where a token or keys cannot be had; `cancelled` */
export async function authHeaders({ auth, headers = {} }: Credentials, request: Pick<SignedRequest, 'method' | 'url' | 'body' | 'nowMs'>, signal?: AbortSignal): Promise<Record<string, string>> {
  switch (auth.kind) {
    case 'issued':
      return { ...headers, authorization: `Bearer ${await unlessAborted(auth.token.get(), signal)}` };
    case 'sigv4': {
      const { region, service, keys } = auth;
      return { ...headers, ...signV4({ ...request, region, service }, await unlessAborted(keys.get(), signal)) };
    }
    case 'none':
      return { ...headers };
    case 'basic':
      return { ...headers, authorization: `Basic ${basic(auth.user, auth.password)}` };
    case 'bearer':
      return { ...headers, authorization: `Bearer ${auth.token.trim()}` };
    case 'header':
      return { ...headers, [auth.name.toLowerCase()]: auth.value.trim() };
  }
}

function basic(user: string, password: string): string {
  if (user.includes(':')) throw new HttpFault('bad credentials', 'a user name for a basic log-in cannot hold a colon');
  return Buffer.from(`${user}:${password.replace(/[\r\n]+$/, '')}`, 'utf8').toString('base64');
}

/** True where what was refused is replaced at once, so that it is worth another try. */
export function renewed({ auth }: Credentials): boolean {
  return auth.kind === 'issued' ? auth.token.refused() : auth.kind === 'sigv4' ? auth.keys.refused() : false;
}

/** Text of a server with everything secret taken out: a server may send back what it was sent. */
export function withoutSecrets(text: string, { auth, tls }: Credentials): string {
  const secrets: string[] = [];
  if (auth.kind === 'basic') secrets.push(basic(auth.user, auth.password), auth.password);
  if (auth.kind === 'bearer') secrets.push(auth.token);
  if (auth.kind === 'header') secrets.push(auth.value);
  if (auth.kind === 'issued') secrets.push(...auth.token.secrets);
  if (auth.kind === 'sigv4') secrets.push(...auth.keys.secrets);
  if (tls?.passphrase !== undefined) secrets.push(tls.passphrase);
  // One or two letters are no secret that could be told from other text.
  const longestFirst = secrets.map((secret) => secret.trim()).filter((secret) => secret.length >= 3).sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, secret) => rest.replaceAll(secret, '•••'), text);
}
