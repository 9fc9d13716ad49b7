import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceFrom, fitCorrelations } from '../../../src/core/multivariate/correlationModel';
import { symmetricEigen } from '../../../src/core/multivariate/symmetricEigen';

interface Known {
  readonly eigen: readonly { readonly matrix: readonly (readonly number[])[]; readonly values: readonly number[] }[];
  readonly components: readonly {
    readonly fit: readonly (readonly (number | null)[])[];
    readonly current: readonly (readonly (number | null)[])[];
    readonly mean: readonly number[];
    readonly sd: readonly number[];
    readonly kept: number;
    readonly eigenvalues: readonly number[];
    readonly fitResiduals: readonly number[];
    readonly residuals: readonly number[];
  }[];
}
/** Written by scripts/knownAnswers/effects.py. */
const known = JSON.parse(readFileSync(new URL('../../fixtures/knownAnswers/effects.json', import.meta.url), 'utf8')) as Known;
const flat = (rows: readonly (readonly (number | null)[])[]): Float64Array => Float64Array.from(rows.flat(), (x) => x ?? NaN);

describe('eigenvalues', () => {
  it('are those of numpy, with vectors that the matrix only stretches', () => {
    for (const { matrix, values } of known.eigen) {
      const n = matrix.length;
      const own = symmetricEigen(matrix.flat(), n);
      own.values.forEach((value, k) => expect(value).toBeCloseTo(values[k]!, 11));
      for (let k = 0; k < n; k += 1) {
        const vector = own.vectors.subarray(k * n, (k + 1) * n);
        matrix.forEach((row, i) => expect(row.reduce((sum, a, j) => sum + a * vector[j]!, 0)).toBeCloseTo(own.values[k]! * vector[i]!, 11));
      }
    }
  });

  it('of any symmetric matrix have orthonormal vectors and add up to its trace', () => {
    const matrices = fc.integer({ min: 1, max: 9 }).chain((n) => fc.tuple(fc.constant(n), fc.array(fc.oneof(fc.double({ min: -1e3, max: 1e3, noNaN: true }).map((x) => (Math.abs(x) < 1e-100 ? 0 : x)), fc.constant(0)), { minLength: n * n, maxLength: n * n })));
    fc.assert(
      fc.property(matrices, ([n, numbers]) => {
        const a = Float64Array.from(numbers, (_, at) => numbers[Math.max(Math.floor(at / n), at % n) * n + Math.min(Math.floor(at / n), at % n)]!);
        const { values, vectors } = symmetricEigen(a, n);
        const scale = Math.max(1, ...a.map(Math.abs)) * n;
        const trace = Array.from({ length: n }, (_, i) => a[i * n + i]!).reduce((x, y) => x + y, 0);
        expect(Math.abs(values.reduce((x, y) => x + y, 0) - trace)).toBeLessThan(1e-11 * scale);
        for (let i = 0; i < n; i += 1) for (let j = 0; j <= i; j += 1) {
          let product = 0;
          for (let k = 0; k < n; k += 1) product += vectors[i * n + k]! * vectors[j * n + k]!;
          expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-11);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('of what is no matrix of numbers come back without end', () => {
    expect(symmetricEigen([], 0).values).toHaveLength(0);
    expect(symmetricEigen([NaN, 1, 1, NaN], 2).values).toHaveLength(2);
  });
});

describe('correlations of the baseline', () => {
  it('give the components and residuals of scikit-learn, missing values as the mean', () => {
    for (const { fit, current, mean, sd, kept, eigenvalues, fitResiduals, residuals } of known.components) {
      const features = mean.length;
      const model = fitCorrelations(flat(fit), features);
      if (model === null) throw new Error('no model');
      expect(model.kept).toBe(kept);
      model.mean.forEach((value, i) => expect(Math.abs(value - mean[i]!)).toBeLessThan(1e-9 * Math.max(1, Math.abs(mean[i]!))));
      model.sd.forEach((value, i) => expect(Math.abs(value - sd[i]!)).toBeLessThan(1e-9 * sd[i]!));
      model.eigenvalues.forEach((value, k) => expect(value).toBeCloseTo(eigenvalues[k]!, 9));
      const scratch = new Float64Array(features);
      fitResiduals.forEach((value, r) => expect(distanceFrom(model, flat(fit), r * features, scratch)).toBeCloseTo(value, 9));
      residuals.forEach((value, r) => expect(distanceFrom(model, flat(current), r * features, scratch)).toBeCloseTo(value, 9));
    }
  });

  it('need two features that vary, and let no row count without end', () => {
    expect(fitCorrelations(Float64Array.of(1, 5, 2, 5, 3, 5), 2)).toBeNull();
    expect(fitCorrelations(new Float64Array(0), 3)).toBeNull();
    expect(fitCorrelations(Float64Array.of(NaN, NaN, NaN, NaN), 2)).toBeNull();
    const model = fitCorrelations(Float64Array.from({ length: 90 }, (_, i) => (i % 3 === 2 ? 7 : Math.sin(i * (i % 3 === 0 ? 1 : 2.3)))), 3);
    if (model === null) throw new Error('no model');
    expect(model.sd[2]).toBe(0);
    const far = distanceFrom(model, Float64Array.of(1e300, -1e300, 1e300), 0, new Float64Array(3));
    expect(far).toBeLessThanOrEqual(20 * Math.SQRT2);
    expect(distanceFrom(model, Float64Array.of(NaN, NaN, NaN), 0, new Float64Array(3))).toBe(0);
  });
});
