import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { accessColumns, at } from '../../../src/engine/log/access/accessColumns';
import { noExtraFields } from '../../../src/engine/log/access/accessLayout';
import { detectAccess } from '../../../src/engine/log/access/detectAccess';
import { AccessReader } from '../../../src/engine/log/access/readAccessLine';
import { rewriteAccess } from '../../../src/engine/log/access/rewriteAccess';

const folder = mkdtempSync(path.join(tmpdir(), 'mv-access-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As nginx escapes a variable in its log by default: bytes outside of 0x20 to 0x7e, the quote and the backslash. */
const escaped = (text: string): string => [...Buffer.from(text)].map((byte) => (byte >= 32 && byte <= 126 && byte !== 34 && byte !== 92 ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');

const layout = { formats: ['common'], extras: { ...noExtraFields, latency: { place: 0, unit: 's', from: 'form' } } } as const;
/** Any text without control characters; U+FFFD stands for bytes that are no UTF-8. */
const printable = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => !/[\u0000-\u001f\u007f\uFFFD]/.test(text));
const line = (target: string, agent: string, rest: string): string => `10.0.0.1 - - [24/Nov/2026:08:00:00 +0000] "GET ${target} HTTP/1.1" 200 7 "-" "${agent}"${rest}`;

describe('lines of nginx', () => {
  it('give back any path and agent', () => {
    fc.assert(fc.property(printable, printable, (name, agent) => {
      const target = `/${name.replace(/[?#]/g, '')}`;
      const row = new AccessReader(layout).read(line(escaped(target), escaped(agent), ' 0.012'));
      expect(row?.[at.path]).toBe(target);
      expect(row?.[at.agent]).toBe(agent === '-' ? '' : agent);
      expect(row?.[at.latency_ms]).toBe('12');
    }), { numRuns: 1_000 });
  });

  it('never give a field that could end a field or a line of the copy', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 40 }), (target, agent) => {
      const row = new AccessReader(layout).read(line(target, agent, ' 0.012'));
      for (const field of row ?? []) expect(field).not.toMatch(/[\u0000-\u001f]/);
    }), { numRuns: 1_000 });
  });
});

const requests = fc.constantFrom(
  line('/a', 'curl', ' 0.010'), line('/b"', 'x', ''), line('/c', 'x\\', ' 0.1'), 'INFO:     127.0.0.1:1 - "GET / HTTP/1.1" 200 OK', 'INFO 2026-11-24 08:00:00,120 a b c -- GET / 200 4.7ms',
  '[2026-11-24T08:00:00.120Z] "POST /p HTTP/1.1" 200 - 44 33 41 40 "-" "curl/8" "r" "api" "h:80"', '127.0.0.1:1 (scheme=http,method=POST,path=/p,type=a,length=4) (status=200,type=a,length=3) 1.204ms',
);
const others = fc.constantFrom('INFO:     Started server process [1]', 'Traceback (most recent call last):', '  File "x.py", line 1', 'ValueError: x', '2026-11-24 08:00:00,120 [mlserver] INFO - x', '{"level":"info"}');
const anything = fc.oneof({ weight: 3, arbitrary: requests }, others, fc.string({ unit: 'binary', maxLength: 120 }).map((text) => text.replace(/[\r\n]/g, ' ')), fc.constant(''));

describe('any text', () => {
  it('gives for each line that is not blank a row, a bad line or another line', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anything, { maxLength: 60 }), fc.boolean(), async (lines, ended) => {
      const file = path.join(folder, 'any.log');
      const text = lines.join('\n') + (ended ? '\n' : '');
      writeFileSync(file, text);
      const bad: number[] = [];
      const read = await rewriteAccess(file, false, path.join(folder, 'any.tsv'), { formats: ['common'], extras: noExtraFields }, (number) => bad.push(number));
      const filled = lines.map((each) => Buffer.from(each)).filter((bytes) => bytes.some((byte) => byte !== 32 && byte !== 9 && byte !== 13)).length;
      expect(read.rows + bad.length + read.others).toBe(filled);
      expect(new Set(bad).size).toBe(bad.length);
      const copied = readFileSync(path.join(folder, 'any.tsv'), 'utf8');
      expect(copied.split('\n').length - 1).toBe(read.rows);
      for (const row of copied.split('\n').slice(0, -1)) expect(row.split('\t')).toHaveLength(accessColumns.length);
      expect([...read.formats.values()].reduce((sum, n) => sum + n, 0)).toBe(read.rows);
    }), { numRuns: 150 });
  });

  it('is looked at without a failure, and in time that grows with its length', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      detectAccess(text, true);
    }), { numRuns: 1_000 });
    const hostile = ['"'.repeat(200_000), '\\"'.repeat(100_000), '[24/Nov/2026:08:00:00 +0000] "'.repeat(6_000), '(scheme='.repeat(25_000), `10.0.0.1 - - [24/Nov/2026:08:00:00 +0000] "GET ${'\\'.repeat(200_000)}" 200 1 "`, ' '.repeat(200_000), `${'a '.repeat(100_000)}ms`, `${'x'.repeat(100_000)}Error`, 'a=' .repeat(100_000)];
    const reader = new AccessReader({ formats: [], extras: noExtraFields });
    const began = process.cpuUsage();
    for (const text of hostile) reader.read(text + text + text + text);
    // Nine lines of up to a megabyte: milliseconds in linear time, minutes for a reader that goes back and forth.
    const { user } = process.cpuUsage(began);
    expect(user / 1e6).toBeLessThan(5);
  });
});
