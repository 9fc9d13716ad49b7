import { FaultError } from '../../core/domain/fault';
import type { SourceState, TrainingSpec } from '../../core/domain/source';
import { besideProduction } from '../../core/training/besideProduction';
import { deployedRun } from '../../core/training/deployedRun';
import type { HandlerContext, Handlers } from '../../protocol/endpoint';
import type { ComparisonQuery, EngineCalls, ReportPage } from '../../protocol/engineCalls';
import type { Access } from '../metrics/readCredentials';
import { OpenTraining } from './openTraining';

type TrainingCalls = Pick<EngineCalls, 'training.read' | 'training.compare' | 'training.production'>;

/** Open sources of training runs and what may be asked of them. */
export class TrainingHandlers {
  readonly #open = new Map<string, OpenTraining>();

  /** @param report of an open log: its production is put beside a run */
  constructor(private readonly report: (query: ComparisonQuery, context: HandlerContext) => Promise<ReportPage>) {}

  handlers(): Handlers<TrainingCalls> {
    return {
      'training.read': ({ id }) => this.#training(id).page(),
      'training.compare': ({ id, a, b }, { signal }) => this.#training(id).compare(a, b, signal),
      'training.production': async ({ id, run, log }, context) => {
        const training = this.#training(id);
        const { report } = await this.report(log, context);
        const versions = report.current.versions.length > 0 ? report.current.versions : report.source.versions;
        return besideProduction(deployedRun(training.runs, versions, run), report);
      },
    };
  }

  async open(id: string, spec: TrainingSpec, access: Access, onChange: (state: SourceState) => void, signal: AbortSignal): Promise<SourceState> {
    const training = await OpenTraining.open({ id, spec, ...access, onChange }, signal);
    this.#open.set(id, training);
    return training.state;
  }

  get(id: string): OpenTraining | undefined {
    return this.#open.get(id);
  }

  async close(id: string): Promise<void> {
    await this.#open.get(id)?.close();
    this.#open.delete(id);
  }

  async dispose(): Promise<void> {
    await Promise.allSettled([...this.#open.keys()].map((id) => this.close(id)));
  }

  #training(id: string): OpenTraining {
    const training = this.#open.get(id);
    if (training === undefined) throw FaultError.of('not-found', 'this source of training runs is not open in the engine (it may have been restarted)', true);
    return training;
  }
}
