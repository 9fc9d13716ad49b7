import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';

export const LATE_MINUTES = 15;
export const EPOCH = Date.UTC(2001, 0, 1);
export const MINUTES_A_DAY = 1440;

/** Minutes since 2001-01-01 00:00 of a date such as `2001-06-10`. */
export const minuteOf = (date) => (Date.parse(`${date}T00:00:00Z`) - EPOCH) / 60_000;

/** The data file of the installed package; its path is none of the package's exports, so it is looked for in the folders above. */
export function flightsPath() {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    const path = fileURLToPath(new URL('node_modules/vega-datasets/data/flights-3m.parquet', folder));
    if (existsSync(path)) return path;
    if (new URL('..', folder).href === folder.href) throw new Error('the package vega-datasets is not installed; run npm ci first');
  }
}

const query = `
  SELECT CAST(date_diff('minute', TIMESTAMP '2001-01-01', date) AS INTEGER), CAST(delay AS INTEGER), CAST(distance AS INTEGER), o.place, d.place
  FROM read_parquet($path) JOIN airports o ON origin = o.code JOIN airports d ON destination = d.code
  WHERE date < TIMESTAMP '2001-07-01'
  ORDER BY date, origin, destination, delay`;

/**
 * All flights by the minute of their real departure, as columns. Times are the clock of the airport they left (the file has no
 * zones); the file holds no cancelled flight, so every flight has its outcome. `landed` is an estimate (the file has no arrival
 * time): 40 minutes and 0.12 a mile after departure, on the clock of the airport of departure.
 */
export async function readFlights(path = flightsPath()) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const counted = await connection.runAndReadAll(`SELECT CAST(count(*) AS INTEGER) FROM read_parquet($path) WHERE date < TIMESTAMP '2001-07-01'`, { path });
    const count = counted.getRows()[0][0];
    const flights = {
      count,
      minute: new Int32Array(count),
      delay: new Int32Array(count),
      miles: new Int32Array(count),
      origin: new Uint16Array(count),
      destination: new Uint16Array(count),
      late: new Uint8Array(count),
      landed: new Int32Array(count),
      airports: [],
    };
    await connection.run(
      `CREATE TABLE airports AS SELECT code, CAST(row_number() OVER (ORDER BY code) - 1 AS INTEGER) AS place
      FROM (SELECT origin AS code FROM read_parquet($path) UNION SELECT destination FROM read_parquet($path))`,
      { path },
    );
    const named = await connection.runAndReadAll('SELECT code FROM airports ORDER BY place');
    flights.airports = named.getRows().map(([code]) => code);
    const result = await connection.stream(query, { path });
    let row = 0;
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const [minute, delay, miles, origin, destination] = chunk.getColumns();
      for (let at = 0; at < minute.length; at += 1, row += 1) {
        flights.minute[row] = minute[at];
        flights.delay[row] = delay[at];
        flights.miles[row] = miles[at];
        flights.origin[row] = origin[at];
        flights.destination[row] = destination[at];
        flights.late[row] = delay[at] >= LATE_MINUTES ? 1 : 0;
        flights.landed[row] = minute[at] + Math.round(40 + 0.12 * miles[at]);
      }
    }
    return flights;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Index of the first flight that left at `minute` or later. */
export function firstAt(flights, minute) {
  let low = 0;
  let high = flights.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (flights.minute[middle] < minute) low = middle + 1;
    else high = middle;
  }
  return low;
}
