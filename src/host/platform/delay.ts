import type { Disposable } from 'vscode';

/** Runs a task once, `ms` after the last request; disposing drops what is waiting. */
export class Delay implements Disposable {
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly ms: number,
    private readonly task: () => void,
  ) {}

  request(): void {
    this.dispose();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.task();
    }, this.ms);
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
