import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FaultError } from '../../core/domain/fault';
import type { PemPlace } from '../../core/metrics/metricsSpec';
import { addressSchemes, defaultTimeoutSeconds, type WarehouseSpec } from '../../core/warehouse/warehouseSpec';
import type { WarehouseAddress } from './warehouseClient';

/** The address of a spec and what to log in with. @throws FaultError `bad-arguments` where one of them is missing or cannot be read */
export async function addressOf(spec: WarehouseSpec, secrets: Readonly<Record<string, string>>): Promise<WarehouseAddress> {
  const wrong = (detail: string): FaultError => FaultError.of('bad-arguments', `${spec.name}: ${detail}`);
  if (!URL.canParse(spec.url)) throw wrong('its "url" is no address');
  const url = new URL(spec.url);
  if (!addressSchemes[spec.kind].test(url.protocol) || url.hostname === '') throw wrong(`its "url" should begin with ${spec.kind === 'postgresql' ? 'postgresql://' : 'https:// or http://'} and name a host`);
  const secret = (name: string): string => {
    const value = secrets[name];
    if (value === undefined || value === '') throw wrong(`the secret ${name} is not set: enter it in the editor, or set the environment variable of that name on the command line`);
    return value.replace(/[\r\n]+$/, '');
  };
  const pem = async (place: PemPlace): Promise<string> => {
    if ('secret' in place) return secret(place.secret);
    const file = path.resolve(spec.folder, place.file);
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text?.includes('-----BEGIN ') !== true) throw wrong(text === null ? `${file} cannot be read: check the path and its rights` : `${file} is not PEM (a text that starts with -----BEGIN)`);
    return text;
  };
  const { ca, clientCertificate } = spec;
  const tls = {
    ...(ca === undefined ? {} : { ca: await pem(ca) }),
    ...(clientCertificate === undefined ? {} : { certificate: await pem(clientCertificate.certificate), key: await pem(clientCertificate.key) }),
    ...(clientCertificate?.passphrase === undefined ? {} : { passphrase: secret(clientCertificate.passphrase) }),
  };
  const [user, written] = [decoded(url.username), decoded(url.password)];
  url.username = '';
  url.password = '';
  return {
    url, spec, timeoutSeconds: spec.timeoutSeconds ?? defaultTimeoutSeconds,
    login: { user: user === '' ? null : user, password: spec.password === undefined ? (written === '' ? null : written) : secret(spec.password), token: spec.token === undefined ? null : secret(spec.token), tls },
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
