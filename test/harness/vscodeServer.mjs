/**
 * Starts the VS Code server and the Chromium that shows its workbench. Shared by the host tests (through
 * `launcher.mjs`), the workbench tests and the demo.
 */
import { spawn } from 'node:child_process';
import { chromium } from 'playwright-core';
import { cleanEditorEnvironment } from './environment.mjs';

export { ensureChromium, ensureVsCode } from './cache.mjs';

/**
 * @param {object} options
 * @param {{node: string, serverMain: string}} options.vscode    paths from `ensureVsCode`
 * @param {string} options.userDataDir
 * @param {string} options.extensionsDir
 * @param {string} options.serverDataDir
 * @param {boolean} [options.testDriver]       accept test payloads in the address
 * @param {boolean} [options.trustPrompts]     keep workspace trust on; by default every folder is trusted
 * @param {Record<string, string>} [options.env]
 * @param {(line: string) => void} [options.onLine]   each line that the server prints
 * @returns {Promise<{port: number, url: string, pid: number, dispose: () => Promise<void>}>}
 */
export async function startVsCodeServer(options) {
  const args = [
    options.vscode.serverMain,
    '--host', '127.0.0.1',
    '--port', '0',
    '--without-connection-token',
    '--accept-server-license-terms',
    '--user-data-dir', options.userDataDir,
    '--extensions-dir', options.extensionsDir,
    '--server-data-dir', options.serverDataDir,
    '--disable-telemetry',
    '--telemetry-level', 'off',
  ];
  if (options.testDriver) args.push('--enable-smoke-test-driver');
  if (!options.trustPrompts) args.push('--disable-workspace-trust');

  const child = spawn(options.vscode.node, args, {
    // A group of its own: extension hosts and engines below it end with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: cleanEditorEnvironment(options.env),
  });
  let ended = false;
  const exited = new Promise((resolve) => child.once('exit', () => resolve((ended = true))));
  const kill = (signal) => {
    try {
      if (child.pid) process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  const onProcessExit = () => kill('SIGKILL');
  process.once('exit', onProcessExit);
  const dispose = async () => {
    kill('SIGTERM');
    const timer = setTimeout(() => kill('SIGKILL'), 3000);
    await exited;
    clearTimeout(timer);
    // Children that outlive the server's own exit.
    kill('SIGKILL');
    process.removeListener('exit', onProcessExit);
  };

  let tail = '';
  let take;
  const port = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The VS Code server named no port within 60 s\n${tail}`)), 60_000);
    take = (line) => {
      tail = `${tail}${line}\n`.slice(-4000);
      options.onLine?.(line);
      const match = /Extension host agent listening on (\d+)/.exec(line);
      if (match) {
        clearTimeout(timer);
        resolve(Number(match[1]));
      }
    };
    void exited.then(() => {
      clearTimeout(timer);
      reject(new Error(`The VS Code server ended before it was ready\n${tail}`));
    });
  });
  for (const stream of [child.stdout, child.stderr]) lines(stream, (line) => take(line));
  try {
    const number = await port;
    return { port: number, url: `http://127.0.0.1:${number}`, pid: child.pid ?? 0, dispose };
  } catch (error) {
    if (!ended) await dispose();
    throw error;
  }
}

/** Splits a stream into lines. */
export function lines(stream, each) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) each(part);
  });
  stream.on('end', () => rest && each(rest));
}

/**
 * @param {string} executablePath from `ensureChromium`
 * @param {{headless?: boolean}} [options]
 */
export function startChromium(executablePath, options = {}) {
  return chromium.launch({
    executablePath,
    headless: options.headless ?? true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
