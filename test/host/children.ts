import { execFileSync } from 'node:child_process';

/** Process ids of analysis engines that this extension host started and that still run. */
export function engines(): number[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 })
    .split('\n')
    .flatMap((line) => {
      const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
      return match && Number(match[2]) === process.pid && (match[3] ?? '').includes('engine.cjs') ? [Number(match[1])] : [];
    });
}

/** Asks again and again, up to 30 s, until the answer is neither `undefined` nor `false`. */
export async function until<T>(what: string, probe: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited 30 s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
