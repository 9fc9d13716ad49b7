/** What others are compared with, and what is compared, as tools and people name the two files of one log. */
const sides = [new Set(['reference', 'ref', 'baseline', 'train', 'training', 'validation', 'before']), new Set(['current', 'production', 'prod', 'monitoring', 'analysis', 'live', 'serving', 'after'])] as const;

/**
 * Names that differ only in such a word (`reference_bookings.parquet` and `monitoring_bookings.parquet`), by the name that they share. Only
 * where both sides are there; other names are left out.
 */
export function pairedNames(names: readonly string[]): ReadonlyMap<string, string> {
  const shared = new Map<string, { readonly names: string[]; readonly found: Set<number> }>();
  for (const name of names) {
    const parts = name.split(/([^A-Za-z]+)/);
    const at = parts.map((part) => sides.some((side) => side.has(part.toLowerCase()))).lastIndexOf(true);
    const part = parts[at]?.toLowerCase();
    if (part === undefined) continue;
    const key = parts.map((each, i) => (i === at ? '@' : each)).join('');
    const group = shared.get(key) ?? { names: [], found: new Set<number>() };
    group.names.push(name);
    group.found.add(sides.findIndex((side) => side.has(part)));
    shared.set(key, group);
  }
  return new Map([...shared].flatMap(([key, group]) => (group.found.size === 2 ? group.names.map((name) => [name, key] as const) : [])));
}
