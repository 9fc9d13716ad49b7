// From a log to its report, as the extension and the command line do it, beside DuckDB's own work on the same file in the same run.
// node bench/report.bench.mjs [rows of the JSON Lines file, default 1000000] [rows of the Parquet file, default 10000000]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [jsonRows = 1_000_000, parquetRows = 10_000_000] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'report-bench-'));
const script = join(root, 'node_modules', '.cache', 'model-vitals-bench', 'report.cjs');

/** Runs one report in a process of its own, so that its memory is its own; prints milliseconds and peak memory as JSON. */
const worker = `
  import { EngineService } from './src/engine/service/engineService';
  (async () => {
  const [path, storage, exact] = process.argv.slice(2);
  const service = new EngineService({ tempFolder: ${JSON.stringify(join(folder, 'temp'))}, memoryLimit: '800MB', wasmFolder: '.' });
  const engine = service.handlers();
  const context = { signal: new AbortController().signal, onProgress: () => undefined };
  const started = performance.now();
  const spec = { kind: 'log', name: 'bench', folder: ${JSON.stringify(folder)}, paths: [path] };
  const state = await engine['source.open']({ spec, storage: storage === '-' ? null : storage, readAtMs: 0, fresh: false }, context);
  const query = { id: state.id, axis: null, comparison: null, named: {}, settings: {} };
  const page = await engine['report.make']({ ...query, exact }, context);
  const ms = performance.now() - started;
  const slots = page.series.rows.length;
  const drags = [];
  for (let i = 0; i < 20; i++) {
    const from = performance.now();
    await engine['report.make']({ ...query, comparison: { baseline: { kind: 'slots', from: i % 5, to: (slots >> 1) + i % 7 }, current: { kind: 'slots', from: slots - 20 - (i % 9), to: slots } }, exact: 'never', dragging: true }, context);
    drags.push(performance.now() - from);
  }
  drags.sort((a, b) => a - b);
  process.stdout.write(JSON.stringify({ ms, drag: drags[10], rows: state.rows, features: page.report.features.length, fromStore: state.fromStore, mb: process.resourceUsage().maxRSS / 1024 }));
  await service.dispose();
  process.exit(0);
  })();
`;

function report(path, storage = '-', exact = 'auto') {
  const run = spawnSync(process.execPath, [script, path, storage, exact], { encoding: 'utf8', cwd: root });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

async function timed(connection, sql) {
  const started = performance.now();
  await connection.run(sql);
  return performance.now() - started;
}

let over = 0;
function say(name, value, budget, ok, detail) {
  if (!ok) over += 1;
  console.log(`${ok ? 'ok  ' : 'OVER'} ${name}: ${value} (budget ${budget})${detail === undefined ? '' : `; ${detail}`}`);
}

const normal = 'sqrt(-2 * ln(1 - random())) * cos(6.283185307 * random())';

mkdirSync(dirname(script), { recursive: true });
await build({ stdin: { contents: worker, resolveDir: root, loader: 'ts' }, bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['@duckdb/node-bindings', '@duckdb/node-bindings-*'], mainFields: ['module', 'main'], outfile: script, logLevel: 'error' });
try {
  const instance = await DuckDBInstance.create(join(folder, 'own.duckdb'));
  const duck = await instance.connect();
  const jsonl = join(folder, 'rows.jsonl');
  await duck.run(`COPY (SELECT make_timestamp(1700000000000000 + i * 1000000) AS timestamp, 'r' || i AS request_id, 'v' || (i // 600000) AS model_version, exp(3 + 0.5 * ${normal}) AS latency_ms,
    CASE WHEN random() < 0.01 THEN 500 ELSE 200 END AS status_code, random() AS score, (random() < 0.3)::INT AS prediction, (random() < 0.3)::INT AS label,
    { age: floor(random() * 60), income: exp(${normal}), plan: ['basic', 'plus', 'pro'][1 + floor(random() * 3)::INT], region: 'r' || floor(random() * 12)::INT, debt: ${normal}, tenure: random() * 100 } AS features
    FROM range(${jsonRows}) r(i)) TO '${jsonl}' (FORMAT json)`);
  const load = Math.min(await timed(duck, `CREATE OR REPLACE TABLE own AS SELECT * FROM read_ndjson('${jsonl}')`), await timed(duck, `CREATE OR REPLACE TABLE own AS SELECT * FROM read_ndjson('${jsonl}')`));
  await duck.run('DROP TABLE own');
  const cold = report('rows.jsonl');
  say(`log to report, ${jsonRows.toLocaleString('en')} JSON Lines rows, 14 columns, cold`, `${(cold.ms / load).toFixed(2)}x DuckDB's load`, '2x', cold.ms <= 2 * load, `${cold.ms.toFixed(0)} ms against ${load.toFixed(0)} ms, ${cold.mb.toFixed(0)} MB`);

  const names = Array.from({ length: 20 }, (_, i) => `f${i}`);
  const columns = names.map((name, i) => (i < 14 ? `(${normal} * ${i + 1})::DOUBLE AS ${name}` : `floor(random() * ${20 * (i - 12)})::DOUBLE AS ${name}`));
  const parquet = join(folder, 'rows.parquet');
  await duck.run(`COPY (SELECT make_timestamp(1700000000000000 + i * 60000) AS timestamp, ${columns.join(', ')} FROM range(${parquetRows}) r(i)) TO '${parquet}' (FORMAT parquet)`);
  const step = Math.ceil((parquetRows * 60000) / 288);
  // Twenty bins of equal share for each column: with edges that miss a column's values, histogram() hardly has to look for the bin.
  const [cuts] = (await duck.runAndReadAll(`SELECT ${names.map((name) => `approx_quantile(${name}, [${Array.from({ length: 19 }, (_, i) => (i + 1) / 20)}]) AS ${name}`)} FROM (SELECT * FROM read_parquet('${parquet}') LIMIT 50000)`)).getRowObjectsJS();
  const edges = (name) => [...new Set(cuts[name])].sort((a, b) => a - b).join(', ');
  const histogram = () => timed(duck, `CREATE OR REPLACE TABLE own AS SELECT epoch_us(timestamp) // ${step} AS s, ${names.map((name) => `histogram(${name}, [${edges(name)}]::DOUBLE[]) AS ${name}`).join(', ')} FROM read_parquet('${parquet}') GROUP BY 1`);
  const alone = Math.min(await histogram(), await histogram());
  const store = join(folder, 'store');
  const big = report('rows.parquet', store, 'never');
  // The budget is the cube's (cube.bench.mjs); this is what someone waits for, with profiles, roles and figures.
  console.log(`     log to report, ${parquetRows.toLocaleString('en')} Parquet rows, 20 features, cold: ${(big.ms / alone).toFixed(2)}x histogram(); ${big.ms.toFixed(0)} ms against ${alone.toFixed(0)} ms`);
  say('memory of that process', `${big.mb.toFixed(0)} MB`, '1,024 MB', big.mb < 1024);
  const warm = report('rows.parquet', store, 'never');
  say('the same again, from the stored cube', `${warm.ms.toFixed(0)} ms`, '300 ms', warm.ms < 300 && warm.fromStore);

  const wide = Array.from({ length: 200 }, (_, i) => `(${normal} * ${(i % 20) + 1})::DOUBLE AS g${i}`);
  await duck.run(`COPY (SELECT make_timestamp(1700000000000000 + i * 60000000) AS timestamp, ${wide.join(', ')} FROM range(100000) r(i)) TO '${join(folder, 'wide.parquet')}' (FORMAT parquet)`);
  const drag = report('wide.parquet', '-', 'never');
  say('new windows, 200 features, in the engine', `${drag.drag.toFixed(0)} ms`, '50 ms', drag.drag < 50, 'median of 20');
  // The most that dating what moved can cost: every feature moved.
  const shifted = wide.map((column, i) => column.replace(/^\((.*)\)::DOUBLE/s, `($1 + CASE WHEN i > 60000 THEN ${(i % 20) + 1} ELSE 0 END)::DOUBLE`));
  await duck.run(`COPY (SELECT make_timestamp(1700000000000000 + i * 60000000) AS timestamp, ${shifted.join(', ')} FROM range(100000) r(i)) TO '${join(folder, 'shifted.parquet')}' (FORMAT parquet)`);
  const moved = report('shifted.parquet', '-', 'never');
  say('the same where all 200 features moved', `${moved.drag.toFixed(0)} ms`, '50 ms', moved.drag < 50, 'median of 20');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = over === 0 ? 0 : 1;
