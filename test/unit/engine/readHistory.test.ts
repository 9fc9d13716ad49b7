import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lineHistory } from '../../../src/engine/history/lineHistory';
import { readCommit, readFileAt } from '../../../src/engine/history/readCommit';
import { readHistory } from '../../../src/engine/history/readHistory';
import { makeTimeline } from '../../../src/core/timeline/makeTimeline';

/* Real git: merges, tags of both kinds, renames, names that hold anything, shallow clones, partial clones, linked work trees. */

const has = spawnSync('git', ['--version']).status === 0;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mv-history-')));
const top = join(folder, 'main repo');
const plain = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org', GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org' };
const at = (day: number): string => `2001-06-${String(day).padStart(2, '0')}T12:00:00Z`;
const git = (args: readonly string[], day = 1, cwd = top): string => execFileSync('git', args, { cwd, encoding: 'utf8', env: { ...plain, GIT_COMMITTER_DATE: at(day), GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z' } });
const june = { kind: 'time', start: Date.UTC(2001, 5, 1) * 1_000, step: 86_400e6, count: 30 } as const;
const odd = 'model/ä "odd"\tname\n.py';
const hostile = 'Fix <img src=x> "; rm -rf ~ #\u001b[31m';

describe('commits and tags of a repository', () => {
  beforeEach((test) => {
    if (!has) test.skip('git is not installed');
  });
  beforeAll(() => {
    if (!has) return;
    mkdirSync(join(top, 'model'), { recursive: true });
    git(['init', '-q', '-b', 'main']);
    const commit = (day: number, subject: string): void => {
      git(['add', '-A']);
      git(['commit', '-q', '--allow-empty', '-m', subject], day);
    };
    writeFileSync(join(top, 'model', 'old.py'), 'import os\nkm = miles\n');
    commit(1, 'First');
    writeFileSync(join(top, 'README'), 'x\n');
    commit(2, 'Words');
    git(['checkout', '-q', '-b', 'topic']);
    writeFileSync(join(top, 'model', 'old.py'), 'import os\nkm = miles * 1.6\n');
    commit(4, hostile);
    git(['checkout', '-q', 'main']);
    writeFileSync(join(top, 'README'), 'y\n');
    commit(5, 'More words');
    git(['merge', '-q', '--no-ff', '-m', 'Merge topic', 'topic'], 6);
    git(['mv', 'model/old.py', 'model/new.py']);
    writeFileSync(join(top, odd), 'a = 1\n');
    commit(8, 'Renamed');
    git(['tag', 'v1.4.0'], 8);
    git(['tag', '-a', 'tried', '-m', 'words', 'HEAD~1'], 9);
    git(['tag', 'blob', 'HEAD:README']);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are read with merges, renames, files and names of any kind', async () => {
    const { repositories, reasons } = await readHistory({ axis: june, roots: [top, join(top, 'model')], files: [{ root: join(top, 'model'), file: 'new.py', defines: false }] });
    expect(reasons).toEqual([]);
    expect(repositories.map(({ repository }) => repository)).toEqual([{ name: 'main repo', top, commits: 6, notes: [] }]);
    const [one] = repositories;
    expect(one?.commits.map(({ subject, time, parents, files }) => [subject, new Date(time / 1_000).getUTCDate(), parents.length, files?.map(({ path }) => path)])).toEqual([
      ['Renamed', 8, 1, ['model/new.py', odd].sort()],
      ['Merge topic', 6, 2, ['model/old.py']],
      ['More words', 5, 1, ['README']],
      [hostile, 4, 1, ['model/old.py']],
      ['Words', 2, 1, ['README']],
      ['First', 1, 0, ['model/old.py']],
    ]);
    expect(one?.tags.map(({ name, time, annotated }) => [name, new Date(time / 1_000).getUTCDate(), annotated]).sort()).toEqual([['tried', 9, true], ['v1.4.0', 8, false]]);
    const { marks } = makeTimeline({ axis: june, served: [], builds: [], restarts: [], repositories, reasons });
    expect(marks.map(({ kind, title, related }) => [kind, title, related])).toEqual([
      ['commit', 'First', true], ['commit', 'Words', false], ['commit', hostile, true], ['commit', 'More words', false], ['commit', 'Merge topic', true], ['deploy', 'v1.4.0', true], ['tag', 'tried', true],
    ]);
  });

  it('end with the axis', async () => {
    const { repositories } = await readHistory({ axis: { ...june, start: june.start + 3 * june.step, count: 3 }, roots: [top], files: [] });
    expect(repositories[0]?.commits.map(({ subject }) => subject)).toEqual(['Merge topic', 'More words', hostile]);
  });

  it('say what is shallow, empty or no repository, and go on with the rest', async () => {
    const shallow = join(folder, 'shallow');
    git(['clone', '-q', '--depth', '1', `file://${top}`, shallow], 1, folder);
    const empty = join(folder, 'empty');
    git(['init', '-q', empty], 1, folder);
    const nothing = mkdtempSync(join(tmpdir(), 'mv-nogit-'));
    const { repositories, reasons } = await readHistory({ axis: june, roots: [shallow, empty, nothing], files: [] });
    rmSync(nothing, { recursive: true });
    expect(repositories.map(({ repository: { name, commits, notes } }) => [name, commits, notes])).toEqual([['shallow', 1, ['a shallow clone: older commits are not known']]]);
    expect([...reasons].sort()).toEqual(['empty: the repository has no commit yet', 'the code lies in no git repository']);
    expect(await readHistory({ axis: june, roots: [], files: [] })).toEqual({ repositories: [], reasons: ['no folder of code is open'] });
  });

  it('are read in a linked work tree', async () => {
    const linked = join(folder, 'linked');
    git(['worktree', 'add', '-q', linked, 'HEAD~1']);
    const { repositories } = await readHistory({ axis: june, roots: [linked], files: [] });
    expect(repositories[0]?.repository).toMatchObject({ name: 'linked', top: linked, commits: 5 });
  });

  it('start nothing that the repository names, and fetch nothing that a partial clone lacks', async () => {
    const part = join(folder, 'partial');
    git(['config', 'uploadpack.allowFilter', 'true']);
    git(['clone', '-q', '--no-checkout', '--filter=tree:0', `file://${top}`, part], 1, folder);
    const mark = join(folder, 'started');
    git(['config', 'remote.origin.uploadpack', `touch ${mark}; git-upload-pack`], 1, part);
    for (const key of ['core.fsmonitor', 'diff.external', 'core.pager', 'gpg.program']) git(['config', key, `touch ${mark}; false`], 1, part);
    const { repositories } = await readHistory({ axis: june, roots: [part], files: [] });
    expect(repositories[0]?.commits).toHaveLength(6);
    expect(repositories[0]?.commits.every(({ files }) => files === null)).toBe(true);
    expect(repositories[0]?.repository.notes.join()).toContain('all commits count as related');
    expect(existsSync(mark)).toBe(false);
  });

  it('can be cancelled', async () => {
    const abort = new AbortController();
    const work = readHistory({ axis: june, roots: [top], files: [] }, abort.signal);
    abort.abort();
    await expect(work).rejects.toMatchObject({ fault: { code: 'cancelled' } });
  });

  it('have changes and files, of a first commit, a merge, a rename and a deleted file', async () => {
    const [renamed = '', merge = ''] = git(['log', '--format=%H']).trim().split('\n');
    expect(await readCommit(top, renamed)).toMatchObject({ hash: renamed, parent: merge, more: 0, files: [{ status: 'added', path: odd }, { status: 'renamed', path: 'model/new.py', from: 'model/old.py' }].sort((a, b) => (a.path < b.path ? -1 : 1)) });
    expect((await readCommit(top, merge)).files).toEqual([{ status: 'changed', path: 'model/old.py', from: null }]);
    const all = git(['rev-list', '--max-parents=0', 'HEAD']).trim();
    expect(await readCommit(top, all)).toEqual({ hash: all, parent: null, files: [{ status: 'added', path: 'model/old.py', from: null }], more: 0 });
    expect(await readFileAt(top, renamed, odd)).toEqual({ text: 'a = 1\n', reason: null });
    expect(await readFileAt(top, renamed, 'model/old.py')).toEqual({ text: null, reason: 'the commit has no such file' });
    await expect(readCommit(top, '--output=x')).rejects.toMatchObject({ fault: { code: 'bad-arguments' } });
    await expect(readFileAt(top, 'HEAD', 'README')).rejects.toMatchObject({ fault: { code: 'bad-arguments' } });
  });

  it('of a line know where it stands in each commit', async () => {
    const { commits } = await lineHistory({ root: top, file: 'model/new.py', line: 2 });
    expect(commits.map(({ subject, there }) => [subject, there])).toEqual([[hostile, { file: 'model/old.py', line: 2 }], ['First', { file: 'model/old.py', line: 2 }]]);
  });
});
