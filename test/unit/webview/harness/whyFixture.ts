import type { WhyAnswer } from '../../../../src/core/domain/why';

/** An answer with all of its parts, for any metric. */
export function madeWhy(metric: string): WhyAnswer {
  const segment = { text: 'queue_depth above 0', rows: { baseline: 1200, current: 2400 }, share: { baseline: 0.1, current: 0.2 }, rate: { baseline: 0.3, current: 0.6 }, part: 60, mix: 20, ratePart: 40 };
  const pair = (target: string, rho: number) => ({ target, title: target.replace('feature:', ''), rho, lag: 2, lagText: '6 h before', n: 360, p: 0.004 });
  const explanation = { columns: ['queue_depth'], segments: [{ ...segment, z: 8.1, distinctZ: 5 }], rest: { ...segment, text: 'all other rows', part: 40 }, explained: 0.6, expected: 0.15, text: `${metric} goes with queue_depth above 0` };
  return {
    metric, title: metric, unit: metric.startsWith('latency') ? 'ms' : 'share', baseline: 0.8, current: 0.6, change: -0.2, explanations: [explanation], sentence: `${metric} moves together with queue_depth above 0.`, nearest: null, replaced: [],
    searched: { columns: 4, pairs: 6, segments: 80, leftOut: 0, blocks: 20, needed: { single: 4, pair: 5 } }, method: 'split',
    together: { state: 'found', sentence: 'one moves together.', pairs: [pair('feature:distance', 0.41)], nearest: null, windows: 480, windowText: '3 h', series: 14, level: 0.05, leftOut: [{ title: 'ROC AUC', reason: '12 windows with enough rows, needs 240' }], method: 'rank correlation' },
    parts: { state: 'available', reason: '', sentence: 'Of the −20.0 pt, the inputs explain −12.0 pt.', expected: 0.68, scores: { value: -0.12, low: -0.14, high: -0.1, level: 0.95 }, meaning: { value: -0.08, z: -4.2 }, n: 2400 },
  };
}
