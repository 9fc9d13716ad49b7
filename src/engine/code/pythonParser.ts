import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, Parser, Query } from '@vscode/tree-sitter-wasm';
import type { Node, Tree } from '@vscode/tree-sitter-wasm';
import type { Outline } from './outline';
import { OutlineBuilder, buildOutline, outlineQuery } from './outline';
import type { Steps } from './inSlices';

/** Turns Python text into an outline of the constructs that can name a feature. */
export interface PythonParser {
  /** Never throws on bad Python: tree-sitter recovers, and `broken` tells that it had to. */
  parse(text: string): Outline;
  /** The same, with pauses in a text that takes long. */
  parseInSteps(text: string): Steps<Outline>;
  /** What `read` makes of the whole syntax tree, which lives only that long. */
  readTree<T>(text: string, read: (root: Node) => T): T;
  dispose(): void;
}

/** Texts up to this length (UTF-16 units; about 2,500 lines) are read in one go, in some 20 ms. */
const longText = 100_000;
const stretch = 50_000;
/** How far a construct's telling part may begin after the construct itself, at the end of a stretch. */
const overlap = 5_000;

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
  const parse = (text: string): Outline => readTree(text, (root) => buildOutline(text, query.matches(root), root.hasError));
  const parseInSteps = function* (text: string): Steps<Outline> {
    if (text.length <= longText) return parse(text);
    // A parser of its own: other texts are parsed during the pauses.
    const own = new Parser();
    let tree: Tree | null = null;
    try {
      own.setLanguage(language);
      // By where it is and not by the clock: in broken code the place of a pause can tell in the tree, and the same text shall always give the same one.
      for (let until = stretch; tree === null; until += stretch) {
        // Given up, it goes on from there when it is called again.
        tree = own.parse(text, null, { progressCallback: ({ currentOffset }) => currentOffset > until });
        yield;
      }
      const builder = new OutlineBuilder();
      for (let from = 0; from < text.length; from += stretch) {
        // The library passes these two on as bytes, and its text has two to a unit.
        builder.add(query.matches(tree.rootNode, { startIndex: 2 * from, endIndex: 2 * (from + stretch + overlap) }), from, from + stretch);
        yield;
      }
      return builder.outline(text, tree.rootNode.hasError);
    } finally {
      tree?.delete();
      own.delete();
    }
  };
  return {
    parse,
    parseInSteps,
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
