import { randomUUID } from 'node:crypto';
import { gitLogFormat, type LineCommit, parseGitLog } from '../../core/history/commit';
import { faultOf } from '../../core/domain/fault';
import { runGit } from './runGit';

export interface CodeLine {
  /** Absolute folder. */
  readonly root: string;
  /** Relative to it, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface LineHistory {
  /** The newest first. */
  readonly commits: readonly LineCommit[];
  /** Why there are none, or not all: no repository, not committed yet, a shallow clone. */
  readonly reason: string | null;
}

/** More than that many commits of one line help nobody. */
const mostCommits = 50;
const uncommitted = /^0+$/;

/**
 * The commits that touched a line as it stands in the file now. The line is found in its commit by `git blame`, which knows what was moved by edits that are not
 * committed, and followed from there by `git log -L`. Throws only `cancelled`.
 */
export async function lineHistory({ root, file, line }: CodeLine, signal?: AbortSignal): Promise<LineHistory> {
  try {
    const blamed = await runGit(root, ['blame', '--no-textconv', '--porcelain', '-L', `${line},${line}`, '--', file], signal);
    const [hash = '', original = ''] = (blamed.split('\n')[0] ?? '').split(' ');
    if (uncommitted.test(hash)) return { commits: [], reason: 'the line is not committed yet' };
    const named = /^filename (.*)$/m.exec(blamed)?.[1] ?? file;
    // `git blame` names files from the top of the work tree, whatever folder it is asked in; `git log -L` from the folder.
    const top = (await runGit(root, ['rev-parse', '--show-toplevel'], signal)).replace(/\r?\n$/, '');
    // Each record begins with a mark that nobody can know before, since lines of code may hold anything.
    const mark = `<${randomUUID()}>`;
    const told = await runGit(top, ['log', '--no-textconv', '--no-ext-diff', '--no-color', '--src-prefix=a/', '--dst-prefix=b/', '--encoding=UTF-8', `--format=${mark}${gitLogFormat}`, `--max-count=${mostCommits}`, `-L${original},${original}:${named}`, hash], signal);
    const commits = told.split(mark).slice(1).flatMap((record) => parseGitLog(record).slice(0, 1).map((commit) => ({ ...commit, ...placeIn(record) })));
    const shallow = (await runGit(root, ['rev-parse', '--is-shallow-repository'], signal)).trim() === 'true';
    return { commits: commits.map((commit) => ({ ...commit, file, line })), reason: shallow ? 'the repository is a shallow clone: older commits are not known' : null };
  } catch (error) {
    const fault = faultOf(error);
    if (fault.code === 'cancelled') throw error;
    return { commits: [], reason: fault.detail };
  }
}

/** Where the line stands in the commit, from the head of its patch: `+++ b/FILE` and `@@ -a,b +LINE,n @@`. */
function placeIn(record: string): Pick<LineCommit, 'there'> {
  const patch = record.slice(record.indexOf('\u001e'));
  const file = /^\+\+\+ b\/(.*?)\t?$/m.exec(patch)?.[1];
  const line = Number(/^@@ -\d+(?:,\d+)? \+(\d+)/m.exec(patch)?.[1] ?? Number.NaN);
  return file === undefined || !Number.isInteger(line) || line < 1 ? {} : { there: { file, line } };
}
