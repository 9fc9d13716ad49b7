import type { CodePlace } from '../code/place';
import type { Lineage } from './lineage';

/** The most lines of one lineage whose history is worth asking. */
const most = 12;

/** The lines that make a feature: its definition, then those of its inputs by distance from it, each line once. Lines of notebooks are no lines of their files, and left out. */
export function lineageLines({ root, nodes }: Lineage, limit = most): readonly CodePlace[] {
  const seen = new Set<string>();
  const own = nodes.find(({ id }) => id === root);
  // Nodes come nearest first. What nothing here makes has no line of its own: the one where it is read is another node's.
  const makers = [...(own === undefined ? [] : [own]), ...nodes.filter(({ id, made }) => id !== root && made)];
  return makers
    .flatMap(({ place }) => (place === null || place.cell !== undefined ? [] : [place]))
    .filter(({ root: folder, file, line }) => {
      const key = `${folder}\0${file}\0${line}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, limit);
}
