import { type Fault, faultOf } from '../../../../src/core/domain/fault';
import type { Progress } from '../../../../src/core/domain/progress';
import type { WhyAnswer } from '../../../../src/core/domain/why';

export type WhyState =
  | { readonly state: 'working'; readonly progress: Progress | null }
  | { readonly state: 'ready'; readonly answer: WhyAnswer }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly fault: Fault };

type Call = (metric: string, signal: AbortSignal, onProgress: (progress: Progress) => void) => Promise<WhyAnswer>;

/** Explanations of one comparison, each asked for once; another comparison forgets them. */
export class WhyReader {
  readonly #states = new Map<string, WhyState>();
  readonly #aborts = new Map<string, AbortController>();
  #key = '';

  constructor(private readonly call: Call, private readonly changed: () => void) {}

  of(metric: string): WhyState | null {
    return this.#states.get(metric) ?? null;
  }

  /** `key` names the comparison that answers belong to. */
  for(key: string): void {
    if (key === this.#key) return;
    this.#key = key;
    for (const abort of this.#aborts.values()) abort.abort();
    this.#aborts.clear();
    this.#states.clear();
  }

  ask(metric: string): void {
    const known = this.#states.get(metric)?.state;
    if (known === 'working' || known === 'ready') return;
    const abort = new AbortController();
    this.#aborts.set(metric, abort);
    this.#states.set(metric, { state: 'working', progress: null });
    this.changed();
    void this.#ask(metric, abort);
  }

  cancel(metric: string): void {
    this.#aborts.get(metric)?.abort();
    this.#aborts.delete(metric);
    this.#states.set(metric, { state: 'cancelled' });
    this.changed();
  }

  async #ask(metric: string, abort: AbortController): Promise<void> {
    const isLatest = () => this.#aborts.get(metric) === abort;
    const put = (state: WhyState) => {
      if (!isLatest()) return;
      this.#states.set(metric, state);
      this.changed();
    };
    try {
      const answer = await this.call(metric, abort.signal, (progress) => put({ state: 'working', progress }));
      put({ state: 'ready', answer });
    } catch (error) {
      const fault = faultOf(error);
      put(fault.code === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', fault });
    }
  }
}
