import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Files of a folder and of all folders below it, as paths below it with `/`, sorted; a folder that cannot be read has none. Links to folders are not followed. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const lists = await Promise.all(entries.map(async (entry) => {
    if (entry.isDirectory()) return (await filesBelow(path.join(folder, entry.name))).map((below) => `${entry.name}/${below}`);
    return entry.isFile() || entry.isSymbolicLink() ? [entry.name] : [];
  }));
  return lists.flat().sort();
}
