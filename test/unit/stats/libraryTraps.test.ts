import {
  chiSquaredDistributionTable,
  cumulativeStdNormalProbability,
  errorFunction,
  mean,
  medianAbsoluteDeviation,
  probit,
  quantile,
  quantileSorted as librarySorted,
  sampleRankCorrelation,
  variance,
} from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { erfc } from '../../../src/core/stats/errorFunction';
import { normalQuantile, normalSf } from '../../../src/core/stats/normal';
import { quantileSorted } from '../../../src/core/stats/quantiles';

/* Why the distributions are the project's own: what simple-statistics answers where a monitor needs an answer. */
describe('what simple-statistics is not used for', () => {
  it('its normal distribution is a table that stops near 0.999: no p-value below about 0.001', () => {
    const librarySf = 1 - cumulativeStdNormalProbability(5);
    expect(librarySf).toBeGreaterThan(1e-4);
    expect(normalSf(5)).toBeCloseTo(2.866515718791939e-7, 20);
    expect(librarySf / normalSf(5)).toBeGreaterThan(100);
  });

  it('its error function loses the tail: digits at 5, everything at 6', () => {
    expect(Math.abs((1 - errorFunction(5)) / erfc(5) - 1)).toBeGreaterThan(1e-6);
    expect(1 - errorFunction(6)).toBe(0);
    // mpmath: erfc(5) and erfc(6)
    expect(erfc(5) / 1.5374597944280349e-12).toBeCloseTo(1, 10);
    expect(erfc(6) / 2.1519736712498913e-17).toBeCloseTo(1, 10);
  });

  it('its probit is off in the second digit after the point', () => {
    expect(Math.abs(probit(0.999) - 3.090232306167813)).toBeGreaterThan(0.005);
    expect(normalQuantile(0.999)).toBeCloseTo(3.090232306167813, 12);
  });

  it('its chi-squared is a table of levels, not a distribution', () => {
    expect(Object.keys(chiSquaredDistributionTable['1'] ?? {}).length).toBeLessThan(15);
  });

  it('its quantile answers a sample with NaN by a number, ours by null', () => {
    expect(typeof quantile([3, Number.NaN, 1, 2], 0.5)).toBe('number');
    expect(quantileSorted([1, 2, 3, Number.NaN], 0.5)).toBeNull();
    expect(() => librarySorted([], 0.5)).toThrow();
    expect(quantileSorted([], 0.5)).toBeNull();
  });
});

describe('what simple-statistics is used for', () => {
  it('moments, type 7 quantiles, MAD and midranks are right', () => {
    const sample = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(sample)).toBe(5);
    expect(variance(sample)).toBe(4);
    // numpy.quantile(…, 0.3) = 4.0 + 0.1 (4 - 4), 0.9 -> 7 + 0.3 * 2
    expect(librarySorted(sample, 0.9)).toBeCloseTo(7.6, 12);
    expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1);
    // scipy.stats.spearmanr([1, 2, 2, 3], [1, 3, 2, 4]) = 0.9486832980505138
    expect(sampleRankCorrelation([1, 2, 2, 3], [1, 3, 2, 4])).toBeCloseTo(0.9486832980505138, 12);
  });
});
