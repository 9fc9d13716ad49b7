// What the distance from the baseline's correlations costs: a comparison and an hourly replay, 1,000,000 rows of 14 columns and 100,000 of 200 features.
// node bench/together.bench.mjs [rows of the narrow log, default 1000000] [rows of the wide one, default 100000]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { bundleCore } from './bundleCore.mjs';

const [narrowRows = 1_000_000, wideRows = 100_000] = process.argv.slice(2).map(Number);
const core = await import(await bundleCore('together', `
  export { Duck } from './src/engine/duck/duck';
  export { readTogether } from './src/engine/cube/readTogether';
  export { togetherBySlot } from './src/core/multivariate/togetherBySlot';`));
const folder = mkdtempSync(path.join(tmpdir(), 'together-bench-'));
const hours = 720;
const normal = 'sqrt(-2 * ln(1 - random())) * cos(6.283185307 * random())';

/** Reads and measures a sample as `planTogether` bounds it: `each` rows of an hour. */
async function measure(name, features, rows, each, numbers) {
  const file = path.join(folder, `${features}.parquet`);
  const writer = await (await DuckDBInstance.create()).connect();
  await writer.run(`COPY (SELECT i AS __mv_row, i * ${Math.floor((hours * 3_600e6) / rows)} AS __mv_t, 0 AS __mv_file, ${Array.from({ length: features }, (_, f) => `(${normal})::DOUBLE AS f${f}`).join(', ')} FROM range(${rows}) r(i)) TO '${file}' (FORMAT parquet)`);
  const duck = await core.Duck.open({ allowedFolders: [folder], tempFolder: folder, memoryLimit: '800MB' });
  await duck.run(`CREATE TABLE log AS SELECT * FROM read_parquet('${file}')`);
  const columns = Array.from({ length: features }, (_, f) => ({ name: `f${f}`, sql: `f${f}`, profile: { kind: 'numeric' } }));
  const log = { duck, relation: 'log', columns, state: { files: [], time: { column: 't' }, versions: [], roles: [] } };
  const half = hours / 2;
  const score = new Float64Array(hours).fill(Math.min(0.5, Math.min(each, Math.floor(numbers / features / hours)) / (rows / hours)));
  const fit = Math.min(0.5, Math.min(20_000, 2e6 / features) / (rows / 2));
  const plan = { features: columns.map((column) => ({ kind: 'numeric', name: column.name })), fit, score, fitRows: Math.ceil((fit * rows) / 2), scoredRows: Math.ceil(score[0] * rows), isBaseline: (slot) => slot < half, leftOut: 0 };
  const started = performance.now();
  const sample = await core.readTogether(log, { kind: 'time', start: 0, step: 3_600e6, count: hours }, plan);
  const read = performance.now() - started;
  const found = core.togetherBySlot(sample, hours, 0);
  const measured = performance.now() - started - read;
  // DuckDB alone: one pass over the same columns of the same table.
  const from = performance.now();
  await duck.rows(`SELECT ${columns.map(({ sql }) => `sum(${sql}) AS ${sql}`).join(', ')} FROM log`);
  const alone = performance.now() - from;
  console.log(`     ${name}: reading ${read.toFixed(0)} ms (DuckDB's sums of the same columns ${alone.toFixed(0)} ms), fitting and measuring ${measured.toFixed(0)} ms; ${sample.fit.length / features} rows fit, ${sample.slots.length} measure, ${found.kept} of ${features} components`);
  await duck.close();
}

try {
  await measure(`a comparison, ${narrowRows.toLocaleString('en')} rows of 14 features`, 14, narrowRows, 23, 2e6);
  await measure(`a replay of ${hours} hours, the same`, 14, narrowRows, 1_000, 8e6);
  await measure(`a comparison, ${wideRows.toLocaleString('en')} rows of 200 features`, 200, wideRows, 23, 2e6);
  await measure(`a replay of ${hours} hours, the same`, 200, wideRows, 1_000, 8e6);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
