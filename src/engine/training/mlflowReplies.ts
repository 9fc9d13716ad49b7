import * as v from 'valibot';
import { loggedOf, type LatestMetric, type TrainingRun } from '../../core/training/trainingRun';
import { looseNumber, nameOf, statusOf, type Experiment } from './mlflowShapes';

/* Answers of a tracking server's REST API 2.0 (mlflow/mlflow, `service.proto`). Fields that are empty are left out by some versions. */

const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String));
const pair = v.object({ key: v.string(), value: v.optional(v.string(), '') });
const metric = v.object({ key: v.string(), value: v.unknown(), timestamp: v.optional(v.unknown()), step: v.optional(v.unknown()) });
const token = v.nullish(v.string());

export const experimentsReply = v.object({ experiments: v.optional(v.array(v.object({ experiment_id: id, name: v.optional(v.string(), '') })), []), next_page_token: token });

const run = v.object({
  info: v.object({ run_id: v.optional(id), run_uuid: v.optional(id), run_name: v.nullish(v.string()), experiment_id: v.optional(id, ''), status: v.optional(v.unknown()), start_time: v.optional(v.unknown()), end_time: v.optional(v.unknown()) }),
  data: v.optional(v.object({ metrics: v.optional(v.array(metric), []), params: v.optional(v.array(pair), []), tags: v.optional(v.array(pair), []) }), { metrics: [], params: [], tags: [] }),
});
export const runsReply = v.object({ runs: v.optional(v.array(run), []), next_page_token: token });
export const historyReply = v.object({ metrics: v.optional(v.array(metric), []), next_page_token: token });
export const versionsReply = v.object({ model_versions: v.optional(v.array(v.object({ name: v.string(), version: id, run_id: v.nullish(v.string()) })), []), next_page_token: token });

type Run = v.InferOutput<typeof run>;

export function runOf({ info, data }: Run, experiments: readonly Experiment[]): TrainingRun | null {
  const runId = info.run_id ?? info.run_uuid;
  if (runId === undefined) return null;
  const tags = Object.fromEntries(data.tags.map(({ key, value }) => [key, value]));
  return {
    id: runId,
    name: nameOf(runId, info.run_name, tags),
    experiment: experiments.find((one) => one.id === info.experiment_id)?.name ?? info.experiment_id,
    status: statusOf(info.status),
    startMs: timeOf(info.start_time),
    endMs: timeOf(info.end_time),
    params: Object.fromEntries(data.params.map(({ key, value }) => [key, value])),
    tags,
    metrics: data.metrics.flatMap((one) => latest(one) ?? []).sort((a, b) => (a.key < b.key ? -1 : 1)),
    registered: [],
    histograms: [],
  };
}

function latest({ key, value, step, timestamp }: v.InferOutput<typeof metric>): LatestMetric | null {
  const number = looseNumber(value);
  return number === null ? null : { key, value: loggedOf(number), step: looseNumber(step) ?? 0, timeMs: timeOf(timestamp) };
}

/** Times of 0 and below stand for none. */
function timeOf(value: unknown): number | null {
  const time = looseNumber(value);
  return time === null || !(time > 0) || !Number.isFinite(time) ? null : time;
}

export function pointOf({ value, step, timestamp }: v.InferOutput<typeof metric>): { readonly step: number; readonly timeMs: number; readonly value: number } | null {
  const number = looseNumber(value);
  return number === null ? null : { step: looseNumber(step) ?? 0, timeMs: timeOf(timestamp) ?? Number.NaN, value: number };
}
