/** One look at a target: its values by series key, or why there are none. */
export interface ScrapeValues {
  /** Microseconds since 1970 UTC. */
  readonly time: number;
  /** Null where the target answered. */
  readonly down: string | null;
  readonly each: (use: (key: string, value: number) => void) => void;
}
