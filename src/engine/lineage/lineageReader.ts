import { setImmediate as nextTurn } from 'node:timers/promises';
import { moduleMatches } from '../../core/code/moduleMatches';
import type { Lineage } from '../../core/lineage/lineage';
import type { CodeIndex } from '../code/codeIndex';
import { notebookCells } from '../code/notebook';
import { limits } from './graphBuilder';
import { lineageOf, type LineageQuery } from './lineageOf';
import { type ModulePart, PythonModule } from './python/module';
import { readAst } from './python/readAst';
import type { FileName, Workspace } from './workspace';

interface Parsed {
  readonly text: string;
  readonly module: PythonModule;
}

/** Parsed files that are kept for the next question, by the length of their text. */
const mostKept = 8 * 2 ** 20;

/** Works out lineages from the files of a code index, parsing only those that a question leads to. */
export class LineageReader {
  readonly #parsed = new Map<string, Parsed>();
  #size = 0;

  constructor(private readonly index: CodeIndex) {}

  /** Rejects with the signal's reason when cancelled. */
  async trace(query: LineageQuery, signal?: AbortSignal): Promise<Lineage> {
    const files = new Map<string, PythonModule | null>();
    for (;;) {
      signal?.throwIfAborted();
      const wanted = new Map<string, FileName>();
      const lineage = lineageOf(this.#workspace(files, wanted), query);
      // Each round knows more files; the last one has all that it asked for.
      if (wanted.size === 0) return files.size < limits.files ? lineage : { ...lineage, notes: [...lineage.notes, `the code is followed through ${limits.files} files, no further`] };
      for (const [key, file] of wanted) {
        signal?.throwIfAborted();
        files.set(key, await this.#module(file));
        await nextTurn();
      }
    }
  }

  #workspace(files: ReadonlyMap<string, PythonModule | null>, wanted: Map<string, FileName>): Workspace {
    const { places } = this.index;
    return {
      filesOf: (module, from) => places.filesOf(from.root).flatMap((file) => (file !== from.file && moduleMatches(module, from.file, file) ? [{ root: from.root, file }] : [])),
      filesThatCall: (name, root) => places.filesThatCall(root, name).map((file) => ({ root, file })),
      module: (file) => {
        const key = keyOf(file);
        const known = files.get(key);
        if (known !== undefined) return known;
        if (files.size + wanted.size < limits.files) wanted.set(key, file);
        return null;
      },
    };
  }

  async #module({ root, file }: FileName): Promise<PythonModule | null> {
    const key = keyOf({ root, file });
    try {
      const text = await this.index.textOf(root, file);
      const known = this.#parsed.get(key);
      if (known?.text === text) {
        // The last used stands last: what is dropped is what nobody asked for longest.
        this.#parsed.delete(key);
        this.#parsed.set(key, known);
        return known.module;
      }
      if (this.index.places.factsOf(root, file) === null) return null;
      const module = new PythonModule(root, file, this.#parts(file, text));
      this.#keep(key, { text, module });
      return module;
    } catch {
      // What cannot be read is not followed; the index lists it with its reason.
      return null;
    }
  }

  #parts(file: string, text: string): readonly ModulePart[] {
    const { parser } = this.index;
    if (!file.toLowerCase().endsWith('.ipynb')) return [{ text, base: 0, body: parser.readTree(text, (root) => readAst(root)) }];
    let base = 0;
    return notebookCells(text).map(({ index, text: cell }) => {
      const part: ModulePart = { text: cell, cell: index, base, body: parser.readTree(cell, (root) => readAst(root, base)) };
      base += cell.length + 1;
      return part;
    });
  }

  #keep(key: string, parsed: Parsed): void {
    this.#size += parsed.text.length - (this.#parsed.get(key)?.text.length ?? 0);
    this.#parsed.delete(key);
    this.#parsed.set(key, parsed);
    for (const [oldest, { text }] of this.#parsed) {
      if (this.#size <= mostKept || oldest === key) return;
      this.#parsed.delete(oldest);
      this.#size -= text.length;
    }
  }
}

function keyOf({ root, file }: FileName): string {
  return `${root}\0${file}`;
}
