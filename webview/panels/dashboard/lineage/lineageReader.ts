import { type Fault, faultOf } from '../../../../src/core/domain/fault';
import type { LineageAnswer } from '../../../../src/protocol/panelCalls';

export type LineageState =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly answer: LineageAnswer }
  | { readonly state: 'failed'; readonly fault: Fault };

/** The inputs of the feature in sight. It is asked for anew with each new view, since code and verdicts change; what is on screen stays until the answer is there. */
export class LineageReader {
  #feature: string | null = null;
  #shown: LineageState | null = null;
  #abort: AbortController | null = null;

  constructor(private readonly call: (feature: string, signal: AbortSignal) => Promise<LineageAnswer>, private readonly changed: () => void) {}

  of(feature: string): LineageState | null {
    return feature === this.#feature ? this.#shown : null;
  }

  read(feature: string): void {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    const isNew = feature !== this.#feature || this.#shown?.state !== 'ready';
    this.#feature = feature;
    if (isNew) {
      this.#shown = { state: 'loading' };
      this.changed();
    }
    void this.#read(feature, abort.signal);
  }

  /** The page was left: nobody waits for the answer any more. */
  leave(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#feature = null;
    this.#shown = null;
  }

  async #read(feature: string, signal: AbortSignal): Promise<void> {
    let shown: LineageState;
    try {
      shown = { state: 'ready', answer: await this.call(feature, signal) };
    } catch (error) {
      shown = { state: 'failed', fault: faultOf(error) };
    }
    if (signal.aborted) return;
    this.#shown = shown;
    this.changed();
  }
}
