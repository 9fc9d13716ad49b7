import { FaultError } from '../../core/domain/fault';

/**
 * Work that is done once for all who ask for it: whoever stops waiting does not stop it for the others, only the last one does. A
 * result is kept; work that failed or was stopped is begun anew by the next one who asks.
 */
export class SharedWork<T> {
  #promise: Promise<T> | null = null;
  #abort = new AbortController();
  #waiting = 0;
  #done = false;

  /** True from the first asking on, until the work fails or is stopped. */
  get started(): boolean {
    return this.#promise !== null;
  }

  /** The result, or null where nobody asked for it or the work failed. */
  async settled(): Promise<T | null> {
    return (await this.#promise?.catch(() => null)) ?? null;
  }

  constructor(result?: T) {
    if (result !== undefined) this.put(result);
  }

  /** Takes a result that is there already. */
  put(result: T): void {
    this.#promise = Promise.resolve(result);
    this.#done = true;
  }

  /** @throws FaultError `cancelled` when `signal` is aborted, else what the work throws */
  async join(signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const cancelled = (): FaultError => FaultError.of('cancelled', 'cancelled', true);
    if (signal.aborted) throw cancelled();
    if (this.#promise === null) this.#begin(start);
    const { promise, abort } = { promise: this.#promise, abort: this.#abort };
    this.#waiting += 1;
    let leave = (): void => undefined;
    const left = new Promise<never>((_, reject) => (leave = () => reject(cancelled())));
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([promise as Promise<T>, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      if (this.#abort === abort) {
        this.#waiting -= 1;
        if (this.#waiting === 0 && signal.aborted && !this.#done) {
          // Stopped for all: the next one must not join what is being stopped.
          this.#promise = null;
          abort.abort();
        }
      }
    }
  }

  #begin(start: (signal: AbortSignal) => Promise<T>): void {
    const abort = new AbortController();
    const promise = start(abort.signal);
    this.#abort = abort;
    this.#waiting = 0;
    this.#done = false;
    this.#promise = promise;
    promise.then(
      () => {
        if (this.#promise === promise) this.#done = true;
      },
      () => {
        if (this.#promise === promise) this.#promise = null;
      },
    );
  }
}
