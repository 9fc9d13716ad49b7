import * as v from 'valibot';
import { text } from './configValues';
import { machine, otlp, page, prometheus } from './metricsConfig';
import { mlflow, place, tensorboard } from './trainingConfig';

/* Sources as the engine takes them: as they stand in the file, with the folder that relative paths start from. */

const folder = text;

export const metricsSpec = v.variant('kind', [v.object({ ...prometheus.entries, folder }), v.object({ ...page.entries, folder }), v.object({ ...machine.entries }), v.object({ ...otlp.entries, folder })]);

export const trainingStore = v.pipe(
  v.variant('kind', [v.object({ ...mlflow, folder }), v.object({ ...tensorboard, folder })]),
  v.check((store) => store.kind === 'tensorboard' || (store.url === undefined) !== (store.path === undefined), place),
);
