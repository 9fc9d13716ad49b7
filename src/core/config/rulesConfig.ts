import * as v from 'valibot';
import { type LimitRule, type QuietHours, ratePeriods, type SloRule, weekdays } from '../alerts/rules/ruleSet';
import { sloName } from '../alerts/slo/sloWords';
import { text } from './configValues';

const objective = v.pipe(
  v.number(),
  v.check((value) => value > 0.5 && value < 1, ({ received }) => `the objective is a share of good requests between 0.5 and 1, for example 0.999; ${received} is not${Number(received) > 1 && Number(received) < 100 ? ` (${received} % is ${Number(received) / 100})` : ''}`),
);
const milliseconds = v.pipe(v.number(), v.check((value) => value > 0 && Number.isFinite(value), 'a latency in milliseconds, above 0'));
const days = v.pipe(v.number(), v.check((value) => value >= 1 && value <= 366, 'the days of the budget, 1 to 366'));

/** An entry of `alerts.slos`. */
export const sloEntry = v.pipe(
  v.strictObject({ name: v.exactOptional(text), errors: v.exactOptional(v.boolean()), slowerThan: v.exactOptional(milliseconds), objective, days: v.optional(days, 30), notify: v.optional(v.boolean(), false) }),
  v.check(({ errors, slowerThan }) => (errors === true) !== (slowerThan !== undefined), 'say either "errors": true or "slowerThan": milliseconds'),
  v.transform(({ name, slowerThan, ...rest }): SloRule => {
    const rule = { slowerThan: slowerThan ?? null, objective: rest.objective, days: rest.days, notify: rest.notify };
    return { name: name ?? sloName(rule), ...rule };
  }),
);

/** An entry of `alerts.limits`. */
export const limitEntry = v.pipe(
  v.strictObject({
    metric: text,
    above: v.exactOptional(v.pipe(v.number(), v.finite())),
    below: v.exactOptional(v.pipe(v.number(), v.finite())),
    per: v.exactOptional(v.picklist(ratePeriods)),
    for: v.optional(v.pipe(v.number(), v.check((value) => Number.isInteger(value) && value >= 1 && value <= 1_000, 'windows in a row, 1 to 1000')), 1),
    notify: v.optional(v.boolean(), false),
  }),
  v.check(({ above, below }) => (above === undefined) !== (below === undefined), 'say either "above" or "below"'),
  v.check(({ metric, per }) => per === undefined || metric === 'throughput', '"per" is for throughput alone'),
  v.transform(({ metric, above, below, per, notify, for: windows }): LimitRule => ({ metric, side: above === undefined ? 'below' : 'above', limit: above ?? below ?? 0, per: per ?? 'second', windows, notify })),
);

const clock = v.pipe(
  v.string(),
  v.check((value) => minutesOf(value) !== null, ({ received }) => `${received} is no time of day (write 22:00)`),
  v.transform((value) => minutesOf(value) ?? 0),
);

/** An entry of `alerts.quiet`. */
export const quietEntry = v.pipe(
  v.strictObject({ from: clock, to: clock, days: v.exactOptional(v.pipe(v.array(v.picklist(weekdays)), v.minLength(1))) }),
  v.check(({ from, to }) => from !== to, 'from and to are the same (write 00:00 to 24:00 for whole days)'),
  v.transform(({ from, to, days: on }): QuietHours => ({ from, to, days: on ?? null })),
);

/** Minutes since midnight; `24:00` is the day's end. */
function minutesOf(written: string): number | null {
  const match = /^(\d{2}):(\d{2})$/.exec(written);
  const minutes = Number(match?.[1]) * 60 + Number(match?.[2]);
  return match !== null && Number(match[2]) < 60 && minutes <= 1_440 ? minutes : null;
}
