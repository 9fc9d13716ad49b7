import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundles, copies } from '../../scripts/bundles.mjs';
import { DebianServers, noServers } from './debianServers';
import { remoteWrite } from './remoteWrite';
import { hoursOf, servedModel, startMs } from './servedModel';

/* The command line as it ships, on a log beside a Prometheus behind a bearer check (nginx), whose token a command of the configuration prints. */

const root = resolve(__dirname, '../..');
const shipped = join(root, 'out', 'login-under-test');
const script = join(shipped, 'cli.cjs');
const servers = new DebianServers();

beforeAll(async () => {
  if (noServers !== null) return;
  const cli = bundles().find(({ name }) => name === 'cli');
  if (cli === undefined) throw new Error('no bundle of the command line');
  mkdirSync(shipped, { recursive: true });
  for (const [from] of copies) if (from.endsWith('.wasm')) copyFileSync(join(root, from), join(shipped, basename(from)));
  await build({ ...cli.options, entryPoints: [join(root, cli.source)], outfile: script });
  const prometheus = await servers.prometheus();
  for (const hour of hoursOf(servedModel())) await remoteWrite(`${prometheus.origin}/api/v1/write`, hour);
  const guard = await servers.nginx(`if ($http_authorization != "Bearer printed-token") { return 401; } location / { proxy_pass ${prometheus.origin}/; }`);
  servers.file('login.cjs', "require('fs').appendFileSync('runs', 'x'); console.log(JSON.stringify({ accessToken: 'printed-token', expires_in: 3600 }));\n");
  servers.file('log.csv', `timestamp,latency_ms,prediction\n${Array.from({ length: 1_200 }, (_, i) => `${new Date(startMs + i * 6_000).toISOString()},${20 + (i % 7)},${i % 2}`).join('\n')}\n`);
  const source = { name: 'prod', kind: 'prometheus', url: guard.origin, of: 'churn', labels: { model_name: 'churn' }, scrapeSeconds: 15, auth: { kind: 'command', command: [process.execPath, 'login.cjs'] } };
  writeFileSync(join(servers.folder, 'model-vitals.json'), JSON.stringify({ sources: [{ name: 'churn', path: 'log.csv' }, source] }));
}, 120_000);
beforeEach((test) => {
  if (noServers !== null) test.skip(noServers);
});
afterAll(async () => {
  await servers.close();
  rmSync(shipped, { recursive: true, force: true });
});

function report(environment: NodeJS.ProcessEnv): { readonly stdout: string; readonly stderr: string; readonly runs: number } {
  const { MODEL_VITALS_RUN_COMMANDS: _, ...rest } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'report', '--source', 'churn', '--format', 'markdown'], { cwd: servers.folder, encoding: 'utf8', env: { ...rest, ...environment } });
  expect(status, stderr).toBe(0);
  const runs = join(servers.folder, 'runs');
  return { stdout, stderr, runs: existsSync(runs) ? readFileSync(runs, 'utf8').length : 0 };
}

describe('a log-in by a command, on the command line', () => {
  it('is not run unless it is allowed, and the log goes on without the server', () => {
    const { stdout, runs } = report({});
    expect(runs).toBe(0);
    expect(stdout).toMatch(/its log-in is a command[^]*MODEL\\?_VITALS\\?_RUN\\?_COMMANDS=1/);
    expect(stdout).toContain('p95 latency');
    expect(stdout).not.toContain('| requests ');
  });

  it('is run once where it is, and its token is shown nowhere', () => {
    const { stdout, stderr, runs } = report({ MODEL_VITALS_RUN_COMMANDS: '1' });
    expect(runs).toBe(1);
    expect(stdout).toMatch(/\| requests .*prod.*8.*10.*moved/);
    expect(stdout + stderr).not.toContain('printed-token');
  });
});
