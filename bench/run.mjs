// Speed as ratios within one run: each figure stands beside DuckDB's own time for the same data on the same machine just now.
// `npm run bench` runs every bench/*.bench.mjs in turn; `npm run bench -- cube` only those whose name contains `cube`.
import { readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const scripts = readdirSync(folder).filter((name) => name.endsWith('.bench.mjs') && (wanted.length === 0 || wanted.some((part) => name.includes(part))));
if (scripts.length === 0) {
  console.error(`no benchmark matches ${wanted.join(', ')}`);
  process.exit(2);
}
let failed = 0;
for (const script of scripts.sort()) {
  console.log(`\n== ${script.replace('.bench.mjs', '')}`);
  failed += spawnSync(process.execPath, ['--expose-gc', join(folder, script)], { stdio: 'inherit' }).status === 0 ? 0 : 1;
}
process.exit(failed === 0 ? 0 : 1);
