/**
 * The name that somebody may have meant: by the fewest insertions, deletions, replacements and swaps of neighbours (optimal string alignment), whatever its
 * case, at most a third of the letters. Of names without a folder (`age` for `features.age`) the one that ends so. Null where none is near.
 */
export function nearestName(written: string, names: readonly string[]): string | null {
  const wanted = written.toLowerCase();
  const ends = names.filter((name) => name.toLowerCase().endsWith(`.${wanted}`));
  if (ends.length === 1) return ends[0] ?? null;
  let best: { readonly name: string; readonly far: number } | null = null;
  for (const name of names) {
    const most = Math.min(best === null ? Number.POSITIVE_INFINITY : best.far - 1, Math.max(1, Math.floor(Math.max(written.length, name.length) / 3)));
    const far = distance(wanted, name.toLowerCase(), most);
    if (far <= most) best = { name, far };
  }
  return best?.name ?? null;
}

/** The edit distance, or something above `most` as soon as it is sure to be. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same, swapped));
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
