import { execFile } from 'node:child_process';
import { oneLine, shorten } from '../../../core/format/oneLine';
import { HttpFault } from '../../http/httpFault';

const longestMs = 30_000;
const mostBytes = 2 ** 20;

/**
 * What a log-in command prints. The words go to the system as they are, no shell reads them. What it prints is secret and is in no message; what it says on its error
 * output is told to the person who wrote it down.
 * @param folder that relative paths start from
 * @throws HttpFault `bad credentials` that says what to do
 */
export function runCommand([program = '', ...words]: readonly string[], folder: string, timeoutMs = longestMs): Promise<string> {
  const name = shorten(oneLine(program), 60);
  const failed = (words: string, cause?: unknown): HttpFault => new HttpFault('bad credentials', `the command of the log-in, ${name}, ${words}`, { cause });
  return new Promise((resolve, reject) => {
    const done = (error: (Error & { readonly code?: string | number | null; readonly killed?: boolean }) | null, printed: string, said: string): void => {
      if (error === null) return resolve(printed);
      if (error.code === 'ENOENT') return reject(failed('is not on this machine: install it, or correct "command" in model-vitals.json', error));
      if (error.code === 'EACCES') return reject(failed('may not be run: check its rights', error));
      if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return reject(failed('printed more than 1 MB: it must print a token and nothing else', error));
      if (error.killed === true) return reject(failed(`took longer than ${timeoutMs / 1_000} s: does it wait for somebody to log in? Run it in a terminal once`, error));
      const why = shorten(oneLine(said.trim().split('\n')[0] ?? ''), 200);
      reject(failed(`ended with ${String(error.code ?? 'a signal')}${why === '' ? '' : ` and said: ${why}`}; run it in a terminal to see more`, error));
    };
    try {
      execFile(program, words, { cwd: folder, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: mostBytes, windowsHide: true, encoding: 'utf8', shell: false }, done).stdin?.end();
    } catch (error) {
      reject(failed('cannot be started (on Windows, a .cmd file needs "cmd", "/c" before it)', error));
    }
  });
}
