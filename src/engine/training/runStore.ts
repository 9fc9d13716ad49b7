import type { HistogramAt, MetricHistory, TrainingRun } from '../../core/training/trainingRun';

/** What a store holds now. */
export interface RunList {
  /** Newest first, at most `mostRuns`. */
  readonly runs: readonly TrainingRun[];
  /** Runs that are there, however many are listed. */
  readonly total: number;
  /** What a person should know, whole sentences: files that cannot be read, runs beyond the bound, experiments that are not there. */
  readonly notes: readonly string[];
}

/** Runs that are read of one store; more is nothing that a table could show. */
export const mostRuns = 5_000;

/** One store of training runs, whatever its kind. Methods throw `FaultError` (and `HttpFault`) with words that say what to do. */
export interface RunStore {
  /** For people, without anything secret. */
  readonly address: string;
  /** Milliseconds between two looks for news. */
  readonly pollMs: number;
  list(signal: AbortSignal): Promise<RunList>;
  /** All that a run logged over its steps. */
  histories(run: string, signal: AbortSignal): Promise<ReadonlyMap<string, MetricHistory>>;
  /** The last histogram of each tag. */
  histograms(run: string, signal: AbortSignal): Promise<ReadonlyMap<string, HistogramAt>>;
  close(): void;
}

export const noHistograms: ReadonlyMap<string, HistogramAt> = new Map();
