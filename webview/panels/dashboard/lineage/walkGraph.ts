import type { GraphLayout } from './graphLayout';
import type { GraphView } from './graphView';

/**
 * Where a key leads from a box: left to what goes into it, right to what it goes into, up and down along its layer and on into the next, so that they alone lead to
 * every box; Home to the feature, End to the farthest input.
 * Among several the one that was just left, so that a way back is the way that was come; else the nearest. Null where the key leads nowhere.
 */
export function walkGraph(view: GraphView, { boxes }: GraphLayout, from: string, key: string, cameFrom: string | null): string | null {
  const here = boxes.get(from);
  if (here === undefined) return null;
  const placed = (ids: readonly string[]) => ids.flatMap((id) => boxes.get(id) ?? []);
  const nearest = (ids: readonly string[]): string | null => {
    if (cameFrom !== null && ids.includes(cameFrom)) return cameFrom;
    return placed(ids).sort((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y) || a.y - b.y)[0]?.id ?? null;
  };
  // A link that closes a circle goes against the layers: it is walked by what it says, not by where it is drawn.
  switch (key) {
    case 'ArrowLeft':
      return nearest(view.links.filter(({ to }) => to === from).map((link) => link.from));
    case 'ArrowRight':
      return nearest(view.links.filter((link) => link.from === from).map(({ to }) => to));
    case 'ArrowUp':
    case 'ArrowDown': {
      // From the feature outward, each layer from top to bottom.
      const all = [...boxes.values()].sort((a, b) => (Math.abs(a.x - b.x) < 1 ? a.y - b.y : b.x - a.x));
      return all[all.indexOf(here) + (key === 'ArrowDown' ? 1 : -1)]?.id ?? null;
    }
    case 'Home':
      return view.root;
    case 'End':
      return [...boxes.values()].sort((a, b) => a.x - b.x || a.y - b.y)[0]?.id ?? null;
    default:
      return null;
  }
}
