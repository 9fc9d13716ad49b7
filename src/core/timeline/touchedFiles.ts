import type { ListedCommit } from './listedCommits';

/**
 * By hash, a file of each commit that is one of `files` (paths from the top, as they are now) or else lies in one of `folders` (with `/` at their ends), or null. Renames are followed back: before one, the file is looked for under its
 * former name as well. All commits count where no file is known, or where a commit's own files are not: what is not known is not hidden.
 * @param commits the newest first
 */
export function touchedFiles(commits: readonly ListedCommit[], files: ReadonlySet<string>, folders: readonly string[] = []): ReadonlyMap<string, string | null> {
  const wanted = new Set(files);
  const touched = new Map<string, string | null>();
  for (const { hash, files: own } of commits) {
    if (own === null) continue;
    const found = own.find(({ path, from }) => wanted.has(path) || (from !== null && wanted.has(from))) ?? own.find(({ path }) => folders.some((folder) => path.startsWith(folder)));
    touched.set(hash, found?.path ?? null);
    for (const { status, path, from } of own) if (status === 'renamed' && from !== null && wanted.has(path)) wanted.add(from);
  }
  return touched;
}
