#!/usr/bin/env node
/**
 * node scripts/package.mjs [--target linux-x64] [--out FILE]
 *
 * Writes a platform VSIX. Everything is put together in a folder of its own from a list of what may be in it; the
 * checkout is not changed. Exactly one DuckDB binding is in it, that of the target; another platform's is fetched with
 * `npm pack` in the version that the loader asks for.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { build } from './build.mjs';
import { root } from './bundles.mjs';

const run = promisify(execFile);

/** VS Code's platform names, and the DuckDB package for each. */
export const targets = {
  'linux-x64': '@duckdb/node-bindings-linux-x64',
  'linux-arm64': '@duckdb/node-bindings-linux-arm64',
  'alpine-x64': '@duckdb/node-bindings-linux-x64-musl',
  'alpine-arm64': '@duckdb/node-bindings-linux-arm64-musl',
  'darwin-x64': '@duckdb/node-bindings-darwin-x64',
  'darwin-arm64': '@duckdb/node-bindings-darwin-arm64',
  'win32-x64': '@duckdb/node-bindings-win32-x64',
  'win32-arm64': '@duckdb/node-bindings-win32-arm64',
};

/** The largest file of the examples that goes into a package; full-size logs are made from the checkout. */
const EXAMPLE_LIMIT = 4_000_000;

/** @returns {string} the target of the machine that this runs on */
export function hostTarget() {
  const musl = process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined;
  return `${musl ? 'alpine' : process.platform}-${process.arch}`;
}

/**
 * @param {{target?: string, out?: string, built?: boolean}} [options] `built`: dist/ is up to date
 * @returns {Promise<string>} the file written
 */
export async function packageExtension(options = {}) {
  const target = options.target ?? hostTarget();
  const binding = targets[target];
  if (!binding) throw new Error(`Unknown target "${target}": DuckDB has no binding for it. Known: ${Object.keys(targets).join(', ')}`);
  if (!options.built) await build({ strict: true, quiet: true });

  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const out = resolve(options.out ?? join(root, 'out', 'package', `${manifest.name}-${target}-${manifest.version}.vsix`));
  const stage = await mkdtemp(join(tmpdir(), 'mv-package-'));
  try {
    for (const name of await wanted()) await cp(join(root, name), join(stage, name), { recursive: true });
    const packages = await stageBinding(stage, binding);
    await writeFile(join(stage, 'package.json'), JSON.stringify(shippedManifest(manifest, packages), null, 2));
    await writeFile(join(stage, 'ThirdPartyNotices.txt'), await notices(packages));
    await mkdir(dirname(out), { recursive: true });
    await rm(out, { force: true });
    const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
    await run(process.execPath, [vsce, 'package', '--target', target, '--out', out, '--allow-missing-repository', '--no-rewrite-relative-links'], {
      cwd: stage,
      maxBuffer: 1e8,
    }).catch((error) => {
      throw new Error(`vsce package failed: ${error.stderr || error.stdout || error.message}`);
    });
  } finally {
    await rm(stage, { recursive: true, force: true, maxRetries: 3 });
  }
  console.log(`package: ${relative(root, out)}  ${((await stat(out)).size / 1e6).toFixed(1)} MB`);
  return out;
}

/** Paths from the root that go into a package. What is not named here does not. */
async function wanted() {
  // The README's links and pictures are relative, so what they lead to goes along.
  const required = ['README.md', 'LICENSE', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SUPPORT.md', 'SECURITY.md', 'docs', 'package.nls.json', 'l10n', 'dist', 'media'];
  const missing = required.filter((name) => !existsSync(join(root, name)));
  if (missing.length > 0) throw new Error(`A package needs ${missing.join(', ')}`);
  const found = [...required];
  for (const name of await readdir(root)) {
    if (/^package\.nls\..+\.json$/.test(name) || name === 'schemas') found.push(name);
  }
  const example = join('examples', 'flight-delays');
  for (const name of await readdir(join(root, example), { recursive: true })) {
    const path = join(example, name);
    const info = await stat(join(root, path));
    const made = name === 'logs' || name.startsWith(`logs${sep}`) || name.endsWith('.mjs') || name.includes('__pycache__');
    if (info.isFile() && !made && info.size <= EXAMPLE_LIMIT) found.push(path);
  }
  return found;
}

/** Puts DuckDB's loader, what it needs and the one binding into the stage's node_modules. */
async function stageBinding(stage, binding) {
  const loaderFolder = packageFolder('@duckdb/node-bindings', join(root, 'node_modules', '@duckdb', 'node-api'));
  const loader = JSON.parse(await readFile(join(loaderFolder, 'package.json'), 'utf8'));
  const version = loader.optionalDependencies[binding];
  if (!version) throw new Error(`${loader.name} ${loader.version} does not know ${binding}`);
  const packages = [];
  const put = async (name, from) => {
    const to = join(stage, 'node_modules', name);
    await mkdir(dirname(to), { recursive: true });
    await cp(from, to, { recursive: true, dereference: true, filter: (path) => !/\.(d\.ts|map)$/.test(path) && !path.slice(from.length).includes('node_modules') });
    const own = JSON.parse(await readFile(join(to, 'package.json'), 'utf8'));
    packages.push({ name: own.name, version: own.version, folder: from });
    return own;
  };
  await put(loader.name, loaderFolder);
  for (const name of Object.keys(loader.dependencies ?? {})) await put(name, packageFolder(name, loaderFolder));

  const installed = join(root, 'node_modules', binding);
  let own;
  if (existsSync(join(installed, 'duckdb.node'))) {
    own = await put(binding, installed);
  } else {
    console.log(`package: fetching ${binding}@${version}`);
    const fetched = join(stage, '.fetched');
    await mkdir(fetched);
    await run('npm', ['pack', `${binding}@${version}`, '--pack-destination', fetched], { shell: process.platform === 'win32', maxBuffer: 1e8 }).catch((error) => {
      const why = String(error.stderr ?? error.message).split('\n').filter((line) => line.startsWith('npm error')).join('\n');
      throw new Error(`${binding}@${version} could not be fetched from the npm registry\n${why}`);
    });
    const [tarball] = await readdir(fetched);
    if (!tarball) throw new Error(`npm pack ${binding}@${version} wrote no file`);
    await run('tar', ['-xzf', join(fetched, tarball), '-C', fetched]);
    own = await put(binding, join(fetched, 'package'));
    await cp(join(fetched, 'package'), join(stage, 'node_modules', binding), { recursive: true });
    await rm(fetched, { recursive: true });
    packages.at(-1).folder = join(stage, 'node_modules', binding);
  }
  if (own.version !== version) throw new Error(`${binding} is ${own.version}, its loader asks for ${version}: run npm ci`);
  if (!existsSync(join(stage, 'node_modules', binding, 'duckdb.node'))) throw new Error(`${binding} holds no duckdb.node`);
  return packages;
}

function packageFolder(name, from) {
  // Not by its main file: a package may not export its manifest.
  const tries = createRequire(join(from, 'package.json')).resolve.paths(name) ?? [];
  const found = tries.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, 'package.json')));
  if (!found) throw new Error(`${name} is not installed: run npm ci`);
  return found;
}

/** The manifest without what only the checkout needs. Its dependencies are those that stay packages. */
function shippedManifest(manifest, packages) {
  const shipped = { ...manifest, dependencies: Object.fromEntries(packages.map(({ name, version }) => [name, version])) };
  for (const key of ['scripts', 'devDependencies', 'private', 'bin', 'overrides']) delete shipped[key];
  return shipped;
}

/** The licences of everything that is in the bundles or beside them, from esbuild's own list of what it took in. */
async function notices(packages) {
  const folders = new Map(packages.map((entry) => [entry.name, entry.folder]));
  for (const [name, folder] of [
    ['@vscode/codicons', join(root, 'node_modules/@vscode/codicons')],
    ['@vscode/tree-sitter-wasm', join(root, 'node_modules/@vscode/tree-sitter-wasm')],
  ]) {
    folders.set(name, folder);
  }
  const meta = join(root, 'out', 'meta');
  for (const file of await readdir(meta)) {
    if (file.startsWith('test-')) continue;
    for (const input of Object.keys(JSON.parse(await readFile(join(meta, file), 'utf8')).inputs)) {
      const match = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (match) folders.set(match[1], join(root, match[0]));
    }
  }
  const parts = ['Model Vitals contains the following third-party software.'];
  for (const [name, folder] of [...folders].sort(([a], [b]) => a.localeCompare(b))) {
    const own = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const licence = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort();
    const texts = await Promise.all(licence.map(async (file) => ((await stat(join(folder, file))).isFile() ? readFile(join(folder, file), 'utf8') : '')));
    parts.push(`${name} ${own.version} (${typeof own.license === 'string' ? own.license : 'see below'})\n\n${texts.join('\n').trim()}`);
  }
  return `${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { target: { type: 'string' }, out: { type: 'string' } } });
  packageExtension(values).catch((error) => {
    console.error(`package: ${error.message}`);
    process.exitCode = 1;
  });
}
