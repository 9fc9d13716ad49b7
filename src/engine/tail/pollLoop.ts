/** Runs a task at a steady pace, never twice at once, until it is stopped; a look that fails does not end the looking. */
export class PollLoop {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #running: Promise<void> | null = null;
  #stopped = false;
  #hurried = false;

  constructor(
    private readonly everyMs: number,
    private readonly task: (signal: AbortSignal) => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  readonly #abort = new AbortController();

  start(): void {
    this.#next(this.everyMs);
  }

  /** Looks now instead of at the next turn. */
  hurry(): void {
    this.#hurried = true;
    if (this.#timer === null || this.#stopped) return;
    clearTimeout(this.#timer);
    this.#next(0);
  }

  /** Ends the loop; resolves once nothing of it runs any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#abort.abort();
    await this.#running;
  }

  #next(ms: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const began = performance.now();
      this.#hurried = false;
      this.#running = this.task(this.#abort.signal)
        .catch((error: unknown) => {
          if (!this.#stopped) this.onError(error);
        })
        .finally(() => {
          this.#running = null;
          this.#next(this.#hurried ? 0 : Math.max(0, this.everyMs - (performance.now() - began)));
        });
    }, ms);
  }
}
