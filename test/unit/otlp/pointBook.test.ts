import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base, columnOf, cumulative, delta, document, gauge, histogram, latency, level, rate, second, sum, told } from './otlpHarness';

const amounts = (column: ReturnType<typeof columnOf>) => (column?.kind === 'rate' ? { amount: [...column.amount].slice(0, 4), seconds: [...column.seconds].slice(0, 4) } : null);
const counter = (...points: Parameters<typeof sum>[2]) => document([sum('c', cumulative, points)]);

describe('cumulative sums', () => {
  it('count what rose between two points, in the slots that the time between lies in', () => {
    const { frames } = told(...[0, 30, 50, 90].map((at, i) => counter({ at: at + 1, asInt: String([100, 130, 150, 190][i]) })));
    expect(amounts(columnOf(rate('c'), frames))).toEqual({ amount: [30 + 20 + 9 / 40 * 40, 31, 0, 0].map((x) => expect.closeTo(x, 9) as number), seconds: [59, 31, 0, 0].map((x) => expect.closeTo(x, 9) as number) });
  });

  it('count from their start where that is told and not long ago, and only from their first sight on where it is', () => {
    expect(amounts(columnOf(rate('c'), told(counter({ since: 20, at: 40, asInt: '7' })).frames))).toEqual({ amount: [7, 0, 0, 0], seconds: [20, 0, 0, 0] });
    const old = told(counter({ since: 1, at: 2_000, asInt: '7000' }), counter({ since: 1, at: 2_010, asInt: '7005' }));
    const key = [...(old.taken[1]?.frames[0]?.values.values() ?? [])];
    expect([old.taken[0]?.frames.length, key]).toEqual([0, [5]]);
  });

  it('that began at the very moment of their first point had what they have before, as a collector says that scrapes', () => {
    const { frames } = told(counter({ since: 20, at: 20, asInt: '70000' }), counter({ since: 20, at: 30, asInt: '70005' }));
    expect(amounts(columnOf(rate('c'), frames))?.amount[0]).toBe(5);
  });

  it('begin anew with a new start, or where they fall without one', () => {
    const told1 = told(counter({ since: 1, at: 10, asInt: '100' }), counter({ since: 12, at: 20, asInt: '4' }), counter({ since: 12, at: 30, asInt: '9' }));
    expect(amounts(columnOf(rate('c'), told1.frames))?.amount[0]).toBe(109);
    expect(told1.taken.map(({ restarts }) => restarts)).toEqual([0, 1, 0]);
    // Between end and start nobody counted: that time is not observed.
    expect(amounts(columnOf(rate('c'), told1.frames))?.seconds[0]).toBe(9 + 18);
    const fell = told(counter({ at: 10, asInt: '100' }), counter({ at: 20, asInt: '3' }));
    expect(amounts(columnOf(rate('c'), fell.frames))?.amount[0]).toBe(3);
  });

  it('of two processes that call themselves alike are told apart by their starts', () => {
    const turns = [20, 30, 40].flatMap((at) => [counter({ since: 1, at, asInt: String(at * 10) }), counter({ since: 5, at: at + 1, asInt: String(at) })]);
    const { frames, taken } = told(...turns);
    expect(taken.reduce((all, { rejected, duplicates, late }) => all + rejected + duplicates + late, 0)).toBe(0);
    expect(amounts(columnOf(rate('c'), frames))?.amount[0]).toBe(400 + 40);
  });

  it('have gaps where they are silent for long, where they say so, and take a steady slow pace for what it is', () => {
    const silent = told(...[10, 20, 30, 300, 310].map((at) => counter({ at, asInt: String(at) })));
    const column = amounts(columnOf(rate('c'), silent.frames));
    expect([silent.taken.reduce((all, { gaps }) => all + gaps, 0), column?.amount[0], column?.amount.slice(1).reduce((a, b) => a + b, 0)]).toEqual([1, 20, 0]);
    const ended = told(counter({ at: 10, asInt: '1' }), counter({ at: 20, asInt: '5' }), counter({ at: 30, flags: 1 }), counter({ at: 40, asInt: '50' }), counter({ at: 50, asInt: '51' }));
    expect(amounts(columnOf(rate('c'), ended.frames))?.amount[0]).toBe(5);
    const slow = told(...[10, 310, 610].map((at) => counter({ at, asInt: String(at) })));
    expect(columnOf(rate('c'), slow.frames)?.kind === 'rate' && slow.taken.reduce((all, { gaps }) => all + gaps, 0)).toBe(0);
  });

  it('are counted once: repeated and late points are passed over and told', () => {
    const { frames, taken } = told(...[10, 20, 20, 15, 30].map((at) => counter({ since: 1, at, asInt: String(at) })));
    expect(amounts(columnOf(rate('c'), frames))?.amount[0]).toBe(30);
    expect(taken.map(({ duplicates, late }) => [duplicates, late])).toEqual([[0, 0], [0, 0], [1, 0], [0, 1], [0, 0]]);
  });
});

describe('deltas', () => {
  it('are added up as they are, late ones too, repeated ones once, each in its own time', () => {
    const one = (since: number, at: number, value: number) => document([sum('c', delta, [{ since, at, asInt: value }])]);
    const { frames, taken } = told(one(0.5, 30, 6), one(60, 90, 9), one(30, 60, 4), one(60, 90, 9));
    expect(amounts(columnOf(rate('c'), frames))).toEqual({ amount: [10, 9, 0, 0], seconds: [59.5, 30, 0, 0] });
    expect(taken.map(({ late, duplicates }) => late * 10 + duplicates)).toEqual([0, 0, 10, 1]);
  });

  it('say the same as cumulative points, whatever is counted when', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ gap: fc.integer({ min: 1, max: 50 }), counts: fc.array(fc.nat(20), { minLength: 4, maxLength: 4 }), value: fc.double({ min: 0, max: 5, noNaN: true }) }), { minLength: 1, maxLength: 12 }), (steps) => {
        let at = 5;
        const running = [0, 0, 0, 0];
        let total = 0;
        const both = steps.map(({ gap, counts, value }) => {
          const since = at;
          at += gap;
          counts.forEach((n, i) => (running[i] = (running[i] ?? 0) + n));
          total += value;
          const of = (n: readonly number[], sumOf: number) => ({ count: n.reduce((a, b) => a + b, 0), sum: sumOf, bucketCounts: n.map(String), explicitBounds: [0.1, 1, 10] });
          return { d: document([histogram('h', delta, [{ since, at, ...of(counts, value) }])]), c: document([histogram('h', cumulative, [{ since: 5, at, ...of([...running], total) }])]) };
        });
        const [d, c] = [columnOf(latency('h'), told(...both.map((one) => one.d)).frames), columnOf(latency('h'), told(...both.map((one) => one.c)).frames)];
        if (d === null || c === null) return expect(d).toEqual(c);
        if (d.kind !== 'histogram' || c.kind !== 'histogram') throw new Error('no histogram');
        expect([...d.edges]).toEqual([100, 1000, 10_000]);
        d.counts.forEach((count, i) => expect(c.counts[i]).toBeCloseTo(count, 8));
        d.sum.forEach((value, i) => expect(c.sum[i]).toBeCloseTo(value, 6));
      }),
      { numRuns: 150 },
    );
  });
});

describe('levels', () => {
  it('of processes that report at unlike moments are one sum, mean or highest', () => {
    const a = [10, 20, 30].map((at) => document([gauge('q', '1', [{ at, asDouble: 4 }])]));
    const b = [13, 33].map((at, i) => document([gauge('q', '1', [{ at, asDouble: 6 + 2 * i }])], { 'service.name': 'churn', 'service.instance.id': 'b' }));
    const { frames } = told(...a, ...b);
    const of = (aggregate: 'sum' | 'mean' | 'max') => {
      const column = columnOf(level('q', aggregate), frames);
      return column?.kind === 'level' ? [column.n[0], (column.sum[0] ?? 0) / (column.n[0] ?? 1), column.min[0], column.max[0]] : null;
    };
    expect(of('sum')).toEqual([3, 11, 10, 12]);
    expect(of('mean')).toEqual([3, 5.5, 5, 6]);
    expect(of('max')).toEqual([3, 7, 6, 8]);
  });

  it('of a sum that falls are what it stands at; of its deltas what they have come to', () => {
    const up = told(...[3, 5, 2].map((asInt, i) => document([sum('active', cumulative, [{ since: 1, at: 10 * (i + 1), asInt }], {})])));
    const deltas = told(...[3, 2, -3].map((asInt, i) => document([sum('active', delta, [{ since: 10 * i + 1, at: 10 * (i + 1), asInt }], {})])));
    for (const { frames } of [up, deltas]) {
      const column = columnOf(level('active'), frames);
      expect(column?.kind === 'level' && [column.n[0], column.sum[0], column.min[0], column.max[0]]).toEqual([3, 10, 2, 5]);
    }
  });

  it('that are no numbers, without a value or twice at one time are not taken', () => {
    const { taken } = told(document([gauge('q', '', [{ at: 1, asDouble: 'NaN' }, { at: 2, flags: 1 }, { at: 3 }, { at: 4, asDouble: 1 }, { at: 4, asDouble: 2 }])]));
    expect(taken[0]).toMatchObject({ points: 4, rejected: 2, duplicates: 1, frames: [{ from: (base + 4) * second, to: (base + 4) * second }] });
  });
});

describe('times that cannot be meant', () => {
  it('are refused, and a delta of days is of its end', () => {
    const far = [1_700_000_000, 1e9, 1].map((seconds) => ({ timeUnixNano: String(seconds), asInt: '1', attributes: [] }));
    const { taken } = told({ resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'g', gauge: { dataPoints: [...far, { timeUnixNano: '9200000000000000000', asInt: 1 }] } }] }] }] }, document([sum('c', delta, [{ since: base - 1e6, at: 30, asInt: 4 }])]));
    expect(taken[0]).toMatchObject({ rejected: 4, frames: [], reason: expect.stringContaining('nanoseconds since 1970 are meant') as string });
    expect(taken[1]?.frames[0]).toMatchObject({ from: (base + 30) * second, to: (base + 30) * second });
  });
});

describe('what contradicts itself', () => {
  it('is refused with its reason, and the rest is taken', () => {
    const { taken } = told(document([
      sum('none', 0, [{ at: 1, asInt: '1' }]), gauge('x', 's', [{ at: 1, asInt: '1' }]), gauge('x', 'ms', [{ at: 2, asInt: '1' }]), gauge('', '', [{ at: 1, asInt: 1 }]),
      histogram('h', delta, [{ at: 1, count: 3, bucketCounts: [1, 2], explicitBounds: [1, 2] }, { at: 1, count: 3, bucketCounts: [1, 1, 1], explicitBounds: [2, 1] }, { at: 2, since: 1, count: 2, sum: 3, bucketCounts: [1, 1], explicitBounds: [1] }]),
    ]));
    expect(taken[0]).toMatchObject({ rejected: 5, reason: 'h: 2 buckets for 2 bounds' });
    expect(taken[0]?.frames.length).toBe(2);
  });
});
