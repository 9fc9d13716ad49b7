import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  betaCdf,
  betaQuantile,
  betaSf,
  binomialCdf,
  binomialSf,
  chiSquaredCdf,
  chiSquaredQuantile,
  chiSquaredSf,
  chiSquaredUpperQuantile,
  kolmogorovSf,
} from '../../../src/core/stats/distributions';
import { erf, erfc } from '../../../src/core/stats/errorFunction';
import { gammaP, gammaQ } from '../../../src/core/stats/incompleteGamma';
import { gammaln } from '../../../src/core/stats/logGamma';
import { normalCdf, normalQuantile, normalSf } from '../../../src/core/stats/normal';
import { tQuantile, tSf } from '../../../src/core/stats/studentT';

interface KnownAnswers {
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly { readonly f: string; readonly args: readonly number[]; readonly expected: number; readonly source: string }[];
}

const functions: Readonly<Record<string, (...args: number[]) => number>> = {
  betaCdf,
  betaQuantile,
  betaSf,
  binomialCdf,
  binomialSf,
  chiSquaredCdf,
  chiSquaredQuantile,
  chiSquaredSf,
  chiSquaredUpperQuantile,
  erf,
  erfc,
  gammaP,
  gammaQ,
  gammaln,
  kolmogorovSf,
  normalCdf,
  normalQuantile,
  normalSf,
  tQuantile,
  tSf,
};

const known = JSON.parse(readFileSync(new URL('../../fixtures/knownAnswers/statsDistributions.json', import.meta.url), 'utf8')) as KnownAnswers;

/** Below this a 64-bit float itself no longer holds ten digits. */
const SMALLEST_HELD = 1e-305;

describe('distributions against mpmath and scipy', () => {
  it('covers every function, with more than 200 cases', () => {
    expect(known.cases.length).toBeGreaterThan(200);
    expect([...new Set(known.cases.map((c) => c.f))].sort()).toEqual(Object.keys(functions).sort());
    expect(Object.keys(known.versions)).toEqual(['python', 'mpmath', 'scipy']);
  });

  for (const name of Object.keys(functions)) {
    it(`${name} within 1e-10, relative, tails included`, () => {
      const f = functions[name]!;
      for (const { args, expected, source } of known.cases.filter((c) => c.f === name)) {
        const got = f(...args);
        const error = expected === 0 ? Math.abs(got) : Math.abs(got - expected) / Math.max(Math.abs(expected), SMALLEST_HELD);
        expect(error, `${name}(${args.join(', ')}) = ${String(got)}, ${source} ${String(expected)}`).toBeLessThan(1e-10);
      }
    });
  }
});

describe('edges of the domains', () => {
  it('answers the ends of quantile functions and NaN outside them', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalQuantile(Number.NaN)).toBeNaN();
    expect(tQuantile(0, 5)).toBe(-Infinity);
    expect(tQuantile(1, 5)).toBe(Infinity);
    expect(tQuantile(0.3, 0)).toBeNaN();
    expect(tQuantile(0.975, Infinity)).toBe(normalQuantile(0.975));
    expect(betaQuantile(0, 2, 3)).toBe(0);
    expect(betaQuantile(1, 2, 3)).toBe(1);
    expect(betaQuantile(0.5, -1, 3)).toBeNaN();
    expect(chiSquaredQuantile(0, 3)).toBe(0);
    expect(chiSquaredQuantile(1, 3)).toBe(Infinity);
    expect(chiSquaredQuantile(2, 3)).toBeNaN();
  });

  it('answers tails beyond the data', () => {
    expect(chiSquaredSf(-1, 3)).toBe(1);
    expect(chiSquaredSf(Infinity, 3)).toBe(0);
    expect(chiSquaredSf(1, 0)).toBeNaN();
    expect(kolmogorovSf(0)).toBe(1);
    expect(kolmogorovSf(Infinity)).toBe(0);
    expect(tSf(Infinity, 3)).toBe(0);
    expect(tSf(-Infinity, 3)).toBe(1);
    expect(tSf(1, Number.NaN)).toBeNaN();
    expect(binomialCdf(Number.NaN, 3, 0.5)).toBeNaN();
    expect(betaCdf(-3, 2, 2)).toBe(0);
    expect(betaCdf(3, 2, 2)).toBe(1);
    expect(gammaln(-1)).toBeNaN();
    expect(gammaln(0)).toBe(Infinity);
  });
});
