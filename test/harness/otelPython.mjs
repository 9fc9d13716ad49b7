/** OpenTelemetry's Python SDK for tests, installed once into the cache folder beside whatever Python is there; never into the system. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cache.mjs';

const packages = ['opentelemetry-sdk==1.45.2', 'opentelemetry-exporter-otlp-proto-http==1.45.2'];

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said = (said + chunk).slice(-2000)));
    child.on('error', (error) => resolve({ problem: error.message, said }));
    child.on('exit', (code) => resolve({ problem: code === 0 ? null : said.trim().split('\n').at(-1) || `${command} ended with ${code}`, said }));
  });
}

/**
 * @param {(line: string) => void} [log]
 * @returns {Promise<{folder: string} | {reason: string}>} `folder` is what PYTHONPATH is to name
 */
export async function ensureOtelPython(log = (line) => console.log(`[setup] ${line}`)) {
  const python = await run('python3', ['-c', 'import platform, sys; print(sys.implementation.cache_tag, platform.machine())']);
  if (python.problem !== null) return { reason: `no python3 here: ${python.problem}` };
  const folder = join(cacheFolder(), `otel-python-1.45.2-${python.said.trim().replace(/\W+/g, '-')}`);
  if (existsSync(folder)) return { folder };
  await mkdir(cacheFolder(), { recursive: true });
  const part = await mkdtemp(join(cacheFolder(), 'installing-'));
  try {
    log(`${packages.join(', ')} (about 10 MB): installing once, beside the system`);
    const { problem } = await run('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', join(part, 'lib'), ...packages]);
    if (problem !== null) return { reason: `OpenTelemetry's Python SDK cannot be installed: ${problem}` };
    // Another process may have been faster; its folder is as good as ours.
    await rename(join(part, 'lib'), folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
    return { folder };
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}
