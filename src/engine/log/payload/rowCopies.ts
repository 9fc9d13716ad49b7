import { appendFile } from 'node:fs/promises';
import path from 'node:path';

const mostBytes = 8 * 1024 * 1024;

/** Rows as JSON lines, a file for each of the source's files, whatever the order in which they come; none is held open. */
export class RowCopies {
  readonly #held = new Map<number, string[]>();
  readonly #rows = new Map<number, number>();
  #bytes = 0;

  constructor(private readonly folder: string) {}

  add(file: number, row: object): void | Promise<void> {
    const text = `${JSON.stringify(row)}\n`;
    const held = this.#held.get(file);
    if (held === undefined) this.#held.set(file, [text]);
    else held.push(text);
    this.#rows.set(file, (this.#rows.get(file) ?? 0) + 1);
    this.#bytes += text.length;
    return this.#bytes > mostBytes ? this.flush() : undefined;
  }

  rows(file: number): number {
    return this.#rows.get(file) ?? 0;
  }

  path(file: number): string {
    return path.join(this.folder, `rows-${file}.ndjson`);
  }

  async flush(): Promise<void> {
    const held = [...this.#held];
    this.#held.clear();
    this.#bytes = 0;
    for (const [file, texts] of held) await appendFile(this.path(file), texts.join(''));
  }
}
