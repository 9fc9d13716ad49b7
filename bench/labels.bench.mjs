// What joining a million labels to a million rows adds to opening a log, against DuckDB's own time for reading the labels and joining them in the same run.
// node bench/labels.bench.mjs [rows, default 1000000]
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleCore, root } from './bundleCore.mjs';

const { DuckDBInstance } = createRequire(path.join(root, 'package.json'))('@duckdb/node-api');
const rows = Number(process.argv[2] ?? 1_000_000);
const folder = await mkdtemp(path.join(tmpdir(), 'mv-bench-labels-'));
const temp = path.join(folder, 'temp');
const memory = async (work) => {
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  const start = performance.now();
  const result = await work();
  clearInterval(timer);
  return { ms: performance.now() - start, mb: Math.round(most / 1e6), result };
};
try {
  await mkdir(temp);
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '800MB', temp_directory: temp });
  const duck = await instance.connect();
  const features = Array.from({ length: 10 }, (_, i) => `random() * ${i + 1} AS f${i}`).join(', ');
  await duck.run(`COPY (SELECT make_timestamp(1767225600000000 + i * 2000000) AS timestamp, 'req-' || hash(i) AS request_id, (random() < 0.5)::INT AS prediction, random() AS score, ${features} FROM range(${rows}) r(i)) TO '${folder}/log.jsonl' (FORMAT json)`);
  await duck.run(`COPY (SELECT 'req-' || hash(i) AS id, (random() < 0.5)::INT AS churned, make_timestamp(1767225600000000 + i * 2000000 + (random() * 3 * 86400e6)::BIGINT) AS labelled_at FROM range(${rows}) r(i) ORDER BY hash(i + 1)) TO '${folder}/labels.csv' (HEADER)`);
  const { openLog } = await import(await bundleCore('labels', `export { openLog } from './src/engine/log/openLog';`));
  const spec = { kind: 'log', name: 'bench', folder, paths: ['log.jsonl'] };
  const options = { tempFolder: temp, readAtMs: 0, memoryLimit: '800MB', threads: 2 };
  const open = async (more) => {
    const { ms, mb, result } = await memory(() => openLog({ ...spec, ...more }, options));
    const { labels } = result.state;
    await result.close();
    return { ms, mb, labels };
  };
  const runs = [];
  for (let i = 0; i < 3; i += 1) {
    await duck.run(`CREATE OR REPLACE TABLE log AS SELECT * FROM read_ndjson('${folder}/log.jsonl')`);
    const start = performance.now();
    await duck.run(`CREATE OR REPLACE TABLE labels AS SELECT * FROM read_csv('${folder}/labels.csv')`);
    await duck.run('CREATE OR REPLACE TABLE joined AS SELECT log.*, labels.churned, labels.labelled_at FROM log LEFT JOIN labels ON log.request_id = labels.id');
    const own = performance.now() - start;
    for (const table of ['log', 'labels', 'joined']) await duck.run(`DROP TABLE ${table}`);
    const plain = await open({});
    const joined = await open({ labels: { paths: ['labels.csv'] } });
    runs.push({ own, plain, joined });
  }
  const least = (of) => Math.min(...runs.map(of));
  const [own, plain, joined] = [least((run) => run.own), least((run) => run.plain.ms), least((run) => run.joined.ms)];
  console.log(`${rows.toLocaleString('en')} rows, as many labels: DuckDB reads the labels and joins them in ${own.toFixed(0)} ms; opening takes ${plain.toFixed(0)} ms without labels, ${joined.toFixed(0)} ms with them`);
  console.log(`labels cost ${((joined - plain) / own).toFixed(2)} x DuckDB's own reading and joining; matched ${runs[0].joined.labels.matched.toLocaleString('en')}; most memory ${Math.max(...runs.map((run) => run.plain.mb))} MB without, ${Math.max(...runs.map((run) => run.joined.mb))} MB with`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
