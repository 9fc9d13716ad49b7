import { rankPlaces } from '../../../src/core/code/rankPlaces';
import type { Lineage } from '../../../src/core/lineage/lineage';
import type { CodeIndex } from '../../../src/engine/code/codeIndex';
import { LineageReader } from '../../../src/engine/lineage/lineageReader';
import { newIndex, temporaryFolder } from '../code/pythonIndex';

/** The lineage of a column, in the code of an index. */
export function trace(index: CodeIndex, column: string, columns: readonly string[] = [column], map: Readonly<Record<string, string>> = {}): Promise<Lineage> {
  return new LineageReader(index).trace({ column, columns, map, placesOf: (name) => rankPlaces(name, index.places, { map }) });
}

/** An index of texts as unsaved editors give them, in the order of the object. */
export async function indexOfFiles(files: Readonly<Record<string, string>>): Promise<CodeIndex> {
  const index = await newIndex();
  const root = await temporaryFolder();
  await index.build([root]);
  for (const [file, text] of Object.entries(files)) await index.update(root, file, text);
  return index;
}

/** `income > debt_ratio compute`, one line an edge, sorted: what a reader would draw. */
export function edgesOf({ nodes, edges }: Lineage): readonly string[] {
  const names = new Map(nodes.map(({ id, name, made, kind }) => [id, `${name}${kind === 'unknown' ? '?' : made ? '' : '*'}`]));
  return [...new Set(edges.map(({ from, to, how }) => `${names.get(from) ?? '!'} > ${names.get(to) ?? '!'} ${how}`))].sort();
}
