import type { ScrapeValues } from './scrapeValues';

/** Scrapes further apart than this many intervals have a gap between them. */
const gapIntervals = 4;

/**
 * Takes scrapes in their order; those of targets that are down are left out. `take` has the time of the scrape before, in microseconds, or null after a gap:
 * a target that was down, or a silence. `cut` is told of each gap first.
 * @param interval microseconds between two scrapes as they are meant
 */
export function scrapeSteps(interval: number, cut: () => void, take: (scrape: ScrapeValues, from: number | null) => void): (scrape: ScrapeValues) => void {
  let last: number | null = null;
  return (scrape) => {
    if (scrape.down !== null || (last !== null && scrape.time - last > gapIntervals * interval)) {
      cut();
      last = null;
    }
    if (scrape.down !== null) return;
    take(scrape, last);
    last = scrape.time;
  };
}
