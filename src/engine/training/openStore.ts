import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FaultError } from '../../core/domain/fault';
import { isServed, type TrainingStoreSpec } from '../../core/training/trainingSpec';
import type { Access } from '../metrics/readCredentials';
import { MlflowDb } from './mlflowDb';
import { Mlruns } from './mlruns';
import { MlflowServer } from './mlflowServer';
import type { RunStore } from './runStore';
import { TensorboardRuns } from './tensorboardRuns';

/** The store that a source of training runs names; told by its kind, and of MLflow's local ones by whether the path is a file. @throws FaultError, HttpFault */
export async function openStore(spec: TrainingStoreSpec, access: Access): Promise<RunStore> {
  if (spec.kind === 'tensorboard') return new TensorboardRuns(spec);
  if (isServed(spec)) return MlflowServer.open(spec, access);
  const file = path.resolve(spec.folder, spec.path);
  const found = await stat(file).catch(() => null);
  if (found === null) throw FaultError.of('not-found', `${file}: there is no such file or folder`, true);
  return found.isDirectory() ? new Mlruns(spec) : new MlflowDb(spec);
}
