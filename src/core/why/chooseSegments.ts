import type { Candidate } from './searchSegments';

/** Segments of one column or pair that together make an explanation. */
export interface Choice {
  readonly segments: readonly Candidate[];
  /** Their share of the change. */
  readonly explained: number;
  /** Their share of rows, the mean of both windows. */
  readonly expected: number;
  /** Ranks explanations: the share of the change that they hold beyond their share of rows, per segment. */
  readonly score: number;
}

/** Segments are added until they hold this much of the change, and only those that add as much; both from Adtributor. */
const enough = 0.67;
const eachAdds = 0.1;
/** Below it even certain segments are no answer to "why". */
const leastBeyondRows = 0.2;
/** What two columns must tell more than one of them, to be worth a second condition. */
const pairAdds = 0.05;

/**
 * The explanation that one column or pair gives: its segments in the order of what they hold beyond their share of rows, without overlap.
 * Null where it has none. Ranking by explained share per segment, stopping at 67 % and leaving out elements below 10 %, is that of
 * Bhagwan et al. 2014 (Adtributor, NSDI); "beyond their share of rows" takes the place of its surprise.
 */
export function chooseSegments(candidates: readonly Candidate[], change: number): Choice | null {
  const chosen: Candidate[] = [];
  let explained = 0;
  for (const candidate of [...candidates].sort((a, b) => b.excess - a.excess)) {
    if (explained >= enough || (chosen.length > 0 && candidate.excess < eachAdds)) break;
    if (chosen.some((other) => overlap(other, candidate))) continue;
    chosen.push(candidate);
    explained += candidate.part / change;
  }
  return chosen.length === 0 ? null : asChoice(chosen, change);
}

/** Explanations worth naming, the best first: no pair that one of its columns explains nearly as well, no column in two pairs. */
export function rankChoices(singles: readonly Choice[], pairs: readonly Choice[], most: number): readonly Choice[] {
  const scores = new Map(singles.map((choice) => [columnsOf(choice)[0] ?? '', choice.score]));
  const better = pairs.filter((choice) => columnsOf(choice).every((name) => choice.score >= (scores.get(name) ?? 0) + pairAdds));
  const named = new Set<string>();
  return [...singles, ...better]
    .filter(({ explained, expected }) => capped(explained) - expected >= leastBeyondRows)
    .sort((a, b) => b.score - a.score)
    .filter((choice) => {
      const columns = columnsOf(choice);
      if (columns.length === 1) return true;
      if (columns.some((name) => named.has(name))) return false;
      columns.forEach((name) => named.add(name));
      return true;
    })
    .slice(0, most);
}

export function columnsOf({ segments }: Choice): readonly string[] {
  return segments[0]?.table.columns.map(({ name }) => name) ?? [];
}

function asChoice(segments: readonly Candidate[], change: number): Choice {
  const explained = segments.reduce((sum, { part }) => sum + part, 0) / change;
  const expected = segments.reduce((sum, segment) => sum + segment.expected, 0);
  return { segments, explained, expected, score: (capped(explained) - expected) / segments.length };
}

/** What is more than the whole change was taken back by the others, or is noise: it earns nothing. */
function capped(explained: number): number {
  return Math.min(1, explained);
}

function overlap(a: Candidate, b: Candidate): boolean {
  const meet = (x: { from: number; to: number } | null, y: { from: number; to: number } | null): boolean => x === null || y === null || (x.from < y.to && y.from < x.to);
  return meet(a.first, b.first) && meet(a.second, b.second);
}
