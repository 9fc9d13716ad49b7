import { oneLine } from '../format/oneLine';
import { formatDuration, formatInstant } from '../format/time';
import type { BuildSeen } from './buildsSeen';
import type { ListedTag } from './listedCommits';
import type { MarkCommit, TimelineMark } from './mark';
import { versionKey } from './releaseTag';
import { bareCommit, slotOf, type TimeAxis } from './timeAxis';
import type { VersionServed } from './versionsServed';

export interface ReleaseTag extends ListedTag {
  readonly repository: number;
  readonly commit: { readonly commit: MarkCommit } | null;
}

interface Draft {
  readonly key: string;
  readonly time: number;
  readonly title: string;
  readonly evidence: string[];
  readonly partial: number | null;
  readonly says: ('log' | 'metrics' | 'tag')[];
  commit: MarkCommit | null;
}

/** A tag names the deploy of its version where the two lie within this time: releases wait for their rollout. */
const tagNear = 3 * 86_400e6;
/** Servers tell of a build as soon as it runs, rows as soon as it is asked: within that. */
const buildNear = 3_600e6;

/**
 * Versions that began to serve: as rows of the log say, info metrics, and tags that read like releases. What several of them say of one version, near each other, is one mark; it stands where the traffic
 * says, else where the servers do, else at the tag. Never two of one kind in one mark: a canary and its rollout stay two.
 */
export function deployMarks(axis: TimeAxis, served: readonly VersionServed[], builds: readonly BuildSeen[], tags: readonly ReleaseTag[], commits: readonly MarkCommit[]): readonly TimelineMark[] {
  const drafts: Draft[] = served.map(({ slot, version, share, as }) => ({
    key: versionKey(version), time: axis.start + slot * axis.step, title: version, partial: as === 'first' ? share : null, says: ['log'], commit: null,
    evidence: [servedText(version, share, as)],
  }));
  const nearest = (key: string, time: number, within: number, kind: Draft['says'][number]): Draft | undefined =>
    drafts.filter((draft) => draft.key === key && !draft.says.includes(kind) && Math.abs(draft.time - time) <= within).sort((a, b) => Math.abs(a.time - time) - Math.abs(b.time - time))[0];
  for (const { time, metric, version, revision } of builds) {
    const said = `${oneLine(metric)} says ${oneLine(version)}${revision === null || revision === version ? '' : ` (${oneLine(revision).slice(0, 12)})`} since ${formatInstant(time)}`;
    const draft = nearest(versionKey(version), time, Math.max(2 * axis.step, buildNear), 'metrics');
    if (draft !== undefined) {
      draft.says.push('metrics');
      draft.evidence.push(said);
      draft.commit ??= commitOf(commits, revision ?? version);
    } else drafts.push({ key: versionKey(version), time, title: version, evidence: [said], partial: null, says: ['metrics'], commit: commitOf(commits, revision ?? version) });
  }
  for (const { name, hash, time, commit, repository } of tags) {
    const draft = nearest(versionKey(name), time, Math.max(2 * axis.step, tagNear), 'tag');
    const own = commit?.commit ?? bareCommit(hash, time, repository);
    if (draft !== undefined) {
      draft.says.push('tag');
      draft.evidence.push(`tag ${oneLine(name)} at ${hash.slice(0, 7)}, ${distance(draft.time - time)}`);
      draft.commit = own;
    } else drafts.push({ key: versionKey(name), time, title: name, evidence: [`tag ${oneLine(name)} at ${hash.slice(0, 7)}`], partial: null, says: ['tag'], commit: own });
  }
  return drafts.flatMap(({ time, title, evidence, partial, commit }, i): TimelineMark[] => {
    const slot = slotOf(axis, time);
    return slot === null ? [] : [{ id: `deploy ${i}`, kind: 'deploy', time, slot, title, evidence, partial, commit: commit ?? commitOf(commits, title), related: true }];
  });
}

function servedText(version: string, share: number, as: VersionServed['as']): string {
  const percent = `${share < 0.1 ? (100 * share).toFixed(1) : Math.round(100 * share)} % of the rows`;
  const name = oneLine(version);
  if (as === 'first') return `first rows of ${name} in the log: ${percent} of this slot`;
  return as === 'main' ? `${name} has ${percent} from here` : `back to ${name}: ${percent} from here`;
}

function distance(us: number): string {
  return us === 0 ? 'at that time' : us > 0 ? `${formatDuration(us)} before` : `${formatDuration(-us)} after`;
}

/** Where a version is named by its commit. */
function commitOf(commits: readonly MarkCommit[], version: string): MarkCommit | null {
  const name = version.trim().toLowerCase();
  return /^[0-9a-f]{7,64}$/.test(name) && /\d/.test(name) ? (commits.find(({ hash }) => hash.startsWith(name)) ?? null) : null;
}
