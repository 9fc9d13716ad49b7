import { describe, expect, it } from 'vitest';
import { SharedWork } from '../../../src/engine/service/sharedWork';

/** Work that is answered by hand and ends with `cancelled` when it is stopped. */
function byHand() {
  const starts: { readonly signal: AbortSignal; readonly answer: (value: string) => void; readonly fail: (error: Error) => void }[] = [];
  const start = (signal: AbortSignal): Promise<string> =>
    new Promise((answer, fail) => {
      starts.push({ signal, answer, fail });
      signal.addEventListener('abort', () => fail(new Error('stopped')));
    });
  return { starts, start };
}

const cancelled = { fault: { code: 'cancelled' } };

describe('shared work', () => {
  it('is begun once for all who ask, and kept', async () => {
    const work = new SharedWork<string>();
    const { starts, start } = byHand();
    const both = [work.join(new AbortController().signal, start), work.join(new AbortController().signal, start)];
    expect(work.started).toBe(true);
    starts[0]?.answer('rows');
    expect(await Promise.all(both)).toEqual(['rows', 'rows']);
    expect(await work.join(new AbortController().signal, start)).toBe('rows');
    expect(starts.length).toBe(1);
    expect(await work.settled()).toBe('rows');
  });

  it('goes on for the others when the one who began it leaves', async () => {
    const work = new SharedWork<string>();
    const { starts, start } = byHand();
    const first = new AbortController();
    const leaving = work.join(first.signal, start);
    const staying = work.join(new AbortController().signal, start);
    first.abort();
    await expect(leaving).rejects.toMatchObject(cancelled);
    expect(starts[0]?.signal.aborted).toBe(false);
    starts[0]?.answer('rows');
    expect(await staying).toBe('rows');
  });

  it('is stopped when the last one leaves, and begun anew by the next', async () => {
    const work = new SharedWork<string>();
    const { starts, start } = byHand();
    const leave = [new AbortController(), new AbortController()];
    const all = leave.map(({ signal }) => work.join(signal, start));
    for (const one of leave) one.abort();
    for (const one of all) await expect(one).rejects.toMatchObject(cancelled);
    expect(starts[0]?.signal.aborted).toBe(true);
    expect(work.started).toBe(false);
    const again = work.join(new AbortController().signal, start);
    starts[1]?.answer('again');
    expect(await again).toBe('again');
  });

  it('keeps a result whose askers have gone, and forgets a failure', async () => {
    const work = new SharedWork<string>();
    const { starts, start } = byHand();
    const one = new AbortController();
    const answered = work.join(one.signal, start);
    starts[0]?.answer('rows');
    await answered;
    one.abort();
    expect(await work.settled()).toBe('rows');
    const failing = new SharedWork<string>();
    const asked = failing.join(new AbortController().signal, start);
    starts[1]?.fail(new Error('unreadable'));
    await expect(asked).rejects.toThrow('unreadable');
    expect(await failing.settled()).toBeNull();
    expect(failing.started).toBe(false);
    await expect(failing.join(AbortSignal.abort(), start)).rejects.toMatchObject(cancelled);
  });

  it('can be given its result', async () => {
    const work = new SharedWork('known');
    expect(await work.join(new AbortController().signal, () => Promise.reject(new Error('never')))).toBe('known');
  });
});
