import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coarsenBins, foldCounts, groupEdges } from '../../../src/core/cube/coarsenBins';

const counts = fc.array(fc.oneof(fc.nat(5), fc.nat(200), fc.constant(0), fc.nat(5000)), { minLength: 1, maxLength: 150 }).map((list) => Float64Array.from(list));

describe('coarsenBins', () => {
  it('gives neighbouring groups from 0 without a gap, and folding keeps the total', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 40 }), (baseline, target) => {
        const groups = coarsenBins(baseline, target);
        expect(groups[0]).toBe(0);
        for (let i = 1; i < groups.length; i += 1) expect([0, 1]).toContain(groups[i]! - groups[i - 1]!);
        expect(foldCounts(baseline, groups).reduce((x, y) => x + y, 0)).toBe(baseline.reduce((x, y) => x + y, 0));
      }),
    );
  });

  it('leaves a bin with 5 % of the baseline alone and makes about 20 groups', () => {
    fc.assert(
      fc.property(counts, (baseline) => {
        const n = baseline.reduce((x, y) => x + y, 0);
        fc.pre(n > 0);
        const groups = coarsenBins(baseline, 20);
        const members = new Map<number, number>();
        for (const group of groups) members.set(group, (members.get(group) ?? 0) + 1);
        baseline.forEach((count, i) => {
          if (count >= n / 20) expect(members.get(groups[i]!)).toBe(1);
        });
        const folded = foldCounts(baseline, groups);
        folded.forEach((count, g) => {
          if ((members.get(g) ?? 0) > 1) expect(count).toBeLessThan(n / 20 * 2.5);
        });
        expect(folded.length).toBeLessThanOrEqual(61);
      }),
    );
  });

  it('has edges that put each value where its fine bin was folded to', () => {
    fc.assert(
      fc.property(counts, (baseline) => {
        // Fine bins (0, 1], (1, 2], …; a row of bin i lies at i + 0.5.
        const groups = coarsenBins(baseline, 20);
        const edges = groupEdges(Float64Array.from(baseline.subarray(1), (_, i) => i + 1), groups);
        const folded = new Float64Array(edges.length + 1);
        baseline.forEach((count, i) => {
          const at = edges.findIndex((edge) => i + 0.5 <= edge);
          folded[at < 0 ? edges.length : at]! += count;
        });
        expect(folded).toEqual(foldCounts(baseline, groups));
      }),
    );
  });

  it('cuts 100 equal bins into 20 equal groups', () => {
    const groups = coarsenBins(new Float64Array(100).fill(7), 20);
    expect(Array.from(foldCounts(new Float64Array(100).fill(7), groups))).toEqual(new Array(20).fill(35));
  });

  it('keeps one group where the baseline is empty', () => {
    expect(Array.from(coarsenBins(new Float64Array(4), 20))).toEqual([0, 0, 0, 0]);
  });
});
