import type { RankedPlace } from '../code/place';
import type { Report } from '../domain/report';
import type { LineCommit } from './commit';
import { nearestCommits, type NearCommit } from './nearestCommits';

/** Commits beside a feature's onset, or why there are none. */
export interface FeatureCommits {
  readonly commits: readonly NearCommit[];
  readonly reason: string | null;
}
export type ReportCommits = Readonly<Record<string, FeatureCommits>>;

export interface AskedLine {
  readonly feature: string;
  readonly place: RankedPlace;
}

const most = { features: 10, lines: 3 } as const;

/** The lines whose commits are asked for: those that define a feature that moved at a known moment, the features that moved most first. Lines of notebooks are no lines of their files. */
export function linesToAsk(report: Report, places: Readonly<Record<string, readonly RankedPlace[]>>): readonly AskedLine[] {
  if (report.axis.kind !== 'time') return [];
  const moved = report.features.filter(({ verdict, onset }) => verdict === 'moved' && onset?.state === 'found').slice(0, most.features);
  return moved.flatMap(({ feature }) =>
    (Object.hasOwn(places, feature) ? (places[feature] ?? []) : [])
      .filter(({ kind, cell }) => kind === 'definition' && cell === undefined)
      .slice(0, most.lines)
      .map((place) => ({ feature, place })),
  );
}

/** By feature, from the answers to `linesToAsk`, in its order. */
export function commitsByFeature(report: Report, asked: readonly AskedLine[], answers: readonly { readonly commits: readonly LineCommit[]; readonly reason: string | null }[]): ReportCommits {
  const features = [...new Set(asked.map(({ feature }) => feature))];
  return Object.fromEntries(
    features.map((feature) => {
      const own = answers.filter((_, i) => asked[i]?.feature === feature);
      const commits = nearestCommits(own.flatMap((answer) => answer.commits), report.features.find((each) => each.feature === feature)?.onset, report.axis);
      const [reason = null] = own.flatMap((answer) => answer.reason ?? []);
      const none = own.some((answer) => answer.commits.length > 0) ? 'no commit touched its lines before it began to move' : reason;
      return [feature, { commits, reason: commits.length > 0 ? reason : none }];
    }),
  );
}
