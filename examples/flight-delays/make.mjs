/*
 * Makes the flight-delay example from the real flights of the npm package vega-datasets: trains the model, writes the prediction log,
 * prints what a reader should find in it. See README.md.
 *
 *   node examples/flight-delays/make.mjs [--out DIR] [--small] [--force]
 *
 * --small leaves out the full log in logs/; --force writes the full log again even if it is up to date.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildFeatures } from './features.mjs';
import { figures } from './figures.mjs';
import { flightsPath, readFlights } from './flights.mjs';
import { trainModel } from './model.mjs';
import { predictionLog } from './predictionLog.mjs';
import { modelText, record, sampleRows, sha256, writeGzip, writeParquet } from './writeLogs.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const months = ['2001-04', '2001-05', '2001-06'];

/** Hash of everything the full log depends on: these scripts and the size of the data. */
function stampOf() {
  const scripts = readdirSync(here).filter((name) => name.endsWith('.mjs')).sort();
  return sha256([...scripts.map((name) => readFileSync(join(here, name), 'utf8')), statSync(flightsPath()).size].join('\n'));
}

/** True where `logs/` under `out` holds what these scripts would write. */
export function fullLogIsCurrent(out = here) {
  const stamp = join(out, 'logs', '.stamp');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf() && months.every((month) => existsSync(join(out, 'logs', `predictions-${month}.parquet`)));
}

/** Writes `log/predictions.jsonl.gz` and `model/model.json.gz` under `out`, and with `full` also `logs/*.parquet` (about 1.5 million rows). */
export async function makeExample({ out = here, full = true, force = false, print = console.log } = {}) {
  if (full && !force && fullLogIsCurrent(out)) {
    print('logs/ is up to date');
    return null;
  }
  const flights = await readFlights();
  const features = buildFeatures(flights);
  print(`read ${String(flights.count)} flights`);
  const model = trainModel(flights, features);
  const log = predictionLog(flights, features, model);
  const rows = sampleRows(log);
  const lines = rows.map((row) => `${JSON.stringify(record(log, row, flights, features))}\n`).join('');
  writeGzip(join(out, 'log', 'predictions.jsonl.gz'), lines);
  writeGzip(join(out, 'model', 'model.json.gz'), modelText(model, flights.airports));
  print(`log/predictions.jsonl.gz: ${String(rows.length)} requests, sha256 of the text ${sha256(lines)}`);
  if (full) {
    mkdirSync(join(out, 'logs'), { recursive: true });
    await writeParquet(join(out, 'logs'), log, flights, features);
    writeFileSync(join(out, 'logs', '.stamp'), stampOf());
    print(`logs/*.parquet: ${String(log.count)} requests`);
  }
  const kept = new Set(rows);
  return { full: figures(log, flights), sample: figures(log, flights, (row) => kept.has(row)) };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: here }, small: { type: 'boolean', default: false }, force: { type: 'boolean', default: false } } });
  const made = await makeExample({ out: values.out, full: !values.small, force: values.force });
  if (made !== null) {
    for (const [title, table] of [['The full log', made.full], ['The small log', made.sample]]) {
      console.log(title);
      console.table(Object.fromEntries(table.map(({ period, ...rest }) => [period, rest])));
    }
  }
}
