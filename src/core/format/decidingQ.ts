import type { FeatureFinding } from '../domain/finding';

/** The q-value that a feature's verdict rests on: `moved` needs the test that allows for dependence too, where it was made. Null without a test. */
export function decidingQ({ test }: Pick<FeatureFinding, 'test'>): number | null {
  const allowing = test.dependence?.q ?? null;
  return test.q === null || allowing === null ? test.q : Math.max(test.q, allowing);
}
