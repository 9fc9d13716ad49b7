import { randomUUID } from 'node:crypto';
import { faultOf } from '../../core/domain/fault';
import { formatCount } from '../../core/format/numbers';
import { type ListedCommit, type ListedTag, listFormat, parseList, parseTags, tagFormat } from '../../core/timeline/listedCommits';
import type { FeatureFile } from '../../core/timeline/filesOf';
import type { RepositoryHistory } from '../../core/timeline/makeTimeline';
import type { TimeAxis } from '../../core/timeline/timeAxis';
import { runGit } from './runGit';
import { type WorkTree, workTreeOf } from './workTree';

export interface HistoryQuestion {
  readonly axis: TimeAxis;
  /** Absolute folders of code. */
  readonly roots: readonly string[];
  /** Files that have to do with the features. */
  readonly files: readonly FeatureFile[];
}

export interface HistoryAnswer {
  readonly repositories: readonly RepositoryHistory[];
  readonly reasons: readonly string[];
}

/** The newest are kept. */
const mostCommits = 2_000;
const mostTags = 5_000;
/** Clocks differ: a commit's parent can be younger than it, and `--since` ends the walk at the first that is too old. */
const skew = 7 * 86_400;

/**
 * Commits and tags of the repositories that folders lie in, within the time of an axis. Commits: all that HEAD reaches, merges and what they brought in, by the time of commit. Tags: all, of whichever
 * branch. What cannot be had is a reason, never the end of the rest. Throws only `cancelled`.
 */
export async function readHistory({ axis, roots, files }: HistoryQuestion, signal?: AbortSignal): Promise<HistoryAnswer> {
  const trees = new Map<string, { readonly tree: WorkTree; readonly files: Set<string>; readonly folders: Set<string> }>();
  const reasons = new Set<string>();
  for (const root of roots) {
    try {
      const tree = await workTreeOf(root, signal);
      const known = trees.get(tree.top) ?? { tree, files: new Set<string>(), folders: new Set<string>() };
      trees.set(tree.top, known);
      for (const each of files) {
        if (each.root !== root) continue;
        const path = tree.prefix + each.file;
        known.files.add(path);
        if (each.defines && path.includes('/')) known.folders.add(path.slice(0, path.lastIndexOf('/') + 1));
      }
    } catch (error) {
      reasons.add(reasonOf(error));
    }
  }
  const repositories: RepositoryHistory[] = [];
  for (const { tree, ...own } of trees.values()) {
    try {
      repositories.push(await historyOf(tree, own, axis, signal));
    } catch (error) {
      reasons.add(`${tree.name}: ${reasonOf(error)}`);
    }
  }
  if (roots.length === 0) reasons.add('no folder of code is open');
  return { repositories, reasons: [...reasons] };
}

async function historyOf(tree: WorkTree, own: { readonly files: ReadonlySet<string>; readonly folders: ReadonlySet<string> }, axis: TimeAxis, signal?: AbortSignal): Promise<RepositoryHistory> {
  const from = axis.start / 1e6;
  const to = (axis.start + axis.count * axis.step) / 1e6;
  const notes: string[] = [];
  if (tree.shallow) notes.push('a shallow clone: older commits are not known');
  const { commits, whole } = await commitsOf(tree.top, from, to, signal);
  if (!whole) notes.push('too much was changed to list the files of each commit: all commits count as related');
  const cut = commits.length > mostCommits;
  if (cut) notes.push(`more than ${formatCount(mostCommits)} commits: the newest are shown`);
  const listed = commits.slice(0, mostCommits).filter(({ time }) => time >= from * 1e6 && time < to * 1e6);
  const tags = (await tagsOf(tree.top, signal)).filter(({ time }) => time >= (from - skew) * 1e6 && time < to * 1e6);
  return { repository: { name: tree.name, top: tree.top, commits: listed.length, notes }, commits: listed, tags, files: own.files, folders: [...own.folders] };
}

async function commitsOf(top: string, from: number, to: number, signal?: AbortSignal): Promise<{ readonly commits: readonly ListedCommit[]; readonly whole: boolean }> {
  const mark = `<${randomUUID()}>`;
  const at = (seconds: number): string => `@${Math.max(0, Math.floor(seconds))} +0000`;
  const list = (more: readonly string[]): Promise<string> =>
    runGit(top, ['-c', 'log.showRoot=true', 'log', '-z', '--encoding=UTF-8', '--no-show-signature', ...more, `--format=${listFormat(mark)}`, `--since=${at(from - skew)}`, `--until=${at(to)}`, `--max-count=${mostCommits + 1}`, 'HEAD', '--'], signal);
  try {
    return { commits: parseList(await list(['--name-status', '-M', '-l400', '--no-relative', '--diff-merges=first-parent', '--no-ext-diff', '--ignore-submodules=none']), mark, true), whole: true };
  } catch (error) {
    // Too many files for one answer, or trees that a partial clone lacks: commits alone are worth more than nothing.
    const fault = faultOf(error);
    if (fault.code === 'cancelled' || isEmpty(fault.detail)) throw error;
    return { commits: parseList(await list(['--no-patch']), mark, false), whole: false };
  }
}

async function tagsOf(top: string, signal?: AbortSignal): Promise<readonly ListedTag[]> {
  return parseTags(await runGit(top, ['for-each-ref', `--count=${mostTags}`, '--sort=-creatordate', `--format=${tagFormat}`, 'refs/tags'], signal));
}

function isEmpty(detail: string): boolean {
  return /bad revision|unknown revision|ambiguous argument 'HEAD'|does not have any commits/i.test(detail);
}

function reasonOf(error: unknown): string {
  const fault = faultOf(error);
  if (fault.code === 'cancelled') throw error;
  if (isEmpty(fault.detail)) return 'the repository has no commit yet';
  return fault.detail;
}
