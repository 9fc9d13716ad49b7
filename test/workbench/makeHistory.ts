import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasGit = spawnSync('git', ['--version']).status === 0;

/** A copy of the demo as a git repository whose commits and tags lie in the log's months; the folder is the caller's to delete. */
export function makeHistory(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mv-flights-')));
  cpSync('examples/flight-delays', folder, { recursive: true });
  const file = (name: string): string => join(folder, 'model', name);
  const git = (args: readonly string[], when: string): void => {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_COMMITTER_NAME: 'Grace', GIT_COMMITTER_EMAIL: 'grace@example.org', GIT_AUTHOR_NAME: 'Grace', GIT_AUTHOR_EMAIL: 'grace@example.org', GIT_COMMITTER_DATE: when, GIT_AUTHOR_DATE: when };
    execFileSync('git', args, { cwd: folder, env });
  };
  const commit = (when: string, subject: string): void => {
    git(['add', '-A'], when);
    git(['commit', '-q', '-m', subject], when);
  };
  const now = readFileSync(file('features.py'), 'utf8');
  const metric = '    # 1.4.0: metric units everywhere\n    df["distance"] = half_up(df["distance_miles"] * KM_PER_MILE, 1)\n';
  writeFileSync(file('features.py'), now.replace(metric, '    df["distance"] = df["distance_miles"]\n'));
  git(['init', '-q', '-b', 'main'], '2001-01-20T09:00:00Z');
  commit('2001-01-20T09:00:00Z', 'The model of flight delays');
  git(['tag', 'v1.3.0'], '2001-01-20T09:00:00Z');
  for (let i = 0; i < 14; i += 1) {
    appendFileSync(file('tables.py'), `# note ${i + 1}\n`);
    commit(`2001-05-02T08:${String(10 + i)}:00Z`, `Tables: note ${i + 1}`);
  }
  appendFileSync(join(folder, 'README.md'), '\nMore words.\n');
  commit('2001-05-20T10:00:00Z', 'More words');
  writeFileSync(file('features.py'), now);
  commit('2001-06-08T15:30:00Z', 'Distances in km, metric units everywhere');
  git(['tag', '-a', 'v1.4.0', '-m', '1.4.0'], '2001-06-09T12:00:00Z');
  appendFileSync(file('recent.py'), '# rates are looked up for each flight\n');
  commit('2001-06-19T16:00:00Z', 'Recent rates are looked up for each flight');
  return folder;
}
