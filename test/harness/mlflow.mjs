/**
 * A real MLflow for tests: the parts that serve and write runs, from PyPI into a virtual environment in the cache folder. About 340 MB and half a minute, once.
 *
 * Environment:
 *  - `MODEL_VITALS_MLFLOW`  `off` skips the tests that need it; `all` also tests the older version
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cache.mjs';

/** Raise when the lists change. */
const LAYOUT = 1;

/** What `mlflow server` imports beyond the skinny package. */
const packages = {
  '3.17.2': ['mlflow-skinny==3.17.2', 'sqlalchemy==2.1.9', 'alembic==1.20.1', 'flask==3.1.3', 'flask-cors==6.0.5', 'graphene==3.4.3', 'huey==3.5.4', 'pandas==3.1.1', 'aiohttp==3.14.5'],
  '2.22.0': ['mlflow-skinny==2.22.0', 'sqlalchemy==2.0.58', 'alembic==1.20.1', 'flask==3.1.3', 'graphene==3.4.3', 'gunicorn==27.0.1', 'setuptools<81'],
};

/** Versions to test with, the newest first. */
export function mlflowVersions() {
  const wanted = process.env['MODEL_VITALS_MLFLOW'] ?? '';
  return wanted === 'off' ? [] : wanted === 'all' ? Object.keys(packages) : Object.keys(packages).slice(0, 1);
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C', PIP_DISABLE_PIP_VERSION_CHECK: '1' } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said = (said + chunk).slice(-2000)));
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code) => resolve(code === 0 ? null : said.trim() || `${command} ended with ${code}`));
  });
}

/**
 * @param {string} version one of `mlflowVersions()`
 * @param {(line: string) => void} [log]
 * @returns {Promise<{python: string} | {reason: string}>} the environment's Python
 */
export async function ensureMlflow(version, log = (line) => console.log(`[setup] ${line}`)) {
  const folder = join(cacheFolder(), `mlflow-${version}-${LAYOUT}`);
  const python = join(folder, 'bin', 'python');
  const done = join(folder, 'complete');
  if (existsSync(done)) return { python };
  const last = (text) => text.split('\n').at(-1);
  if ((await run('python3', ['-c', 'import venv, ensurepip'])) !== null) return { reason: 'no python3 with venv here: MLflow is installed into an environment of its own' };
  await mkdir(cacheFolder(), { recursive: true });
  log(`MLflow ${version} (about 340 MB): installing once from PyPI`);
  // An environment cannot be moved, so it is made where it stays; what was left half done is made anew.
  const old = existsSync(folder) ? await mkdtemp(join(cacheFolder(), 'old-')) : null;
  if (old !== null) await rename(folder, join(old, 'half'));
  try {
    const made = await run('python3', ['-m', 'venv', folder]);
    if (made !== null) return { reason: `no environment for MLflow: ${last(made)}` };
    const failed = await run(python, ['-m', 'pip', 'install', '--quiet', ...packages[version]]);
    if (failed !== null) return { reason: `MLflow cannot be installed from PyPI: ${last(failed)}` };
    await writeFile(done, '');
    return { python };
  } finally {
    if (old !== null) await rm(old, { recursive: true, force: true });
  }
}
