import { MINUTES_A_DAY } from './flights.mjs';

/** Share of late arrivals in January to March 2001, the prior of every smoothed rate. */
export const BASE_RATE = 0.2256;
export const KM_PER_MILE = 1.609344;
export const timesOfDay = ['night', 'morning', 'afternoon', 'evening'];

const halfUp = (value, scale) => Math.floor(value * scale + 0.5) / scale;

/** `distance` as version 1.4.0 computes it: kilometres, where the model was trained on miles. */
export const asKilometres = (miles) => halfUp(miles * KM_PER_MILE, 10);

/** The features of every flight, as columns; NaN is missing. `model/features.py` computes the same. */
export function buildFeatures(flights) {
  const { count, minute, origin, destination, airports } = flights;
  const features = {
    depHour: new Uint8Array(count),
    dayOfWeek: new Uint8Array(count),
    timeOfDay: new Uint8Array(count),
    originRate: new Float64Array(count),
    routeRate: new Float64Array(count),
  };
  const byLanding = landingOrder(flights);
  const dayStart = (at) => at - (at % MINUTES_A_DAY);
  trailing(flights, byLanding, origin, airports.length, (at) => at, 60, (index, late, landed) => {
    features.originRate[index] = landed === 0 ? Number.NaN : halfUp(late / landed, 10_000);
  });
  const route = Int32Array.from(origin, (from, index) => from * airports.length + destination[index]);
  trailing(flights, byLanding, route, airports.length ** 2, dayStart, 7 * MINUTES_A_DAY, (index, late, landed) => {
    features.routeRate[index] = halfUp((late + 5 * BASE_RATE) / (landed + 5), 10_000);
  });
  for (let index = 0; index < count; index += 1) {
    const day = Math.floor(minute[index] / MINUTES_A_DAY);
    const hour = Math.floor((minute[index] % MINUTES_A_DAY) / 60);
    features.depHour[index] = hour;
    features.timeOfDay[index] = Math.floor(hour / 6);
    features.dayOfWeek[index] = day % 7; // 2001-01-01 was a Monday
  }
  return features;
}

/**
 * For each flight in order of departure: how many flights of the same key landed in the `length` minutes before `end(departure)`, and
 * how many of those were late. Only landed flights count, so no outcome is used before it can be known.
 */
function trailing(flights, byLanding, key, keys, end, length, use) {
  const landedOf = new Int32Array(keys);
  const lateOf = new Int32Array(keys);
  const { landed, late, minute } = flights;
  let entered = 0;
  let left = 0;
  for (let index = 0; index < flights.count; index += 1) {
    const until = end(minute[index]);
    while (entered < byLanding.length && landed[byLanding[entered]] < until) {
      const other = byLanding[entered];
      landedOf[key[other]] += 1;
      lateOf[key[other]] += late[other];
      entered += 1;
    }
    while (left < entered && landed[byLanding[left]] < until - length) {
      const other = byLanding[left];
      landedOf[key[other]] -= 1;
      lateOf[key[other]] -= late[other];
      left += 1;
    }
    use(index, lateOf[key[index]], landedOf[key[index]]);
  }
}

/** Indices of the flights by landing time (a counting sort). */
function landingOrder({ count, landed }) {
  const last = landed.reduce((most, at) => Math.max(most, at), 0);
  const start = new Int32Array(last + 2);
  for (let index = 0; index < count; index += 1) start[landed[index] + 1] += 1;
  for (let at = 1; at < start.length; at += 1) start[at] += start[at - 1];
  const order = new Int32Array(count);
  for (let index = 0; index < count; index += 1) order[start[landed[index]]++] = index;
  return order;
}
