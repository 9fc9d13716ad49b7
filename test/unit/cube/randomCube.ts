import * as fc from 'fast-check';
import type { Cube } from '../../../src/core/cube/cube';
import type { Axis } from '../../../src/core/domain/window';

const edges = Float64Array.of(-1, 0, 2.5);
const scoreEdges = Float64Array.of(0.25, 0.5);

/** Cubes of one layout over differing stretches of time. Sums are small multiples of 1/8, so that adding them is exact. */
export const cubes: fc.Arbitrary<Cube> = fc
  .record({ start: fc.integer({ min: -5, max: 12 }), count: fc.integer({ min: 1, max: 9 }), seed: fc.nat(1e6), first: fc.integer({ min: -4, max: 4 }), width: fc.integer({ min: 0, max: 5 }), versions: fc.uniqueArray(fc.constantFrom('v1', 'v2', 'v10', 'ä'), { minLength: 0, maxLength: 3 }) })
  .map(({ start, count, seed, first, width, versions }) => {
    const axis: Axis = { kind: 'time', start: start * 60_000_000, step: 60_000_000, count };
    let state = seed;
    const next = (): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor(state / 65_536) % 51;
    };
    const ints = (n: number): Float64Array => Float64Array.from({ length: n }, next);
    const sums = (n: number): Float64Array => Float64Array.from({ length: n }, () => (next() - 25) / 8);
    const extremes = (n: number): Float64Array => Float64Array.from({ length: n }, () => (next() < 15 ? NaN : next()));
    const moments = (): { sum: Float64Array; sumSq: Float64Array; min: Float64Array; max: Float64Array } => ({ sum: sums(count), sumSq: ints(count), min: extremes(count), max: extremes(count) });
    return {
      version: 1,
      axis,
      task: 'binary',
      rows: ints(count),
      outside: next(),
      columns: [
        { kind: 'numeric', name: 'x', role: 'feature', edges, values: null, centre: 1, counts: ints(count * 4), missing: ints(count), nonFinite: ints(count), ...moments() },
        { kind: 'category', name: 'c', role: 'segment', levels: ['a', '__proto__'], restLevels: next(), counts: ints(count * 3), missing: ints(count) },
        { kind: 'latency', name: 'l', role: 'latency', relativeError: 0.005, firstIndex: first, width, counts: ints(count * width), zero: ints(count), missing: ints(count), ...moments() },
      ],
      status: { column: 's', rule: 'r', ok: ints(count), error: ints(count), missing: ints(count) },
      confusion: { prediction: 'p', label: 'y', levels: ['0', '1'], hasRest: false, positive: 1, counts: ints(count * 4), unlabelled: ints(count), threshold: null },
      score: {
        column: 'score', edges: scoreEdges, values: null, positive: ints(count * 3), negative: ints(count * 3), unlabelled: ints(count * 3), scoreSum: sums(count * 3),
        brierSum: sums(count), brierSq: sums(count), logLossSum: sums(count), logLossSq: sums(count), labelled: ints(count), confidenceSum: sums(count), confidenceSq: sums(count), scored: ints(count), outside: ints(count),
      },
      regression: { prediction: 'p', label: 'y', n: ints(count), unlabelled: ints(count), sum: sums(count), sumAbs: sums(count), sumSq: sums(count), sumFourth: sums(count), labelSum: sums(count), labelSq: sums(count), labelCentre: 3 },
      versions: { names: versions, counts: ints(count * versions.length) },
    } satisfies Cube;
  });
