import { faultOf, FaultError, type Fault } from '../../core/domain/fault';
import type { SourceState, TrainingSpec } from '../../core/domain/source';
import { compareRuns, type ComparedRun } from '../../core/training/compareRuns';
import { findRun } from '../../core/training/deployedRun';
import { compareGroups } from '../../core/training/seedGroups';
import { historyOf, type MetricHistory } from '../../core/training/trainingRun';
import type { TrainingPage, TrainingComparison } from '../../core/training/trainingPage';
import { PollLoop } from '../tail/pollLoop';
import { openStore } from '../training/openStore';
import type { RunList, RunStore } from '../training/runStore';
import { trainingState } from './trainingState';

export interface OpenTrainingOptions {
  readonly id: string;
  readonly spec: TrainingSpec;
  readonly secrets: Readonly<Record<string, string>>;
  /** As `Access`. */
  readonly commands?: boolean;
  readonly now?: () => number;
  readonly onChange?: (state: SourceState) => void;
}

const neverAborted = new AbortController().signal;
const empty: RunList = { runs: [], total: 0, notes: [] };

/** A source of training runs that is open. What goes wrong is its state; a store that fails is asked again with each look. */
export class OpenTraining {
  #store: RunStore | null = null;
  #list: RunList = empty;
  #fault: Fault | null = null;
  #readAtMs = 0;
  #loop: PollLoop | null = null;
  #sinceMs = 0;

  private constructor(
    private readonly options: OpenTrainingOptions,
    private readonly now: () => number,
  ) {}

  /** Throws only where cancelled. */
  static async open(options: OpenTrainingOptions, signal: AbortSignal): Promise<OpenTraining> {
    const training = new OpenTraining(options, options.now ?? Date.now);
    await training.#look(signal);
    return training;
  }

  get state(): SourceState {
    const { id, spec } = this.options;
    const live = this.#loop === null ? undefined : { sinceMs: this.#sinceMs, rowsSince: 0, lastRowMs: null, notes: [] };
    return trainingState({ id, spec, list: this.#list, fault: this.#fault, readAtMs: this.#readAtMs, ...(live === undefined ? {} : { live }) });
  }

  get runs(): RunList['runs'] {
    return this.#list.runs;
  }

  page(): TrainingPage {
    const { store } = this.options.spec;
    return {
      name: store.name, kind: store.kind, address: this.#store?.address ?? '', of: store.of ?? null,
      runs: this.#list.runs, total: this.#list.total, notes: this.#list.notes, readAtMs: this.#readAtMs, live: this.#loop !== null, reason: this.#fault?.detail ?? null,
    };
  }

  /** @throws FaultError `not-found` where a run is not there; whatever its store throws */
  async compare(a: string, b: string, signal: AbortSignal): Promise<TrainingComparison> {
    const [left, right] = await Promise.all([this.#read(a, signal), this.#read(b, signal)]);
    return { ...compareRuns(left, right), groups: compareGroups(left.run, right.run, this.#list.runs) };
  }

  follow(on: boolean): Promise<SourceState> {
    if (on && this.#loop === null) {
      this.#sinceMs = this.now();
      this.#loop = new PollLoop(this.#store?.pollMs ?? 5_000, (signal) => this.#poll(signal), () => undefined);
      this.#loop.start();
    } else if (!on && this.#loop !== null) {
      const loop = this.#loop;
      this.#loop = null;
      return loop.stop().then(() => this.state);
    }
    return Promise.resolve(this.state);
  }

  async close(): Promise<void> {
    await this.#loop?.stop();
    this.#loop = null;
    this.#store?.close();
  }

  async #read(wanted: string, signal: AbortSignal): Promise<ComparedRun> {
    const run = findRun(this.#list.runs, wanted);
    const store = this.#store;
    if (run === null || store === null) throw FaultError.of('not-found', `there is no run "${wanted}" among the ${this.#list.runs.length} that were read (write its id, or its name)`);
    const [histories, histograms] = await Promise.all([store.histories(run.id, signal), store.histograms(run.id, signal)]);
    // A store may know the last value of a metric whose history it no longer has.
    const lost = run.metrics.filter(({ key }) => !histories.has(key)).map(({ key, value, step, timeMs }): [string, MetricHistory] => [key, historyOf([{ step, timeMs: timeMs ?? Number.NaN, value: Number(value) }])]);
    return { run, histories: new Map([...histories, ...lost]), histograms };
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const before = this.#told();
    await this.#look(signal);
    if (this.#told() !== before) this.options.onChange?.(this.state);
  }

  /** What a reader would see change. */
  #told(): string {
    return JSON.stringify([this.#list, this.#fault?.detail]);
  }

  async #look(signal: AbortSignal = neverAborted): Promise<void> {
    const { spec } = this.options;
    try {
      this.#store ??= await openStore(spec.store, this.options);
      this.#list = await this.#store.list(signal);
      this.#fault = null;
    } catch (error) {
      const fault = faultOf(error);
      if (fault.code === 'cancelled') throw error;
      this.#fault = fault;
    }
    this.#readAtMs = this.now();
  }
}
