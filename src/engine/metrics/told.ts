import type { BuildSeries } from '../../core/timeline/buildsSeen';

/** What a source of metrics says of builds and of processes that began, within a time. */
export interface Told {
  readonly builds: readonly BuildSeries[];
  /** When processes began, as they say themselves, seconds since 1970 UTC. */
  readonly starts: readonly { readonly seconds: number; readonly who: string }[];
  /** Why nothing is known, where that is a failure. */
  readonly reasons: readonly string[];
}

export const nothingTold: Told = { builds: [], starts: [], reasons: [] };

export function joinTold(all: readonly Told[]): Told {
  return { builds: all.flatMap(({ builds }) => builds), starts: all.flatMap(({ starts }) => starts), reasons: all.flatMap(({ reasons }) => reasons) };
}

/** Job and instance of a series, in words. */
export function whoOf(labels: ReadonlyMap<string, string>): string {
  return [labels.get('job') ?? '', labels.get('instance') ?? labels.get('pod') ?? ''].filter((text) => text !== '').join(' ');
}
