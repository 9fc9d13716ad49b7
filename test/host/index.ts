/**
 * Entry of the tests that run inside the extension host. VS Code calls `run`; it loads every `*.test.cjs` beside this
 * bundle, prints each test's outcome (lines marked `[tests]`), and writes the counts to the file that
 * `MODEL_VITALS_HOST_RESULT` names: `{ passed, failed, skipped, files }`, `files` being those from which a test ran.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import Mocha from 'mocha';

const say = (line: string): void => console.log(`[tests] ${line}`);

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, forbidOnly: true, reporter: class {} as unknown as Mocha.ReporterConstructor });
  const found = readdirSync(__dirname).filter((file) => file.endsWith('.test.cjs'));
  for (const file of found) mocha.addFile(join(__dirname, file));

  const files = new Set<string>();
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on('test', (test) => {
      if (test.file) files.add(basename(test.file, '.cjs'));
    });
    runner.on('pass', (test) => {
      passed += 1;
      say(`  ✓ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on('pending', (test) => {
      skipped += 1;
      if (test.file) files.add(basename(test.file, '.cjs'));
      say(`  - skipped: ${test.fullTitle()}`);
    });
    runner.on('fail', (test, error) => {
      failed += 1;
      say(`  ✗ ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
  });
  const result = { passed, failed, skipped, files: [...files].sort() };
  const path = process.env['MODEL_VITALS_HOST_RESULT'];
  if (path) writeFileSync(path, JSON.stringify(result));
  say(`host: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (failed > 0) throw new Error(`${failed} host tests failed`);
  if (passed === 0) throw new Error('No host test ran');
}
