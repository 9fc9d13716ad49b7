import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lineHistory } from '../../../src/engine/history/lineHistory';

/* Real git in a real repository: lines that move, are renamed with their file, and are edited before they are committed. */

const has = spawnSync('git', ['--version']).status === 0;
const root = mkdtempSync(join(tmpdir(), 'mv-git-'));
const folder = join(root, 'service one');
const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' } });
const hashes: string[] = [];

function commit(day: number, subject: string): void {
  git('add', '-A');
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', 'commit', '-q', '-m', subject], { cwd: root, env: { ...process.env, GIT_COMMITTER_DATE: `2026-01-${String(day).padStart(2, '0')}T12:00:00Z` } });
  hashes.push(git('rev-parse', 'HEAD').trim());
}
const write = (file: string, lines: readonly string[]): void => writeFileSync(join(folder, file), `${lines.join('\n')}\n`);

describe('commits of a line', () => {
  beforeEach((test) => {
    if (!has) test.skip('git is not installed');
  });
  beforeAll(() => {
    if (!has) return;
    git('init', '-q');
    mkdirSync(folder);
    write('features.py', ['def build(df):', '    df["age"] = df["born"]', '    df["km"] = df["miles"]', '    return df']);
    commit(1, 'Features');
    write('features.py', ['def build(df):', '    df["age"] = df["born"]', '    df["km"] = df["miles"] * 1.6', '    return df']);
    commit(2, 'Miles are "km" | now\u0007');
    git('tag', 'v1.4.0');
    git('mv', 'service one/features.py', 'service one/größen.py');
    write('größen.py', ['import os', '', 'def build(df):', '    df["age"] = df["born"]', '    df["km"] = df["miles"] * 1.6', '    return df']);
    commit(3, 'Moved');
    write('größen.py', ['import os', 'import sys', '', 'def build(df):', '    df["age"] = 2026 - df["born"]', '    df["km"] = df["miles"] * 1.6', '    return df']);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('are found through edits that are not committed and a change of the name of the file, the newest first', async () => {
    const { commits, reason } = await lineHistory({ root: folder, file: 'größen.py', line: 6 });
    expect(reason).toBeNull();
    expect(commits.filter(({ subject }) => subject !== 'Moved').map(({ hash, time, author, tags, file, line }) => [hash, time, author, tags, file, line])).toEqual([
      [hashes[1], Date.UTC(2026, 0, 2, 12) * 1_000, 'Ada', ['v1.4.0'], 'größen.py', 6],
      [hashes[0], Date.UTC(2026, 0, 1, 12) * 1_000, 'Ada', [], 'größen.py', 6],
    ]);
    expect(commits[0]?.subject.startsWith('Miles are "km" | now')).toBe(true);
  });

  it('say why there are none', async () => {
    expect(await lineHistory({ root: folder, file: 'größen.py', line: 5 })).toEqual({ commits: [], reason: 'the line is not committed yet' });
    expect((await lineHistory({ root: folder, file: 'größen.py', line: 99 })).reason).toMatch(/^git: .*lines/);
    expect((await lineHistory({ root: folder, file: '--output=x', line: 1 })).reason).toMatch(/^git: /);
    const outside = mkdtempSync(join(tmpdir(), 'mv-nogit-'));
    expect(await lineHistory({ root: outside, file: 'a.py', line: 1 })).toEqual({ commits: [], reason: 'the code lies in no git repository' });
    rmSync(outside, { recursive: true });
  });

  it('start nothing that the repository names in its settings', async () => {
    const mark = join(root, 'started');
    for (const key of ['core.fsmonitor', 'diff.external', 'core.pager', 'gpg.program']) git('config', key, `touch ${mark}; false`);
    git('config', 'log.showSignature', 'true');
    git('config', 'diff.odd.textconv', `sh -c 'touch ${mark}; cat "$1"' -`);
    writeFileSync(join(root, '.gitattributes'), '*.py diff=odd\n');
    const { commits } = await lineHistory({ root: folder, file: 'größen.py', line: 6 });
    expect(commits.length).toBeGreaterThan(1);
    expect(spawnSync('test', ['-e', mark]).status).toBe(1);
  });

  it('can be cancelled', async () => {
    const abort = new AbortController();
    const work = lineHistory({ root: folder, file: 'größen.py', line: 6 }, abort.signal);
    abort.abort();
    await expect(work).rejects.toMatchObject({ fault: { code: 'cancelled' } });
  });
});
