import { isUtf8 } from 'node:buffer';
import type { Inspected } from './inspectFile';
import { excerptOf, maxLineBytes, readLines } from './readLines';
import { badLineReason, isBlank } from './rewriteJson';

export interface Located {
  /** Lines that are not blank. */
  readonly rows: number;
  readonly bad: readonly { readonly line: number; readonly reason: string; readonly excerpt: string }[];
  readonly broken: string | null;
}

/** Finds line number and reason of the lines that are at the given 1-based places among the lines that are not blank; null means all of them. */
export async function locateBadLines(file: Inspected, ordinals: ReadonlySet<number> | null, signal?: AbortSignal): Promise<Located> {
  const bad: { line: number; reason: string; excerpt: string }[] = [];
  let rows = 0;
  const { broken } = await readLines(file.path, file.gzip, (line, number, ended) => {
    if (line !== null && isBlank(line)) return;
    rows += 1;
    if (ordinals !== null && !ordinals.has(rows)) return;
    const reason = line === null ? `longer than ${maxLineBytes / 1024 / 1024} MB` : isUtf8(line) ? badLineReason(line.toString('utf8'), ended) : 'not valid UTF-8';
    bad.push({ line: number, reason, excerpt: excerptOf(line) });
  }, signal);
  return { rows, bad, broken };
}
