import { readFileSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Credentials } from '../../src/engine/http/credentials';
import { HttpClient, type HttpClientOptions } from '../../src/engine/http/httpClient';
import { HttpFault } from '../../src/engine/http/httpFault';
import { findPromServer } from '../../src/engine/metrics/prometheus/findPromServer';
import { DebianServers, noServers, type Served } from './debianServers';
import { startFaultServer } from './faultServer';

/* Every way to log in, refused and accepted by real servers; certificates of openssl. */

const servers = new DebianServers();
const clients: HttpClient[] = [];
let pem: (name: string) => string;
// bcrypt of "test", from Prometheus' own guide to basic auth.
const users = 'basic_auth_users: { ann: $2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay }\n';
let plain: Served;
let basic: Served;
let tls: Served;
let grafana: Served;

beforeAll(async () => {
  if (noServers !== null) return;
  const folder = await servers.certificates();
  pem = (name) => readFileSync(path.join(folder, name), 'utf8');
  const web = `tls_server_config: { cert_file: ${folder}/server.pem, key_file: ${folder}/server.key, client_auth_type: RequireAndVerifyClientCert, client_ca_file: ${folder}/ca.pem }\n${users}`;
  [plain, basic, tls] = await Promise.all([servers.prometheus(), servers.prometheus({ web: users }), servers.prometheus({ web })]);
  grafana = await servers.nginx(
    `if ($http_authorization != "Bearer service-token") { return 401; } if ($http_x_scope_orgid = "stranger") { return 403; }
     location /api/health { default_type application/json; return 200 '{"database":"ok","version":"10"}'; }
     location /api/datasources { default_type application/json; return 200 '[{"uid":"p1","name":"Metrics","type":"prometheus"},{"uid":"l1","name":"Logs","type":"loki"}]'; }
     location /api/datasources/proxy/uid/p1/ { proxy_pass ${plain.origin}/; }
     location /moved { return 301 https://elsewhere.example/; }
     location / { default_type text/html; return 200 '<!doctype html><title>Grafana</title>'; }`,
  );
});
beforeEach((context) => {
  if (noServers !== null) context.skip(noServers);
});
afterAll(async () => {
  for (const client of clients) client.close();
  await servers.close();
});

async function open(address: string, credentials: Credentials = { auth: { kind: 'none' } }, options: HttpClientOptions = {}): Promise<string> {
  const url = new URL(address);
  const client = new HttpClient(url.origin, { credentials, retries: { attempts: 1 }, ...options });
  clients.push(client);
  try {
    const { product, dataSource, server } = await findPromServer(client, url);
    return `${/^Prometheus/.exec(product)?.[0]} at ${server.base}${dataSource === null ? '' : ` of ${dataSource}`}`;
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error;
    return `${error.problem}: ${error.message}`;
  }
}

describe('log-ins', () => {
  it('basic', async () => {
    expect(await open(basic.origin)).toMatch(/^not authorised: .*add a user and password/);
    expect(await open(basic.origin, { auth: { kind: 'basic', user: 'ann', password: 'wrong' } })).toMatch(/^not authorised: .*did not accept/);
    expect(await open(basic.origin, { auth: { kind: 'basic', user: 'ann', password: 'test' } })).toBe('Prometheus at ');
  });

  it("bearer, through nginx on Grafana's path, found from Grafana's own address", async () => {
    const bearer = { auth: { kind: 'bearer', token: 'service-token' } } as const;
    expect(await open(grafana.origin)).toMatch(/^not authorised/);
    expect(await open(`${grafana.origin}/api/datasources/proxy/uid/p1`, { auth: { kind: 'bearer', token: 'old' } })).toMatch(/^not authorised/);
    for (const address of ['/api/datasources/proxy/uid/p1', '/api/datasources/proxy/uid/p1/api/v1/query?query=up', '/connections/datasources/edit/p1', '/explore?left={"datasource":"p1"}']) {
      expect(await open(grafana.origin + address, bearer), address).toBe('Prometheus at /api/datasources/proxy/uid/p1');
    }
    for (const address of ['', '/d/abc/my-board?orgId=1']) expect(await open(grafana.origin + address, bearer), address).toBe('Prometheus at /api/datasources/proxy/uid/p1 of Metrics');
    expect(await open(grafana.origin, { ...bearer, headers: { 'X-Scope-OrgID': 'stranger' } })).toMatch(/^forbidden: /);
  });

  it('client certificate and password together', async () => {
    const origin = tls.origin.replace('http:', 'https:');
    const ca = pem('ca.pem');
    const auth = { kind: 'basic', user: 'ann', password: 'test' } as const;
    expect(await open(origin, { auth })).toMatch(/^untrusted certificate: .*name the file of its certificate authority/);
    expect(await open(origin, { auth, tls: { ca } })).toMatch(/^client certificate: .*asks for a client certificate/);
    const certificate = { ca, certificate: pem('client.pem'), key: pem('client.key') };
    expect(await open(origin, { auth: { kind: 'none' }, tls: certificate })).toMatch(/^not authorised/);
    expect(await open(origin, { auth, tls: certificate })).toBe('Prometheus at ');
    expect(await open(origin, { auth, tls: { ...certificate, key: pem('server.key') } })).toMatch(/^bad credentials: .*belong together/);
    expect(await open(tls.origin, { auth })).toMatch(/^needs TLS: .*https:/);
    expect(await open(plain.origin.replace('http:', 'https:'))).toMatch(/^not TLS: .*http:/);
  });
});

describe('what stands there in its place', () => {
  it('bad certificates, each by its kind', async () => {
    for (const [name, words] of [['elsewhere', /^certificate of another host: .*another name/], ['expired', /^expired certificate: .*has expired/]] as const) {
      // The one that is valid for no day has to be past.
      if (name === 'expired') await new Promise((resolve) => setTimeout(resolve, 1_100));
      const server = https.createServer({ cert: pem(`${name}.pem`), key: pem(`${name}.key`) }, (_, response) => response.end('{}'));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const said = await open(`https://127.0.0.1:${(server.address() as AddressInfo).port}`, { auth: { kind: 'none' }, tls: { ca: pem('ca.pem') } });
      server.closeAllConnections();
      server.close();
      expect(said).toMatch(words);
    }
  });

  it('a page of metrics, a web page, JSON of another kind, a redirect to another server', async () => {
    const node = await servers.nodeExporter();
    expect(await open(`${node.origin}/metrics`)).toMatch(/^not this kind of server: .*add it as a \/metrics page/);
    expect(await open(node.origin)).toMatch(/^not this kind of server: no Prometheus at 127\.0\.0\.1:\d+: nothing at \/, \/prometheus answers as one/);
    const bearer = { auth: { kind: 'bearer', token: 'service-token' } } as const;
    expect(await open(`${grafana.origin}/moved`, bearer)).toMatch(/redirects to https:\/\/elsewhere\.example/);
    const json = await startFaultServer((_, response) => void response.setHeader('content-type', 'application/json').end('{"hello":"world"}'));
    expect(await open(json.origin)).toMatch(/^not this kind of server: .*answers, but not as Prometheus does/);
    json.answer = (_, response) => void response.end('{"status":"success","data":');
    expect(await open(json.origin)).toMatch(/^not this kind of server: .*no JSON/);
    json.answer = (_, response) => void response.writeHead(302, { location: 'https://elsewhere.example/login' }).end();
    expect(await open(json.origin)).toMatch(/^not this kind of server: .*redirects to https:\/\/elsewhere\.example/);
    json.answer = (_, response) => void response.writeHead(503).end('upstream');
    expect(await open(json.origin)).toMatch(/^server error: .*failed \(503\); it says: upstream/);
    await json.close();
  });
});
