import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Paced } from '../../../src/host/platform/paced';

describe('paced work', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('begins at once after a pause, then no sooner than its pace', async () => {
    const began: number[] = [];
    const start = performance.now();
    const paced = new Paced(500, () => Promise.resolve(void began.push(performance.now() - start)));
    for (let ms = 0; ms < 2_000; ms += 50) {
      paced.request();
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(began[0]).toBeLessThanOrEqual(1);
    expect(began).toHaveLength(5);
    for (let i = 1; i < began.length; i += 1) expect(began[i]! - began[i - 1]!).toBeGreaterThanOrEqual(500);
  });

  it('never runs twice at once, slows down with slow work, and does once more what was asked for meanwhile', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const paced = new Paced(100, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((done) => setTimeout(done, 300));
      running -= 1;
      runs += 1;
    });
    paced.request();
    await vi.advanceTimersByTimeAsync(50);
    paced.request();
    paced.request();
    await vi.advanceTimersByTimeAsync(500);
    expect(runs).toBe(1);
    await vi.advanceTimersByTimeAsync(500);
    expect([runs, most]).toEqual([2, 1]);
  });

  it('drops what is waiting when it is disposed', async () => {
    let runs = 0;
    const paced = new Paced(100, () => Promise.resolve(void (runs += 1)));
    paced.request();
    paced.dispose();
    paced.request();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(runs).toBe(0);
  });
});
