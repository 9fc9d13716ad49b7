import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deployedRun } from '../../src/core/training/deployedRun';
import { loggedOf } from '../../src/core/training/trainingRun';
import { MlflowDb } from '../../src/engine/training/mlflowDb';
import { MlflowServer } from '../../src/engine/training/mlflowServer';
import { Mlruns } from '../../src/engine/training/mlruns';
import type { RunStore } from '../../src/engine/training/runStore';
import { OpenTraining } from '../../src/engine/service/openTraining';
import { ensureMlflow, mlflowVersions } from '../harness/mlflow.mjs';
import { freePort, startProcess, type ServerProcess } from './serverProcess';

/* Runs that MLflow's own client wrote, read by us from its server, its database (in use, with a write-ahead log) and its folder, beside what its client reads. */

const run = promisify(execFile);
const versions = mlflowVersions();
const signal = new AbortController().signal;
const slow = 240_000;

interface Known {
  readonly version: string;
  readonly runs: readonly {
    readonly id: string; readonly name: string; readonly experiment: string; readonly status: string; readonly start: number; readonly end: number | null;
    readonly params: Record<string, string>; readonly version: string | null; readonly metrics: Record<string, number | string>; readonly histories: Record<string, readonly (readonly [number, number, number | string])[]>;
  }[];
}

if (versions.length === 0) describe('MLflow', () => it('is tested', (test) => test.skip('MODEL_VITALS_MLFLOW is off')));

describe.each(versions)('MLflow %s', (version) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mv-mlflow-'));
  const database = path.join(folder, 'server', 'mlflow.db');
  const environment = { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', MLFLOW_ALLOW_FILE_STORE: 'true', MLFLOW_TRACKING_URI: '', GIT_PYTHON_REFRESH: 'quiet' };
  let reason: string | null = null;
  let python = '';
  let origin = '';
  let server: ServerProcess | null = null;
  let served: Known;

  const write = async (uri: string, ...more: string[]): Promise<Known> => {
    const { stdout } = await run(python, [path.join(__dirname, 'mlflowRuns.py'), uri, ...more], { env: environment, cwd: folder, maxBuffer: 64 * 2 ** 20 });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Known;
  };
  const start = async (): Promise<void> => {
    const port = Number(new URL(origin).port);
    const args = ['-m', 'mlflow', 'server', '--backend-store-uri', `sqlite:///${database}`, '--default-artifact-root', path.join(folder, 'artifacts'), '--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
    const ready = async (): Promise<boolean> => (await fetch(`${origin}/health`)).ok;
    server = await startProcess('/usr/bin/env', ['MLFLOW_DISABLE_TELEMETRY=true', python, ...args], ready, path.join(folder, 'server'), { waitMs: 150_000 });
  };

  beforeAll(async () => {
    const found = await ensureMlflow(version);
    if ('reason' in found) {
      reason = found.reason;
      return;
    }
    python = found.python;
    mkdirSync(path.join(folder, 'server'));
    // Write-ahead logging, as some versions switch it on by themselves: the newest pages stand beside the file.
    await run(python, ['-c', `import sqlite3; sqlite3.connect(${JSON.stringify(database)}).execute("PRAGMA journal_mode=WAL")`]);
    origin = `http://127.0.0.1:${await freePort()}`;
    await start();
    served = await write(origin, '26000');
  }, 2 * slow);
  beforeEach((test) => {
    if (reason !== null) test.skip(reason);
  });
  afterAll(async () => {
    await server?.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const same = async (store: RunStore, known: Known): Promise<void> => {
    const { runs, notes, total } = await store.list(signal);
    expect(notes).toEqual([]);
    expect(total).toBe(known.runs.length);
    expect(runs.map(({ startMs }) => startMs)).toEqual([...runs.map(({ startMs }) => startMs)].sort((a, b) => (b ?? 0) - (a ?? 0)));
    for (const wanted of known.runs) {
      const found = runs.find(({ id }) => id === wanted.id);
      expect(found).toMatchObject({ name: wanted.name, experiment: wanted.experiment, status: wanted.status, startMs: wanted.start, endMs: wanted.end, params: wanted.params });
      expect(found?.tags['model.version'] ?? null).toBe(wanted.version);
      const finite = (value: number | string): number | string => (value === Number.MAX_VALUE ? 'Infinity' : value === -Number.MAX_VALUE ? '-Infinity' : value);
      expect(Object.fromEntries((found?.metrics ?? []).map(({ key, value }) => [key, value]))).toEqual(Object.fromEntries(Object.entries(wanted.metrics).map(([key, value]) => [key, finite(value)])));
      const histories = await store.histories(wanted.id, signal);
      expect([...histories.keys()].sort()).toEqual(Object.keys(wanted.histories).sort());
      for (const [key, points] of Object.entries(wanted.histories)) {
        const history = histories.get(key);
        const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect([...(history?.step ?? [])]).toEqual(sorted.map(([step]) => step));
        expect([...(history?.value ?? [])].map(loggedOf)).toEqual(sorted.map(([, , value]) => finite(value)));
      }
    }
  };

  it('is read by its REST API as by its own client, a history of several pages among it', async () => {
    const store = await MlflowServer.open({ kind: 'mlflow', name: 'm', url: `${origin}/#/experiments/1`, folder }, { secrets: {} });
    await same(store, served);
    const { runs } = await store.list(signal);
    expect(runs.find(({ name }) => name === 'long')?.registered).toEqual(['churn/1']);
    expect(deployedRun(runs, ['churn:1']).run?.name).toBe('long');
    expect(deployedRun(runs, ['2026.5.2']).run?.name).toBe('d5-s2');
    store.close();
  }, slow);

  it('is read from its database while the server holds it, the write-ahead log included', async () => {
    const store = new MlflowDb({ kind: 'mlflow', name: 'm', folder, path: database });
    await same(store, served);
    store.close();
    // Behind the server's back nothing is locked or left: it goes on writing.
    const before = (await store.list(signal)).total;
    await run(python, ['-c', `import mlflow; mlflow.set_tracking_uri(${JSON.stringify(origin)}); mlflow.set_experiment("second"); mlflow.start_run(run_name="later")`], { env: environment, cwd: folder });
    expect((await store.list(signal)).total).toBe(before + 1);
    store.close();
  }, slow);

  it('gives only the experiments that are asked for', async () => {
    const store = await MlflowServer.open({ kind: 'mlflow', name: 'm', url: origin, folder, experiments: ['second', 'nobody'] }, { secrets: {} });
    const { runs, notes } = await store.list(signal);
    expect(new Set(runs.map(({ experiment }) => experiment))).toEqual(new Set(['second']));
    expect(notes).toEqual(['There is no experiment "nobody".']);
    store.close();
  }, slow);

  it('is read from its folder', async () => {
    const place = path.join(folder, 'mlruns');
    const known = await write(`file://${place}`);
    await same(new Mlruns({ kind: 'mlflow', name: 'm', folder, path: 'mlruns' }), known);
  }, slow);

  it('asks for a log-in as a proxy before it does, and gets it', async () => {
    const proxy = http.createServer((request, response) => {
      if (request.headers.authorization !== `Basic ${Buffer.from('me:secret').toString('base64')}`) return void response.writeHead(401, { 'www-authenticate': 'Basic realm="mlflow"' }).end('You are not authenticated');
      const { host: _, ...headers } = request.headers;
      request.pipe(http.request(`${origin}${request.url ?? ''}`, { method: request.method, headers }, (reply) => reply.pipe(response.writeHead(reply.statusCode ?? 500, reply.headers))));
    });
    const port = await freePort();
    await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));
    const spec = { kind: 'mlflow', name: 'm', url: `http://127.0.0.1:${port}`, folder } as const;
    const bare = await MlflowServer.open(spec, { secrets: {} });
    await expect(bare.list(signal)).rejects.toThrow(/asks for a log-in \(401\)/);
    bare.close();
    const store = await MlflowServer.open({ ...spec, auth: { kind: 'basic', user: 'me', password: 'P' } }, { secrets: { P: 'secret' } });
    expect((await store.list(signal)).total).toBeGreaterThan(0);
    store.close();
    await new Promise((resolve) => proxy.close(resolve));
  }, slow);

  it('is followed: new runs come by themselves, an outage is said and what was read stays, its end is noticed', async () => {
    const states: string[] = [];
    const spec = { kind: 'training', name: 'm', folder, store: { kind: 'mlflow', name: 'm', url: origin, folder, pollSeconds: 1 } } as const;
    const training = await OpenTraining.open({ id: 't', spec, secrets: {}, onChange: ({ state, rows }) => states.push(`${state} ${rows}`) }, signal);
    const { rows } = training.state;
    await training.follow(true);
    await run(python, ['-c', `import mlflow; mlflow.set_tracking_uri(${JSON.stringify(origin)}); mlflow.set_experiment("second"); mlflow.start_run(run_name="followed")`], { env: environment, cwd: folder });
    await expect.poll(() => states.at(-1), { timeout: 30_000 }).toBe(`ready ${rows + 1}`);
    await server?.stop('SIGTERM');
    await expect.poll(() => states.at(-1), { timeout: 60_000 }).toBe(`partly ready ${rows + 1}`);
    expect(training.page()).toMatchObject({ total: rows + 1, reason: expect.stringMatching(/nothing answers|dropped/) });
    await start();
    await expect.poll(() => states.at(-1), { timeout: 60_000 }).toBe(`ready ${rows + 1}`);
    await training.close();
  }, slow);
});
