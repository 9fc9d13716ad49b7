import * as fc from 'fast-check';
import type { Cube } from '../../../src/core/cube/cube';
import type { LabelAges } from '../../../src/core/cube/labelAges';
import { regressionAgeSums, scoreAgeBins, scoreAgeSums } from '../../../src/core/cube/labelAges';
import { cubes } from '../cube/randomCube';

const edges = Float64Array.of(10, 20, 40);
export const ageClasses = edges.length;
const lagEdges = Float64Array.of(5, 10, 15, 20, 30, 40);

/** Cubes of one layout whose outcome tables are the sums of their tables by label age and of labels that came later. */
export const agedCubes: fc.Arbitrary<Cube> = fc.tuple(cubes, fc.nat(1e6)).map(([cube, seed]) => {
  const slots = cube.rows.length;
  let state = seed;
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(state / 65_536) % 9;
  };
  const ints = (n: number): Float64Array => Float64Array.from({ length: n }, next);
  const K = ageClasses;
  const scoreWidth = (cube.score?.edges.length ?? 0) + 1;
  const confusion = ints(slots * K * 4);
  const score = Object.fromEntries([...scoreAgeSums.map((key) => [key, ints(slots * K)] as const), ...scoreAgeBins.map((key) => [key, ints(slots * K * scoreWidth)] as const)]) as NonNullable<LabelAges['score']>;
  const regression = Object.fromEntries(regressionAgeSums.map((key) => [key, ints(slots * K)])) as NonNullable<LabelAges['regression']>;
  const totals = (table: Float64Array, width: number): Float64Array => Float64Array.from({ length: slots * width }, (_, at) => Array.from({ length: K }, (_, k) => table[(Math.floor(at / width) * K + k) * width + (at % width)]!).reduce((a, b) => a + b, 0));
  const latest = Float64Array.from({ length: slots }, (_, s) => (next() === 0 ? NaN : s * 60_000_000 + next()));
  const labelAges: LabelAges = { column: 'labelled_at', edges, lagEdges, now: slots * 60_000_000 + next(), latest, predictions: ints(slots), lags: ints(slots * lagEdges.length), later: ints(slots), unknown: ints(slots), early: ints(slots), confusion, score, regression };
  const scores = { ...cube.score! };
  for (const key of scoreAgeSums) scores[key] = totals(score[key], 1);
  for (const key of scoreAgeBins) scores[key] = totals(score[key], scoreWidth);
  const errors = { ...cube.regression! };
  for (const key of regressionAgeSums) errors[key] = totals(regression[key], 1);
  return { ...cube, confusion: { ...cube.confusion!, counts: totals(confusion, 4) }, score: scores, regression: errors, labelAges };
});
