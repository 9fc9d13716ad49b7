/** A commit as `git log` lists it, with what it touched. */
export interface ListedCommit {
  readonly hash: string;
  readonly parents: readonly string[];
  /** Microseconds since 1970 UTC when it was committed. */
  readonly time: number;
  readonly author: string;
  readonly subject: string;
  /** Of a merge against its first parent; null where it was not asked for. */
  readonly files: readonly CommitFile[] | null;
}

/** A file of a commit. Paths are from the repository's top, with `/`. */
export interface CommitFile {
  readonly status: 'added' | 'changed' | 'deleted' | 'renamed' | 'copied';
  readonly path: string;
  /** Where it was before, if it was elsewhere. */
  readonly from: string | null;
}

/** A tag that names a commit. */
export interface ListedTag {
  readonly name: string;
  /** The commit. */
  readonly hash: string;
  /** Microseconds since 1970 UTC: of an annotated tag when it was made, of a light one its commit's. */
  readonly time: number;
  readonly annotated: boolean;
}

/** Whole hash of a commit, of either kind of repository. */
export function isHash(text: string): boolean {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text);
}

const zero = String.fromCharCode(0);
const logFields = ['%H', '%P', '%ct', '%an', '%s'];

/** `git log -z --format=`: fields end in NUL, which no text of git holds; each record begins with a mark that nobody can know before. */
export function listFormat(mark: string): string {
  return `${mark}${logFields.join('%x00')}`;
}

/** What `git log -z --format=<listFormat>` printed, with or without `--name-status`; records that are cut are left out. */
export function parseList(text: string, mark: string, withFiles: boolean): readonly ListedCommit[] {
  return text.split(mark).slice(1).flatMap((record) => {
    const [hash = '', parents, seconds = '', author, subject, ...rest] = record.split(zero);
    const time = Number(seconds) * 1e6;
    if (!isHash(hash) || parents === undefined || seconds === '' || !Number.isFinite(time) || author === undefined || subject === undefined) return [];
    return [{ hash, parents: parents.split(' ').filter(isHash), time, author, subject, files: withFiles ? parseNameStatus(rest) : null }];
  });
}

const statuses: Readonly<Record<string, CommitFile['status']>> = { A: 'added', M: 'changed', T: 'changed', D: 'deleted', R: 'renamed', C: 'copied' };

/** The words of `--name-status -z`: a letter, with a score where files moved, and one path or two. */
export function parseNameStatus(words: readonly string[]): readonly CommitFile[] {
  const files: CommitFile[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = (words[at] ?? '').replace(/^\n/, '');
    const status = statuses[word.charAt(0)];
    if (!/^[A-Z]\d*$/.test(word) || status === undefined) continue;
    const two = status === 'renamed' || status === 'copied';
    const [first, second] = [words[at + 1], words[at + 2]];
    at += two ? 2 : 1;
    if (first === undefined || first === '' || (two && (second === undefined || second === ''))) break;
    files.push(two ? { status, path: second ?? '', from: first } : { status, path: first, from: null });
  }
  return files;
}

const tagFields = ['%(refname:strip=2)', '%(objecttype)', '%(objectname)', '%(*objecttype)', '%(*objectname)', '%(creatordate:unix)'];

/** `git for-each-ref --format=` that `parseTags` reads. A tag's name holds neither spaces nor control characters. */
export const tagFormat = tagFields.join('%00');

/** What `git for-each-ref refs/tags` printed in `tagFormat`; tags of what is no commit are left out. */
export function parseTags(text: string): readonly ListedTag[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', type, own = '', peeledType, peeled = '', seconds = ''] = line.split(zero);
    const annotated = type === 'tag';
    const hash = annotated ? peeled : own;
    const time = Number(seconds) * 1e6;
    if (name === '' || !isHash(hash) || (annotated ? peeledType : type) !== 'commit' || seconds === '' || !Number.isFinite(time)) return [];
    return [{ name, hash, time, annotated }];
  });
}
