import type { RankedPlace } from '../code/place';

/** A file that has to do with features. */
export interface FeatureFile {
  readonly root: string;
  /** Relative to it, with `/`. */
  readonly file: string;
  /** Whether it defines one: its folder is the model's code then. */
  readonly defines: boolean;
}

/** The files that define, list or use features, each once, for telling commits that have to do with them. */
export function filesOf(places: Readonly<Record<string, readonly RankedPlace[]>>): readonly FeatureFile[] {
  const files = new Map<string, FeatureFile>();
  for (const { root, file, kind } of Object.values(places).flat()) {
    const key = `${root}\n${file}`;
    files.set(key, { root, file, defines: kind === 'definition' || files.get(key)?.defines === true });
  }
  return [...files.values()];
}
