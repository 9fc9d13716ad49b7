/*
 * The few platform types that every runtime here has (Node 20, VS Code's host, its webviews). The pure folders compile with
 * no platform library at all, so that `process` or `document` is an error there; these interfaces merge with the real ones.
 */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
  throwIfAborted(): void;
}
