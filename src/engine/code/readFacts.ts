import { open } from 'node:fs/promises';
import type { FileFacts } from '../../core/code/fileFacts';
import { decodeSource } from './decodeSource';
import type { CodeUnit } from './extractFacts';
import { extractFacts, mostPlaces } from './extractFacts';
import type { Steps } from './inSlices';
import type { NotebookCell } from './notebook';
import { notebookCells } from './notebook';
import type { PythonParser } from './pythonParser';

/** Larger files are generated or data. Notebooks carry their outputs (pictures) in the same file, hence more. */
export const mostBytes = { python: 2 * 2 ** 20, notebook: 16 * 2 ** 20 } as const;

export interface ReadFacts {
  readonly facts: FileFacts;
  /** What was lost of the file, for people; null when nothing was. */
  readonly note: string | null;
}

/** A file's text from the disk. Throws with a reason for people when it is too large or binary. */
export async function readText(path: string): Promise<string> {
  const limit = path.toLowerCase().endsWith('.ipynb') ? mostBytes.notebook : mostBytes.python;
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    if (size > limit) throw new Error(tooLarge(size, limit));
    const text = decodeSource(await handle.readFile());
    if (text === null) throw new Error('binary data, not text');
    return text;
  } finally {
    await handle.close();
  }
}

/** Facts of one file from its text, with pauses where it takes long. Throws with a reason for people when nothing of it can be indexed. */
export function* readFacts(parser: PythonParser, root: string, file: string, text: string): Steps<ReadFacts> {
  const isNotebook = file.toLowerCase().endsWith('.ipynb');
  const limit = isNotebook ? mostBytes.notebook : mostBytes.python;
  if (text.length > limit) throw new Error(tooLarge(text.length, limit));
  const units = isNotebook ? yield* notebookUnits(parser, text) : [{ outline: yield* parser.parseInSteps(text) }];
  const facts = yield* extractFacts(root, file, units);
  const notes: string[] = [];
  if (units.some((unit) => unit.outline.broken)) notes.push('some lines are not valid Python 3; the rest is indexed');
  if (facts.places.length >= mostPlaces) notes.push(`more than ${mostPlaces} names; the rest is left out`);
  return { facts, note: notes.length === 0 ? null : notes.join('; ') };
}

function* notebookUnits(parser: PythonParser, text: string): Steps<readonly CodeUnit[]> {
  const units: CodeUnit[] = [];
  for (const { index, text: source } of cellsOf(text)) {
    units.push({ outline: yield* parser.parseInSteps(source), cell: index });
    yield;
  }
  return units;
}

function cellsOf(text: string): readonly NotebookCell[] {
  try {
    return notebookCells(text);
  } catch (error) {
    throw new Error(`not a readable notebook: ${error instanceof Error ? error.message.slice(0, 120) : 'bad content'}`, { cause: error });
  }
}

function tooLarge(size: number, limit: number): string {
  return `${(size / 2 ** 20).toFixed(1)} MB is over the limit of ${limit / 2 ** 20} MB`;
}
