/**
 * Engines that are too large for every run: ClickHouse's inside a Python package (about 900 MB), Trino's server (an archive of about 800 MB, of which 110 MB are kept).
 * Kept in the cache folder. `MODEL_VITALS_HEAVY=0` leaves them out.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cache.mjs';

const CHDB = '4.4.0';
const TRINO = '476';
/** The oldest Java that this Trino runs on. */
const leastJava = 24;

function run(command, args, cwd) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
    child.on('error', (error) => resolve({ problem: error.message, said }));
    child.on('exit', (code) => resolve({ problem: code === 0 ? null : said.trim().split('\n').at(-1) || `${command} ended with ${code}`, said }));
  });
}

const leftOut = () => (process.env.MODEL_VITALS_HEAVY === '0' ? { reason: 'left out by MODEL_VITALS_HEAVY=0' } : null);

/** Makes a folder of the cache; it appears under its name only when complete. */
async function kept(name, make) {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return { folder };
  await mkdir(cacheFolder(), { recursive: true });
  const part = await mkdtemp(join(cacheFolder(), 'making-'));
  try {
    const reason = await make(part);
    if (reason !== null) return { reason };
    await rename(join(part, 'made'), folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
    return { folder };
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

/** @returns {Promise<{python: string, path: string} | {reason: string}>} `path` for `PYTHONPATH` */
export async function ensureChdb(log = (line) => console.log(`[setup] ${line}`)) {
  const off = leftOut();
  if (off !== null) return off;
  const found = await kept(`chdb-${CHDB}-${process.arch}`, async (part) => {
    log(`ClickHouse's engine as the Python package chdb ${CHDB}: installing once`);
    const { problem } = await run('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', join(part, 'made'), `chdb==${CHDB}`], part);
    return problem === null ? null : `chdb cannot be installed: ${problem}`;
  });
  return 'reason' in found ? found : { python: 'python3', path: found.folder };
}

/** @returns {Promise<{folder: string, java: string} | {reason: string}>} `folder` holds `lib` and `plugin` */
export async function ensureTrino(log = (line) => console.log(`[setup] ${line}`)) {
  const off = leftOut();
  if (off !== null) return off;
  const java = await newestJava();
  if (java === null) return { reason: `Trino ${TRINO} needs Java ${leastJava}, and there is none here` };
  const found = await kept(`trino-${TRINO}`, async (part) => {
    log(`Trino ${TRINO} (about 800 MB): downloading once`);
    const local = join(part, 'repository');
    const got = await run('mvn', ['-q', '-B', 'dependency:get', `-Dartifact=io.trino:trino-server:${TRINO}:tar.gz`, '-Dtransitive=false', `-Dmaven.repo.local=${local}`], part);
    if (got.problem !== null) return `Trino cannot be downloaded: ${got.problem}`;
    await mkdir(join(part, 'made'));
    const archive = join(local, 'io/trino/trino-server', TRINO, `trino-server-${TRINO}.tar.gz`);
    const { problem } = await run('tar', ['xzf', archive, '-C', join(part, 'made'), '--strip-components=1', `trino-server-${TRINO}/lib`, `trino-server-${TRINO}/plugin/memory`], part);
    return problem === null ? null : `Trino cannot be unpacked: ${problem}`;
  });
  return 'reason' in found ? found : { folder: found.folder, java };
}

async function newestJava() {
  const homes = [process.env.JAVA_HOME, ...(existsSync('/usr/lib/jvm') ? (await readdir('/usr/lib/jvm')).map((name) => join('/usr/lib/jvm', name)) : [])].filter((home) => home !== undefined && existsSync(join(home, 'bin', 'java')));
  for (const command of [...homes.map((home) => join(home, 'bin', 'java')), 'java']) {
    const { said } = await run(command, ['-version']);
    if (Number(/version "(\d+)/.exec(said)?.[1] ?? 0) >= leastJava) return command;
  }
  return null;
}
