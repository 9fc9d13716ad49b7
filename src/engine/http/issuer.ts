import { FaultError } from '../../core/domain/fault';

/** Something secret that somebody else gives out for a while: a token, keys. */
export interface Issuer<T> {
  /** The one that is good now. @throws FaultError with plain words where none can be had */
  get(): Promise<T>;
  /** It was refused. True where another one may be had at once. */
  refused(): boolean;
  /** Texts that must never be shown. */
  readonly secrets: readonly string[];
}

/** One that never changes. */
export function fixed<T>(value: T, secrets: readonly string[]): Issuer<T> {
  return { get: () => Promise.resolve(value), refused: () => false, secrets };
}

/** Waits no longer than the signal allows; what is waited for goes on, since others may wait for it too. @throws FaultError `cancelled` */
export function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(FaultError.of('cancelled', 'cancelled', true));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
