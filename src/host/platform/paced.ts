import type { Disposable } from 'vscode';

/**
 * Runs a task again and again as it is asked for: never twice at once, at once after a pause, and under steady asking no sooner than `leastMs`, or
 * twice as long as it last took, after it last began.
 */
export class Paced implements Disposable {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #running = false;
  #wanted = false;
  #notBefore = 0;
  #disposed = false;

  constructor(
    private readonly leastMs: number,
    private readonly task: () => Promise<void>,
  ) {}

  request(): void {
    if (this.#disposed) return;
    this.#wanted = true;
    if (this.#running || this.#timer !== null) return;
    this.#timer = setTimeout(() => void this.#run(), Math.max(0, this.#notBefore - performance.now()));
  }

  async #run(): Promise<void> {
    this.#timer = null;
    this.#wanted = false;
    this.#running = true;
    const began = performance.now();
    try {
      await this.task();
    } finally {
      this.#running = false;
      this.#notBefore = began + Math.max(this.leastMs, 2 * (performance.now() - began));
      if (this.#wanted) this.request();
    }
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
