import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { PairBook, type PlacedHalf } from '../../../src/engine/log/payload/pairBook';

const root = mkdtempSync(path.join(tmpdir(), 'mv-pairs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;

const half = (kind: 'request' | 'response', id: string, line: number): PlacedHalf => ({ half: { kind, id, time: null, common: {}, instances: { rows: [{ x: line }], unnamed: false } }, file: 0, line, bytes: 100 });

async function pair(halves: readonly PlacedHalf[], most: number): Promise<string[]> {
  const got: string[] = [];
  const book = new PairBook(path.join(root, String((made += 1))), (request, response) => void got.push(`${request?.line ?? '-'}:${response?.line ?? '-'}`), most);
  for (const one of halves) await book.add(one);
  await book.finish();
  return got.sort();
}

it('pairs as a queue for each id does, whatever the order and however little memory there is', async () => {
  const halves = fc.array(fc.record({ kind: fc.constantFrom<'request' | 'response'>('request', 'response'), id: fc.constantFrom('a', 'b', 'c', 'd', 'ü', '') }), { maxLength: 60 }).map((list) => list.map(({ kind, id }, line) => half(kind, id, line)));
  await fc.assert(fc.asyncProperty(halves, fc.constantFrom(0, 250, 1_000, 1e9), async (list, most) => {
    const naive: string[] = [];
    const waiting: PlacedHalf[] = [];
    for (const one of list) {
      const at = waiting.findIndex((other) => other.half.id === one.half.id && other.half.kind !== one.half.kind);
      if (at < 0) waiting.push(one);
      else {
        const [other] = waiting.splice(at, 1) as [PlacedHalf];
        naive.push(one.half.kind === 'request' ? `${one.line}:${other.line}` : `${other.line}:${one.line}`);
      }
    }
    for (const one of waiting) naive.push(one.half.kind === 'request' ? `${one.line}:-` : `-:${one.line}`);
    const got = await pair(list, most);
    if (most === 1e9) expect(got).toEqual(naive.sort());
    // Where halves went to files, those of one id may pair with later ones; each still comes once, and as many pairs are made.
    const flat = (pairs: readonly string[]): string[] => pairs.flatMap((text) => text.split(':')).filter((place) => place !== '-').sort();
    expect(flat(got)).toEqual(list.map((_, i) => String(i)).sort());
    if (new Set(list.map(({ half: { id, kind } }) => `${kind} ${id}`)).size === list.length) expect(got).toEqual(naive.sort());
  }), { numRuns: 150 });
});
