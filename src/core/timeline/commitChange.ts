import type { CommitFile } from './listedCommits';

/** What a commit changed, of a merge against its first parent. */
export interface CommitChange {
  readonly hash: string;
  /** Its first parent; null for a first commit, and where a shallow clone ends. */
  readonly parent: string | null;
  readonly files: readonly CommitFile[];
  /** Files beyond `files`. */
  readonly more: number;
}

/** A file as a commit has it; null text with the reason where it has none, or none to be shown. */
export interface FileAt {
  readonly text: string | null;
  readonly reason: string | null;
}
