#!/usr/bin/env node
/**
 * npm run demo
 *
 * Builds, writes the example's log from three million real flights, prints the command line's report of it, and then shows the
 * example (with the smaller log that ships) in the editor:
 *  - in a terminal, with `code` on the PATH: opens the example in that VS Code with this extension;
 *  - in a terminal without it: serves a VS Code on a free port of this machine until Ctrl+C;
 *  - without a terminal: drives that VS Code itself and saves screenshots to test-results/demo.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cleanEditorEnvironment } from '../test/harness/environment.mjs';
import { quietSettings } from '../test/harness/settings.mjs';
import { ensureVsCode } from '../test/harness/vscodeServer.mjs';
import { build } from './build.mjs';
import { root, workbenchBundle } from './bundles.mjs';

const example = join(root, 'examples', 'flight-delays');

/** What the screenshots show: easily changed when commands or texts change. */
const show = {
  container: 'Model Vitals',
  openDashboard: 'Model Vitals: Open Dashboard',
  /** Text that stands on the dashboard once there is a verdict. */
  ready: /moved|stable/i,
  themes: { dark: 'Default Dark Modern', light: 'Default Light Modern', 'high-contrast': 'Default High Contrast' },
};

function step(text) {
  console.log(`\n▸ ${text}`);
}

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (error) throw error;
  return status ?? 1;
}

/** The full-size log is made from real flights; a second run finds it there. */
function makeLogs() {
  step('Real flights, a real model: writing the log of its predictions (once)');
  const code = run(process.execPath, [join(example, 'make.mjs')]);
  if (code !== 0) throw new Error(`examples/flight-delays/make.mjs ended with ${code}`);
}

function report() {
  const command = ['dist/cli.cjs', 'report', '--config', 'examples/flight-delays/model-vitals.full.json'];
  step(`The command line's report: node ${command.join(' ')}`);
  const code = run(process.execPath, command);
  // Only failures to report are ours; the other codes say what was found.
  if (code >= 2) throw new Error(`the report ended with ${code}`);
}

/** Drives the workbench as a person would, and takes pictures. */
async function takePictures() {
  step('No terminal to talk to: driving VS Code and taking pictures');
  await build({ only: [workbenchBundle.name], tests: true, quiet: true });
  const { openWorkbench } = await import(pathToFileURL(join(root, workbenchBundle.outfile)).href);
  const workbench = await openWorkbench({
    folder: example,
    extension: 'checkout',
    viewport: { width: 1600, height: 1000 },
    screenshots: join(root, 'test-results', 'demo'),
  });
  try {
    await workbench.activityBar.open(show.container);
    await workbench.editor.openFile('features.py');
    await workbench.quickPick.runCommand(show.openDashboard);
    await workbench.webviewFrame(show.ready, 120_000);
    for (const [name, theme] of Object.entries(show.themes)) {
      await workbench.setTheme(theme);
      console.log(`  ${relative(root, await workbench.screenshot(`dashboard-${name}`))}`);
    }
  } catch (error) {
    console.log(`  as it was then: ${relative(root, await workbench.screenshot('failed'))}`);
    throw error;
  } finally {
    await workbench.dispose();
  }
}

/** A VS Code for the browser, until Ctrl+C. */
async function serve() {
  const vscode = await ensureVsCode();
  const scratch = await mkdtemp(join(tmpdir(), 'mv-demo-'));
  const user = join(scratch, 'user');
  await mkdir(join(user, 'User'), { recursive: true });
  await mkdir(join(scratch, 'extensions'));
  await writeFile(join(user, 'User', 'settings.json'), JSON.stringify({ ...quietSettings, 'workbench.colorTheme': 'Dark Modern' }, null, 2));
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await symlink(root, join(scratch, 'extensions', `${manifest.publisher}.${manifest.name}-${manifest.version}`));
  const folder = join(scratch, 'flight-delays');
  await cp(example, folder, { recursive: true });
  const args = [
    vscode.codeServer,
    '--auth', 'none',
    '--bind-addr', '127.0.0.1:0',
    '--user-data-dir', user,
    '--extensions-dir', join(scratch, 'extensions'),
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-workspace-trust',
    '--config', join(scratch, 'config.yaml'),
    folder,
  ];
  await writeFile(join(scratch, 'config.yaml'), '');
  const child = spawn(vscode.node, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true, env: cleanEditorEnvironment() });
  const stop = () => {
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended already.
    }
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  let told = false;
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (chunk) => {
    const address = /listening on (http:\/\/\S+)/.exec(chunk)?.[1];
    if (!address || told) return;
    told = true;
    step(`Open ${address.replace(/\/$/, '')}/?folder=${encodeURIComponent(folder)} in a browser`);
    console.log(`  In the activity bar choose "${show.container}", or press F1 and run "${show.openDashboard}".`);
    console.log('  Ctrl+C ends it.');
  });
  await new Promise((resolve) => child.once('exit', resolve));
  await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  if (!told) throw new Error('VS Code did not start');
}

async function main() {
  step('Building');
  await build({ strict: true });
  makeLogs();
  report();
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    await takePictures();
    return;
  }
  const code = process.platform === 'win32' ? 'code.cmd' : 'code';
  const installed = spawnSync(code, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;
  if (installed) {
    step(`Opening the example in VS Code; there run "${show.openDashboard}"`);
    process.exitCode = run(code, ['--new-window', `--extensionDevelopmentPath=${root}`, example], { shell: process.platform === 'win32' });
  } else {
    step('There is no `code` on the PATH: serving a VS Code for the browser instead');
    await serve();
  }
}

main().catch((error) => {
  console.error(`demo: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
});
