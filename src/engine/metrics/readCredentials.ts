import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { PemPlace, SecretName, ServedMetrics } from '../../core/metrics/metricsSpec';
import { parseAddress, type Address } from '../http/address';
import type { Credentials } from '../http/credentials';
import { HttpFault } from '../http/httpFault';

/** Gives the value of a secret by its name; undefined where there is none. */
export type SecretReader = (name: SecretName) => string | undefined;

type Served = Pick<ServedMetrics, 'url' | 'auth' | 'headers' | 'clientCertificate' | 'ca' | 'folder'>;

/** The address of a spec and what to log in with. @throws HttpFault `bad address`; `bad credentials` where a secret or file is not there */
export async function readCredentials(spec: Served, secrets: SecretReader): Promise<{ readonly address: Address; readonly credentials: Credentials }> {
  const address = parseAddress(spec.url);
  const secret = (name: SecretName): string => {
    const value = secrets(name);
    if (value === undefined || value.trim() === '') throw new HttpFault('bad credentials', `the secret ${name} is not set: enter it in the editor, or set the environment variable of that name on the command line`);
    return value;
  };
  const pem = async (place: PemPlace | undefined): Promise<string | undefined> => {
    if (place === undefined) return undefined;
    return 'secret' in place ? secret(place.secret) : readPem(path.resolve(spec.folder, place.file));
  };
  const auth = authOf(spec, address, secret);
  const { clientCertificate } = spec;
  const [certificate, key, ca] = await Promise.all([pem(clientCertificate?.certificate), pem(clientCertificate?.key), pem(spec.ca)]);
  const passphrase = clientCertificate?.passphrase === undefined ? undefined : secret(clientCertificate.passphrase);
  const tls = { ...(certificate === undefined ? {} : { certificate }), ...(key === undefined ? {} : { key }), ...(passphrase === undefined ? {} : { passphrase }), ...(ca === undefined ? {} : { ca }) };
  return { address, credentials: { auth, tls, ...(spec.headers === undefined ? {} : { headers: spec.headers }) } };
}

function authOf({ auth = { kind: 'none' } }: Served, { login }: Address, secret: (name: SecretName) => string): Credentials['auth'] {
  switch (auth.kind) {
    case 'none':
      return login === null ? auth : { kind: 'basic', ...login };
    case 'basic':
      return { kind: 'basic', user: auth.user, password: secret(auth.password) };
    case 'bearer':
      return { kind: 'bearer', token: secret(auth.token) };
    case 'header':
      return { kind: 'header', name: auth.header, value: secret(auth.value) };
  }
}

async function readPem(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new HttpFault('bad credentials', `${file} cannot be read: check the path and its rights`, { cause: error });
  }
  if (!text.includes('-----BEGIN ')) throw new HttpFault('bad credentials', `${file} is not PEM (a text that starts with -----BEGIN)`);
  return text;
}
