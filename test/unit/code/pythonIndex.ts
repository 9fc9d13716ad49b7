import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { RankedPlace } from '../../../src/core/code/place';
import { rankPlaces } from '../../../src/core/code/rankPlaces';
import type { RankOptions } from '../../../src/core/code/rankPlaces';
import { CodeIndex } from '../../../src/engine/code/codeIndex';

const here = dirname(fileURLToPath(import.meta.url));
export const wasmFolder = resolve(here, '../../../node_modules/@vscode/tree-sitter-wasm/wasm');
export const fixtureFolder = resolve(here, '../../fixtures/python');

const indexes: CodeIndex[] = [];
const folders: string[] = [];

afterAll(async () => {
  for (const index of indexes) index.dispose();
  indexes.length = 0;
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

export async function newIndex(): Promise<CodeIndex> {
  const index = await CodeIndex.create(wasmFolder);
  indexes.push(index);
  return index;
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'model-vitals-code-'));
  folders.push(folder);
  return folder;
}

/** An index of one Python text, as an unsaved editor gives it. */
export async function indexOf(text: string, file = 'model.py'): Promise<CodeIndex> {
  const index = await newIndex();
  const root = await temporaryFolder();
  await index.build([root]);
  await index.update(root, file, text);
  return index;
}

export function best(index: CodeIndex, column: string, options: RankOptions = {}): RankedPlace | undefined {
  return rankPlaces(column, index.places, options)[0];
}
