import { CancellationTokenSource, NotificationType, ProgressType, RequestType, ResponseError } from 'vscode-jsonrpc';
import type { CancellationToken, Disposable, MessageConnection } from 'vscode-jsonrpc';
import { type Fault, FaultError, faultOf } from '../core/domain/fault';
import type { Progress } from '../core/domain/progress';

/** A map from method name to what goes in and what comes out. */
export type CallMap<M> = { readonly [K in keyof M]: { readonly in: unknown; readonly out: unknown } };

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds until the call is cancelled and fails with `timeout`; none when left out. */
  readonly timeoutMs?: number;
  readonly onProgress?: (progress: Progress) => void;
}

export interface HandlerContext {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export type Handlers<M extends CallMap<M>> = {
  readonly [K in keyof M]: (input: M[K]['in'], context: HandlerContext) => Promise<M[K]['out']> | M[K]['out'];
};

/** Narrows what came over the wire to the call's input; throws a `bad-arguments` fault where it does not fit. */
export type Validators<M extends CallMap<M>> = { readonly [K in keyof M]: (input: unknown) => M[K]['in'] };

interface Envelope {
  readonly input: unknown;
  readonly progress: number | null;
}

const progressType = new ProgressType<Progress>();
const faultErrorCode = -32_000;
let progressTokens = 0;

/**
 * One side of a boundary on top of a JSON-RPC connection: typed calls both ways, cancellation by `AbortSignal`, progress,
 * timeouts, and faults that travel as values. The same class serves host and engine, host and webview.
 */
export class Endpoint<Remote extends CallMap<Remote>, News extends object> {
  readonly #connection: MessageConnection;
  readonly #pending = new Set<(fault: Fault) => void>();
  #closed: Fault | null = null;

  constructor(connection: MessageConnection) {
    this.#connection = connection;
    connection.onClose(() => this.close({ code: 'engine-stopped', detail: 'the connection was closed', retry: true }));
    // Errors of the transport show up as failed calls; without a listener they would be thrown into the void.
    connection.onError(() => undefined);
  }

  /** Answers the other side's calls. Unknown methods and inputs that do not fit are refused with a fault. */
  answer<Local extends CallMap<Local>>(handlers: Handlers<Local>, validators: Validators<Local>): Disposable {
    const disposables = (Object.keys(handlers) as (keyof Local & string)[]).map((method) =>
      this.#connection.onRequest(new RequestType<Envelope, unknown, Fault>(method), async (envelope, token) => {
        const progress = envelope.progress;
        const context: HandlerContext = {
          signal: signalOf(token),
          onProgress: (value) => {
            if (progress !== null) void this.#connection.sendProgress(progressType, progress, value).catch(() => undefined);
          },
        };
        try {
          return await handlers[method](validators[method](envelope.input), context);
        } catch (error) {
          const fault = faultOf(error);
          throw new ResponseError<Fault>(faultErrorCode, fault.detail, fault);
        }
      }),
    );
    return { dispose: () => disposables.forEach((each) => each.dispose()) };
  }

  /** Listens to the other side's news. */
  on<K extends keyof News & string>(name: K, listener: (news: News[K]) => void): Disposable {
    return this.#connection.onNotification(new NotificationType<News[K]>(name), listener);
  }

  /** Tells the other side something, once, without an answer. */
  tell<Out extends object, K extends keyof Out & string>(name: K, news: Out[K]): void {
    if (this.#closed === null) void this.#connection.sendNotification(name, news).catch(() => undefined);
  }

  /** Calls the other side. Rejects with a `FaultError` only. */
  async call<K extends keyof Remote & string>(method: K, input: Remote[K]['in'], options: CallOptions = {}): Promise<Remote[K]['out']> {
    if (this.#closed !== null) throw new FaultError(this.#closed);
    if (options.signal?.aborted === true) throw FaultError.of('cancelled', 'cancelled', true);
    const source = new CancellationTokenSource();
    const token = options.onProgress === undefined ? null : ++progressTokens;
    const progress = token === null || options.onProgress === undefined ? null : this.#connection.onProgress(progressType, token, options.onProgress);
    let timer: unknown;
    let onAbort: (() => void) | null = null;
    let onClosed: ((fault: Fault) => void) | null = null;
    const stopped = new Promise<never>((_, reject) => {
      const stop = (fault: Fault) => {
        source.cancel();
        reject(new FaultError(fault));
      };
      onClosed = stop;
      this.#pending.add(stop);
      onAbort = () => stop({ code: 'cancelled', detail: 'cancelled', retry: true });
      options.signal?.addEventListener('abort', onAbort);
      const { timeoutMs } = options;
      if (timeoutMs !== undefined) {
        timer = platform.setTimeout(() => stop({ code: 'timeout', detail: `${method} took longer than ${timeoutMs} ms`, retry: true }), timeoutMs);
      }
    });
    try {
      const request = this.#connection.sendRequest(new RequestType<Envelope, unknown, Fault>(method), { input, progress: token }, source.token);
      return await Promise.race([request, stopped]);
    } catch (error) {
      throw new FaultError(faultOfReply(error, method), { cause: error });
    } finally {
      stopped.catch(() => undefined);
      if (onClosed !== null) this.#pending.delete(onClosed);
      if (onAbort !== null) options.signal?.removeEventListener('abort', onAbort);
      if (timer !== undefined) platform.clearTimeout(timer);
      progress?.dispose();
      source.dispose();
    }
  }

  /** Fails every pending call with `fault` and refuses later ones. */
  close(fault: Fault): void {
    if (this.#closed !== null) return;
    this.#closed = fault;
    for (const stop of [...this.#pending]) stop(fault);
    this.#connection.dispose();
  }
}

// These exist in every runtime that this file runs in, but in no type library that all three compile with.
const platform = globalThis as unknown as {
  readonly setTimeout: (run: () => void, ms: number) => unknown;
  readonly clearTimeout: (timer: unknown) => void;
  readonly AbortController: new () => { readonly signal: AbortSignal; abort(): void };
};

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new platform.AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

function faultOfReply(error: unknown, method: string): Fault {
  if (error instanceof FaultError) return error.fault;
  if (error instanceof ResponseError) {
    const data = error.data as Fault | undefined;
    if (error.code === faultErrorCode && data !== undefined) return data;
    if (error.code === -32_601) return { code: 'unknown-method', detail: `the other side does not know ${method}`, retry: false };
    if (error.code === -32_800) return { code: 'cancelled', detail: 'cancelled', retry: true };
    return { code: 'internal', detail: error.message, retry: false };
  }
  return { code: 'engine-stopped', detail: error instanceof Error ? error.message : String(error), retry: true };
}
