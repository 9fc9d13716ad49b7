import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { metricsEntry } from '../../../src/core/config/metricsConfig';
import { type MetricsAuth, type PrometheusSpec, secretsOf } from '../../../src/core/metrics/metricsSpec';
import { HttpClient } from '../../../src/engine/http/httpClient';
import { signV4 } from '../../../src/engine/http/sigV4';
import { CommandIssuer } from '../../../src/engine/metrics/logins/commandIssuer';
import { issuedKeys, issuedToken } from '../../../src/engine/metrics/logins/issuedText';
import { runCommand } from '../../../src/engine/metrics/logins/runCommand';
import { type Access, readCredentials } from '../../../src/engine/metrics/readCredentials';
import * as v from 'valibot';

/* Log-ins that somebody else gives out: real programs (Node itself), a real server that asks for what they print. */

let folder = '';
const closing: (() => void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mv-logins-'));
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  rmSync(folder, { recursive: true, force: true });
});

/** A program of our own in the configuration's folder. */
function program(code: string): readonly string[] {
  writeFileSync(path.join(folder, 'login.cjs'), code);
  return [process.execPath, 'login.cjs'];
}
async function serve(answer: http.RequestListener): Promise<string> {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
async function clientOf(url: string, auth: MetricsAuth, access: Access = { secrets: {}, commands: true }): Promise<HttpClient> {
  const spec: PrometheusSpec = { kind: 'prometheus', name: 'p', url, folder, auth };
  const client = new HttpClient(new URL(url).origin, { credentials: (await readCredentials(spec, access)).credentials, retries: { attempts: 1 } });
  closing.push(() => client.close());
  return client;
}
/** Counts its runs in a file, so that they are seen. */
const counted = (print: string): string => `const fs = require('fs'); const n = fs.existsSync('runs') ? Number(fs.readFileSync('runs', 'utf8')) + 1 : 1; fs.writeFileSync('runs', String(n)); ${print}`;
const webToken = (endsMs: number): string => ['{"alg":"none"}', JSON.stringify({ exp: Math.round(endsMs / 1_000) }), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');

describe('a command that prints a token', () => {
  it('lets one in, is run once for many requests, and again when the server refuses an old one', async () => {
    let good = 'token-1';
    const url = await serve((request, response) => {
      if (request.headers.authorization !== `Bearer ${good}`) response.writeHead(401).end('no');
      else response.end(JSON.stringify({ saw: request.headers.authorization }));
    });
    const command = program(counted("process.stdout.write('token-' + n + '\\n')"));
    const client = await clientOf(url, { kind: 'command', command });
    const ask = async (): Promise<string> => (await client.send({ url: new URL(url) })).body.toString();
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(Array.from({ length: 3 }, () => '{"saw":"Bearer token-1"}'));
    // A server may send back what it was sent: it is never shown.
    expect(client.shown('you sent token-1, thank you')).toBe('you sent •••, thank you');
    // Refused at once, it was no good from the start: no second run.
    good = 'token-2';
    await expect(ask()).rejects.toMatchObject({ problem: 'not authorised' });
    expect(readFileSync(path.join(folder, 'runs'), 'utf8')).toBe('1');
  });

  it('that was refused is replaced once, and the request sent again', async () => {
    let now = 0;
    let runs = 0;
    const seen: string[] = [];
    let good = 't1';
    const url = await serve((request, response) => {
      seen.push(String(request.headers.authorization));
      response.writeHead(request.headers.authorization === `Bearer ${good}` ? 200 : 401).end('{}');
    });
    const token = new CommandIssuer(() => Promise.resolve(`t${(runs += 1)}`), issuedToken, (one) => [one], { now: () => now });
    const client = new HttpClient(url, { credentials: { auth: { kind: 'issued', token } }, retries: { attempts: 1 } });
    closing.push(() => client.close());
    await client.send({ url: new URL(url) });
    good = 't2';
    now += 60_000;
    expect((await client.send({ url: new URL(url), once: true })).status).toBe(200);
    good = 'never';
    now += 60_000;
    await expect(client.send({ url: new URL(url) })).rejects.toMatchObject({ problem: 'not authorised' });
    expect(seen).toEqual(['t1', 't1', 't2', 't2', 't3'].map((one) => `Bearer ${one}`));
  });

  it('is run again before its end, after a refusal of what is not fresh, and shares one run', async () => {
    let now = 1_000_000;
    let runs = 0;
    const issuer = new CommandIssuer(() => Promise.resolve(`{"access_token":"t${(runs += 1)}","expires_in":600}`), issuedToken, (token) => [token], { now: () => now });
    expect(await Promise.all([issuer.get(), issuer.get()])).toEqual(['t1', 't1']);
    now += 539_000;
    expect(await issuer.get()).toBe('t1');
    now += 2_000;
    expect(await issuer.get()).toBe('t2');
    expect(issuer.refused()).toBe(false);
    now += 31_000;
    expect([issuer.refused(), await issuer.get(), issuer.secrets]).toEqual([true, 't3', ['t3']]);
  });

  it('of any shape that tools print', () => {
    const now = Date.UTC(2026, 10, 24, 20);
    const token = webToken(now + 3_600_000);
    expect(issuedToken(`${token}\n`, now)).toEqual({ value: token, endsMs: now + 3_600_000 });
    expect(issuedToken('ya29.a0Af_plain-token\r\n', now)).toEqual({ value: 'ya29.a0Af_plain-token', endsMs: null });
    expect(issuedToken(`{"accessToken":"abc","expires_on":${now / 1_000 + 60},"expiresOn":"2026-01-01 00:00:00.000000","tokenType":"Bearer"}`, now)).toEqual({ value: 'abc', endsMs: now + 60_000 });
    expect(issuedToken('{"access_token":"abc","expires_in":"120"}', now)).toEqual({ value: 'abc', endsMs: now + 120_000 });
    expect(issuedToken('{"kind":"ExecCredential","status":{"token":"k8s","expirationTimestamp":"2026-11-24T21:00:00Z"}}', now)).toEqual({ value: 'k8s', endsMs: now + 3_600_000 });
    expect(issuedKeys('{"Version":1,"AccessKeyId":"AK","SecretAccessKey":"SK","SessionToken":"ST","Expiration":"2026-11-24T21:00:00+00:00"}', now)).toEqual({ value: { accessKeyId: 'AK', secretAccessKey: 'SK', sessionToken: 'ST' }, endsMs: now + 3_600_000 });
    for (const bad of ['', ' \n', 'two words', 'a\nb', '{"token":""}', '{"token":"a b"}', '[]', '{']) expect(() => issuedToken(bad, now), bad).toThrow(/the command of the log-in printed/);
    for (const bad of ['', 'AK SK', '{"AccessKeyId":"AK"}']) expect(() => issuedKeys(bad, now), bad).toThrow(/printed no AWS keys/);
  });

  it('that fails says what to do, and never what it printed', async () => {
    await expect(runCommand(['no-such-program-here'], folder)).rejects.toThrow(/no-such-program-here, is not on this machine: install it/);
    await expect(runCommand(program("console.log('secret-half'); console.error('ERROR: (gcloud.auth) reauth needed\\nmore'); process.exit(3)"), folder)).rejects.toThrow(/ended with 3 and said: ERROR: \(gcloud\.auth\) reauth needed; run it in a terminal/);
    const failure: unknown = await runCommand(program("console.log('secret-half'); process.exit(3)"), folder).catch((error: unknown) => error);
    expect(String(failure)).not.toContain('secret-half');
    await expect(runCommand(program('setInterval(() => 0, 1000)'), folder, 300)).rejects.toThrow(/took longer than 0\.3 s: does it wait for somebody/);
    await expect(runCommand(program("process.stdout.write('x'.repeat(3e6))"), folder)).rejects.toThrow(/printed more than 1 MB/);
    if (process.platform !== 'win32' && process.getuid?.() !== 0) {
      writeFileSync(path.join(folder, 'plain'), '');
      chmodSync(path.join(folder, 'plain'), 0o600);
      await expect(runCommand(['./plain'], folder)).rejects.toThrow(/may not be run/);
    }
  });

  it('is run without a shell: words stay words', async () => {
    const printed = await runCommand([...program('console.log(JSON.stringify(process.argv.slice(2)))'), '$(touch owned)', '; touch owned', '*'], folder);
    expect(JSON.parse(printed)).toEqual(['$(touch owned)', '; touch owned', '*']);
    await expect(runCommand(['echo hi; touch owned'], folder)).rejects.toThrow(/is not on this machine/);
  });

  it('of a folder that is not trusted is not run', async () => {
    const command = program(counted("console.log('t')"));
    await expect(clientOf('http://127.0.0.1:1', { kind: 'command', command }, { secrets: {} })).rejects.toThrow(/commands of a configuration are run only where that is allowed/);
    await expect(clientOf('http://127.0.0.1:1', { kind: 'sigv4', region: 'x', command }, { secrets: {} })).rejects.toThrow(/MODEL_VITALS_RUN_COMMANDS/);
    expect(existsSync(path.join(folder, 'runs'))).toBe(false);
  });
});

describe('requests signed for AWS', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

  it('arrive as they were signed, GET and POST, with keys of secrets or of a command', async () => {
    const seen: boolean[] = [];
    const url = await serve((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        // As AWS does: signed again from what arrived.
        const time = String(request.headers['x-amz-date']);
        const nowMs = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
        const token = request.headers['x-amz-security-token'];
        const again = signV4(
          { method: request.method ?? '', url: new URL(request.url ?? '', `http://${request.headers.host ?? ''}`), body: Buffer.concat(parts).toString(), region: 'eu-central-1', service: 'aps', nowMs },
          { accessKeyId: keys.AWS_ACCESS_KEY_ID, secretAccessKey: keys.AWS_SECRET_ACCESS_KEY, ...(typeof token === 'string' ? { sessionToken: token } : {}) },
        );
        seen.push(again['authorization'] === request.headers.authorization && Math.abs(Date.now() - nowMs) < 60_000);
        response.end('{}');
      });
    });
    const address = `${url}/workspaces/ws-1/api/v1/query_range`;
    const plain = await clientOf(url, { kind: 'sigv4', region: 'eu-central-1' }, { secrets: keys });
    await plain.send({ url: new URL(`${address}?query=${encodeURIComponent('sum(rate(a_total{b="c d"}[5m]))')}&match[]=x&match[]=a`) });
    await plain.send({ url: new URL(address), form: new URLSearchParams({ query: 'vector(1)', 'match[]': 'é' }) });
    const session = await clientOf(url, { kind: 'sigv4', region: 'eu-central-1' }, { secrets: { ...keys, AWS_SESSION_TOKEN: 'session//+=' } });
    await session.send({ url: new URL(address) });
    const printed = JSON.stringify({ Version: 1, AccessKeyId: keys.AWS_ACCESS_KEY_ID, SecretAccessKey: keys.AWS_SECRET_ACCESS_KEY, SessionToken: 'abc' });
    const command = await clientOf(url, { kind: 'sigv4', region: 'eu-central-1', command: program(`console.log(${JSON.stringify(printed)})`) });
    await command.send({ url: new URL(`${address}?query=up`) });
    expect(seen).toEqual([true, true, true, true]);
    expect(command.shown(`signature of ${keys.AWS_SECRET_ACCESS_KEY} is wrong`)).toBe('signature of ••• is wrong');
  });

  it('know their region from the address, or say that they need it', async () => {
    const credentials = async (url: string): Promise<unknown> => (await readCredentials({ url, folder, auth: { kind: 'sigv4' } }, { secrets: keys })).credentials.auth;
    expect(await credentials('https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-1')).toMatchObject({ kind: 'sigv4', region: 'eu-central-1', service: 'aps' });
    await expect(credentials('https://proxy.example/ws-1')).rejects.toThrow(/add "region"/);
    await expect(readCredentials({ url: 'https://aps-workspaces.eu-central-1.amazonaws.com', folder, auth: { kind: 'sigv4' } }, { secrets: {} })).rejects.toThrow(/the secret AWS_ACCESS_KEY_ID is not set/);
  });

  it('are configured by names, never by values', () => {
    const entry = (auth: unknown) => v.safeParse(metricsEntry, { name: 'a', kind: 'prometheus', url: 'http://x', auth });
    const spec = (auth: MetricsAuth): PrometheusSpec => ({ kind: 'prometheus', name: 'a', url: 'http://x', folder, auth });
    expect(entry({ kind: 'sigv4' }).success).toBe(true);
    expect(secretsOf(spec({ kind: 'sigv4' }))).toEqual(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']);
    expect(secretsOf(spec({ kind: 'sigv4', accessKeyId: 'A', secretAccessKey: 'B' }))).toEqual(['A', 'B', 'AWS_SESSION_TOKEN']);
    expect(secretsOf(spec({ kind: 'sigv4', command: ['aws'] }))).toEqual([]);
    expect(entry({ kind: 'sigv4', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' }).success).toBe(false);
    expect(entry({ kind: 'command', command: ['gcloud', 'auth', 'print-access-token'] }).success).toBe(true);
    for (const command of ['gcloud auth', [], [''], [1]]) expect(entry({ kind: 'command', command }).success, JSON.stringify(command)).toBe(false);
  });
});
