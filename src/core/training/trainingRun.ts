/** A value as it was logged: what is no number keeps its name, since JSON has none for it. */
export type Logged = number | 'NaN' | 'Infinity' | '-Infinity';

/** What one run logged of one metric, oldest step first. Arrays are equally long. */
export interface MetricHistory {
  readonly step: Float64Array;
  /** Milliseconds since 1970; NaN where the store does not tell. */
  readonly time: Float64Array;
  /** NaN and infinities as they were logged. */
  readonly value: Float64Array;
}

/** The last value of a metric: the largest step, of those the latest time (MLflow's own rule). */
export interface LatestMetric {
  readonly key: string;
  readonly value: Logged;
  readonly step: number;
  /** Milliseconds since 1970; null where the store does not tell. */
  readonly timeMs: number | null;
}

export type RunStatus = 'running' | 'scheduled' | 'finished' | 'failed' | 'killed' | 'unknown';

/** One training run of any store. It has one value per metric and step, and no rows behind them: no interval can be had of one run. */
export interface TrainingRun {
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  readonly status: RunStatus;
  /** Milliseconds since 1970; null where the store does not tell. */
  readonly startMs: number | null;
  readonly endMs: number | null;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Sorted by key; those of the machine (`isSystemMetric`) among them. */
  readonly metrics: readonly LatestMetric[];
  /** Versions of registered models that this run made: `churn/3`. */
  readonly registered: readonly string[];
  /** Tags of histograms, sorted; only TensorBoard has them. */
  readonly histograms: readonly string[];
}

/** Counts of one step in bins `[left, right]`, ascending. */
export interface HistogramAt {
  readonly step: number;
  readonly timeMs: number;
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly count: readonly number[];
}

/** Prefix that MLflow gives to what it measures of the machine. */
const systemPrefix = 'system/';

export function isSystemMetric(key: string): boolean {
  return key.startsWith(systemPrefix);
}

export function loggedOf(value: number): Logged {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

/** The number of a logged value; null for what is none, with which nothing can be calculated. */
export function numberOf(value: Logged | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

/** Index of the last value by MLflow's rule: largest step, then latest time, then largest value (a NaN below every number); -1 for an empty history. */
export function lastIndex({ step, time, value }: MetricHistory): number {
  let best = -1;
  for (let i = 0; i < step.length; i += 1) {
    if (best < 0 || (above(step[i], step[best]) || above(time[i], time[best]) || above(value[i], value[best])) > 0) best = i;
  }
  return best;
}

function above(a = Number.NaN, b = Number.NaN): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a === b ? 0 : a > b ? 1 : -1;
}

export function latestOf(key: string, history: MetricHistory): LatestMetric | null {
  const at = lastIndex(history);
  if (at < 0) return null;
  const time = history.time[at] ?? Number.NaN;
  return { key, value: loggedOf(history.value[at] ?? Number.NaN), step: history.step[at] ?? 0, timeMs: Number.isFinite(time) ? time : null };
}

/** Newest first; runs without a start at the end; ties by id, so that the order is the same each time. */
export function newestFirst(runs: readonly TrainingRun[]): TrainingRun[] {
  const start = ({ startMs }: TrainingRun): number => startMs ?? -8.64e15;
  return [...runs].sort((a, b) => start(b) - start(a) || (a.id < b.id ? -1 : 1));
}

/** A history from unordered points, sorted by step, then time; points of one step stay in the order of their time. */
export function historyOf(points: readonly { readonly step: number; readonly timeMs: number; readonly value: number }[]): MetricHistory {
  const sorted = [...points].sort((a, b) => a.step - b.step || a.timeMs - b.timeMs);
  return { step: Float64Array.from(sorted, ({ step }) => step), time: Float64Array.from(sorted, ({ timeMs }) => timeMs), value: Float64Array.from(sorted, ({ value }) => value) };
}
