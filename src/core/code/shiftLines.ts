/** A change of a text: lines from 0, both ends of what was replaced, and how many line breaks stand in their place. */
export interface LineChange {
  readonly first: number;
  readonly last: number;
  readonly breaks: number;
}

/**
 * What is marked on lines that an edit did not touch keeps its place beside its text; what stood on a touched line is stale. Changes count in the order
 * in which they are applied. The given array comes back where nothing is different.
 */
export function shiftLines<T extends { readonly line: number }>(marks: readonly T[], changes: readonly LineChange[]): { readonly kept: readonly T[]; readonly isStale: boolean } {
  let kept = marks;
  for (const { first, last, breaks } of changes) {
    const by = breaks - (last - first);
    if (!kept.some(({ line }) => line >= first && (by !== 0 || line <= last))) continue;
    kept = kept.filter(({ line }) => line < first || line > last).map((mark) => (mark.line > last && by !== 0 ? { ...mark, line: mark.line + by } : mark));
  }
  return { kept, isStale: kept.length !== marks.length };
}
