/**
 * The place on the log that all families' charts point at, the start of a window: microseconds since 1970 UTC, or rows; null, none. Shared, so that one
 * cross-hair stands in all of them, each at its own window.
 */
export class AlertCursor {
  #at: number | null = null;
  readonly #listeners = new Set<() => void>();

  get at(): number | null {
    return this.#at;
  }

  move(at: number | null): void {
    if (at === this.#at) return;
    this.#at = at;
    for (const listener of this.#listeners) listener();
  }

  /** Returns the unsubscriber. */
  onMove(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

export const alertCursor = new AlertCursor();
