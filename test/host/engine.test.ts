import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { EngineProcess } from '../../src/host/engine/engineProcess';
import { engines, until } from './children';

/** The real process of the built engine, owned by the test, beside the extension's own. */
describe('the engine’s process', () => {
  let temp: string;
  let log: vscode.LogOutputChannel;
  let engine: EngineProcess;
  let others: readonly number[];

  beforeEach(() => {
    others = engines();
    temp = mkdtempSync(join(tmpdir(), 'mv-engine-'));
    log = vscode.window.createOutputChannel('Engine under test', { log: true });
    const root = vscode.extensions.getExtension('model-vitals.model-vitals')?.extensionPath ?? '';
    engine = new EngineProcess({ script: join(root, 'dist', 'engine.cjs'), tempFolder: temp, memoryLimit: '200MB', log });
  });
  afterEach(() => {
    engine.dispose();
    log.dispose();
    rmSync(temp, { recursive: true, force: true });
  });
  const started = (): number[] => engines().filter((pid) => !others.includes(pid));

  it('starts with the first call, once for calls at the same time, and ends with its owner', async () => {
    assert.deepEqual(started(), []);
    const answers = await Promise.all([1, 2, 3].map(() => engine.call('source.discover', { roots: [temp], exclude: [] })));
    assert.deepEqual(answers, [[], [], []]);
    assert.equal(started().length, 1);
    assert.equal(engine.health, 'ready');
    engine.dispose();
    await until('the child to end', () => started().length === 0);
    await assert.rejects(engine.call('source.discover', { roots: [temp], exclude: [] }), /stopped/);
    assert.deepEqual(started(), []);
  });

  it('tells of a crash, refuses the call under way, and serves the next', async () => {
    await engine.call('source.discover', { roots: [temp], exclude: [] });
    const crashes: string[] = [];
    engine.onCrash((reason) => crashes.push(reason));
    const pid = engine.pid;
    assert.ok(pid);
    process.kill(pid, 'SIGKILL');
    await until('the crash to be noticed', () => crashes.length === 1);
    assert.deepEqual(crashes, ['signal SIGKILL']);
    assert.equal(engine.health, 'restarting');
    assert.deepEqual(await engine.call('source.discover', { roots: [temp], exclude: [] }), []);
    assert.equal(engine.health, 'ready');
    assert.notEqual(engine.pid, pid);
  });

  it('is given up after three crashes until someone asks for a restart', async () => {
    for (let crash = 1; crash <= 3; crash += 1) {
      await engine.call('source.discover', { roots: [temp], exclude: [] });
      const pid = engine.pid;
      assert.ok(pid);
      process.kill(pid, 'SIGKILL');
      await until('the crash to be noticed', () => engine.pid !== pid);
    }
    assert.equal(engine.health, 'failed');
    await assert.rejects(engine.call('source.discover', { roots: [temp], exclude: [] }), /crashed 3 times/);
    assert.deepEqual(started(), []);
    engine.restart();
    assert.deepEqual(await engine.call('source.discover', { roots: [temp], exclude: [] }), []);
  });
});
