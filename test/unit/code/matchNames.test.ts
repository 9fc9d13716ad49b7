import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchNames } from '../../../src/core/code/matchNames';
import { nameKey, templateMatcher } from '../../../src/core/code/nameKey';

const weightOf = (column: string, name: string, map?: Record<string, string>): number =>
  matchNames(column, map === undefined ? {} : { map }).find((candidate) => nameKey(candidate.name) === nameKey(name))?.weight ?? 0;

describe('names of a log column in code', () => {
  test.each([
    ['features.age', 'age'],
    ['inputs/customer/age', 'age'],
    ['num__age', 'age'],
    ['data["age"]', 'age'],
    ['x_age', 'age'],
    ['feat_age', 'age'],
    ['age_in', 'age'],
    ['xAge', 'age'],
    ['customerAge', 'customer_age'],
    ['customer-age', 'customer_age'],
    ['CUSTOMER_AGE', 'customerAge'],
    ['plan_basic', 'plan'],
    ['plan=basic', 'plan'],
    ['cat__plan_very_basic', 'plan'],
    ['log_amount', 'amount'],
    ['amount_scaled', 'amount'],
    ['distance', 'distance_miles'],
    ['distance_km', 'distance'],
    ['distance_km', 'distance_miles'],
    ['features.customer.age', 'customer_age'],
  ])('%s may be %s', (column, name) => {
    expect(weightOf(column, name)).toBeGreaterThan(0.3);
  });

  test.each([
    ['features.age', 'features'],
    ['features.3', '3'],
    ['age', 'wage'],
    ['avg_price', 'avg'],
    ['x', ''],
  ])('%s is not %s', (column, name) => {
    expect(weightOf(column, name)).toBe(0);
  });

  test('the surer guess weighs more', () => {
    expect(weightOf('features.age', 'features.age')).toBeGreaterThan(weightOf('features.age', 'age'));
    expect(weightOf('x_age', 'age')).toBeGreaterThan(weightOf('plan_basic', 'plan'));
    expect(weightOf('plan=basic', 'plan')).toBeGreaterThan(weightOf('plan_basic', 'plan'));
    expect(weightOf('f12', 'customer_age', { f12: 'customer_age' })).toBe(1);
    expect(weightOf('f12', 'f12', { f12: 'customer_age' })).toBe(0.5);
  });

  test('names of object members are no mappings', () => {
    expect(matchNames('constructor', { map: {} })[0]).toMatchObject({ name: 'constructor', match: 'exact' });
    expect(matchNames('__proto__', { map: {} })[0]?.name).toBe('__proto__');
  });

  test('any text: each key once, sorted, weights in (0, 1], the column itself first', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60, unit: 'binary' }), (column) => {
        const candidates = matchNames(column);
        const keys = candidates.map(({ name }) => nameKey(name));
        expect(new Set(keys).size).toBe(keys.length);
        for (const { weight } of candidates) expect(weight > 0 && weight <= 1).toBe(true);
        expect(candidates.map(({ weight }) => weight)).toEqual(candidates.map(({ weight }) => weight).sort((a, b) => b - a));
        expect(nameKey(candidates[0]?.name ?? '')).toBe(nameKey(column));
      }),
    );
  });

  test('spellings of the same words have the same key', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const camel = words.map((each, at) => (at === 0 ? each : each.charAt(0).toUpperCase() + each.slice(1))).join('');
        expect(new Set([words.join('_'), words.join('-'), words.join('.'), camel, words.join('_').toUpperCase()].map(nameKey)).size).toBe(1);
      }),
    );
  });
});

describe('computed names', () => {
  test.each([
    ['rate_{}d', 'rate_28d', true],
    ['rate_{}d', 'rate_d', false],
    ['rate_{}d', 'rate_28h', false],
    ['{}_mean', 'price_mean', true],
    ['{}_mean', '_mean', false],
    ['lag_{}', 'lag_1', true],
    ['a_{}_mid_{}_z', 'a_1_mid_2_z', true],
    ['a_{}_mid_{}_z', 'a_1_z', false],
  ])('%s fits %s: %s', (template, name, fits) => {
    expect(templateMatcher(template)?.(name)).toBe(fits);
  });

  test('a template without three fixed letters tells nothing', () => {
    expect(templateMatcher('{}_{}')).toBeNull();
    expect(templateMatcher('{}_a')).toBeNull();
  });

  test('any filling of a template fits it', () => {
    const fixed = fc.stringMatching(/^[a-z]{3,6}$/);
    fc.assert(
      fc.property(fixed, fixed, fc.stringMatching(/^\d{1,4}$/), (before, after, part) => {
        expect(templateMatcher(`${before}_{}_${after}`)?.(`${before}_${part}_${after}`)).toBe(true);
      }),
    );
  });
});
