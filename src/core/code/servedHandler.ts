/** A function that answers requests to a model. */
export interface ServedHandler {
  /** Path as the file itself tells it; null where the framework takes it from elsewhere. */
  readonly route: string | null;
  /** Methods as `Class.method`. */
  readonly symbol: string;
  /** Of the function's name, counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}
