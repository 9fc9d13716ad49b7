import type { LogSpec } from '../../core/domain/source';
import { type FileIdentity, identifyLabelFiles } from '../log/fileIdentity';

const everyMs = 1_000;

/** Whether the label files of a followed log are others than when it was read. What is still being written is waited for: two looks must find the same. */
export class LabelWatch {
  #lookedAt = 0;
  #last = '';

  /** `known` gives the files that the source was read from. */
  constructor(private readonly spec: LogSpec, private readonly known: () => readonly FileIdentity[]) {}

  async changed(signal?: AbortSignal): Promise<boolean> {
    const now = performance.now();
    if (this.spec.labels === undefined || now - this.#lookedAt < everyMs) return false;
    this.#lookedAt = now;
    const found = JSON.stringify(await identifyLabelFiles(this.spec, signal));
    const same = found === JSON.stringify(this.known().filter(({ holds }) => holds === 'labels'));
    const still = found === this.#last;
    this.#last = found;
    return !same && still;
  }
}
