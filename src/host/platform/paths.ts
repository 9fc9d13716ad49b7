import { isAbsolute, relative, resolve, sep } from 'node:path';

/** Whether `child` is `parent` or lies below it. */
export function isBelow(parent: string, child: string): boolean {
  const way = relative(parent, child);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

/** A path as `model-vitals.json` writes it: relative to the file's folder where it lies below it, with `/`. */
export function portablePath(folder: string, path: string, base: string): string {
  const absolute = resolve(base, path);
  return isBelow(folder, absolute) ? relative(folder, absolute).split(sep).join('/') : absolute;
}
