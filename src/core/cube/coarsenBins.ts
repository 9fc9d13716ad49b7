/**
 * Merges fine bins into about `target` neighbouring groups of equal baseline share, so that distances between distributions
 * rest on bins that the baseline fills. A bin that holds one `target`-th of the baseline or more (a frequent value) stays
 * alone. Deterministic; reads the baseline only.
 *
 * @param baselineCounts rows of the baseline in each fine bin, in order
 * @param target wanted number of groups, at least 1
 * @returns the group of each fine bin, ascending from 0
 */
export function coarsenBins(baselineCounts: Float64Array, target: number): Int32Array {
  const groups = new Int32Array(baselineCounts.length);
  let n = 0;
  for (const count of baselineCounts) n += count;
  if (n === 0) return groups;
  const share = n / Math.max(1, Math.floor(target));
  let group = -1;
  let held = 0;
  /** Whether the next bin may join the group; a frequent value closes its own. */
  let open = false;
  let lastAlone = true;
  for (let i = 0; i < baselineCounts.length; i += 1) {
    const count = baselineCounts[i] ?? 0;
    const alone = count >= share;
    // A group ends where its fill is nearer to the share without the next bin than with it.
    if (!open || alone || (held > 0 && held + count / 2 > share)) {
      lastAlone = group < 0 || !open;
      group += 1;
      held = 0;
    }
    groups[i] = group;
    held += count;
    open = !alone;
  }
  // A thin last group joins its neighbour, unless that is a frequent value, whose group must mean that value alone.
  if (open && !lastAlone && held < share / 2) for (let i = groups.length - 1; i >= 0 && groups[i] === group; i -= 1) groups[i] = group - 1;
  return groups;
}

/** Upper edges of the groups of `coarsenBins`, each inside its group; the last group has none. @param edges of the fine bins */
export function groupEdges(edges: Float64Array, groups: Int32Array): number[] {
  return Array.from(edges).filter((_, i) => groups[i] !== groups[i + 1]);
}

/** Counts of the groups of `coarsenBins`; width = the last group + 1. */
export function foldCounts(counts: Float64Array, groups: Int32Array): Float64Array {
  const folded = new Float64Array(groups.length === 0 ? 0 : (groups[groups.length - 1] ?? 0) + 1);
  for (let i = 0; i < groups.length; i += 1) {
    const group = groups[i] ?? 0;
    folded[group] = (folded[group] ?? 0) + (counts[i] ?? 0);
  }
  return folded;
}
