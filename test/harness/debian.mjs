/**
 * Real servers for tests, out of Debian's packages: downloaded and unpacked into the cache folder, never installed. Needs no root; asks
 * nothing but the machine's own package sources.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cacheFolder } from './cache.mjs';

/** Raise when the list or what is done with it changes. */
const LAYOUT = 1;
const packages = ['prometheus', 'prometheus-pushgateway', 'prometheus-node-exporter', 'victoria-metrics', 'nginx'];

function run(command, args, cwd) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said = (said + chunk).slice(-2000)));
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code) => resolve(code === 0 ? null : said.trim() || `${command} ended with ${code}`));
  });
}

const onPath = (name) => [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, name)));

/**
 * @param {(line: string) => void} [log]
 * @returns {Promise<{folder: string} | {reason: string}>} `folder` is laid out as `/`: `usr/bin/prometheus`
 */
export async function ensureDebianServers(log) {
  return ensurePackages(`debian-servers-${process.arch}-${LAYOUT}`, packages, log);
}

/**
 * PostgreSQL's programs: those of the machine, else unpacked with the libraries of theirs that a small system lacks.
 * @param {(line: string) => void} [log]
 * @returns {Promise<{bin: string, libraries: string | null} | {reason: string}>} `libraries` for `LD_LIBRARY_PATH`
 */
export async function ensurePostgres(log) {
  const installed = existsSync('/usr/lib/postgresql') ? (await readdir('/usr/lib/postgresql')).sort((a, b) => Number(b) - Number(a)) : [];
  for (const version of installed) if (existsSync(`/usr/lib/postgresql/${version}/bin/initdb`)) return { bin: `/usr/lib/postgresql/${version}/bin`, libraries: null };
  const found = await ensurePackages(`debian-postgresql-${process.arch}-1`, ['postgresql-15', 'postgresql-client-15', 'libpq5', 'libldap-2.5-0', 'libsasl2-2', 'libxslt1.1', 'libxml2', 'libicu72'], log);
  if ('reason' in found) return found;
  const libraries = (await readdir(join(found.folder, 'usr/lib'))).filter((name) => name.includes('-linux-')).map((name) => join(found.folder, 'usr/lib', name));
  return { bin: join(found.folder, 'usr/lib/postgresql/15/bin'), libraries: libraries.join(delimiter) };
}

async function ensurePackages(name, packages, log = (line) => console.log(`[setup] ${line}`)) {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return { folder };
  for (const tool of ['apt-get', 'dpkg']) if (!onPath(tool)) return { reason: `no ${tool} here: the servers are unpacked from Debian's packages` };
  await mkdir(cacheFolder(), { recursive: true });
  const part = await mkdtemp(join(cacheFolder(), 'unpacking-'));
  try {
    log(`Debian's ${packages.join(', ')} (about 50 MB): downloading once, unpacked beside the system`);
    const debs = join(part, 'debs');
    await mkdir(debs);
    let problem = await run('apt-get', ['download', ...packages], debs);
    if (problem !== null) {
      // The machine's lists of packages may be missing or old; lists of our own need no root.
      const own = ['lists', 'archives'].map((name) => join(part, name));
      for (const each of own) await mkdir(join(each, 'partial'), { recursive: true });
      const options = ['-o', `Dir::State::lists=${own[0]}`, '-o', `Dir::Cache=${part}`, '-o', 'Debug::NoLocking=1'];
      problem = (await run('apt-get', [...options, 'update'], debs)) ?? (await run('apt-get', [...options, 'download', ...packages], debs));
    }
    if (problem !== null) return { reason: `Debian's packages cannot be downloaded: ${problem.split('\n').at(-1)}` };
    const root = join(part, 'root');
    await mkdir(root);
    for (const name of await readdir(debs)) {
      const failed = await run('dpkg', ['-x', join(debs, name), root], debs);
      if (failed !== null) return { reason: `${name} cannot be unpacked: ${failed}` };
    }
    // Another process may have been faster; its folder is as good as ours.
    await rename(root, folder).catch((error) => {
      if (!existsSync(folder)) throw error;
    });
    return { folder };
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}
