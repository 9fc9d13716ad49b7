import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, Parser, Query } from '@vscode/tree-sitter-wasm';
import type { Node } from '@vscode/tree-sitter-wasm';
import type { Outline } from './outline';
import { buildOutline, outlineQuery } from './outline';

/** Turns Python text into an outline of the constructs that can name a feature. */
export interface PythonParser {
  /** Never throws on bad Python: tree-sitter recovers, and `broken` tells that it had to. */
  parse(text: string): Outline;
  /** What `read` makes of the whole syntax tree, which lives only that long. */
  readTree<T>(text: string, read: (root: Node) => T): T;
  dispose(): void;
}

let runtime: Promise<void> | null = null;
const grammars = new Map<string, Promise<Language>>();

/**
 * Loads the parser from `folder`, which holds `tree-sitter.wasm` and `tree-sitter-python.wasm`. The runtime is loaded
 * once per process, from the first folder given, and so is the grammar of each folder. Rejects when a file is missing or of a version that does not fit.
 */
export async function loadPythonParser(folder: string): Promise<PythonParser> {
  runtime ??= Parser.init({ locateFile: (file: string) => join(folder, file) });
  try {
    await runtime;
  } catch (error) {
    runtime = null;
    throw new Error(`the Python parser could not be started from ${folder}`, { cause: error });
  }
  const language = await grammarOf(folder);
  const parser = new Parser();
  parser.setLanguage(language);
  const query = new Query(language, outlineQuery);
  const readTree = <T>(text: string, read: (root: Node) => T): T => {
    // Without a reset a parse that was given up would be continued with the next file's text.
    parser.reset();
    const tree = parser.parse(text);
    if (tree === null) throw new Error('the parser gave no tree');
    try {
      return read(tree.rootNode);
    } finally {
      // Trees live in WebAssembly memory, which no garbage collector sees.
      tree.delete();
    }
  };
  return {
    parse: (text) => readTree(text, (root) => buildOutline(text, query.matches(root), root.hasError)),
    readTree,
    dispose: () => {
      query.delete();
      parser.delete();
    },
  };
}

/** A grammar stays in the process: tree-sitter has no way to unload one. */
function grammarOf(folder: string): Promise<Language> {
  const known = grammars.get(folder);
  if (known !== undefined) return known;
  const grammar = readFile(join(folder, 'tree-sitter-python.wasm')).then((bytes) => Language.load(bytes));
  grammars.set(folder, grammar);
  grammar.catch(() => grammars.delete(folder));
  return grammar;
}
