import type { MetricColumn } from '../../core/metrics/metricColumn';
import type { MetricSourceState } from '../../core/metrics/metricSourceState';
import type { MetricsSpec } from '../../core/metrics/metricsSpec';
import type { Axis } from '../../core/domain/window';
import type { Told } from '../metrics/told';

export type TimeAxis = Extract<Axis, { kind: 'time' }>;

/** One open source of metrics. What goes wrong is its state, never the end of the others. */
export interface MetricReader {
  readonly spec: MetricsSpec;
  readonly state: MetricSourceState;
  /** What it says of the slots of an axis; empty with a reason in `state` where it cannot be asked. Throws only where cancelled. */
  columns(axis: TimeAxis, signal: AbortSignal): Promise<readonly MetricColumn[]>;
  /** What it says of builds and starts within an axis; absent where it tells of none. Throws only where cancelled. */
  told?(axis: TimeAxis, signal: AbortSignal): Promise<Told>;
  /** Looks for news at its own pace, until it is switched off. */
  follow(on: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface ReaderOptions {
  /** Values of the secrets that the spec names; a missing one is a reason in the state. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Whether commands of the configuration may be run for log-ins; not where nothing is said. */
  readonly commands?: boolean;
  /** Folder for own history; null keeps none over an end of the engine. */
  readonly storage: string | null;
  /** Told when there is something new to read or the state has changed. */
  readonly onChange: () => void;
  readonly now: () => number;
}

export type OpenReader = (spec: MetricsSpec, options: ReaderOptions, signal: AbortSignal) => Promise<MetricReader>;
