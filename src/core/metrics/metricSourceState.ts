import type { MetricPlan } from './metricPlan';

/** How one source of metrics stands, for trees, pages and the command line. Nothing here is secret. */
export interface MetricSourceState {
  readonly name: string;
  readonly kind: 'prometheus' | 'metrics' | 'machine' | 'otlp';
  /** Address as it may be shown. */
  readonly address: string;
  readonly state: 'connecting' | 'live' | 'paused' | 'failed';
  /** What is wrong and what to do about it, in plain words. */
  readonly reason?: string;
  /** Systems whose metrics were recognised: `vLLM`, `node exporter`. */
  readonly systems: readonly string[];
  /** What is read of it. */
  readonly plans: readonly MetricPlan[];
  /** What is asked for each plan, by its name, as one line of PromQL to read and to edit; empty for sources that answer no queries. */
  readonly queries: Readonly<Record<string, string>>;
  /** Columns that could not be read, and why. */
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
  /** What the source knows, microseconds since 1970 UTC; null where it does not tell. */
  readonly from: number | null;
  readonly to: number | null;
  /** Seconds between two samples, where that is known: a slot of the axis must hold several. */
  readonly sampleSeconds: number | null;
  /** Its times end where its files end, not now. */
  readonly past?: true;
  /** Points that were sent to it since it was opened. */
  readonly points?: number;
  /** Where exporters send to: the value of OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint?: string;
  /** Milliseconds since 1970 of the last answer. */
  readonly updatedMs: number | null;
  /** Milliseconds that the last answer took. */
  readonly tookMs: number | null;
}
