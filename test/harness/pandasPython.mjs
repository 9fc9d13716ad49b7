/** pandas, scipy, scikit-learn and a Jupyter kernel for tests, installed once into the cache folder beside whatever Python is there; never into the system. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cache.mjs';

const packages = ['numpy', 'pandas>=2.2', 'scipy', 'scikit-learn', 'pyarrow', 'nbformat>=5.7', 'nbclient', 'ipykernel'];

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
 * @returns {Promise<{python: string} | {reason: string}>} `python` has all of them
 */
export async function ensurePandasPython(log = (line) => console.log(`[setup] ${line}`)) {
  const imports = 'import numpy, pandas, scipy, sklearn, pyarrow, nbformat, nbclient, ipykernel';
  // One that has them all already, for example in CI's own environment.
  const own = process.env.MODEL_VITALS_PANDAS_PYTHON ?? 'python3';
  if ((await run(own, ['-c', imports])).problem === null) return { python: own };
  const found = await run('python3', ['-c', 'import platform, sys; print(sys.implementation.cache_tag, platform.machine())']);
  if (found.problem !== null) return { reason: `no python3 here: ${found.problem}` };
  const folder = join(cacheFolder(), `pandas-python-1-${found.said.trim().replace(/\W+/g, '-')}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'complete'))) return { python };
  await mkdir(cacheFolder(), { recursive: true });
  log(`${packages.join(', ')} (about 120 MB): installing once, beside the system`);
  // A virtual environment knows its own place, so that it is made where it stays; `complete` tells a whole one.
  const mark = await mkdtemp(join(cacheFolder(), 'installing-'));
  try {
    await rm(folder, { recursive: true, force: true });
    const made = await run('python3', ['-m', 'venv', folder]);
    if (made.problem !== null) return { reason: `no virtual environment can be made: ${made.problem}` };
    const { problem } = await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
    if (problem !== null) return { reason: `pandas and its neighbours cannot be installed: ${problem}` };
    const checked = await run(python, ['-c', imports]);
    if (checked.problem !== null) return { reason: `pandas and its neighbours do not start: ${checked.problem}` };
    await rename(mark, join(folder, 'complete'));
    return { python };
  } finally {
    await rm(mark, { recursive: true, force: true });
  }
}
