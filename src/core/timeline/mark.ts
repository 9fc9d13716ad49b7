import type { SlotRange } from '../domain/window';

/** `deploy`: a version began to serve. `commit`, `tag`: as the repository has them. `restart`: a process began anew without another version. */
export type MarkKind = 'deploy' | 'commit' | 'tag' | 'restart';

/** A commit behind a mark. */
export interface MarkCommit {
  /** Which of the timeline's repositories. */
  readonly repository: number;
  /** Whole hash. */
  readonly hash: string;
  readonly author: string;
  /** First line of its message. */
  readonly subject: string;
  /** Microseconds since 1970 UTC when it was committed. */
  readonly time: number;
  /** Files that it touched, of a merge those that differ from its first parent; null where that is not known. */
  readonly files: number | null;
  readonly merge: boolean;
  /** A file of it that has to do with the features on show, from the repository's top; null where none has, or where that is not known. */
  readonly touches: string | null;
}

/** One mark on the time axis. All texts may hold anything that a log, a repository or a server says. */
export interface TimelineMark {
  /** Unique within one timeline. */
  readonly id: string;
  readonly kind: MarkKind;
  /** Microseconds since 1970 UTC: of commits and light tags the commit's, of annotated tags the tag's, of versions in the log the start of their slot. */
  readonly time: number;
  readonly slot: number;
  /** Version, tag, or the commit's subject. */
  readonly title: string;
  /** What says so, in words, the nearest to the traffic first. */
  readonly evidence: readonly string[];
  /** Of a deploy that takes a part of the traffic: which share of its slot's rows; else null. */
  readonly partial: number | null;
  readonly commit: MarkCommit | null;
  /** Whether it has to do with the code of the features on show; true for all but commits and tags, and for those where nothing is known of it. */
  readonly related: boolean;
}

/** How a repository was read. */
export interface TimelineRepository {
  /** Folder name of its work tree. */
  readonly name: string;
  /** Absolute path of its work tree. */
  readonly top: string;
  /** Commits within the axis. */
  readonly commits: number;
  /** What a reader must know: shallow, cut at so many commits, files not known. */
  readonly notes: readonly string[];
}

/** What happened to the model along the axis, oldest first. */
export interface Timeline {
  readonly marks: readonly TimelineMark[];
  readonly repositories: readonly TimelineRepository[];
  /** Why there is nothing of a kind: no repository, an axis without times, a server that did not answer. */
  readonly reasons: readonly string[];
}

/** Slots before and after a mark, for a comparison. */
export interface AroundMark {
  readonly baseline: SlotRange;
  readonly current: SlotRange;
}
