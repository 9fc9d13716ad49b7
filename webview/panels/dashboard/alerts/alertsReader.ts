import { type Fault, faultOf } from '../../../../src/core/domain/fault';
import type { AlertsSnapshot } from '../../../../src/protocol/alertsView';

/** Fetches what the Alerts page draws, once for each revision. What is on screen stays until the new data is there. */
export class AlertsReader {
  snapshot: AlertsSnapshot | null = null;
  fault: Fault | null = null;
  readonly #call: () => Promise<AlertsSnapshot | null>;
  readonly #changed: () => void;
  #source: string | null = null;
  #revision = -1;

  constructor(call: () => Promise<AlertsSnapshot | null>, changed: () => void) {
    this.#call = call;
    this.#changed = changed;
  }

  /** What was last read of a source, be it of an earlier revision. */
  of(source: string | null): AlertsSnapshot | null {
    return source === this.#source ? this.snapshot : null;
  }

  read(source: string, revision: number): void {
    if (source === this.#source && revision === this.#revision) return;
    if (source !== this.#source) this.snapshot = null;
    this.#source = source;
    this.#revision = revision;
    this.fault = null;
    void this.#read();
  }

  async #read(): Promise<void> {
    const revision = this.#revision;
    const source = this.#source;
    const isLatest = () => revision === this.#revision && source === this.#source;
    try {
      const snapshot = await this.#call();
      if (isLatest()) this.snapshot = snapshot;
    } catch (error) {
      if (isLatest()) this.fault = faultOf(error);
    }
    if (isLatest()) this.#changed();
  }
}
