import * as v from 'valibot';
import type { TrainingStoreSpec } from '../training/trainingSpec';
import { text } from './configValues';
import { login, seconds, serverAddress } from './metricsConfig';

/* Sources of training runs in `model-vitals.json`. */

const common = {
  name: text,
  /** Name of the log whose model was trained there. */
  of: v.exactOptional(text),
  pollSeconds: v.exactOptional(seconds),
};
const experiments = v.exactOptional(v.pipe(v.array(text), v.minLength(1)));

export const mlflow = { ...common, ...login, kind: v.literal('mlflow'), url: v.exactOptional(serverAddress), path: v.exactOptional(text), experiments };
export const tensorboard = { ...common, kind: v.literal('tensorboard'), path: text };

export const place = 'write either "url" (a tracking server) or "path" (mlflow.db or the folder mlruns)';

/** One entry of `sources` whose kind is `mlflow` or `tensorboard`. */
export const trainingEntry = v.pipe(
  v.variant('kind', [v.strictObject(mlflow), v.strictObject(tensorboard)]),
  v.check((entry) => entry.kind === 'tensorboard' || (entry.url === undefined) !== (entry.path === undefined), place),
);

export const trainingKinds: readonly string[] = ['mlflow', 'tensorboard'];

/** As it stands in the file; the folder that relative paths start from is added when it is read. */
export type TrainingConfig = v.InferOutput<typeof trainingEntry>;

/** A store out of what stands in the file or came over the wire. */
export function storeOf(config: v.InferOutput<typeof trainingEntry>, folderOf: string): TrainingStoreSpec {
  if (config.kind === 'tensorboard') return { ...config, folder: folderOf };
  const { url, path, ...rest } = config;
  if (url !== undefined) return { ...rest, url, folder: folderOf };
  const { name, kind, of, experiments: chosen, pollSeconds } = rest;
  return { name, kind, path: path ?? '', folder: folderOf, ...(of === undefined ? {} : { of }), ...(chosen === undefined ? {} : { experiments: chosen }), ...(pollSeconds === undefined ? {} : { pollSeconds }) };
}
