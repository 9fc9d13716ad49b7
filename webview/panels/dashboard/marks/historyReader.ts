import { type Fault, faultOf } from '../../../../src/core/domain/fault';
import type { FeatureCommits } from '../../../../src/core/history/featureCommits';
import type { PanelTimeline } from '../../../../src/protocol/panelCalls';

interface Kept<T> {
  readonly key: string;
  readonly value: T | null;
  readonly fault: Fault | null;
}

/** Fetches the marks of the axis and the commits of a feature, once for each state of the report. What is on screen stays until the new is there. */
export class HistoryReader {
  #marks: Kept<PanelTimeline> | null = null;
  #source = '';
  #asked = '';
  #commits: Kept<FeatureCommits> | null = null;
  #commitsAsked = '';

  constructor(
    private readonly read: () => Promise<PanelTimeline>,
    private readonly readCommits: (feature: string) => Promise<FeatureCommits>,
    private readonly changed: () => void,
  ) {}

  get marks(): PanelTimeline | null {
    return this.#marks?.value ?? null;
  }
  get fault(): Fault | null {
    return this.#marks?.fault ?? null;
  }

  /** The commits of a feature; null while they are asked for. */
  commitsOf(feature: string): { readonly found: FeatureCommits | null; readonly fault: Fault | null } | null {
    return this.#commits?.key.startsWith(`${JSON.stringify(feature)} `) === true ? { found: this.#commits.value, fault: this.#commits.fault } : null;
  }

  /** @param key changes with all that the marks come from */
  look(source: string, key: string): void {
    if (source !== this.#source) this.#marks = null;
    this.#source = source;
    if (key === this.#asked) return;
    this.#asked = key;
    void this.#take(this.read, (value, fault) => {
      if (this.#asked === key) this.#marks = { key, value: value ?? this.#marks?.value ?? null, fault };
    });
  }

  lookAt(feature: string, key: string): void {
    const whole = `${JSON.stringify(feature)} ${key}`;
    if (whole === this.#commitsAsked) return;
    this.#commitsAsked = whole;
    void this.#take(() => this.readCommits(feature), (value, fault) => {
      if (this.#commitsAsked === whole) this.#commits = { key: whole, value, fault };
    });
  }

  async #take<T>(read: () => Promise<T>, keep: (value: T | null, fault: Fault | null) => void): Promise<void> {
    try {
      keep(await read(), null);
    } catch (error) {
      keep(null, faultOf(error));
    }
    this.changed();
  }
}
