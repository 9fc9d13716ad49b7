import type { RankedPlace } from '../code/place';

/** The files that define, list or use features, each once, for telling commits that have to do with them. */
export function filesOf(places: Readonly<Record<string, readonly RankedPlace[]>>): readonly { readonly root: string; readonly file: string }[] {
  const files = new Map<string, { readonly root: string; readonly file: string }>();
  for (const { root, file } of Object.values(places).flat()) files.set(`${root}\n${file}`, { root, file });
  return [...files.values()];
}
