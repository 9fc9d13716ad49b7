import { type Fault, faultOf } from '../../../../src/core/domain/fault';
import type { BesideProduction } from '../../../../src/core/training/besideProduction';
import type { TrainingComparison, TrainingPage } from '../../../../src/core/training/trainingPage';

export type Asked<T> = { readonly state: 'loading' } | { readonly state: 'ready'; readonly value: T } | { readonly state: 'failed'; readonly fault: Fault };

/** What is asked for a page of training runs. An answer that is there stays on screen while it is asked for anew. */
export class TrainingReader {
  comparison: Asked<TrainingComparison> | null = null;
  production: Asked<BesideProduction> | null = null;
  /** Run that someone put beside production in place of the deployed one; null takes what the log's version tells. */
  beside: string | null = null;
  #source = '';
  #pair = '';
  #asked = '';
  #stopComparison: AbortController | null = null;
  #stopProduction: AbortController | null = null;

  constructor(
    private readonly compare: (a: string, b: string, signal: AbortSignal) => Promise<TrainingComparison>,
    private readonly readProduction: (run: string | null, signal: AbortSignal) => Promise<BesideProduction>,
    private readonly changed: () => void,
  ) {}

  /** Asks for what the page in sight needs and does not have. `source` names what answers belong to. */
  look(source: string, page: TrainingPage, runs: readonly string[]): void {
    if (source !== this.#source) this.#forget(source);
    const [a, b] = runs;
    // A run that goes on has other curves with each look.
    const of = (id: string | undefined) => page.runs.find((run) => run.id === id);
    const pair = a === undefined || b === undefined ? '' : JSON.stringify([a, b, of(a)?.metrics, of(b)?.metrics]);
    if (pair !== this.#pair) {
      this.#pair = pair;
      this.#stopComparison?.abort();
      if (a === undefined || b === undefined) this.comparison = null;
      else void this.#compare(a, b);
    }
    if (page.of !== null && this.#asked !== `asked ${this.beside ?? ''}`) void this.#besideProduction();
  }

  /** Puts another run beside production; null the deployed one. */
  choose(run: string | null): void {
    this.beside = run;
    void this.#besideProduction();
  }

  again(): void {
    void this.#besideProduction();
  }

  #forget(source: string): void {
    this.#source = source;
    this.#stopComparison?.abort();
    this.#stopProduction?.abort();
    this.comparison = null;
    this.production = null;
    this.beside = null;
    this.#pair = '';
    this.#asked = '';
  }

  async #compare(a: string, b: string): Promise<void> {
    const stop = new AbortController();
    this.#stopComparison = stop;
    const shown = this.comparison;
    // Another pair than the one on screen is no news of it.
    if (shown?.state !== 'ready' || shown.value.a.id !== a || shown.value.b.id !== b) this.comparison = { state: 'loading' };
    this.changed();
    const answer = await asked(this.compare(a, b, stop.signal));
    if (this.#stopComparison !== stop || stop.signal.aborted) return;
    this.comparison = answer;
    this.changed();
  }

  async #besideProduction(): Promise<void> {
    this.#stopProduction?.abort();
    const stop = new AbortController();
    this.#stopProduction = stop;
    this.#asked = `asked ${this.beside ?? ''}`;
    this.production = { state: 'loading' };
    this.changed();
    const answer = await asked(this.readProduction(this.beside, stop.signal));
    if (this.#stopProduction !== stop || stop.signal.aborted) return;
    this.production = answer;
    this.changed();
  }
}

async function asked<T>(call: Promise<T>): Promise<Asked<T>> {
  try {
    return { state: 'ready', value: await call };
  } catch (error) {
    return { state: 'failed', fault: faultOf(error) };
  }
}
