import { FaultError, faultOf } from '../../core/domain/fault';
import type { CommitChange, FileAt } from '../../core/timeline/commitChange';
import { isHash, parseNameStatus } from '../../core/timeline/listedCommits';
import { runGit } from './runGit';

const mostFiles = 500;
const mostText = 4 * 2 ** 20;
const zero = String.fromCharCode(0);

/** The files of a commit. Throws what `runGit` throws, `bad-arguments` for what is no hash. */
export async function readCommit(top: string, hash: string, signal?: AbortSignal): Promise<CommitChange> {
  checked(hash);
  const [, parent = null] = (await runGit(top, ['rev-list', '--parents', '--max-count=1', hash, '--'], signal)).trim().split(' ');
  const text = await runGit(top, ['diff-tree', '-r', '-z', '-M', '-l400', '--no-ext-diff', '--no-relative', '--name-status', ...(parent === null ? ['--root', '--no-commit-id', hash] : [parent, hash]), '--'], signal);
  const files = parseNameStatus(text.split(zero));
  return { hash, parent, files: files.slice(0, mostFiles), more: Math.max(0, files.length - mostFiles) };
}

/** A file as a commit has it; null text with the reason where it has none, or none to be shown. Throws what `runGit` throws. */
export async function readFileAt(top: string, hash: string, path: string, signal?: AbortSignal): Promise<FileAt> {
  checked(hash);
  try {
    const size = Number((await runGit(top, ['cat-file', '-s', `${hash}:${path}`], signal)).trim());
    if (size > mostText) return { text: null, reason: `the file is larger than ${mostText / 2 ** 20} MB` };
    const text = await runGit(top, ['cat-file', 'blob', `${hash}:${path}`], signal);
    return text.slice(0, 8_000).includes(zero) ? { text: null, reason: 'the file is no text' } : { text, reason: null };
  } catch (error) {
    const fault = faultOf(error);
    if (fault.code === 'cancelled') throw error;
    return { text: null, reason: /does not exist|exists on disk|bad file|Not a valid object/i.test(fault.detail) ? 'the commit has no such file' : fault.detail };
  }
}

function checked(hash: string): void {
  if (!isHash(hash)) throw FaultError.of('bad-arguments', 'this is no hash of a commit');
}
