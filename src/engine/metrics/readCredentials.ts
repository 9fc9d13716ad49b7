import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { awsKeyNames, type MetricsAuth, type PemPlace, type SecretName, type ServedMetrics } from '../../core/metrics/metricsSpec';
import { parseAddress, type Address } from '../http/address';
import { systemClock } from '../http/clock';
import type { Credentials } from '../http/credentials';
import { HttpFault } from '../http/httpFault';
import { fixed, type Issuer } from '../http/issuer';
import type { AwsKeys } from '../http/sigV4';
import { CommandIssuer } from './logins/commandIssuer';
import { type Issued, issuedKeys, issuedToken } from './logins/issuedText';
import { runCommand } from './logins/runCommand';

/** What a source may log in with. */
export interface Access {
  /** Values of secrets by their names. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Whether a configuration's commands may be run: where its folder is trusted. */
  readonly commands?: boolean;
}

type Served = Pick<ServedMetrics, 'url' | 'auth' | 'headers' | 'clientCertificate' | 'ca' | 'folder'>;

/** The address of a spec and what to log in with. @throws HttpFault `bad address`; `bad credentials` where a secret or file is not there */
export async function readCredentials(spec: Served, access: Access): Promise<{ readonly address: Address; readonly credentials: Credentials }> {
  const address = parseAddress(spec.url);
  const secret = (name: SecretName): string => {
    const value = access.secrets[name];
    if (value === undefined || value.trim() === '') throw new HttpFault('bad credentials', `the secret ${name} is not set: enter it in the editor, or set the environment variable of that name on the command line`);
    return value;
  };
  const pem = async (place: PemPlace | undefined): Promise<string | undefined> => {
    if (place === undefined) return undefined;
    return 'secret' in place ? secret(place.secret) : readPem(path.resolve(spec.folder, place.file));
  };
  const auth = authOf(spec, address, secret, access);
  const { clientCertificate } = spec;
  const [certificate, key, ca] = await Promise.all([pem(clientCertificate?.certificate), pem(clientCertificate?.key), pem(spec.ca)]);
  const passphrase = clientCertificate?.passphrase === undefined ? undefined : secret(clientCertificate.passphrase);
  const tls = { ...(certificate === undefined ? {} : { certificate }), ...(key === undefined ? {} : { key }), ...(passphrase === undefined ? {} : { passphrase }), ...(ca === undefined ? {} : { ca }) };
  return { address, credentials: { auth, tls, ...(spec.headers === undefined ? {} : { headers: spec.headers }) } };
}

function authOf({ auth = { kind: 'none' }, folder }: Served, { login, url }: Address, secret: (name: SecretName) => string, access: Access): Credentials['auth'] {
  switch (auth.kind) {
    case 'none':
      return login === null ? auth : { kind: 'basic', ...login };
    case 'basic':
      return { kind: 'basic', user: auth.user, password: secret(auth.password) };
    case 'bearer':
      return { kind: 'bearer', token: secret(auth.token) };
    case 'header':
      return { kind: 'header', name: auth.header, value: secret(auth.value) };
    case 'command':
      return { kind: 'issued', token: issuer(auth.command, folder, access, issuedToken, (token) => [token]) };
    case 'sigv4':
      return { kind: 'sigv4', region: auth.region ?? regionOf(url), service: auth.service ?? 'aps', keys: awsKeys(auth, folder, secret, access) };
  }
}

/** @throws HttpFault `bad credentials` where commands may not be run */
function issuer<T>(command: readonly string[], folder: string, { commands = false }: Access, read: (printed: string, nowMs: number) => Issued<T>, secretsOf: (value: T) => readonly string[]): Issuer<T> {
  if (!commands) throw new HttpFault('bad credentials', 'its log-in is a command, and commands of a configuration are run only where that is allowed: in a trusted workspace, or on the command line with MODEL_VITALS_RUN_COMMANDS=1 in the environment');
  return new CommandIssuer(() => runCommand(command, folder), read, secretsOf, systemClock);
}

function awsKeys(auth: Extract<MetricsAuth, { kind: 'sigv4' }>, folder: string, secret: (name: SecretName) => string, access: Access): Issuer<AwsKeys> {
  const secretsOf = ({ secretAccessKey, sessionToken }: AwsKeys): readonly string[] => [secretAccessKey, ...(sessionToken === undefined ? [] : [sessionToken])];
  if (auth.command !== undefined) return issuer(auth.command, folder, access, issuedKeys, secretsOf);
  const keys = { accessKeyId: secret(auth.accessKeyId ?? awsKeyNames.accessKeyId).trim(), secretAccessKey: secret(auth.secretAccessKey ?? awsKeyNames.secretAccessKey).trim() };
  // Keys that last have no session.
  const session = auth.sessionToken === undefined ? access.secrets[awsKeyNames.sessionToken] : secret(auth.sessionToken);
  const all = session === undefined || session.trim() === '' ? keys : { ...keys, sessionToken: session.trim() };
  return fixed(all, secretsOf(all));
}

function regionOf({ hostname }: URL): string {
  const region = /^aps-workspaces(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(hostname)?.[1];
  if (region === undefined) throw new HttpFault('bad credentials', `the address does not tell the region that requests are signed for: add "region" to its "auth", for example eu-central-1`);
  return region;
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
