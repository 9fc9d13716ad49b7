import type { RunStatus, TrainingRun } from '../../core/training/trainingRun';
import { FaultError } from '../../core/domain/fault';

/* What MLflow's stores have in common. */

const greatest = Number.MAX_VALUE;

/** SQL stores cannot keep infinities: MLflow writes the greatest double in their place. */
export function storedNumber(value: number): number {
  return value === greatest ? Infinity : value === -greatest ? -Infinity : value;
}

/** A number of JSON: int64 and what is no number may stand there as text. Null where it is none. */
export function looseNumber(value: unknown): number | null {
  if (typeof value === 'number') return storedNumber(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^nan$/i.test(text)) return Number.NaN;
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return text === '' || !Number.isFinite(Number(text)) ? null : storedNumber(Number(text));
}

/** As the folder store numbers them (mlflow/mlflow, `service.proto`, RunStatus). */
const numbered: readonly RunStatus[] = ['unknown', 'running', 'scheduled', 'finished', 'failed', 'killed'];

export function statusOf(status: unknown): RunStatus {
  if (typeof status === 'number') return numbered[status] ?? 'unknown';
  const word = String(status).toLowerCase();
  return numbered.find((each) => each === word) ?? (/^\d$/.test(word) ? statusOf(Number(word)) : 'unknown');
}

/** Where a run has no name of its own, its tag `mlflow.runName`, else the beginning of its id. */
export function nameOf(id: string, name: unknown, tags: TrainingRun['tags']): string {
  if (typeof name === 'string' && name !== '') return name;
  return tags['mlflow.runName'] ?? id.slice(0, 8);
}

export interface Experiment {
  readonly id: string;
  readonly name: string;
}

/** Those that were asked for by name or id, and a note for each that is not there. @throws FaultError `not-found` where none of them is */
export function chosenExperiments(all: readonly Experiment[], wanted: readonly string[] | undefined): { readonly experiments: readonly Experiment[]; readonly notes: readonly string[] } {
  if (wanted === undefined) return { experiments: all, notes: [] };
  const fits = (one: string) => all.filter(({ id, name }) => name === one || id === one);
  const missing = wanted.filter((one) => fits(one).length === 0);
  const experiments = all.filter((experiment) => wanted.some((one) => fits(one).includes(experiment)));
  const names = all.slice(0, 10).map(({ name }) => `"${name}"`).join(', ');
  if (experiments.length === 0) throw FaultError.of('not-found', `there is no experiment ${missing.map((one) => `"${one}"`).join(', ')}; there ${all.length === 1 ? 'is' : 'are'} ${names}${all.length > 10 ? ` and ${all.length - 10} more` : ''}`);
  return { experiments, notes: missing.map((one) => `There is no experiment "${one}".`) };
}
