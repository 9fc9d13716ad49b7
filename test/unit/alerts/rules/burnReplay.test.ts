import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { burnPairs, canFire } from '../../../../src/core/alerts/slo/burnPairs';
import { burnReplay, BurnSums } from '../../../../src/core/alerts/slo/burnReplay';
import { sloSteps, sloStep, timeGrain, withoutRanges } from '../../../../src/core/alerts/slo/sloCounts';
import { seededUniform } from '../../../../src/core/stats/seeded';

const hour = 12;

/** Steps of `n` requests, of which `share` are bad, both by step; fractions are carried over. */
function steady(steps: number, n: number, share: (step: number) => number): { requests: Float64Array; bad: Float64Array } {
  let owed = 0;
  const bad = new Float64Array(steps);
  for (let i = 0; i < steps; i += 1) {
    owed += n * share(i);
    bad[i] = Math.min(n, Math.floor(owed + 1e-9));
    owed -= bad[i]!;
  }
  return { requests: new Float64Array(steps).fill(n), bad };
}

const replayOf = (counts: { requests: Float64Array; bad: Float64Array }, objective: number, more: { guard?: boolean; grain?: number } = {}) =>
  burnReplay(new BurnSums(counts), { objective, steps: counts.requests.length, grain: 1, ...more });

describe('burn rates', () => {
  it('are those of the workbook: 2, 5 and 10 % of a 30-day budget in the long look back', () => {
    const spent = burnPairs.map(({ threshold, long }) => (threshold * long) / (30 * 24 * hour));
    expect(spent.map((share) => Math.round(share * 1000) / 1000)).toEqual([0.02, 0.05, 0.1]);
    expect(burnPairs.map(({ long, short }) => long / short)).toEqual([12, 12, 12]);
  });

  it('look back over what a plain sum gives', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 60 }), fc.nat(70), fc.integer({ min: 1, max: 80 }), (pairs, end, length) => {
      const requests = Float64Array.from(pairs, ([a, b]) => a + b);
      const bad = Float64Array.from(pairs, ([a]) => a);
      const plain = (values: Float64Array): number => values.reduce((sum, value, i) => (i < end && i >= Math.min(end, values.length) - length ? sum + value : sum), 0);
      const { length: steps } = requests;
      const clipped = Math.max(0, end - length) >= steps ? { requests: 0, bad: 0 } : end <= steps ? { requests: plain(requests), bad: plain(bad) } : null;
      const look = new BurnSums({ requests, bad }).look(end, length);
      if (clipped !== null) expect(look).toEqual(clipped);
      else expect(look.requests).toBe(requests.slice(Math.max(0, end - length)).reduce((a, b) => a + b, 0));
    }));
  });

  it('open a page at the first step in which both looks back pass, and close it once the short one is back under', () => {
    // 100 requests a step, objective 99 %: 14.4 times is 14.4 %. From step 24 on 60 % fail: the hour of 1,200 passes it with its third (180), surely with its fourth.
    const counts = steady(10 * hour, 100, (i) => (i >= 24 && i < 36 ? 0.6 : 0));
    const { incidents } = replayOf(counts, 0.99);
    expect(incidents.filter(({ severity }) => severity === 'page')).toMatchObject([{ opened: 28, closed: 37, reading: { threshold: 14.4, long: { requests: 1_200, bad: 240 }, short: { requests: 100, bad: 60 } } }]);
  });

  it('judge no pair before the log covers its long look back', () => {
    const counts = steady(5 * hour, 100, () => 0.5);
    const { incidents, last } = replayOf(counts, 0.99);
    expect(incidents.map(({ severity, opened }) => [severity, opened])).toEqual([['page', hour]]);
    expect(last.map(({ state }) => state)).toEqual(['firing', 'not judged', 'not judged']);
  });

  it('keep one incident where it fires again within its long look back, and open another after that', () => {
    const flapping = steady(24 * hour, 100, (i) => ((i >= 24 && i < 30) || (i >= 36 && i < 42) || (i >= 120 && i < 126) ? 0.9 : 0));
    const pages = replayOf(flapping, 0.99).incidents.filter(({ severity }) => severity === 'page');
    expect(pages.length).toBe(2);
    expect(pages[0]!.closed).toBeGreaterThan(42);
    expect(pages[1]!.opened).toBeGreaterThan(120);
  });

  it('do not end for a short look back without requests, but do with the long one', () => {
    const counts = steady(8 * hour, 100, (i) => (i >= 24 && i < 30 ? 0.9 : 0));
    counts.requests.fill(0, 30);
    const [page] = replayOf(counts, 0.99).incidents;
    // The last bad request leaves the hour with step 41.
    expect(page).toMatchObject({ severity: 'page', opened: 27, closed: 42 });
  });

  it('never fire for an objective that an outage does not burn fast enough', () => {
    expect(burnPairs.map((pair) => canFire(pair, 0.9))).toEqual([false, true, true]);
    expect(replayOf(steady(100 * hour, 10, () => 1), 0.8).incidents.map(({ severity }) => severity)).toEqual(['ticket']);
  });

  it('leave out pairs whose short look back is shorter than the times of the log stand apart', () => {
    const counts = steady(100 * hour, 0, () => 0);
    for (let i = 0; i < counts.requests.length; i += 3) [counts.requests[i], counts.bad[i]] = [100, i > 600 ? 90 : 0];
    const grain = timeGrain({ start: 0, ...counts });
    expect(grain).toBe(3);
    expect(replayOf(counts, 0.99, { grain }).last.map(({ state }) => state)).toEqual(['not judged', 'firing', 'firing']);
    expect(timeGrain({ start: 0, requests: new Float64Array(100) })).toBe(1);
  });

  it('never page for one request alone, however low the traffic', () => {
    const counts = steady(80 * hour, 0, () => 0);
    for (let i = 0; i < counts.requests.length; i += 5) counts.requests[i] = 1;
    counts.bad[500] = 1;
    expect(replayOf(counts, 0.999, { guard: false }).incidents.length).toBeGreaterThan(0);
    expect(replayOf(counts, 0.999).incidents).toEqual([]);
  });
});

describe('the guard against low traffic', () => {
  const objective = 0.999;
  /** 20 requests an hour come one by one, each bad by itself. */
  const traffic = (seed: number, steps: number, share: (step: number) => number) => {
    const next = seededUniform(seed);
    const [requests, bad] = [new Float64Array(steps), new Float64Array(steps)];
    for (let i = 0; i < steps; i += 1) {
      for (let left = Math.exp(20 / hour) * next(); left > 1; left *= next()) requests[i]! += 1;
      for (let j = 0; j < requests[i]!; j += 1) if (next() < share(i)) bad[i]! += 1;
    }
    return { requests, bad };
  };

  it('takes false pages of a service at half its budget from about 1 % of hours to below 0.05 %', () => {
    const hours = 20_000;
    const counts = traffic(3, hours * hour, () => (1 - objective) / 2);
    const share = (guard: boolean): number => new Set(replayOf(counts, objective, { guard }).incidents.filter(({ severity }) => severity === 'page').map(({ opened }) => Math.floor(opened / hour))).size / hours;
    expect(share(false)).toBeGreaterThan(0.006);
    expect(share(false)).toBeLessThan(0.014);
    expect(share(true)).toBeLessThan(0.0005);
  });

  it('still finds an outage within the hour, as one incident', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const pages = replayOf(traffic(seed, 16 * hour, (i) => (i >= 12 * hour ? 1 : 0)), objective).incidents.filter(({ severity }) => severity === 'page');
      expect(pages.length).toBe(1);
      expect(pages[0]!.opened - 12 * hour).toBeLessThanOrEqual(hour);
    }
  });
});

describe('steps', () => {
  it('begin at a multiple of five minutes and cover the last time', () => {
    fc.assert(fc.property(fc.integer({ min: -1e15, max: 2e15 }), fc.nat(1e12), (from, length) => {
      const { start, count } = sloSteps(from, from + length);
      expect(start <= from && from < start + sloStep).toBe(true);
      expect(from + length < start + count * sloStep && from + length >= start + (count - 1) * sloStep).toBe(true);
      expect(Math.abs(start % sloStep)).toBe(0);
    }));
  });

  it('that lie in an excluded range count for nothing', () => {
    const counts = { start: 0, requests: new Float64Array(10).fill(5), bad: new Float64Array(10).fill(1), rule: '', unknown: 0 };
    const kept = withoutRanges(counts, [{ from: 2 * sloStep + 1, to: 5 * sloStep }, { from: -5, to: -1 }, { from: 9 * sloStep, to: 90 * sloStep }]);
    expect([...kept.requests]).toEqual([5, 5, 5, 0, 0, 5, 5, 5, 5, 0]);
    expect(counts.requests[3]).toBe(5);
  });
});
