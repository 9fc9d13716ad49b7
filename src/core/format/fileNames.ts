/** Each path by its base name; where base names are the same, by as many of its last parts as tell it from the others. */
export function shortNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const short = new Map<string, string>();
  let left = [...new Set(paths)].map((path) => ({ path, parts: path.split(/[\\/]/).filter((part) => part !== '') }));
  for (let depth = 1; left.length > 0; depth += 1) {
    const groups = new Map<string, typeof left>();
    for (const one of left) {
      const name = one.parts.slice(-depth).join('/');
      groups.set(name, [...(groups.get(name) ?? []), one]);
    }
    left = [];
    for (const [name, group] of groups) {
      // Paths that stay alike to their first part differ in their separators alone.
      const whole = group.filter(({ parts }) => parts.length <= depth);
      if (group.length === 1) for (const { path } of group) short.set(path, name);
      else {
        for (const { path } of whole) short.set(path, path);
        left.push(...group.filter(({ parts }) => parts.length > depth));
      }
    }
  }
  return short;
}
