import { asKilometres } from './features.mjs';
import { EPOCH, firstAt, minuteOf } from './flights.mjs';
import { scorer, THRESHOLD } from './model.mjs';
import { serve } from './serving.mjs';

export const LOG_START = '2001-04-01';
export const LOG_END = '2001-07-01';
/** Fault 1: from here version 1.4.0 serves, and computes `distance` in kilometres. */
export const KILOMETRES_FROM = '2001-06-10';
/** Fault 2: from here a large request looks its itineraries up one by one. */
export const SLOW_FROM = '2001-06-20';

export const HOLD_USD = 9;
export const PLANNED_USD_A_MINUTE = 0.4;
export const UNPLANNED_USD_A_MINUTE = 1.1;

/**
 * What the delay of one flight cost in rebooking: a flight called late has seats held for it (a flat price) and its minutes are
 * cheaper; minutes nobody expected are dear. The minutes are real, the three prices are made up.
 */
export function rebookingCost(delay, prediction) {
  const minutes = delay >= 15 ? delay : 0;
  const cost = prediction === 1 ? HOLD_USD + PLANNED_USD_A_MINUTE * minutes : UNPLANNED_USD_A_MINUTE * minutes;
  return Math.floor(cost * 100 + 0.5) / 100;
}

/**
 * The prediction log of April to June, in order of arrival, as columns of numbers. `rightScore` is what the same model would have said
 * with the distance in miles; it is for the figures that `make.mjs` prints and stands in no log. NaN is missing: a request
 * that failed has no score and no prediction.
 */
export function predictionLog(flights, features, model) {
  const from = firstAt(flights, minuteOf(LOG_START));
  const to = firstAt(flights, minuteOf(LOG_END));
  const kilometresFrom = minuteOf(KILOMETRES_FROM);
  const count = to - from;
  const column = () => new Float64Array(count);
  const log = {
    count, flight: column(), timestamp: column(), kilometres: column(), latency: column(), status: column(), itineraries: column(),
    depth: column(), distance: column(), score: column(), prediction: column(), cost: column(), rightScore: column(),
  };
  const score = scorer(model, flights, features);
  let row = 0;
  serve(flights, from, to, minuteOf(SLOW_FROM), (request) => {
    const { index, status } = request;
    const kilometres = flights.minute[index] >= kilometresFrom;
    const distance = kilometres ? asKilometres(flights.miles[index]) : flights.miles[index];
    const answered = status === 200;
    log.flight[row] = index;
    log.timestamp[row] = EPOCH + request.arrival;
    log.kilometres[row] = kilometres ? 1 : 0;
    log.latency[row] = request.latency;
    log.status[row] = status;
    log.itineraries[row] = request.itineraries;
    log.depth[row] = request.depth;
    log.distance[row] = distance;
    log.score[row] = answered ? score(index, distance) : Number.NaN;
    log.prediction[row] = answered ? (log.score[row] >= THRESHOLD ? 1 : 0) : Number.NaN;
    log.cost[row] = rebookingCost(flights.delay[index], log.prediction[row]);
    log.rightScore[row] = answered ? score(index, flights.miles[index]) : Number.NaN;
    row += 1;
  });
  return { ...log, first: from };
}
