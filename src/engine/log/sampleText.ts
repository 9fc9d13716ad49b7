import { open } from 'node:fs/promises';
import type { Inspected } from './inspectFile';

const pieces = 64;

/**
 * Lines spread over a text file: all of them where the file is within `budget` bytes, else whole lines of 64 pieces at equal
 * distances. Of a gzip file only the inspected head is taken, since its middle cannot be reached without reading all before it.
 */
export async function sampleLines(file: Inspected, budget: number): Promise<{ readonly lines: string[]; readonly whole: boolean }> {
  if (file.gzip || file.whole) return { lines: wholeLines(file.head, true, file.whole), whole: file.whole };
  const handle = await open(file.path, 'r');
  try {
    if (file.bytes <= budget) {
      const buffer = Buffer.alloc(file.bytes);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      const text = buffer.subarray(0, bytesRead).toString('utf8');
      return { lines: wholeLines(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, true, true), whole: true };
    }
    const count = Math.max(2, Math.min(pieces, Math.floor(budget / (32 * 1024))));
    const size = Math.max(16 * 1024, Math.floor(budget / count));
    const lines = wholeLines(file.head, true, false);
    const buffer = Buffer.alloc(size);
    for (let i = 1; i < count; i += 1) {
      const at = Math.floor(((file.bytes - size) * i) / (count - 1));
      const { bytesRead } = await handle.read(buffer, 0, size, at);
      for (const line of wholeLines(buffer.subarray(0, bytesRead).toString('utf8'), false, i === count - 1)) lines.push(line);
    }
    return { lines, whole: false };
  } finally {
    await handle.close();
  }
}

function wholeLines(text: string, startsLine: boolean, endsText: boolean): string[] {
  const lines = text.split('\n');
  if (!startsLine) lines.shift();
  if (!endsText) lines.pop();
  return lines;
}
