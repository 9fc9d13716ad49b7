import { HttpFault } from './httpFault';

/** With values: made from a spec's references just before a client is opened, and never written or logged. */
export interface Credentials {
  readonly auth:
    | { readonly kind: 'none' }
    | { readonly kind: 'basic'; readonly user: string; readonly password: string }
    | { readonly kind: 'bearer'; readonly token: string }
    | { readonly kind: 'header'; readonly name: string; readonly value: string };
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

/** The headers that prove who asks. Line breaks at the ends, as files and terminals leave them, are not part of a secret. */
export function authHeaders({ auth, headers = {} }: Credentials): Record<string, string> {
  switch (auth.kind) {
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

/** Text of a server with everything secret taken out: a server may send back what it was sent. */
export function withoutSecrets(text: string, { auth, tls }: Credentials): string {
  const secrets: string[] = [];
  if (auth.kind === 'basic') secrets.push(basic(auth.user, auth.password), auth.password);
  if (auth.kind === 'bearer') secrets.push(auth.token);
  if (auth.kind === 'header') secrets.push(auth.value);
  if (tls?.passphrase !== undefined) secrets.push(tls.passphrase);
  // One or two letters are no secret that could be told from other text.
  const longestFirst = secrets.map((secret) => secret.trim()).filter((secret) => secret.length >= 3).sort((a, b) => b.length - a.length);
  return longestFirst.reduce((rest, secret) => rest.replaceAll(secret, '•••'), text);
}
