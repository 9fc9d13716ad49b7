// Budgets of the cube, each as a ratio against DuckDB's own work on the same rows in the same run.
// node bench/cube.bench.mjs [rows of the Parquet file, default 10000000]
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCore } from './bundleCore.mjs';

const features = Array.from({ length: 20 }, (_, i) => `f${i}`);

/** The engine's cube as one module, built from the sources. */
const measured = `
  export { Duck } from './src/engine/duck/duck';
  export { buildCube } from './src/engine/cube/buildCube';
  export { CubeStore } from './src/engine/cube/cubeStore';
  export { indexCube, summarise } from './src/core/cube/indexCube';`;

/** Rows as a prediction log might have them: 14 continuous features, 3 of few values, 3 skewed. */
function rowsSql(rows, columns = features) {
  const list = columns.map((name, i) => {
    const normal = `sqrt(-2 * ln(1 - random())) * cos(6.283185307 * random())`;
    if (i % 20 < 14) return `(${normal} * ${i + 1} + ${i * 10})::DOUBLE AS ${name}`;
    return i % 20 < 17 ? `floor(random() * ${20 * ((i % 20) - 12)})::DOUBLE AS ${name}` : `exp(${normal})::DOUBLE AS ${name}`;
  });
  return `SELECT (1700000000000000 + i * 60000)::BIGINT AS __mv_t, 0::INTEGER AS __mv_file, i AS __mv_row, ${list.join(', ')} FROM range(${rows}) r(i)`;
}

/** An opened log over a relation of doubles, as the log source makes it. */
function logOver(duck, relation, rows, columns, isView) {
  const profile = (name) => ({ name, type: 'DOUBLE', kind: 'numeric', rows, missing: 0, unreadable: 0, nonFinite: 0, distinct: rows, constant: false, examples: [], notes: [] });
  return {
    duck, relation, isView,
    columns: columns.map((name) => ({ name, sql: `"${name}"`, profile: profile(name) })),
    state: {
      id: 'bench', name: 'bench', state: 'ready', files: [], rows, badLines: 0, badLineList: [], columns: columns.map(profile), roles: [],
      time: { column: '__mv_t', encoding: 'epoch-us', from: 1700000000000000, to: 1700000000000000 + (rows - 1) * 60000, without: 0, outOfOrder: 0 },
      duplicateIds: 0, versions: [], task: 'none', readAtMs: 0, fromStore: false,
    },
    close: () => duck.close(),
  };
}

/** DuckDB's own `histogram()` by slot over the same columns, 20 bins each. */
async function histogramAlone(duck, relation, columns, rows) {
  const probabilities = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
  const [quantiles] = await duck.rows(`SELECT ${columns.map((name) => `approx_quantile(${name}, [${probabilities}]) AS ${name}`)} FROM (SELECT * FROM ${relation} LIMIT 50000)`);
  const step = Math.ceil((rows * 60000) / 288);
  const sql = `SELECT (__mv_t - 1700000000000000) // ${step} AS s, ${columns.map((name) => `histogram(${name}, [${[...new Set(quantiles[name])].sort((a, b) => a - b)}]::DOUBLE[])`)} FROM ${relation} GROUP BY 1`;
  return best(2, () => duck.rows(sql));
}

async function timed(work) {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

/** The quickest of several runs: what the work takes when nothing else has the processor. */
async function best(times, work) {
  let quickest = null;
  for (let i = 0; i < times; i += 1) {
    const run = await timed(work);
    if (quickest === null || run.ms < quickest.ms) quickest = run;
  }
  return quickest;
}

/** The figures of the cube's budgets; `say` gets one line each. */
export async function cubeBench({ parquetRows = 10_000_000, say = console.log } = {}) {
  const { Duck, buildCube, CubeStore, indexCube, summarise } = await import(await bundleCore('cube', measured));
  const folder = await mkdtemp(path.join(tmpdir(), 'cube-bench-'));
  const duck = await Duck.open({ allowedFolders: [folder], tempFolder: folder, memoryLimit: '2GB' });
  const figures = [];
  const figure = (name, value, unit, budget, ok) => {
    figures.push({ name, value, unit, budget, ok });
    say(`${ok ? 'ok  ' : 'OVER'} ${name}: ${value.toFixed(2)} ${unit} (budget ${budget})`);
  };
  try {
    await duck.run(`CREATE TABLE million AS ${rowsSql(1_000_000)}`);
    const table = logOver(duck, 'million', 1_000_000, features, false);
    const aloneTable = await histogramAlone(duck, 'million', features, 1_000_000);
    const cubeTable = await best(2, () => buildCube(table));
    figure('cube of a table, 1,000,000 rows x 20', cubeTable.ms / aloneTable.ms, `x histogram() alone (${cubeTable.ms.toFixed(0)} ms against ${aloneTable.ms.toFixed(0)} ms)`, '2x', cubeTable.ms <= 2 * aloneTable.ms);

    const file = path.join(folder, 'rows.parquet').replaceAll("'", "''");
    await duck.run(`COPY (${rowsSql(parquetRows)}) TO '${file}' (FORMAT parquet)`);
    await duck.run(`CREATE VIEW parquet AS SELECT * FROM read_parquet('${file}')`);
    const alone = await histogramAlone(duck, 'parquet', features, parquetRows);
    const before = process.memoryUsage().rss;
    const cube = await best(2, () => buildCube(logOver(duck, 'parquet', parquetRows, features, true)));
    figure(`cube of Parquet, ${parquetRows.toLocaleString('en-US')} rows x 20`, cube.ms / alone.ms, `x histogram() alone (${cube.ms.toFixed(0)} ms against ${alone.ms.toFixed(0)} ms)`, '2x', cube.ms <= 2 * alone.ms);
    say(`     memory ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB after, ${(before / 2 ** 20).toFixed(0)} MB before`);

    const many = Array.from({ length: 200 }, (_, i) => `g${i}`);
    await duck.run(`CREATE TABLE wide AS ${rowsSql(100_000, many)}`);
    const wide = await buildCube(logOver(duck, 'wide', 100_000, many, false));
    const index = indexCube(wide);
    const slots = wide.rows.length;
    const first = await timed(() => summarise(index, { from: 0, to: slots >> 1 }));
    let round = 0;
    const warm = await best(50, () => {
      round += 1;
      summarise(index, { from: round, to: round + (slots >> 1) });
      summarise(index, { from: slots - 20 - round, to: slots });
    });
    figure('both windows of 200 features', warm.ms, `ms, best of 50 (the first, with its prefix sums, ${first.ms.toFixed(1)} ms)`, '10 ms', warm.ms < 10);

    const store = await CubeStore.open(path.join(folder, 'store'));
    await store.write('bench', { cube: wide, state: table.state });
    const read = await best(5, () => store.read('bench'));
    figure('stored cube of 200 features read', read.ms, 'ms, best of 5', '100 ms', read.ms < 100 && read.result !== null);
  } finally {
    await duck.close();
    await rm(folder, { recursive: true, force: true });
  }
  return figures;
}

const require = createRequire(import.meta.url);
if (process.argv[1] !== undefined && require.resolve(path.resolve(process.argv[1])) === fileURLToPath(import.meta.url)) {
  const figures = await cubeBench({ parquetRows: Number(process.argv[2] ?? 10_000_000) });
  process.exitCode = figures.every((one) => one.ok) ? 0 : 1;
}
