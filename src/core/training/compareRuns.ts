import { alignSteps } from './alignSteps';
import { betterOf } from './metricName';
import { thinCurve, type Curve } from './thinCurve';
import { isSystemMetric, lastIndex, loggedOf, numberOf, type HistogramAt, type Logged, type MetricHistory, type RunStatus, type TrainingRun } from './trainingRun';

export interface RunBrief {
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  readonly status: RunStatus;
  readonly startMs: number | null;
  readonly endMs: number | null;
}

export interface ValueAt {
  readonly value: Logged;
  readonly step: number;
}

/** Values of both runs and their difference B - A; null where a run has none or it is no number. */
export interface ValuePair {
  readonly a: ValueAt | null;
  readonly b: ValueAt | null;
  readonly difference: number | null;
}

export interface MetricDifference {
  readonly key: string;
  /** By its name; `neither` where that does not tell, and then there is no best. */
  readonly better: 'higher' | 'lower' | 'neither';
  readonly last: ValuePair;
  readonly best: ValuePair | null;
  /** At the last step that both logged: fair where one run went on longer. Null without such a step. */
  readonly atSharedStep: ValuePair | null;
  readonly sharedSteps: number;
  readonly points: { readonly a: number; readonly b: number };
  /** Points that are NaN or infinite. */
  readonly odd: { readonly a: number; readonly b: number };
  readonly curves: { readonly a: Curve | null; readonly b: Curve | null };
}

export interface ParamDifference {
  readonly key: string;
  /** Null where the run does not have it. */
  readonly a: string | null;
  readonly b: string | null;
}

export interface HistogramPair {
  readonly tag: string;
  /** Of the last step. */
  readonly a: HistogramAt | null;
  readonly b: HistogramAt | null;
}

/** Training run against training run. One run gives one value per metric: there is no interval, and nothing is called a movement. */
export interface RunComparison {
  readonly a: RunBrief;
  readonly b: RunBrief;
  readonly params: { readonly differ: readonly ParamDifference[]; readonly same: number };
  readonly metrics: readonly MetricDifference[];
  /** Of the machine. */
  readonly system: readonly MetricDifference[];
  readonly histograms: readonly HistogramPair[];
}

export interface ComparedRun {
  readonly run: TrainingRun;
  readonly histories: ReadonlyMap<string, MetricHistory>;
  /** The last of each tag. */
  readonly histograms: ReadonlyMap<string, HistogramAt>;
}

/** Why no interval stands beside a difference of two runs. */
export const noInterval = 'One run gives one value: no interval, so a difference may be chance (seed, order of the data).';

export function compareRuns(a: ComparedRun, b: ComparedRun): RunComparison {
  const keys = sortedUnion(a.histories.keys(), b.histories.keys());
  const compared = keys.map((key) => metricDifference(key, a.histories.get(key), b.histories.get(key)));
  return {
    a: briefOf(a.run),
    b: briefOf(b.run),
    params: paramDifferences(a.run.params, b.run.params),
    metrics: compared.filter(({ key }) => !isSystemMetric(key)),
    system: compared.filter(({ key }) => isSystemMetric(key)),
    histograms: sortedUnion(a.histograms.keys(), b.histograms.keys()).map((tag) => ({ tag, a: a.histograms.get(tag) ?? null, b: b.histograms.get(tag) ?? null })),
  };
}

export function briefOf({ id, name, experiment, status, startMs, endMs }: TrainingRun): RunBrief {
  return { id, name, experiment, status, startMs, endMs };
}

export function paramDifferences(a: TrainingRun['params'], b: TrainingRun['params']): RunComparison['params'] {
  const all = sortedUnion(Object.keys(a), Object.keys(b)).map((key): ParamDifference => ({ key, a: valueOf(a, key), b: valueOf(b, key) }));
  const differ = all.filter((param) => param.a !== param.b);
  return { differ, same: all.length - differ.length };
}

function valueOf(params: TrainingRun['params'], key: string): string | null {
  return Object.hasOwn(params, key) ? (params[key] ?? null) : null;
}

function metricDifference(key: string, a: MetricHistory | undefined, b: MetricHistory | undefined): MetricDifference {
  const better = betterOf(key);
  const aligned = a === undefined || b === undefined ? null : alignSteps(a, b);
  const at = (aligned?.step.length ?? 0) - 1;
  const step = aligned?.step[at] ?? 0;
  const side = (values: readonly number[] | undefined): ValueAt => ({ value: loggedOf(values?.[at] ?? Number.NaN), step });
  return {
    key,
    better,
    last: pair(lastOf(a), lastOf(b)),
    best: better === 'neither' ? null : pair(bestOf(a, better), bestOf(b, better)),
    atSharedStep: at < 0 ? null : pair(side(aligned?.a), side(aligned?.b)),
    sharedSteps: at + 1,
    points: { a: a?.step.length ?? 0, b: b?.step.length ?? 0 },
    odd: { a: oddOf(a), b: oddOf(b) },
    curves: { a: a === undefined ? null : thinCurve(a), b: b === undefined ? null : thinCurve(b) },
  };
}

function pair(a: ValueAt | null, b: ValueAt | null): ValuePair {
  const [from, to] = [numberOf(a?.value), numberOf(b?.value)];
  return { a, b, difference: from === null || to === null ? null : to - from };
}

function lastOf(history: MetricHistory | undefined): ValueAt | null {
  const at = history === undefined ? -1 : lastIndex(history);
  return history === undefined || at < 0 ? null : { value: loggedOf(history.value[at] ?? Number.NaN), step: history.step[at] ?? 0 };
}

/** The best finite value and the first step that reached it; null where no value is finite. */
function bestOf(history: MetricHistory | undefined, better: 'higher' | 'lower'): ValueAt | null {
  if (history === undefined) return null;
  let best: { value: number; step: number } | null = null;
  for (const [i, value] of history.value.entries()) {
    if (!Number.isFinite(value)) continue;
    if (best === null || (better === 'higher' ? value > best.value : value < best.value)) best = { value, step: history.step[i] ?? 0 };
  }
  return best;
}

function oddOf(history: MetricHistory | undefined): number {
  let odd = 0;
  for (const value of history?.value ?? []) if (!Number.isFinite(value)) odd += 1;
  return odd;
}

function sortedUnion(a: Iterable<string>, b: Iterable<string>): readonly string[] {
  return [...new Set([...a, ...b])].sort();
}
