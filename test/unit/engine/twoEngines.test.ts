import { type ChildProcess, fork } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Endpoint } from '../../../src/protocol/endpoint';
import type { EngineCalls, EngineNews } from '../../../src/protocol/engineCalls';
import { bundles } from '../../../scripts/bundles.mjs';

/* Two windows on one workspace: two engine processes with the same storage, at once. */

const root = resolve(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'mv-two-'));
const script = join(root, 'dist', 'engine-two-windows.cjs');
const store = join(folder, 'store');
const children: ChildProcess[] = [];
const line = (i: number): string => `${JSON.stringify({ timestamp: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(), age: i < 8_000 ? i % 50 : (i % 50) + 20, latency_ms: 10 + (i % 7), prediction: i % 2, label: i % 2 })}\n`;

beforeAll(async () => {
  const { source, options } = bundles().find(({ name }) => name === 'engine')!;
  await build({ ...options, entryPoints: [join(root, source)], outfile: script });
  writeFileSync(join(folder, 'log.jsonl'), Array.from({ length: 12_000 }, (_, i) => line(i)).join(''));
}, 60_000);
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
  rmSync(script, { force: true });
});

function start() {
  const child = fork(script, ['--temp', join(folder, 'temp'), '--memory', '300MB'], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  children.push(child);
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const endpoint = new Endpoint<EngineCalls, EngineNews>(connection);
  child.once('exit', (code, signal) => endpoint.close({ code: 'engine-stopped', detail: String(signal ?? code), retry: true }));
  connection.listen();
  return { child, endpoint };
}

const spec = { kind: 'log', name: 'log', folder, paths: ['log.jsonl'] } as const;
type Window = ReturnType<typeof start>;

async function look({ endpoint }: Window) {
  const state = await endpoint.call('source.open', { spec, storage: store, readAtMs: 1, fresh: false }, { timeoutMs: 60_000 });
  const { report } = await endpoint.call('report.make', { id: state.id, axis: null, comparison: null, named: {}, settings: {}, exact: 'never' }, { timeoutMs: 60_000 });
  await endpoint.call('source.close', { id: state.id }, { timeoutMs: 60_000 });
  return { rows: state.rows, fromStore: state.fromStore, figures: JSON.stringify([report.findings, report.features]) };
}

describe('two engines on one storage', () => {
  it('open, count, write and read the same cube at once, and both answer alike', async () => {
    const windows = [start(), start()] as const;
    const rounds = [];
    for (let round = 0; round < 4; round += 1) {
      // Each round finds a log that grew, so that both take up the other's cube and write over it.
      if (round > 0) appendFileSync(join(folder, 'log.jsonl'), Array.from({ length: 500 }, (_, i) => line(12_000 + (round - 1) * 500 + i)).join(''));
      rounds.push(await Promise.all(windows.map(look)));
    }
    for (const [round, [a, b]] of rounds.entries()) {
      expect([a?.rows, b?.rows]).toEqual([12_000 + round * 500, 12_000 + round * 500]);
      expect(a?.figures).toBe(b?.figures);
    }
    const third = await look(start());
    expect(third).toMatchObject({ rows: 13_500, fromStore: true });
    expect(third.figures).toBe(rounds.at(-1)?.[0]?.figures);
    expect(readdirSync(store, { recursive: true }).filter((name) => String(name).endsWith('.tmp'))).toEqual([]);
  }, 120_000);

  it('one is killed while both count: the other answers, and what is stored is whole', async () => {
    appendFileSync(join(folder, 'log.jsonl'), Array.from({ length: 20_000 }, (_, i) => line(13_500 + i)).join(''));
    const [one, other] = [start(), start()];
    const lost = look(one).catch((error: unknown) => error);
    const answer = look(other);
    setTimeout(() => one.child.kill('SIGKILL'), 150);
    expect((await answer).rows).toBe(33_500);
    await lost;
    const after = await look(start());
    expect(after).toMatchObject({ rows: 33_500 });
    expect(after.figures).toBe((await answer).figures);
  }, 120_000);
});
