import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WorkOptions } from '../../core/domain/progress';
import { PlaceIndex } from '../../core/code/placeIndex';
import { FolderPolicy } from './folderPolicy';
import type { PythonParser } from './pythonParser';
import { loadPythonParser } from './pythonParser';
import { inSlices } from './inSlices';
import { readFacts, readText } from './readFacts';
import type { FailedFile } from './walkPython';
import { reasonOf, walkPython } from './walkPython';

export interface BuildOptions extends WorkOptions {
  /** Patterns in the syntax of `.gitignore`, relative to each workspace folder. */
  readonly exclude?: readonly string[];
}

export interface CodeIndexSummary {
  readonly files: number;
  readonly lines: number;
  readonly places: number;
  /** Files and folders of which nothing is indexed. */
  readonly failed: readonly FailedFile[];
  /** Files of which a part is lost: lines that are not Python 3, too many names. */
  readonly partial: readonly FailedFile[];
  readonly elapsedMs: number;
}

export type UpdateResult = 'indexed' | 'removed' | 'ignored' | 'failed';

/** More Python files than this are read no further, and the summary says so. */
const mostFiles = 20_000;
/** Files read at once, ahead of the parser. */
const batchSize = 16;

/**
 * The features of all Python files and notebooks in the workspace folders. Works on one thread but gives way after
 * every file, so that other calls are answered meanwhile. An update during a build is kept: the later text wins.
 */
export class CodeIndex {
  readonly places = new PlaceIndex();
  readonly #unsaved = new Map<string, string>();
  readonly #failed = new Map<string, FailedFile>();
  readonly #partial = new Map<string, FailedFile>();
  readonly #changes = new Map<string, number>();
  #change = 0;
  #folderFailures: readonly FailedFile[] = [];
  #policies: ReadonlyMap<string, FolderPolicy> = new Map();
  #roots: readonly string[] = [];
  #exclude: readonly string[] = [];

  private constructor(readonly parser: PythonParser) {}

  /** `wasmFolder` holds `tree-sitter.wasm` and `tree-sitter-python.wasm`. */
  static async create(wasmFolder: string): Promise<CodeIndex> {
    return new CodeIndex(await loadPythonParser(wasmFolder));
  }

  /**
   * Indexes the workspace folders anew; what is no longer there is dropped. Rejects with the signal's reason when
   * cancelled, what was read until then staying in the index.
   */
  async build(roots: readonly string[], options: BuildOptions = {}): Promise<CodeIndexSummary> {
    const { signal, onProgress } = options;
    const started = performance.now();
    const since = this.#change;
    this.#configure(roots, options.exclude ?? []);
    const folderFailures: FailedFile[] = [];
    const found: { readonly root: string; readonly file: string }[] = [];
    for (const policy of this.#policies.values()) {
      for await (const file of walkPython(policy, folderFailures, signal)) {
        found.push({ root: policy.root, file });
        if (found.length % 500 === 0) onProgress?.({ stage: 'finding files', done: found.length, total: null, unit: 'files' });
      }
    }
    if (found.length > mostFiles) folderFailures.push({ file: '', reason: `${found.length} Python files; only the first ${mostFiles} are indexed` });
    const taken = found.slice(0, mostFiles);
    for (let from = 0; from < taken.length; from += batchSize) {
      const batch = taken.slice(from, from + batchSize);
      const texts = batch.map(({ root, file }) => ({ root, file, change: this.#changes.get(keyOf(root, file)), text: this.#read(root, file) }));
      // All are awaited before the first is used, so that no rejection is left unhandled.
      await Promise.allSettled(texts.map(({ text }) => text));
      for (const { root, file, change, text } of texts) {
        signal?.throwIfAborted();
        await nextTurn();
        if (this.#changes.get(keyOf(root, file)) === change) await this.#index(root, file, text, change);
      }
      onProgress?.({ stage: 'indexing code', done: Math.min(from + batchSize, taken.length), total: taken.length, unit: 'files' });
    }
    this.#folderFailures = folderFailures;
    this.#dropAllBut(new Set(taken.map(({ root, file }) => keyOf(root, file))), since);
    return this.summary(performance.now() - started);
  }

  /**
   * One file changed. `text` is the unsaved text of an editor and holds until the next call; null means what is on the
   * disk now, which may be nothing: then the file, or all files of that folder, leave the index. A changed
   * `.gitignore` indexes everything anew. Paths that a build would skip are ignored.
   */
  async update(root: string, file: string, text: string | null): Promise<UpdateResult> {
    const folder = resolve(root);
    const policy = this.#policies.get(folder);
    if (policy === undefined) return 'ignored';
    if (/(?:^|\/)(?:\.gitignore|pyvenv\.cfg)$/.test(file)) {
      if (text !== null) return 'ignored';
      await this.build(this.#roots, { exclude: this.#exclude });
      return 'indexed';
    }
    const key = keyOf(folder, file);
    this.#change++;
    const change = this.#change;
    this.#changes.set(key, change);
    if (text === null) this.#unsaved.delete(key);
    else this.#unsaved.set(key, text);
    if (!FolderPolicy.isPython(file)) {
      this.#unsaved.delete(key);
      return this.#updateFolder(policy, file);
    }
    if (!(await policy.takesPath(file)) || (text === null && !(await isFile(join(folder, file))))) {
      this.#unsaved.delete(key);
      return this.#forget(folder, file) ? 'removed' : 'ignored';
    }
    const reading = this.#read(folder, file);
    await Promise.allSettled([reading]);
    // A later update of the same file has overtaken this one.
    if (this.#changes.get(key) !== change) return 'indexed';
    return (await this.#index(folder, file, reading, change)) ? 'indexed' : 'failed';
  }

  /** The text of an indexed file as it stands: unsaved, else on the disk. Rejects for what cannot be read. */
  textOf(root: string, file: string): Promise<string> {
    return this.#read(resolve(root), file);
  }

  summary(elapsedMs = 0): CodeIndexSummary {
    return {
      files: this.places.fileCount,
      lines: this.places.lineCount,
      places: this.places.placeCount,
      failed: [...this.#folderFailures, ...this.#failed.values()].sort(byFile),
      partial: [...this.#partial.values()].sort(byFile),
      elapsedMs,
    };
  }

  dispose(): void {
    this.parser.dispose();
  }

  #configure(roots: readonly string[], exclude: readonly string[]): void {
    this.#roots = [...new Set(roots.map((root) => resolve(root)))].sort();
    this.#exclude = exclude;
    this.#policies = new Map(this.#roots.map((root) => [root, new FolderPolicy(root, this.#roots, exclude)]));
  }

  #read(root: string, file: string): Promise<string> {
    const unsaved = this.#unsaved.get(keyOf(root, file));
    return unsaved === undefined ? readText(join(root, file)) : Promise.resolve(unsaved);
  }

  /** Sets the facts of a file, unless a later update has overtaken `change` meanwhile: that one sets them. */
  async #index(root: string, file: string, text: Promise<string>, change: number | undefined): Promise<boolean> {
    const key = keyOf(root, file);
    const isOvertaken = (): boolean => this.#changes.get(key) !== change;
    try {
      const { facts, note } = await inSlices(readFacts(this.parser, root, file, await text));
      if (isOvertaken()) return true;
      this.places.setFile(facts);
      this.#failed.delete(key);
      if (note === null) this.#partial.delete(key);
      else this.#partial.set(key, { file, reason: note });
      return true;
    } catch (error) {
      if (isOvertaken()) return false;
      this.#forget(root, file);
      // Gone between being found and being read: no failure, just no file.
      if (reasonOf(error) === 'ENOENT') return false;
      this.#failed.set(key, { file, reason: reasonOf(error) });
      return false;
    }
  }

  #forget(root: string, file: string): boolean {
    const key = keyOf(root, file);
    this.#partial.delete(key);
    const wasIndexed = this.places.removeFile(root, file);
    return this.#failed.delete(key) || wasIndexed;
  }

  /** A folder came, went or was renamed: editors report the folder alone, not the files in it. */
  async #updateFolder(policy: FolderPolicy, path: string): Promise<UpdateResult> {
    const state = await stat(join(policy.root, path)).catch(() => null);
    if (state === null) {
      let removed = false;
      for (const file of this.places.filesOf(policy.root)) if (file.startsWith(`${path}/`)) removed = this.#forget(policy.root, file) || removed;
      return removed ? 'removed' : 'ignored';
    }
    if (!state.isDirectory() || !(await policy.entersFolder(path))) return 'ignored';
    await this.build(this.#roots, { exclude: this.#exclude });
    return 'indexed';
  }

  #dropAllBut(kept: ReadonlySet<string>, since: number): void {
    const isStale = (key: string): boolean => !kept.has(key) && !this.#unsaved.has(key) && (this.#changes.get(key) ?? 0) <= since;
    for (const { root, file } of this.places.filesOfAll()) if (isStale(keyOf(root, file))) this.#forget(root, file);
    for (const key of [...this.#failed.keys()]) if (isStale(key)) this.#failed.delete(key);
  }
}

function keyOf(root: string, file: string): string {
  return `${root}\0${file}`;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}

function byFile(a: FailedFile, b: FailedFile): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : 0;
}
