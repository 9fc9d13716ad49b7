import { BASE_RATE } from './features.mjs';
import { firstAt, minuteOf } from './flights.mjs';
import { logisticFit } from './logisticFit.mjs';

/** Above this score a flight is called late. Chosen by cost: a hold of 9 USD saves 0.70 USD a minute of a late flight's mean 50. */
export const THRESHOLD = 0.25;

const BAND = 100;
const BANDS = 90; // 100 miles each; the longest flight has 4,962 miles and, taken for kilometres, still fits
const CELL_PRIOR = 8;
const AIRPORT_PRIOR = 50;

export const terms = [
  'intercept', 'hour_rate', 'morning', 'afternoon', 'evening', 'distance_night', 'distance_morning', 'distance_afternoon', 'distance_evening',
  'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday', 'origin_1h', 'origin_1h_missing', 'route_7d',
  'slot_rate', 'slot_flights', 'slot_rate_x_flights', 'over_500', 'over_1500', 'origin', 'destination',
];

const logit = (rate) => {
  const kept = Math.min(0.98, Math.max(0.02, rate));
  return Math.log(kept / (1 - kept));
};

/**
 * Late rates of the past: by hour, by airport, and by the cross of origin, distance band (100 miles) and hour, called a slot. Schedules
 * repeat, so a departure in a slot that hardly ever occurs is a flight behind its schedule: the slot carries most of the model.
 */
export function countTables(flights, features, from, to) {
  const airports = flights.airports.length;
  const hour = new Float64Array(24);
  const hours = new Float64Array(24);
  const origin = new Float64Array(airports);
  const origins = new Float64Array(airports);
  const destination = new Float64Array(airports);
  const destinations = new Float64Array(airports);
  const slot = new Float64Array(airports * BANDS * 24);
  const slots = new Float64Array(slot.length);
  for (let index = from; index < to; index += 1) {
    const late = flights.late[index];
    const cell = slotOf(flights.origin[index], flights.miles[index], features.depHour[index]);
    hour[features.depHour[index]] += late;
    hours[features.depHour[index]] += 1;
    origin[flights.origin[index]] += late;
    origins[flights.origin[index]] += 1;
    destination[flights.destination[index]] += late;
    destinations[flights.destination[index]] += 1;
    slot[cell] += late;
    slots[cell] += 1;
  }
  const rates = (late, all, prior) => Float64Array.from(late, (sum, at) => (sum + prior * BASE_RATE) / (all[at] + prior));
  const hourRate = rates(hour, hours, AIRPORT_PRIOR);
  return {
    hourRate,
    originRate: rates(origin, origins, AIRPORT_PRIOR),
    destinationRate: rates(destination, destinations, AIRPORT_PRIOR),
    slotRate: Float64Array.from(slot, (sum, at) => (sum + CELL_PRIOR * hourRate[at % 24]) / (slots[at] + CELL_PRIOR)),
    slotFlights: slots,
  };
}

export const slotOf = (origin, distance, hour) => (origin * BANDS + Math.min(BANDS - 1, Math.floor(distance / BAND))) * 24 + hour;
export const slotParts = (cell) => [Math.floor(cell / (BANDS * 24)), Math.floor(cell / 24) % BANDS, cell % 24];

/** Writes the model's terms of one flight to `row` at `at`; `distance` is whatever the caller computed, miles or not. */
export function writeTerms(tables, flights, features, index, distance, row, at) {
  const hour = features.depHour[index];
  const time = features.timeOfDay[index];
  const day = features.dayOfWeek[index];
  const recent = features.originRate[index];
  const cell = slotOf(flights.origin[index], distance, hour);
  const slotRate = logit(tables.slotRate[cell]);
  const slotFlights = Math.log1p(tables.slotFlights[cell]);
  row.fill(0, at, at + terms.length);
  row[at] = 1;
  row[at + 1] = logit(tables.hourRate[hour]);
  if (time > 0) row[at + 1 + time] = 1;
  row[at + 5 + time] = (distance - 730) / 575;
  if (day > 0) row[at + 8 + day] = 1;
  row[at + 15] = logit(Number.isNaN(recent) ? BASE_RATE : recent);
  row[at + 16] = Number.isNaN(recent) ? 1 : 0;
  row[at + 17] = logit(features.routeRate[index]);
  row[at + 18] = slotRate;
  row[at + 19] = slotFlights;
  row[at + 20] = slotRate * slotFlights;
  row[at + 21] = Math.max(0, distance - 500) / 1000;
  row[at + 22] = Math.max(0, distance - 1500) / 1000;
  row[at + 23] = logit(tables.originRate[flights.origin[index]]);
  row[at + 24] = logit(tables.destinationRate[flights.destination[index]]);
}

/** Weights from March against tables of January and February; then the tables of all three months. April to June are never seen. */
export function trainModel(flights, features) {
  const january = 0;
  const march = firstAt(flights, minuteOf('2001-03-01'));
  const april = firstAt(flights, minuteOf('2001-04-01'));
  const past = countTables(flights, features, january, march);
  const width = terms.length;
  const rows = new Float64Array((april - march) * width);
  for (let index = march; index < april; index += 1) {
    writeTerms(past, flights, features, index, flights.miles[index], rows, (index - march) * width);
  }
  const weights = logisticFit(rows, flights.late.subarray(march, april), width);
  return { weights, tables: countTables(flights, features, january, april) };
}

/** A function giving the score (probability of arriving 15 minutes late or more) of a flight, four decimals. */
export function scorer({ weights, tables }, flights, features) {
  const row = new Float64Array(terms.length);
  return (index, distance) => {
    writeTerms(tables, flights, features, index, distance, row, 0);
    let sum = 0;
    for (let at = 0; at < row.length; at += 1) sum += row[at] * weights[at];
    return Math.floor(10_000 / (1 + Math.exp(-sum)) + 0.5) / 10_000;
  };
}
