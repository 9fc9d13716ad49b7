import { execFileSync } from 'node:child_process';
import { poll } from '../poll';

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processes(): Running[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
    .split('\n')
    .flatMap((line) => {
      const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
      return match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }] : [];
    });
}

/** Process ids of the analysis engines that run below a process, such as a workbench's server. */
export function enginesBelow(root: number): number[] {
  const all = processes();
  const below = new Set([root]);
  for (let grew = true; grew; ) {
    const more = all.filter(({ pid, parent }) => below.has(parent) && !below.has(pid));
    for (const { pid } of more) below.add(pid);
    grew = more.length > 0;
  }
  return all.filter(({ pid, command }) => below.has(pid) && command.includes('engine.cjs')).map(({ pid }) => pid);
}

/** Waits for the one engine that runs, other than `not`. */
export function engineBelow(root: number, not?: number): Promise<number> {
  return poll('a running engine', () => enginesBelow(root).find((pid) => pid !== not));
}

/** Kills the running engine as a crash would, and waits until it is gone. */
export async function killEngine(root: number, not?: number): Promise<number> {
  const pid = await engineBelow(root, not);
  process.kill(pid, 'SIGKILL');
  await poll('the engine to be gone', () => !enginesBelow(root).includes(pid));
  return pid;
}
