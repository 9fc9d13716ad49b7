/** One commit, as far as it is told of. */
export interface Commit {
  /** Whole hash. */
  readonly hash: string;
  /** Microseconds since 1970 UTC when it was committed. */
  readonly time: number;
  readonly author: string;
  /** First line of its message. */
  readonly subject: string;
  readonly tags: readonly string[];
}

/** A commit that touched a line, with the line that was asked for. */
export interface LineCommit extends Commit {
  /** Relative to the root that was asked for, with `/`. */
  readonly file: string;
  readonly line: number;
  /** Where the line stands in the commit itself: the file from the repository's top, and the line; absent where that is not known. */
  readonly there?: { readonly file: string; readonly line: number };
}

const fields = ['%H', '%ct', '%an', '%D', '%s'];
const between = '\u001f';
const end = '\u001e';

/** `git log --format=` that `parseGitLog` reads: separators that no name or subject of one line can hold. */
export const gitLogFormat = `${fields.join('%x1f')}%x1e`;

/** What `git log` printed in `gitLogFormat`; records that are cut or have no time are left out. */
export function parseGitLog(text: string): readonly Commit[] {
  return text.split(end).flatMap((record) => {
    const [hash = '', seconds = '', author, refs, subject, ...more] = record.replace(/^\s+/, '').split(between);
    const time = Number(seconds) * 1e6;
    if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(hash) || seconds === '' || !Number.isFinite(time) || author === undefined || refs === undefined || subject === undefined) return [];
    const tags = refs.split(', ').flatMap((ref) => (ref.startsWith('tag: ') ? [ref.slice(5)] : []));
    return [{ hash, time, author, subject: [subject, ...more].join(' '), tags }];
  });
}
