import { mkdirSync, readFileSync, renameSync, truncateSync, copyFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LogSpec } from '../../src/core/domain/source';
import { openLog } from '../../src/engine/log/openLog';
import type { OpenedLog } from '../../src/engine/log/openedLog';
import { LiveLog } from '../../src/engine/tail/liveLog';
import { PollLoop } from '../../src/engine/tail/pollLoop';
import { DebianServers, noServers, type Served } from './debianServers';

/* Logs that a real nginx writes, in three formats at once, rotated as logrotate does it. */

const servers = new DebianServers();
const opened: { close(): Promise<void> }[] = [];
let nginx: Served;
let logs: string;

beforeAll(async () => {
  if (noServers !== null) return;
  logs = path.join(servers.folder, 'logs');
  mkdirSync(logs);
  mkdirSync(path.join(servers.folder, 'temp'));
  const backend = await servers.nginx('access_log off; location /missing { return 404; } location /broken { return 500; } location / { return 200 "answer"; }');
  nginx = await servers.nginx(
    `location / { proxy_pass ${backend.origin}; } location /own { return 200 "own"; }
     access_log ${logs}/combined.log; access_log ${logs}/timed.log timed; access_log ${logs}/json.log json;`,
    `log_format timed '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time $upstream_response_time $request_id';
     log_format json escape=json '{"time_iso8601":"$time_iso8601","remote_addr":"$remote_addr","request_method":"$request_method","uri":"$uri","status":"$status","body_bytes_sent":"$body_bytes_sent","request_time":"$request_time","upstream_response_time":"$upstream_response_time","http_user_agent":"$http_user_agent","request_id":"$request_id"}';`,
  );
});
beforeEach((context) => {
  if (noServers !== null) context.skip(noServers);
});
afterAll(async () => {
  for (const one of opened) await one.close();
  await servers.close();
});

const agent = 'odd "agent" \\ with é';

function ask(target: string, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    http.request({ host: '127.0.0.1', port: nginx.port, path: target, method, headers: { 'User-Agent': Buffer.from(agent).toString('latin1') } }, (reply) => {
      reply.resume().on('end', () => resolve(reply.statusCode ?? 0));
    }).on('error', reject).end();
  });
}

const specOf = (name: string): LogSpec => ({ kind: 'log', name, folder: logs, paths: [name] });

async function open(name: string): Promise<OpenedLog> {
  const log = await openLog(specOf(name), { tempFolder: path.join(servers.folder, 'temp'), readAtMs: 0, threads: 2, memoryLimit: '400MB' });
  opened.push(log);
  return log;
}

async function values(log: OpenedLog, name: string): Promise<unknown[]> {
  const column = log.columns.find((each) => each.name === name);
  if (column === undefined) throw new Error(`no column ${name}`);
  return (await log.duck.rows(`SELECT ${column.sql} AS v FROM ${log.relation} ORDER BY __mv_row`)).map((row) => row['v']);
}

describe('nginx', () => {
  const asked: { target: string; status: number }[] = [];

  it('writes what is read back, in every format', async () => {
    const targets = ['/predict?customer=7&x="1"', '/v2/models/churn/infer', '/missing', '/broken', '/own', '/caf%C3%A9'];
    for (let i = 0; i < 60; i += 1) {
      const target = targets[i % targets.length]!;
      asked.push({ target, status: await ask(target, i % 2 === 0 ? 'GET' : 'POST') });
    }
    await expect.poll(() => readFileSync(path.join(logs, 'json.log'), 'utf8').split('\n').length - 1).toBe(60);
    const paths = asked.map(({ target }) => target.replace(/\?.*/, ''));
    const [combined, timed, json] = [await open('combined.log'), await open('timed.log'), await open('json.log')];
    for (const log of [combined, timed, json]) {
      expect(log.state).toMatchObject({ state: 'ready', rows: 60, badLines: 0, time: { without: 0, outOfOrder: 0 } });
      expect(Math.abs((log.state.time.to ?? 0) / 1_000 - Date.now())).toBeLessThan(20_000);
      expect(await values(log, 'status')).toEqual(asked.map(({ status }) => status));
    }
    for (const log of [combined, timed]) {
      expect(await values(log, 'path')).toEqual(paths);
      expect(new Set(await values(log, 'agent'))).toEqual(new Set([agent]));
    }
    expect((await values(json, 'uri')).slice(0, 6)).toEqual(paths.slice(0, 6).map(decodeURI));
    expect(new Set(await values(json, 'http_user_agent'))).toEqual(new Set([agent]));
    expect((combined.state.notes ?? []).join(' ')).toMatch(/carry no latency/);
    // Both logs tell of the same requests, one in milliseconds since it was read so, one in nginx's seconds.
    expect(await values(timed, 'latency_ms')).toEqual((await values(json, 'request_time')).map((value) => Math.round(Number(value) * 1e6) / 1e6));
    expect(await values(timed, 'request_id')).toEqual(await values(json, 'request_id'));
    const upstream = await values(timed, 'upstream_ms');
    expect(upstream.map((value) => value === null)).toEqual(asked.map(({ target }) => target === '/own'));
  });

  it('is followed: a request is a row within a second, through renaming and through copying', async () => {
    const log = await open('timed.log');
    const live = await LiveLog.start(log, specOf('timed.log'));
    if (live === null) throw new Error('it cannot be followed');
    opened.push(live);
    const signal = new AbortController().signal;
    const failures: unknown[] = [];
    const loop = new PollLoop(100, async () => void (await live.look(signal)), (error) => failures.push(error));
    loop.start();
    try {
      const file = path.join(logs, 'timed.log');
      const rows = async (n: number): Promise<void> => expect.poll(() => live.state.rows, { timeout: 8_000, interval: 20 }).toBe(n);
      const began = performance.now();
      await ask('/own');
      await rows(61);
      expect(performance.now() - began).toBeLessThan(1_000);
      renameSync(file, `${file}.1`);
      await ask('/own'); // nginx still writes to the old file
      await rows(62);
      process.kill(nginx.process.pid, 'SIGUSR1'); // it opens its logs anew
      await expect.poll(async () => {
        await ask('/own');
        return readFileSync(file, 'utf8').length;
      }, { timeout: 5_000 }).toBeGreaterThan(0);
      const inOld = readFileSync(`${file}.1`, 'utf8').split('\n').length - 1;
      await rows(inOld + readFileSync(file, 'utf8').split('\n').length - 1);
      const before = live.state.rows;
      copyFileSync(file, `${file}.2`);
      truncateSync(file, 0);
      await new Promise((done) => setTimeout(done, 300));
      for (let i = 0; i < 5; i += 1) await ask('/own');
      await rows(before + 5);
      expect(live.state.badLines).toBe(0);
      expect(failures).toEqual([]);
    } finally {
      await loop.stop();
    }
  });
});
