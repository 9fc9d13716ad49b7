import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DOUBLE, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { timesOfDay } from './features.mjs';
import { slotParts, terms, THRESHOLD } from './model.mjs';
import { uniform } from './random.mjs';

export const SAMPLE_START = Date.parse('2001-05-02T00:00:00Z');
const SAMPLE_SHARE = 0.038;

export const requestId = (log, row) => `fd-${(log.flight[row] - log.first).toString(16).padStart(6, '0')}`;
export const version = (log, row) => (log.kilometres[row] === 1 ? 'v1.4.0' : 'v1.3.0');
const orNull = (value) => (Number.isNaN(value) ? null : value);

/** One line of the log as an object, keys in the order of the file. */
export function record(log, row, flights, features) {
  const index = log.flight[row];
  return {
    timestamp: new Date(log.timestamp[row]).toISOString(),
    request_id: requestId(log, row),
    model: 'flight-delays',
    model_version: version(log, row),
    latency_ms: log.latency[row],
    status_code: log.status[row],
    itineraries: log.itineraries[row],
    queue_depth: log.depth[row],
    features: {
      dep_hour: features.depHour[index],
      day_of_week: features.dayOfWeek[index],
      time_of_day: timesOfDay[features.timeOfDay[index]],
      distance: log.distance[row],
      origin: flights.airports[flights.origin[index]],
      destination: flights.airports[flights.destination[index]],
      origin_delay_rate_1h: orNull(features.originRate[index]),
      route_delay_rate_7d: features.routeRate[index],
    },
    score: orNull(log.score[row]),
    prediction: orNull(log.prediction[row]),
    label: flights.late[index],
    rebooking_cost_usd: log.cost[row],
  };
}

/** The rows of the small log: each request from 2 May on with the same small chance. */
export function sampleRows(log) {
  const next = uniform(3_000_000);
  const rows = [];
  for (let row = 0; row < log.count; row += 1) if (log.timestamp[row] >= SAMPLE_START && next() < SAMPLE_SHARE) rows.push(row);
  return rows;
}

/** Writes `text` gzipped unless the file holds it already (gzip bytes differ between zlib versions, the text does not). */
export function writeGzip(path, text) {
  if (existsSync(path) && gunzipSync(readFileSync(path)).toString() === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(text, { level: 9 }));
}

export const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** The model as `model/serve.py` loads it: weights by term, rates by name, slots as `[rate, flights]` by origin and `band:hour`. */
export function modelText({ weights, tables }, airports) {
  const rates = (all) => Object.fromEntries(airports.map((code, at) => [code, Number(all[at].toFixed(6))]));
  const slots = {};
  tables.slotFlights.forEach((flights, cell) => {
    if (flights === 0) return;
    const [origin, band, hour] = slotParts(cell);
    (slots[airports[origin]] ??= {})[`${String(band)}:${String(hour)}`] = [Number(tables.slotRate[cell].toFixed(6)), flights];
  });
  return JSON.stringify({
    model: 'flight-delays', threshold: THRESHOLD,
    weights: Object.fromEntries(terms.map((term, at) => [term, weights[at]])),
    hour_rate: Array.from(tables.hourRate, (rate) => Number(rate.toFixed(6))),
    origin_rate: rates(tables.originRate), destination_rate: rates(tables.destinationRate), slots,
  });
}

const columns = ['row_id', 'timestamp', 'kilometres', 'latency', 'status', 'itineraries', 'depth', 'hour', 'day', 'time', 'distance', 'origin', 'destination', 'recent', 'route', 'score', 'prediction', 'label', 'cost'];

/** Writes the full log as one Parquet file a month, features as a struct. */
export async function writeParquet(folder, log, flights, features) {
  mkdirSync(folder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE log (${columns.map((name) => `${name} DOUBLE`).join(', ')})`);
  const appender = await connection.createAppender('log');
  for (let start = 0; start < log.count; start += 2_048) {
    const rows = Array.from({ length: Math.min(2_048, log.count - start) }, (_, at) => start + at);
    const of = (column) => rows.map((row) => orNull(column[row]));
    const flown = (column) => rows.map((row) => orNull(column[log.flight[row]]));
    const chunk = DuckDBDataChunk.create(columns.map(() => DOUBLE), rows.length);
    chunk.setColumns([
      rows.map((row) => log.flight[row] - log.first), of(log.timestamp), of(log.kilometres), of(log.latency), of(log.status), of(log.itineraries), of(log.depth),
      flown(features.depHour), flown(features.dayOfWeek), flown(features.timeOfDay), of(log.distance), flown(flights.origin), flown(flights.destination),
      flown(features.originRate), flown(features.routeRate), of(log.score), of(log.prediction), flown(flights.late), of(log.cost),
    ]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  const list = (names) => `[${names.map((name) => `'${name}'`).join(', ')}]`;
  for (const month of ['2001-04', '2001-05', '2001-06']) {
    await connection.run(`COPY (
      SELECT make_timestamp_ms(timestamp::BIGINT) AS timestamp, printf('fd-%06x', row_id::BIGINT) AS request_id, 'flight-delays' AS model,
        CASE WHEN kilometres = 1 THEN 'v1.4.0' ELSE 'v1.3.0' END AS model_version, latency AS latency_ms, status::SMALLINT AS status_code,
        itineraries::SMALLINT AS itineraries, depth::SMALLINT AS queue_depth,
        {'dep_hour': hour::TINYINT, 'day_of_week': day::TINYINT, 'time_of_day': ${list(timesOfDay)}[time::INTEGER + 1], 'distance': distance,
         'origin': ${list(flights.airports)}[origin::INTEGER + 1], 'destination': ${list(flights.airports)}[destination::INTEGER + 1],
         'origin_delay_rate_1h': recent, 'route_delay_rate_7d': route} AS features,
        score, prediction::TINYINT AS prediction, label::TINYINT AS label, cost AS rebooking_cost_usd
      FROM log WHERE strftime(make_timestamp_ms(timestamp::BIGINT), '%Y-%m') = '${month}' ORDER BY timestamp, row_id
    ) TO '${join(folder, `predictions-${month}.parquet`).replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
  }
  connection.closeSync();
  instance.closeSync();
}
