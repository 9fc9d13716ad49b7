import type { Clock } from '../../http/clock';
import type { Issuer } from '../../http/issuer';
import type { Issued } from './issuedText';

/** Renewed so long before its end, so that no request is under way with one that has ended. */
const marginMs = 60_000;
/** Where nothing says when it ends. */
const unknownMs = 300_000;
/** One that is refused sooner was no good from the start: another would not be either. */
const freshMs = 30_000;

interface Kept<T> {
  readonly value: T;
  readonly issuedMs: number;
  readonly untilMs: number;
}

/** Gives out what a command prints, and runs it again when that ends or was refused; requests at one time share one run. */
export class CommandIssuer<T> implements Issuer<T> {
  #kept: Kept<T> | null = null;
  #running: Promise<T> | null = null;

  constructor(
    private readonly run: () => Promise<string>,
    private readonly read: (printed: string, nowMs: number) => Issued<T>,
    private readonly secretsOf: (value: T) => readonly string[],
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  get secrets(): readonly string[] {
    return this.#kept === null ? [] : this.secretsOf(this.#kept.value);
  }

  get(): Promise<T> {
    const kept = this.#kept;
    if (kept !== null && this.clock.now() < kept.untilMs) return Promise.resolve(kept.value);
    this.#running ??= this.#renew().finally(() => (this.#running = null));
    return this.#running;
  }

  refused(): boolean {
    const kept = this.#kept;
    if (kept === null || this.clock.now() - kept.issuedMs < freshMs) return false;
    this.#kept = { ...kept, untilMs: 0 };
    return true;
  }

  async #renew(): Promise<T> {
    const printed = await this.run();
    const issuedMs = this.clock.now();
    const { value, endsMs } = this.read(printed, issuedMs);
    this.#kept = { value, issuedMs, untilMs: endsMs === null ? issuedMs + unknownMs : endsMs - marginMs };
    return value;
  }
}
