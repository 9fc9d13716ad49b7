/** What reading a payload log gave: events of a serving system that were turned into rows. */
export interface PayloadState {
  /** Names of the formats, the most frequent first. */
  readonly formats: readonly string[];
  /** Lines or records that were read as events. */
  readonly events: number;
  readonly rows: number;
  /** Requests without a response, and responses without a request; their rows have one side alone. */
  readonly requestsAlone: number;
  readonly responsesAlone: number;
  /** Labels that the events carry themselves. */
  readonly truths: number;
  /** What a person should know, whole sentences. */
  readonly notes: readonly string[];
}
