import { describe, expect, it } from 'vitest';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import { leastSupported } from '../../../src/core/estimates/featureSupport';
import type { Row } from '../analysis/cubeOf';
import { cubeOf, gaussian, random } from '../analysis/cubeOf';

/* Rows of slot 0 are the reference, those of slot 1 the window. */
function supportOf(rows: readonly Row[], roles: Parameters<typeof cubeOf>[1]['roles'] = {}) {
  const index = indexCube(cubeOf(rows, { slots: 2, roles }));
  return leastSupported(summarise(index, { from: 0, to: 1 }), summarise(index, { from: 1, to: 2 }));
}
const rows = (slot: number, n: number, row: (i: number) => Omit<Row, 'slot'>): readonly Row[] => Array.from({ length: n }, (_, i) => ({ slot, ...row(i) }));

describe('leastSupported', () => {
  it('names numbers beyond the reference, with their share', () => {
    const uniform = random(1);
    const usual = (shift: number) => () => ({ numeric: { age: gaussian(uniform), distance: gaussian(uniform) + shift } });
    const found = supportOf([...rows(0, 4_000, usual(0)), ...rows(1, 1_500, usual(0)), ...rows(1, 500, usual(12))]);
    expect(found?.feature).toBe('distance');
    expect(found?.share).toBeGreaterThan(0.2);
    expect(found?.share).toBeLessThan(0.3);
  });

  it('names levels and missing values that are new, not levels that are rare in a small reference', () => {
    const plan = (i: number) => ({ category: { plan: `p${i % 40}` } });
    expect(supportOf([...rows(0, 80, plan), ...rows(1, 800, plan)])).toEqual({ feature: 'plan', share: 0 });
    const found = supportOf([...rows(0, 800, plan), ...rows(1, 750, plan), ...rows(1, 250, () => ({ category: { plan: 'new' } }))]);
    expect(found).toEqual({ feature: 'plan', share: 0.25 });
    const gone = supportOf([...rows(0, 800, plan), ...rows(1, 700, plan), ...rows(1, 300, () => ({ category: { plan: null } }))]);
    expect(gone).toEqual({ feature: 'plan', share: 0.3 });
  });

  it('says nothing of rows that are like the reference: below 5 % in each of 200 logs with 10 features', () => {
    const uniform = random(2);
    for (let log = 0; log < 200; log += 1) {
      const row = () => ({ numeric: Object.fromEntries(Array.from({ length: 10 }, (_, f) => [`x${f}`, f % 2 === 0 ? gaussian(uniform) : Math.exp(gaussian(uniform))])) });
      expect(supportOf([...rows(0, 400, row), ...rows(1, 200, row)])?.share).toBeLessThan(0.05);
    }
  });

  it('looks at features alone, and is null without one', () => {
    expect(supportOf([...rows(0, 100, () => ({ numeric: { cost: 1 } })), ...rows(1, 100, () => ({ numeric: { cost: 9 } }))], { cost: 'kpi' })).toBeNull();
    expect(supportOf([...rows(0, 100, () => ({ numeric: { x: 1 } }))])).toEqual({ feature: 'x', share: 0 });
  });
});
