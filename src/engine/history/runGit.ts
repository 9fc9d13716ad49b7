import { execFile } from 'node:child_process';
import { FaultError } from '../../core/domain/fault';

const timeoutMs = 20_000;
const mostBytes = 8 * 2 ** 20;

/**
 * Asks `git` in a folder; it only reads. A repository's own settings start nothing: neither a file system monitor nor hooks, external diffs or text conversions, nor a fetch of what a partial
 * clone lacks, and nobody is asked for a password. Throws `not-supported` without git, `not-found` where the folder lies in no repository, `unreadable` with git's own words otherwise.
 */
export function runGit(folder: string, args: readonly string[], signal?: AbortSignal): Promise<string> {
  const safe = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.quotePath=false', '-c', 'log.showSignature=false', '-c', 'diff.external='];
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none', LC_ALL: 'C' };
  return new Promise((resolve, reject) => {
    execFile('git', [...safe, '-C', folder, ...args], { env, timeout: timeoutMs, maxBuffer: mostBytes, windowsHide: true, ...(signal === undefined ? {} : { signal }) }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (signal?.aborted === true) return reject(FaultError.of('cancelled', 'cancelled'));
      if ('code' in error && error.code === 'ENOENT') return reject(FaultError.of('not-supported', 'git is not installed'));
      if ('code' in error && error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return reject(FaultError.of('not-supported', `git answers with more than ${mostBytes / 2 ** 20} MB`));
      if (/not a git repository/i.test(stderr)) return reject(FaultError.of('not-found', 'the code lies in no git repository'));
      reject(FaultError.of('unreadable', `git: ${(stderr.trim() === '' ? error.message : stderr).trim().split('\n')[0] ?? ''}`));
    });
  });
}
