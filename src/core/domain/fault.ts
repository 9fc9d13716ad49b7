/** Everything that can go wrong across a boundary, as a closed list; the host turns a code into words and a next step. */
export type FaultCode =
  | 'cancelled'
  | 'timeout'
  | 'bad-arguments'
  | 'unknown-method'
  | 'not-found'
  | 'no-rows'
  | 'unreadable'
  | 'not-supported'
  | 'out-of-memory'
  | 'engine-stopped'
  | 'internal';

/** A fault as it travels. `detail` is for people and may hold text of the source; `retry` says that the same call may work later. */
export interface Fault {
  readonly code: FaultCode;
  readonly detail: string;
  readonly retry: boolean;
}

/** The thrown form of a `Fault`. */
export class FaultError extends Error {
  constructor(readonly fault: Fault, options?: { cause?: unknown }) {
    super(fault.detail, options);
    this.name = 'FaultError';
  }
  static of(code: FaultCode, detail: string, retry = false): FaultError {
    return new FaultError({ code, detail, retry });
  }
}

/** Any thrown value as a fault; unknown ones become `internal`. */
export function faultOf(error: unknown): Fault {
  if (isFaultError(error)) return error.fault;
  if (error instanceof Error && error.name === 'AbortError') return { code: 'cancelled', detail: 'cancelled', retry: true };
  return { code: 'internal', detail: error instanceof Error ? error.message : String(error), retry: false };
}

/** Also true of one that another bundle of ours threw: its class is another one there. */
export function isFaultError(error: unknown): error is FaultError {
  return error instanceof FaultError || (error instanceof Error && error.name === 'FaultError' && 'fault' in error && typeof error.fault === 'object' && error.fault !== null && 'code' in error.fault);
}
