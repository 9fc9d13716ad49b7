import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binEdges, nextDown, quantileOfSorted } from '../../../src/core/cube/binEdges';
import { BinFinder } from '../../../src/engine/cube/binFinder';

const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('binEdges', () => {
  it('gives strictly ascending finite edges, few enough for the budget', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(numbers, fc.integer({ min: -3, max: 3 })), { maxLength: 400 }), fc.array(numbers, { maxLength: 100 }), (a, b) => {
        const edges = binEdges({ baseline: Float64Array.from(a).sort(), whole: Float64Array.from([...a, ...b]).sort() }, 100);
        for (let i = 0; i < edges.length; i += 1) {
          expect(Number.isFinite(edges[i])).toBe(true);
          if (i > 0) expect(edges[i]!).toBeGreaterThan(edges[i - 1]!);
        }
        expect(edges.length).toBeLessThan(300);
      }),
    );
  });

  it('gives a value with 2 % of the baseline a bin of its own', () => {
    const sample = Float64Array.from({ length: 1000 }, (_, i) => (i < 30 ? 500.5 : i)).sort();
    const edges = Array.from(binEdges({ baseline: sample, whole: sample }, 100));
    const at = edges.indexOf(500.5);
    expect(at).toBeGreaterThan(0);
    expect(edges[at - 1]).toBe(nextDown(500.5));
  });

  it('nextDown is the neighbour below', () => {
    fc.assert(
      fc.property(numbers, (x) => {
        fc.pre(x > -Number.MAX_VALUE);
        const below = nextDown(x);
        expect(below).toBeLessThan(x);
        expect(x === 0 || below + (x - below) / 2 === below || below + (x - below) / 2 === x).toBe(true);
      }),
    );
  });

  it('quantiles are of type 1', () => {
    expect(quantileOfSorted(Float64Array.of(1, 2, 3, 4), 0.5)).toBe(2);
    expect(quantileOfSorted(Float64Array.of(1, 2, 3, 4), 0.51)).toBe(3);
    expect(quantileOfSorted(new Float64Array(0), 0.5)).toBeNaN();
  });
});

describe('BinFinder', () => {
  it('finds the first edge not below x, whatever the edges are', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(numbers, fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 60 }), fc.array(numbers), (list, xs) => {
        const edges = Float64Array.from(list.map((x) => (x === 0 ? 0 : x))).sort().filter((x, i, all) => i === 0 || x !== all[i - 1]);
        const finder = new BinFinder(edges);
        const tried = [...xs, ...edges, ...Array.from(edges, (e) => (e > -Number.MAX_VALUE ? nextDown(e) : e))];
        const counts = new Uint32Array(edges.length + 1);
        finder.countInto(counts, 0, Float64Array.from(tried), 0, tried.length);
        const expected = new Uint32Array(edges.length + 1);
        for (const x of tried) {
          const bin = edges.findIndex((edge) => edge >= x);
          const wanted = bin < 0 ? edges.length : bin;
          expect(finder.find(x)).toBe(wanted);
          expected[wanted]! += 1;
        }
        expect(counts).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
