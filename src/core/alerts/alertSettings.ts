import type { AlertFamily } from '../domain/alert';

export interface AlertSettings {
  /** Share of windows with a false alert, by family. */
  readonly levels: Readonly<Record<AlertFamily, number>>;
  /** Changes below these raise no alert, however sure. Units as in `AnalysisSettings.floors`. */
  readonly floors: {
    readonly numeric: number;
    readonly category: number;
    readonly missing: number;
    readonly latency: number;
    readonly rate: number;
    readonly throughput: number;
    /** Means and losses, relative to what was expected. */
    readonly relative: number;
  };
  readonly featureFloors: Readonly<Record<string, number>>;
  /** Microseconds from UTC to the clock that the day and the weekend follow. */
  readonly offset: number;
}

/** One window in a hundred, and floors of half the size that a comparison asks for: the charts know how much windows wander by themselves. */
export const defaultAlertSettings: AlertSettings = {
  levels: { drift: 0.01, service: 0.01, quality: 0.01, business: 0.01 },
  floors: { numeric: 0.05, category: 0.02, missing: 0.01, latency: 0.05, rate: 0.01, throughput: 0.1, relative: 0.02 },
  featureFloors: {},
  offset: 0,
};
