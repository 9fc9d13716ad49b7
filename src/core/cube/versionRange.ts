import type { SlotRange } from '../domain/window';
import type { VersionsInfo, WindowProblem } from './windowProblem';

/**
 * Where on a time or row axis one version served: the longest run of slots in which it has more than half of the rows
 * (slots without rows do not end a run). Versions that served side by side have no window of their own there.
 */
export function versionRange(versions: VersionsInfo, name: string, slotRows: ArrayLike<number>): SlotRange | WindowProblem {
  const at = versions?.names.indexOf(name) ?? -1;
  if (versions === null || at < 0) return { problem: 'unknown-name', reason: `No version “${name}” in this source.` };
  let best: SlotRange = { from: 0, to: 0 };
  let bestRows = 0;
  let from = -1;
  let rows = 0;
  for (let s = 0; s < slotRows.length; s += 1) {
    const all = slotRows[s] ?? 0;
    if (all === 0) continue;
    const own = versions.counts[s * versions.names.length + at] ?? 0;
    if (own * 2 <= all) {
      from = -1;
      rows = 0;
      continue;
    }
    if (from < 0) from = s;
    rows += own;
    if (rows > bestRows) {
      bestRows = rows;
      best = { from, to: s + 1 };
    }
  }
  if (bestRows > 0) return best;
  return { problem: 'other-axis', reason: `Version “${name}” never served most of the requests; compare versions on an axis of versions.`, axis: 'version' };
}
