import type { ServedMetrics } from '../metrics/metricsSpec';

interface TrainingStore {
  /** Unique among the sources of a configuration. */
  readonly name: string;
  /** Name of the log whose model was trained there: its production is put beside the runs. */
  readonly of?: string;
  /** Absolute folder of the configuration; relative paths start there. */
  readonly folder: string;
}

/** An MLflow tracking server. */
export interface MlflowServerSpec extends TrainingStore, Omit<ServedMetrics, 'plans' | 'labels' | 'name'> {
  readonly kind: 'mlflow';
  /** Names or ids of experiments; all where absent. */
  readonly experiments?: readonly string[];
  /** Seconds between two looks for news; default 15. */
  readonly pollSeconds?: number;
}

/** MLflow's local stores: `mlflow.db` (SQLite) or the folder `mlruns`. */
export interface MlflowFilesSpec extends TrainingStore {
  readonly kind: 'mlflow';
  readonly path: string;
  readonly experiments?: readonly string[];
  readonly pollSeconds?: number;
}

/** A folder with event files anywhere below it; each folder that holds some is a run. */
export interface TensorboardSpec extends TrainingStore {
  readonly kind: 'tensorboard';
  readonly path: string;
  readonly pollSeconds?: number;
}

export type TrainingStoreSpec = MlflowServerSpec | MlflowFilesSpec | TensorboardSpec;

export function isServed(spec: TrainingStoreSpec): spec is MlflowServerSpec {
  return 'url' in spec;
}
