import { logNormal, uniform } from './random.mjs';

/*
 * The simulated service. Once a minute the departure system sends the flights that left in that minute, in a burst of BURST_MS; WORKERS
 * workers take them in order of arrival. Latency is waiting time and service time of that queue and nothing else.
 */
export const WORKERS = 2;
export const BURST_MS = 600;
export const QUEUE_LIMIT = 32;
export const DEADLINE_MS = 1_000;
export const LARGE_REQUEST = 24;

const SERVICE_MEDIAN_MS = 12;
const MS_AN_ITINERARY = 0.8;
const SLOW_LOOKUP_MS = 12;
const PAUSE_SHARE = 1 / 6_000;

/**
 * Serves the flights `from` to `to` (indices) and calls `use` for each in order of arrival with `{index, arrival, itineraries, depth,
 * latency, status}`: milliseconds, arrival since 2001-01-01. From minute `slowFrom` on, the itineraries of a large request beyond
 * the 24th are looked up one by one (the second fault).
 */
export function serve(flights, from, to, slowFrom, use) {
  const arrivals = uniform(20_010_401);
  const sizes = uniform(15);
  const services = uniform(2_001);
  const free = new Float64Array(WORKERS);
  let waiting = []; // start times of accepted requests that may still wait
  for (let start = from; start < to;) {
    const minute = flights.minute[start];
    let end = start;
    while (end < to && flights.minute[end] === minute) end += 1;
    const burst = [];
    // Each flight draws its own moment, so that no airport is always last in the queue.
    for (let index = start; index < end; index += 1) burst.push({ index, arrival: minute * 60_000 + Math.floor(arrivals() * BURST_MS) });
    burst.sort((one, other) => one.arrival - other.arrival || one.index - other.index);
    for (const { index, arrival } of burst) {
      const itineraries = Math.max(1, Math.min(120, Math.round(logNormal(sizes, 7, 0.85))));
      const service = serviceTime(services, itineraries, minute >= slowFrom);
      waiting = waiting.filter((begin) => begin > arrival);
      const depth = waiting.length;
      const worker = free.indexOf(Math.min(...free));
      const begin = Math.max(arrival, free[worker]);
      let status = 200;
      let latency = begin + service - arrival;
      if (depth >= QUEUE_LIMIT) {
        status = 503; // turned away at once
        latency = 1 + services();
      } else if (latency > DEADLINE_MS) {
        status = 504; // the caller gave up; the worker stops then too
        latency = DEADLINE_MS;
        free[worker] = Math.max(free[worker], arrival + DEADLINE_MS);
      } else {
        free[worker] = begin + service;
      }
      if (status !== 503 && begin > arrival) waiting.push(Math.min(begin, arrival + DEADLINE_MS));
      use({ index, arrival, itineraries, depth, latency: Math.round(latency * 10) / 10, status });
    }
    start = end;
  }
}

function serviceTime(next, itineraries, slow) {
  const pause = next() < PAUSE_SHARE ? 800 + 1_600 * next() : 0; // a worker that stands still for a moment, as garbage collection does
  const lookups = slow ? Math.max(0, itineraries - LARGE_REQUEST) * SLOW_LOOKUP_MS : 0;
  return logNormal(next, SERVICE_MEDIAN_MS + MS_AN_ITINERARY * itineraries, 0.3) + lookups + pause;
}
