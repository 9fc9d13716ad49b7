import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ignore from 'ignore';
import type { Ignore } from 'ignore';

/** The `.gitignore` files of a workspace folder and the user's own exclude patterns (same syntax), read on demand. */
export class IgnoreRules {
  readonly #folders = new Map<string, Promise<Ignore | null>>();
  readonly #excluded: Ignore;

  constructor(
    private readonly root: string,
    exclude: readonly string[],
  ) {
    this.#excluded = ignore({ allowRelativePaths: true }).add(exclude.filter((pattern) => pattern.trim() !== ''));
  }

  /** Whether a path (relative, `/` as separator) is ignored; parents are the caller's to ask about. */
  async ignores(path: string, isFolder: boolean): Promise<boolean> {
    const suffix = isFolder ? '/' : '';
    if (this.#excluded.ignores(path + suffix)) return true;
    const segments = path.split('/');
    let ignored = false;
    // A deeper file has the last word, as in git.
    for (let depth = 0; depth < segments.length; depth++) {
      const rules = await this.#rulesOf(segments.slice(0, depth).join('/'));
      if (rules === null) continue;
      const answer = rules.test(segments.slice(depth).join('/') + suffix);
      if (answer.ignored) ignored = true;
      else if (answer.unignored) ignored = false;
    }
    return ignored;
  }

  #rulesOf(folder: string): Promise<Ignore | null> {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const rules = readFile(join(this.root, folder, '.gitignore'), 'utf8').then(
      (text) => ignore({ allowRelativePaths: true }).add(text),
      () => null,
    );
    this.#folders.set(folder, rules);
    return rules;
  }
}
