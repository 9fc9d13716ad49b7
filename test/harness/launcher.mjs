#!/usr/bin/env node
/**
 * Stands in for the VS Code executable where none can be downloaded: `@vscode/test-electron` starts it with VS Code's own
 * arguments, it opens a real workbench (VS Code's server and Chromium), lets the tests run in that extension host, prints
 * the host's console, and exits with the code that the test run reports.
 *
 * Understood arguments: --extensionDevelopmentPath=, --extensionTestsPath=, --user-data-dir=, --extensions-dir=, and one folder to
 * open; others are VS Code's and have no meaning here.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureChromium, ensureVsCode, startChromium, startVsCodeServer } from './vscodeServer.mjs';
import { quietSettings } from './settings.mjs';

const argv = process.argv.slice(2);
const option = (name) => argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const all = (name) => argv.filter((arg) => arg.startsWith(`--${name}=`)).map((arg) => arg.slice(name.length + 3));
const folder = argv.find((arg) => !arg.startsWith('-'));
const testsPath = option('extensionTestsPath');
const extensionPaths = all('extensionDevelopmentPath');
/** The longest that one whole run may take. */
const LIMIT_MS = Number(process.env['MODEL_VITALS_HOST_LIMIT_MS'] ?? 15 * 60_000);

async function main() {
  if (!testsPath || extensionPaths.length === 0) {
    throw new Error('--extensionDevelopmentPath= and --extensionTestsPath= are needed');
  }
  const vscode = await ensureVsCode();
  const executable = await ensureChromium();
  const scratch = mkdtempSync(join(tmpdir(), 'model-vitals-host-'));
  let server;
  let browser;
  try {
    // The user data folder that test-electron names lives in the checkout and stays between runs: a fresh one each time.
    const userDataDir = join(scratch, 'user');
    mkdirSync(join(userDataDir, 'User'), { recursive: true });
    writeFileSync(join(userDataDir, 'User', 'settings.json'), JSON.stringify(quietSettings, null, 2));
    const given = option('extensions-dir');
    const extensionsDir = join(scratch, 'extensions');
    if (given && existsSync(given)) cpSync(given, extensionsDir, { recursive: true });
    server = await startVsCodeServer({
      vscode,
      userDataDir,
      extensionsDir,
      serverDataDir: join(scratch, 'server'),
      testDriver: true,
      onLine: process.env['MODEL_VITALS_VERBOSE'] ? (line) => console.log(`[server] ${line}`) : undefined,
    });
    browser = await startChromium(executable);
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const outcome = new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`No result within ${LIMIT_MS / 1000} s`)), LIMIT_MS);
      const end = (code) => (clearTimeout(timer), done(code));
      page.on('crash', () => fail(new Error('The page of the workbench crashed')));
      page.exposeFunction('codeAutomationLog', (type, args) => printLog(type, args)).catch(fail);
      page.exposeFunction('codeAutomationExit', (code) => end(Number(code))).catch(fail);
    });
    const remote = (path) => `vscode-remote://127.0.0.1:${server.port}${resolve(path)}`;
    const payload = [
      ...extensionPaths.map((path) => ['extensionDevelopmentPath', remote(path)]),
      ['extensionTestsPath', remote(testsPath)],
    ];
    const address = new URL(server.url);
    if (folder) address.searchParams.set('folder', resolve(folder));
    else address.searchParams.set('ew', 'true');
    address.searchParams.set('payload', JSON.stringify(payload));
    await page.goto(address.href);
    return await outcome;
  } finally {
    await browser?.close();
    await server?.dispose();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The host's console arrives with printf-like styles; the tests' own lines are wanted plain. */
function printLog(type, args) {
  const parts = Array.isArray(args) ? args.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))) : [String(args)];
  const text = parts.join(' ');
  if (!process.env['MODEL_VITALS_VERBOSE'] && !text.includes('[tests] ') && type !== 'tests') return;
  console.log(text.replace(/%c/g, '').replace(/\[tests\] /g, ''));
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exit(70);
  },
);
