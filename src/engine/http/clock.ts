import { FaultError } from '../../core/domain/fault';

/** Time as the network code knows it, so that tests may hold it in their hands. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `then` once after `ms`, unless the returned function is called before. Does not keep the process alive on its own. */
  after(ms: number, then: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** @throws FaultError `cancelled` as soon as the signal is aborted */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = (): void => {
      stop();
      reject(FaultError.of('cancelled', 'cancelled', true));
    };
    if (signal?.aborted === true) return reject(FaultError.of('cancelled', 'cancelled', true));
    const stop = clock.after(ms, () => {
      signal?.removeEventListener('abort', cancelled);
      resolve();
    });
    signal?.addEventListener('abort', cancelled, { once: true });
  });
}
