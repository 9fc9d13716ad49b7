import type { Progress } from '../core/domain/progress';
import { formatBytes } from '../core/format/sizes';
import { formatCount } from '../core/format/numbers';

/** One line on standard error that is written over and wiped at the end; nothing where standard error is no terminal. */
export class ProgressLine {
  #shown = false;
  #last = 0;

  constructor(private readonly enabled: boolean) {}

  show({ stage, done, total, unit }: Progress): void {
    const now = performance.now();
    if (!this.enabled || now - this.#last < 80) return;
    this.#last = now;
    const amount = (value: number) => (unit === 'bytes' ? formatBytes(value) : `${formatCount(value)} ${unit}`);
    const part = total === null ? (done > 0 ? ` ${amount(done)}` : '') : ` ${amount(done)} of ${amount(total)}`;
    process.stderr.write(`\r\u001b[K${stage}${part}…`);
    this.#shown = true;
  }

  clear(): void {
    if (this.#shown) process.stderr.write('\r\u001b[K');
    this.#shown = false;
  }
}
