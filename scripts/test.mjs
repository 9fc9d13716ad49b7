#!/usr/bin/env node
/**
 * node scripts/test.mjs [all|check|unit|servers|host|workbench]
 *
 * Runs the layers one after the other and ends with one line that totals them: `N passed, N failed[, N skipped]`.
 * A layer that ran no test, or fewer files than there are, counts as a failure, as do type and lint errors.
 *
 *   check      types and lint
 *   unit       plain Node: core, protocol, engine, command line, architecture, package
 *   servers    against real servers on loopback, unpacked from Debian's packages; skipped, counted and said where that cannot be
 *   host       inside VS Code's extension host, through @vscode/test-electron
 *   workbench  VS Code as a person sees it, driven through Chromium
 *
 * MODEL_VITALS_VSCODE: an installed VS Code's executable for the host layer, or `download`. Without it the workbench in
 * test/harness is used, which needs no download from outside npm and Debian.
 */
import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { ensureDebianServers } from '../test/harness/debian.mjs';
import { ensureChromium, ensureVsCode } from '../test/harness/vscodeServer.mjs';
import { build } from './build.mjs';
import { root } from './bundles.mjs';
import { hostTarget, packageExtension } from './package.mjs';

const results = join(root, 'out', 'results');
const total = { passed: 0, failed: 0, skipped: 0 };
const trouble = [];

function fail(reason) {
  total.failed += 1;
  trouble.push(reason);
  console.log(`\n✗ ${reason}`);
}

function title(text) {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 76 - text.length))}`);
}

/** Runs one of the installed tools with this Node; resolves with its exit code. */
function tool(path, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', path), ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

async function testFiles(...folders) {
  const found = [];
  for (const folder of folders) {
    if (!existsSync(join(root, folder))) continue;
    for (const name of await readdir(join(root, folder), { recursive: true })) {
      if (name.endsWith('.test.ts')) found.push(`${folder}/${name.replaceAll('\\', '/')}`);
    }
  }
  return found.sort();
}

/** Adds a layer's counts, and fails for files that no test ran from. */
function add(layer, counts, found, ran) {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  console.log(`${layer}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${ran.length} of ${found.length} files`);
  const missed = found.filter((file) => !ran.includes(file));
  if (missed.length > 0) fail(`${layer}: no test ran from ${missed.join(', ')}`);
  if (counts.passed + counts.failed === 0) fail(`${layer}: no test ran`);
}

async function check() {
  title('types');
  if ((await tool('typescript/bin/tsc', ['-b'])) !== 0) fail('types: tsc -b reports errors');
  title('lint');
  if ((await tool('eslint/bin/eslint.js', ['.', '--max-warnings', '0'])) !== 0) fail('lint: eslint reports errors');
}

async function vitest(layer, config, folders, env) {
  title(layer);
  const output = join(results, `${layer}.json`);
  await rm(output, { force: true });
  const args = ['run', '--config', config, '--reporter=default', `--reporter=${join(root, 'test', 'harness', 'skipReporter.mjs')}`, '--reporter=json', `--outputFile.json=${output}`];
  const code = await tool('vitest/vitest.mjs', args, env);
  if (!existsSync(output)) return fail(`${layer}: vitest ended with ${code} and left no results`);
  const report = JSON.parse(await readFile(output, 'utf8'));
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  const ran = [];
  for (const file of report.testResults) {
    const name = relative(root, file.name).replaceAll('\\', '/');
    if (file.assertionResults.length > 0) ran.push(name);
    // A file whose import or hook failed has no failed test to count.
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) {
      fail(`${layer}: ${name} did not run: ${String(file.message).split('\n')[0]}`);
    }
  }
  add(layer, counts, await testFiles(...folders), ran);
  if (code !== 0 && counts.failed === 0 && trouble.length === 0) fail(`${layer}: vitest ended with ${code}`);
}

async function host() {
  title('host');
  const found = await testFiles('test/host');
  const output = join(results, 'host.json');
  await rm(output, { force: true });
  const scratch = await mkdtemp(join(tmpdir(), 'mv-host-'));
  try {
    // A copy: tests may write into the folder that is open.
    const folder = join(scratch, 'flight-delays');
    await cp(join(root, 'examples', 'flight-delays'), folder, { recursive: true });
    const chosen = process.env.MODEL_VITALS_VSCODE;
    const launcher = join(root, 'test', 'harness', 'launcher.mjs');
    await chmod(launcher, 0o755);
    await runTests({
      ...(chosen === 'download' ? {} : { vscodeExecutablePath: chosen || launcher }),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(root, 'out', 'test', 'host', 'index.cjs'),
      launchArgs: [folder, '--disable-extensions'],
      extensionTestsEnv: { MODEL_VITALS_HOST_RESULT: output },
    }).catch((error) => {
      // Failed tests are counted from the file; without one the run itself failed.
      if (!existsSync(output)) fail(`host: ${error instanceof Error ? error.message : error}`);
    });
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
  if (!existsSync(output)) {
    if (trouble.length === 0) fail('host: the run left no results');
    return;
  }
  const counts = JSON.parse(await readFile(output, 'utf8'));
  add('host', counts, found.map((file) => basename(file, '.ts')), counts.files);
}

async function main() {
  const wanted = process.argv[2] ?? 'all';
  const layers = ['check', 'unit', 'servers', 'host', 'workbench'];
  if (wanted !== 'all' && !layers.includes(wanted)) {
    console.error(`Unknown layer "${wanted}". Known: all, ${layers.join(', ')}`);
    process.exit(2);
  }
  const does = (layer) => wanted === 'all' || wanted === layer;
  await mkdir(results, { recursive: true });

  if (does('check')) await check();
  if (does('servers')) {
    // Said here rather than in the middle of a layer; where there are none, the layer's tests skip and give the reason.
    await ensureDebianServers();
    await vitest('servers', 'vitest.servers.config.ts', ['test/servers'], {});
  }
  if (wanted !== 'check' && wanted !== 'servers') {
    title('build');
    try {
      await build({ strict: true, tests: true });
      const env = {};
      if (does('unit') || does('workbench')) {
        // Once for all layers; a failure is counted, and the tests of the package repeat it.
        await packageExtension({ target: hostTarget(), built: true }).then(
          (file) => (env.MODEL_VITALS_VSIX = file),
          (error) => fail(`package: ${error.message}`),
        );
      }
      // Said here rather than in the middle of a layer, and not counted in any test's time.
      if (does('host') || does('workbench')) {
        if (does('workbench') || !process.env.MODEL_VITALS_VSCODE) {
          await ensureVsCode();
          await ensureChromium();
        }
      }
      if (does('unit')) await vitest('unit', 'vitest.config.ts', ['test/unit', 'test/arch'], env);
      if (does('host')) await host();
      if (does('workbench')) await vitest('workbench', 'vitest.workbench.config.ts', ['test/workbench'], env);
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  }
  if (trouble.length > 0) console.log(`\n${trouble.map((reason) => `✗ ${reason}`).join('\n')}`);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
  process.exit(total.failed > 0 ? 1 : 0);
}

await main();
