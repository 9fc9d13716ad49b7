/**
 * Finds, and where they are missing installs, the two programs that the editor tests and the demo
 * drive: a whole VS Code (from the npm package `code-server`, run by a Node of its own from npm) and
 * a Chromium (from Debian).
 *
 * Nothing is compiled: every native module that the server needs ships as a prebuilt file, except the
 * logger and the watchdog, in whose places plain JavaScript is put (see `plainModules`).
 *
 * Environment:
 *  - `MODEL_VITALS_CACHE`     where VS Code is kept; default `$XDG_CACHE_HOME/model-vitals` or `~/.cache/model-vitals`
 *  - `MODEL_VITALS_CHROMIUM`  a Chromium or Chrome to use in place of the system's
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export const CODE_SERVER_VERSION = '4.139.1';
export const NODE_VERSION = '24.21.0';
/** Raise when what is done to the installed folder changes, so that old caches are not taken for new ones. */
const LAYOUT = 1;

/** @returns {string} the cache folder, outside the checkout, shared by all checkouts of one user */
export function cacheFolder() {
  return (
    process.env['MODEL_VITALS_CACHE'] ||
    join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'model-vitals')
  );
}

function nodePackage() {
  const known = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
  const name = `${process.platform}-${process.arch}`;
  if (!known.includes(name)) {
    throw new Error(
      `No VS Code server for ${name} on npm. Set MODEL_VITALS_VSCODE to the executable of an installed VS Code, ` +
        'or to "download" to let @vscode/test-electron fetch one.',
    );
  }
  return `node-${name}`;
}

function layout(root) {
  const codeServer = join(root, 'node_modules', 'code-server');
  return {
    root,
    node: join(root, 'node_modules', nodePackage(), 'bin', 'node'),
    codeServer: join(codeServer, 'out', 'node', 'entry.js'),
    serverMain: join(codeServer, 'lib', 'vscode', 'out', 'server-main.js'),
  };
}

/** Runs a command, its output kept and shown only when it fails. */
function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let tail = '';
    const keep = (chunk) => (tail = (tail + chunk).slice(-6000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} ended with ${code ?? signal}\n${tail}`)),
    );
  });
}

/** A command that reports every 15 s that it is still at work: installs take minutes on slow lines. */
async function runLoudly(log, what, command, args, options) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  log(`${what} …`);
  const timer = setInterval(() => log(`${what} … ${seconds()} s`), 15_000);
  try {
    await run(command, args, options);
  } finally {
    clearInterval(timer);
  }
  log(`${what}: done in ${seconds()} s`);
}

/**
 * Installs VS Code into the cache if it is not there. The folder appears under its final name only when complete.
 * @param {(line: string) => void} [log] progress lines
 * @returns {Promise<{root: string, node: string, codeServer: string, serverMain: string}>}
 */
export async function ensureVsCode(log = defaultLog) {
  const cache = cacheFolder();
  const root = join(cache, `vscode-${CODE_SERVER_VERSION}-node-${NODE_VERSION}-${LAYOUT}`);
  if (existsSync(root)) return layout(root);

  await mkdir(cache, { recursive: true });
  const part = await mkdtemp(join(cache, 'installing-'));
  try {
    log(`VS Code (code-server ${CODE_SERVER_VERSION}, about 800 MB) is not in ${cache}: installing it once`);
    await writeFile(
      join(part, 'package.json'),
      JSON.stringify({
        private: true,
        dependencies: { 'code-server': CODE_SERVER_VERSION, [nodePackage()]: NODE_VERSION },
      }),
    );
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    // The scripts would compile; --engine-strict would refuse the Node that only fetches the packages.
    const flags = ['install', '--omit=dev', '--ignore-scripts', '--engine-strict=false', '--no-audit', '--no-fund'];
    const env = cleanNpmEnvironment();
    await runLoudly(log, 'npm: editor and its Node', npm, flags, { cwd: part, env });
    const paths = layout(part);
    const inner = join(part, 'node_modules', 'code-server', 'lib', 'vscode');
    env.PATH = join(paths.node, '..') + delimiter + env.PATH;
    await runLoudly(log, "npm: the editor's modules", npm, flags, { cwd: inner, env });
    await plainModules(inner);
    for (const file of [paths.node, paths.codeServer, paths.serverMain]) {
      if (!existsSync(file)) throw new Error(`The installed packages lack ${file}`);
    }
    await run(paths.node, ['--version']);
    try {
      await rename(part, root);
    } catch (error) {
      // Another process was faster; its folder is as good as ours.
      if (!existsSync(root)) throw error;
    }
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return layout(root);
}

/** Settings of an outer `npm run` reach child npm processes as variables; those of this project are not for the cache. */
function cleanNpmEnvironment() {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle|command|execpath|node_execpath)/i.test(name)) delete env[name];
    if (/^npm_config_(local_prefix|prefix|workspace|omit|ignore_scripts|dry_run|json)$/i.test(name)) delete env[name];
  }
  delete env['INIT_CWD'];
  delete env['NODE_OPTIONS'];
  return env;
}

/**
 * Two native modules that the server loads have no prebuilt file, and compiling them would ask for Python, make and a
 * C++ compiler. Without `@vscode/spdlog` output channels and log files stay empty; `@vscode/native-watchdog` ends an
 * extension host whose server is gone. The same few functions are provided in JavaScript.
 */
async function plainModules(vscode) {
  const entry = async (name) => {
    const folder = join(vscode, 'node_modules', '@vscode', name);
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const main = join(folder, manifest.main ?? 'index.js');
    return main.endsWith('.js') ? main : `${main}.js`;
  };
  await writeFile(
    await entry('native-watchdog'),
    `'use strict';
exports.start = (pid) => {
  setInterval(() => { try { process.kill(pid, 0); } catch { process.exit(87); } }, 1000).unref();
};
exports.exit = (code) => process.exit(code || 0);
`,
  );
  await writeFile(
    await entry('spdlog'),
    `'use strict';
const fs = require('node:fs');
const path = require('node:path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
class Logger {
  constructor(_kind, _name, file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    this.file = file; this.level = 2; this.plain = false;
  }
  write(level, text) {
    if (level < this.level) return;
    const stamp = new Date().toISOString().replace('T', ' ').slice(0, 23);
    try { fs.appendFileSync(this.file, this.plain ? text : stamp + ' [' + names[level] + '] ' + text + '\\n'); } catch {}
  }
  trace(t) { this.write(0, t); } debug(t) { this.write(1, t); } info(t) { this.write(2, t); }
  warn(t) { this.write(3, t); } error(t) { this.write(4, t); } critical(t) { this.write(5, t); }
  getLevel() { return this.level; } setLevel(l) { this.level = l; }
  setPattern() { this.plain = false; } clearFormatters() { this.plain = true; }
  flush() {} drop() {}
}
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {}; exports.setFlushOn = () => {}; exports.shutdown = () => {};
exports.createRotatingLogger = async (name, file) => new Logger('rotating', name, file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger('rotating_async', name, file);
`,
  );
}

const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Finds Chromium, or installs Debian's when that can be done without asking for a password.
 * @param {(line: string) => void} [log]
 * @returns {Promise<string>} the executable
 */
export async function ensureChromium(log = defaultLog) {
  const chosen = process.env['MODEL_VITALS_CHROMIUM'];
  if (chosen) {
    if (!existsSync(chosen)) throw new Error(`MODEL_VITALS_CHROMIUM names ${chosen}, which does not exist`);
    return chosen;
  }
  const found = () => BROWSERS.find((path) => existsSync(path));
  const present = found();
  if (present) return present;

  // The fonts are only recommended by the package, but without any every letter is an empty box.
  const packages = ['chromium', 'fonts-liberation', 'fonts-dejavu-core'];
  const byHand = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const root = process.getuid?.() === 0;
  const sudo = !root && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  if (!existsSync('/usr/bin/apt-get') || (!root && !sudo)) {
    throw new Error(
      `Chromium is needed and was not found. On Debian: ${root ? '' : 'sudo sh -c '}'${byHand}'. ` +
        'Elsewhere install Chromium or Chrome and set MODEL_VITALS_CHROMIUM to its executable.',
    );
  }
  const apt = (args) => (sudo ? ['sudo', ['-n', 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]] : ['apt-get', args]);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  log(`Chromium is not installed: installing Debian's (${byHand})`);
  await runLoudly(log, 'apt-get update', ...apt(['update']), { env });
  await runLoudly(log, 'apt-get install', ...apt(['install', '-y', '--no-install-recommends', ...packages]), { env });
  const installed = found();
  if (!installed) throw new Error(`apt-get installed ${packages.join(', ')}, yet no Chromium is in ${BROWSERS.join(', ')}`);
  return installed;
}

function defaultLog(line) {
  console.log(`[setup] ${line}`);
}
