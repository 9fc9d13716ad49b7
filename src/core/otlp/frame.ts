/**
 * What points say of a span of time, by series key: how much counters, buckets and sums rose between `from` and `to`, and where levels stood at `to`. Frames are
 * additive and in no order, so that a column is their sum. Microseconds since 1970 UTC.
 */
export interface Frame {
  readonly from: number;
  readonly to: number;
  readonly each: (use: (key: string, value: number) => void) => void;
}

/** A frame that is being made; `from` and `to` are whole milliseconds, in microseconds. */
export class OpenFrame implements Frame {
  readonly values = new Map<string, number>();

  constructor(
    readonly from: number,
    readonly to: number,
  ) {}

  add(key: string, value: number): void {
    this.values.set(key, (this.values.get(key) ?? 0) + value);
  }

  /** Two at one time are one: the later word counts. */
  level(key: string, value: number): void {
    this.values.set(key, value);
  }

  readonly each = (use: (key: string, value: number) => void): void => this.values.forEach((value, key) => use(key, value));
}
