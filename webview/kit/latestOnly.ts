/**
 * Runs `work` for the latest input only: one run at a time; inputs that arrive meanwhile replace each other. A drag that
 * moves through fifty slots so costs as many round trips as the other side can answer, and always ends at the last slot.
 */
export class LatestOnly<Input> {
  readonly #work: (input: Input, isLast: () => boolean) => Promise<void>;
  #running = false;
  #next: { readonly input: Input } | null = null;

  constructor(work: (input: Input, isLast: () => boolean) => Promise<void>) {
    this.#work = work;
  }

  /** True while a run or a waiting input exists. */
  get busy(): boolean {
    return this.#running || this.#next !== null;
  }

  push(input: Input): void {
    this.#next = { input };
    if (!this.#running) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#running = true;
    try {
      while (this.#next !== null) {
        const { input } = this.#next;
        this.#next = null;
        await this.#work(input, () => this.#next === null);
      }
    } finally {
      this.#running = false;
    }
  }
}
