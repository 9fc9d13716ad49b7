import type { CodePlace, RankedPlace } from '../code/place';
import type { Report } from '../domain/report';
import type { Lineage } from '../lineage/lineage';
import { lineageLines } from '../lineage/lineageLines';
import type { LineCommit } from './commit';
import { nearestCommits, type NearCommit } from './nearestCommits';

/** Commits beside a feature's onset, or why there are none. */
export interface FeatureCommits {
  readonly commits: readonly NearCommit[];
  readonly reason: string | null;
}
export type ReportCommits = Readonly<Record<string, FeatureCommits>>;

/** A line of code that makes a feature. */
export interface FeatureLine {
  readonly root: string;
  readonly file: string;
  readonly line: number;
}

export interface AskedLine {
  readonly feature: string;
  readonly place: CodePlace;
}

const most = { features: 10, lines: 3, joined: 15, lineage: 6 } as const;

/**
 * The lines whose commits are asked for: those that define a feature that moved at a known moment, the features that moved most first, and, where its lineage is known, the
 * lines of that, the nearest first. Lines of notebooks are no lines of their files.
 */
export function linesToAsk(report: Report, places: Readonly<Record<string, readonly RankedPlace[]>>, lineages: readonly Lineage[] = []): readonly AskedLine[] {
  if (report.axis.kind !== 'time') return [];
  const moved = report.features.filter(({ verdict, onset }) => verdict === 'moved' && onset?.state === 'found').slice(0, most.features);
  return moved.flatMap(({ feature }) => {
    const lineage = lineages.find((each) => each.feature === feature && each.root !== null);
    if (lineage !== undefined) return lineageLines(lineage, most.lineage).map((place) => ({ feature, place }));
    return (Object.hasOwn(places, feature) ? (places[feature] ?? []) : [])
      .filter(({ kind, cell }) => kind === 'definition' && cell === undefined)
      .slice(0, most.lines)
      .map((place) => ({ feature, place }));
  });
}

/** The lines that define a feature, the best place first. */
export function linesOf(places: readonly RankedPlace[]): readonly FeatureLine[] {
  return places.filter(({ kind, cell }) => kind === 'definition' && cell === undefined).slice(0, most.lines);
}

/** Lines of several lists in their order, each once, at most as many as git is asked for. */
export function joinLines(...lists: readonly (readonly FeatureLine[])[]): readonly FeatureLine[] {
  const seen = new Set<string>();
  const isNew = ({ root, file, line }: FeatureLine): boolean => {
    const key = JSON.stringify([root, file, line]);
    return !seen.has(key) && seen.add(key) !== undefined;
  };
  return lists.flat().filter(isNew).slice(0, most.joined);
}

/** The commits that touched lines of a feature before it began to move, nearest first, or why there are none. `answers` in the order of `lines`. */
export function featureCommits(report: Report, feature: string, lines: readonly FeatureLine[], answers: readonly { readonly commits: readonly LineCommit[]; readonly reason: string | null }[], mostCommits: number): FeatureCommits {
  const none = (reason: string): FeatureCommits => ({ commits: [], reason });
  const onset = report.features.find((each) => each.feature === feature)?.onset;
  if (report.axis.kind !== 'time') return none('commits have times, and this axis has none');
  if (onset === undefined) return none('it did not move');
  if (onset.slot === null) return none(`when it began to move is not clear: ${onset.reason}`);
  if (lines.length === 0) return none('no line of Python code that defines it was found');
  const commits = nearestCommits(answers.flatMap((answer) => answer.commits), onset, report.axis, mostCommits);
  const [reason = null] = answers.flatMap((answer) => answer.reason ?? []);
  if (commits.length > 0) return { commits, reason };
  return answers.some((answer) => answer.commits.length > 0) ? none('no commit touched its lines before it began to move') : { commits, reason };
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
