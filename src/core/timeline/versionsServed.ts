/** A moment at which rows of the log name another version than before. */
export interface VersionServed {
  readonly slot: number;
  readonly version: string;
  /** Its share of the rows: of the slot, or where it began within this one and has most of the next, of the next. */
  readonly share: number;
  /** `first`: its first rows, while another has most. `main`: from here it has most. `back`: it had most once before. */
  readonly as: 'first' | 'main' | 'back';
}

/** Below that share a version is not said to have taken over: two that share the traffic evenly would change places in every slot. */
export const mainShare = 0.6;
const mostEvents = 200;

/**
 * Versions as they come and take over along an axis. Those of the first slot with rows were there before. Slots with far fewer rows than usual
 * decide nothing: a late row of an old version is no way back to it.
 * @param names of the versions; `counts[slot * names.length + k]` rows of version k
 */
export function versionsServed(names: readonly string[], counts: ArrayLike<number>): readonly VersionServed[] {
  const width = names.length;
  if (width === 0) return [];
  const slots = Math.floor(counts.length / width);
  const total = (slot: number): number => names.reduce((sum, _, k) => sum + (counts[slot * width + k] ?? 0), 0);
  const totals = Array.from({ length: slots }, (_, slot) => total(slot));
  const filled = totals.filter((rows) => rows > 0).sort((a, b) => a - b);
  const least = Math.min(20, (filled[filled.length >> 1] ?? 0) / 4);
  const share = (slot: number, k: number): number => ((totals[slot] ?? 0) === 0 ? 0 : (counts[slot * width + k] ?? 0) / (totals[slot] ?? 1));
  const seen = new Set<number>();
  const led = new Set<number>();
  let main: number | null = null;
  let begun = false;
  const events: VersionServed[] = [];
  const leadFrom = (k: number, slot: number, at: number): void => {
    events.push({ slot, version: names[k] ?? '', share: share(at, k), as: led.has(k) ? 'back' : 'main' });
    main = k;
    led.add(k);
  };
  for (let slot = 0; slot < slots && events.length < mostEvents; slot += 1) {
    const rows = totals[slot] ?? 0;
    if (rows === 0) continue;
    const decides = rows >= least;
    const leader = decides ? names.findIndex((_, k) => share(slot, k) >= mainShare) : -1;
    const arrived = names.flatMap((_, k) => (share(slot, k) > 0 && !seen.has(k) ? [k] : []));
    arrived.forEach((k) => seen.add(k));
    if (!begun) {
      begun = true;
      if (leader >= 0) led.add((main = leader));
      continue;
    }
    const next = slot + 1 < slots && (totals[slot + 1] ?? 0) >= least ? slot + 1 : null;
    // It began within this slot and has most of the next: one moment, not two.
    const taking = arrived.find((k) => k !== leader && next !== null && share(next, k) >= mainShare);
    for (const k of arrived) if (k !== leader && k !== taking) events.push({ slot, version: names[k] ?? '', share: share(slot, k), as: 'first' });
    if (taking !== undefined) leadFrom(taking, slot, slot + 1);
    else if (leader >= 0 && leader !== main) leadFrom(leader, slot, slot);
  }
  return events.slice(0, mostEvents);
}
