import { countOf } from '../format/numbers';
import { oneLine } from '../format/oneLine';
import type { BuildSeen, RestartSeen } from './buildsSeen';
import { deployMarks } from './deployMarks';
import type { ListedCommit, ListedTag } from './listedCommits';
import type { MarkCommit, Timeline, TimelineMark, TimelineRepository } from './mark';
import { isReleaseTag } from './releaseTag';
import { bareCommit, slotOf, type TimeAxis } from './timeAxis';
import { touchedFiles } from './touchedFiles';
import type { VersionServed } from './versionsServed';

/** What git said of one work tree. */
export interface RepositoryHistory {
  readonly repository: TimelineRepository;
  /** Within the axis, the newest first. */
  readonly commits: readonly ListedCommit[];
  readonly tags: readonly ListedTag[];
  /** Files that have to do with the features, from its top; empty where none is known. */
  readonly files: ReadonlySet<string>;
  /** Folders of the files that define features, with `/` at their ends; the top itself is none. */
  readonly folders: readonly string[];
}

export interface TimelineParts {
  readonly axis: TimeAxis;
  readonly served: readonly VersionServed[];
  readonly builds: readonly BuildSeen[];
  readonly restarts: readonly RestartSeen[];
  readonly repositories: readonly RepositoryHistory[];
  readonly reasons: readonly string[];
}

/** Processes that begin within this time of a version are its deploy. */
const restartNear = 600e6;

/**
 * Brings together what the log, the servers and the repositories say. A version that several of them name near each other is one mark with all evidence; a commit with a tag in its slot is the
 * tag's mark; a process that begins with a version is evidence of it.
 */
export function makeTimeline({ axis, served, builds, restarts, repositories, reasons }: TimelineParts): Timeline {
  const commits = repositories.flatMap((history, repository) => listed(history, repository));
  const tags = repositories.flatMap(({ tags: list }, repository) => list.map((tag) => ({ ...tag, commit: commits.find((each) => each.commit.hash === tag.hash && each.commit.repository === repository) ?? null, repository })));
  const deploys = deployMarks(axis, served, builds, tags.filter(({ name }) => isReleaseTag(name)), commits.map(({ commit }) => commit));
  const inAxis = (time: number): boolean => slotOf(axis, time) !== null;
  const others = tags
    .filter(({ name, time }) => !isReleaseTag(name) && inAxis(time))
    .map(({ name, hash, time, commit, repository }, i): TimelineMark => ({
      id: `tag ${i}`, kind: 'tag', time, slot: slotOf(axis, time) ?? 0, title: name, evidence: [`tag ${oneLine(name)} at ${hash.slice(0, 7)}`], partial: null,
      commit: commit?.commit ?? bareCommit(hash, time, repository), related: commit?.related ?? true,
    }));
  const named = new Set([...deploys, ...others].flatMap(({ commit, slot }) => (commit === null ? [] : [`${slot} ${commit.repository} ${commit.hash}`])));
  const rest = commits.flatMap(({ commit, related }): TimelineMark[] => {
    const slot = slotOf(axis, commit.time);
    if (slot === null || named.has(`${slot} ${commit.repository} ${commit.hash}`)) return [];
    return [{ id: `commit ${commit.repository} ${commit.hash}`, kind: 'commit', time: commit.time, slot, title: commit.subject, evidence: [commitEvidence(commit)], partial: null, commit, related }];
  });
  const { merged, alone } = withRestarts(axis, deploys, restarts);
  const marks = [...merged, ...others, ...rest, ...alone].sort((a, b) => a.time - b.time || order[a.kind] - order[b.kind]);
  return { marks, repositories: repositories.map(({ repository }) => repository), reasons };
}

const order: Readonly<Record<TimelineMark['kind'], number>> = { commit: 0, tag: 1, deploy: 2, restart: 3 };

function listed({ commits, files, folders }: RepositoryHistory, repository: number): readonly { readonly commit: MarkCommit; readonly related: boolean }[] {
  const touched = touchedFiles(commits, files, folders);
  return commits.map(({ hash, author, subject, time, parents, files: own }) => {
    const touches = touched.get(hash) ?? null;
    const known = files.size > 0 && own !== null;
    return { commit: { repository, hash, author, subject, time, files: own?.length ?? null, merge: parents.length > 1, touches }, related: !known || touches !== null };
  });
}

function commitEvidence({ author, files, merge, touches }: MarkCommit): string {
  const what = [merge ? 'merge' : '', files === null ? '' : countOf(files, 'file'), touches === null ? '' : `touches ${oneLine(touches)}`].filter((text) => text !== '');
  return `${what.length === 0 ? 'commit' : what.join(', ')} by ${oneLine(author)}`;
}

function withRestarts(axis: TimeAxis, deploys: readonly TimelineMark[], restarts: readonly RestartSeen[]): { readonly merged: readonly TimelineMark[]; readonly alone: readonly TimelineMark[] } {
  const near = Math.max(axis.step, restartNear);
  const bySlot = new Map<number, RestartSeen[]>();
  const own = new Map<TimelineMark, RestartSeen[]>();
  for (const restart of restarts) {
    const slot = slotOf(axis, restart.time);
    if (slot === null) continue;
    const deploy = deploys.find(({ time, slot: at }) => at === slot || Math.abs(time - restart.time) <= near);
    const list = deploy === undefined ? (bySlot.get(slot) ?? []) : (own.get(deploy) ?? []);
    list.push(restart);
    if (deploy === undefined) bySlot.set(slot, list);
    else own.set(deploy, list);
  }
  const words = (list: readonly RestartSeen[]): string => {
    const who = [...new Set(list.map((each) => each.who).filter((each) => each !== ''))];
    return `${countOf(list.length, 'process', 'processes')} began${who.length === 0 ? '' : `: ${who.slice(0, 3).map(oneLine).join(', ')}${who.length > 3 ? ` and ${who.length - 3} more` : ''}`}`;
  };
  return {
    merged: deploys.map((deploy) => (own.has(deploy) ? { ...deploy, evidence: [...deploy.evidence, words(own.get(deploy) ?? [])] } : deploy)),
    alone: [...bySlot].map(([slot, list]) => ({
      id: `restart ${slot}`, kind: 'restart', time: list[0]?.time ?? 0, slot, title: list.length === 1 ? 'restart' : `${list.length} restarts`, evidence: [words(list)], partial: null, commit: null, related: true,
    })),
  };
}
