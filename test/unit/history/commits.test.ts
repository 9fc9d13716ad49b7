import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Onset } from '../../../src/core/domain/onset';
import { type LineCommit, parseGitLog } from '../../../src/core/history/commit';
import { commitText } from '../../../src/core/history/commitText';
import { nearestCommits } from '../../../src/core/history/nearestCommits';

const hour = 3_600e6;
const axis = { kind: 'time', start: 0, step: hour, count: 100 } as const;
const onset = (slot: number, from: number, to: number): Onset => ({ state: 'found', reason: '', slot, interval: { from, to, level: 0.95 }, place: 'between the windows', watched: null, slots: 100, method: '' });
const hash = (n: number): string => n.toString(16).padStart(40, '0');
const commit = (n: number, atHour: number): LineCommit => ({ hash: hash(n), time: atHour * hour, author: 'Ada', subject: `c${n}`, tags: [], file: 'a.py', line: 3 });

describe('the nearest commits', () => {
  it('lie before the end of the interval, the nearest first, each once', () => {
    const found = nearestCommits([commit(1, 10), commit(2, 38), commit(3, 41), commit(4, 43), commit(5, 20), commit(2, 38), commit(6, 2)], onset(40, 37, 42), axis);
    expect(found.map(({ subject, before, within }) => [subject, before / hour, within])).toEqual([['c3', -1, true], ['c2', 2, true], ['c5', 20, false]]);
  });

  it('are none without a moment', () => {
    expect(nearestCommits([commit(1, 10)], undefined, axis)).toEqual([]);
    expect(nearestCommits([commit(1, 10)], { ...onset(1, 0, 2), slot: null, interval: null, state: 'not clear' }, axis)).toEqual([]);
    expect(nearestCommits([commit(1, 10)], onset(1, 0, 2), { kind: 'row', step: 1, count: 100, total: 100 })).toEqual([]);
  });

  it('never come after the interval, whatever the commits', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(50), fc.integer({ min: -200, max: 200 }))), fc.nat(90), (all, slot) => {
        const found = nearestCommits(all.map(([n, at]) => commit(n, at)), onset(slot, slot, slot + 3), axis);
        expect(found.every(({ time }) => time <= (slot + 3) * hour)).toBe(true);
        expect(found.map(({ time }) => -time)).toEqual(found.map(({ time }) => -time).sort((a, b) => a - b));
      }),
    );
  });
});

describe('what git printed', () => {
  it('is read with any author and subject, and what is cut is left out', () => {
    const line = fc.string({ unit: 'grapheme' }).filter((text) => !/[\u001e\u001f\n\r]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.record({ n: fc.nat(), at: fc.nat(2e9), author: line, subject: line, tags: fc.array(fc.constantFrom('v1', 'v2.0', 'a/b')) })), (all) => {
        const text = all.map(({ n, at, author, subject, tags }) => `${hash(n)}\u001f${at}\u001f${author}\u001f${['HEAD -> main', ...tags.map((tag) => `tag: ${tag}`)].join(', ')}\u001f${subject}\u001e\n`).join('');
        expect(parseGitLog(`${text}deadbeef\u001f1`)).toEqual(all.map(({ n, at, author, subject, tags }) => ({ hash: hash(n), time: at * 1e6, author, subject, tags })));
      }),
    );
  });

  it('is told in one line', () => {
    const text = commitText({ ...commit(0xabc, 10), subject: 'a\u001b[31m\nb', tags: ['v1', 'v2', 'v3', 'v4'], before: 2 * hour, within: false });
    expect(text).toBe('0000000 1 Jan 1970 10:00 UTC, 2 h before (v1, v2, v3, 1 more tag): a [31m b');
  });
});
