import { describe, expect, it } from 'vitest';
import { formatAmount, formatChange, formatFigure, formatInterval, formatRelative } from '../../../src/core/format/figures';
import { countOf, formatCount, formatNumber } from '../../../src/core/format/numbers';
import { oneLine, shorten } from '../../../src/core/format/oneLine';
import { formatLevel, formatP, formatPClause } from '../../../src/core/format/probability';
import { formatBytes } from '../../../src/core/format/sizes';
import { formatDuration, formatInstant, formatSpan } from '../../../src/core/format/time';
import { formatWindow } from '../../../src/core/format/windows';

const us = (text: string): number => Date.parse(text) * 1000;

describe('figures', () => {
  it.each([
    [142.4, 'ms', '142 ms'], [1.26, 'ms', '1.3 ms'], [0.0042, 'ms', '0.00420 ms'], [12_340, 'ms', '12.3 s'], [0, 'ms', '0 ms'],
    [0.812, 'share', '81.2 %'], [0, 'share', '0.0 %'], [0.0004, 'share', '0.04 %'], [1, 'share', '100.0 %'],
    [21.33, 'per second', '21.3/s'], [1.667, 'per minute', '1.67/min'], [27.3, 'per hour', '27.3/h'], [1.424, 'sd', '1.42 sd'], [0.7524, 'score', '0.752'], [1178.4, 'native', '1,178'], [412310, 'rows', '412,310 rows'],
    [null, 'ms', 'not available'], [Number.NaN, 'ms', 'not available'],
  ] as const)('%s %s', (value, unit, text) => { expect(formatFigure(value, unit)).toBe(text); });
  it.each([
    [38, 'ms', '+38 ms'], [-0.031, 'share', '−3.1 pt'], [0.12, 'score', '+0.120'], [-2.5, 'native', '−2.50'], [0, 'share', '0.0 pt'], [-1e-9, 'score', '0.000'],
  ] as const)('change %s %s', (value, unit, text) => { expect(formatChange(value, unit)).toBe(text); });
  it('amounts and relative changes', () => {
    expect(formatAmount(-0.031, 'share')).toBe('3.1 pt');
    expect(formatRelative(0.12)).toBe('+12 %');
    expect(formatRelative(-0.004)).toBe('−0.4 %');
    expect(formatRelative(null)).toBe('not available');
  });
  it('intervals', () => {
    expect(formatInterval(31, 45, 'ms')).toBe('31 to 45');
    expect(formatInterval(-0.042, -0.022, 'share', { change: true })).toBe('−4.2 to −2.2');
    expect(formatInterval(-0.042, -0.022, 'share', { change: true, magnitude: true, withUnit: true })).toBe('2.2 to 4.2 pt');
    expect(formatInterval(9_000, 12_000, 'ms', { withUnit: true })).toBe('9 to 12 s');
    expect(formatInterval(31, null, 'ms')).toBe('31 to no bound');
    expect(formatInterval(null, null, 'ms')).toBe('no bounds');
  });
});

describe('numbers', () => {
  it.each([[0.01234, '0.0123'], [38.25, '38.3'], [1178.4, '1,178'], [5, '5'], [3.3, '3.30'], [0, '0'], [-0, '0'], [-1234.6, '−1,235'], [1.5e-7, '1.5E−7'], [2e300, '2E300'], [Infinity, 'not available']])('%s', (value, text) => { expect(formatNumber(value).replace('E-', 'E−')).toBe(text); });
  it('counts', () => {
    expect(formatCount(412310)).toBe('412,310');
    expect(formatCount(412310, 'de-DE')).toBe('412.310');
    expect(countOf(1, 'row')).toBe('1 row');
    expect(countOf(2, 'row')).toBe('2 rows');
  });
  it('p-values and levels', () => {
    expect([0.61, 0.013, 0.0004, 0, 1, null].map((p) => formatP(p))).toEqual(['0.61', '0.013', '<0.001', '<0.001', '1.00', 'not available']);
    expect(formatPClause('q', 0.0004)).toBe('q < 0.001');
    expect(formatPClause('p', 0.013)).toBe('p = 0.013');
    expect([0.95, 0.99, 0.999].map(formatLevel)).toEqual(['95 %', '99 %', '99.9 %']);
  });
  it('bytes', () => {
    expect([0, 999, 1000, 268e6, 1.44e9, 999_600, 5e18].map((bytes) => formatBytes(bytes))).toEqual(['0 B', '999 B', '1.0 kB', '268 MB', '1.4 GB', '1.0 MB', '5,000 PB']);
  });
});

describe('time', () => {
  it('instants and spans are UTC', () => {
    expect(formatInstant(us('2001-06-10T14:05:00Z'))).toBe('10 Jun 2001 14:05 UTC');
    expect(formatInstant(us('2001-06-10T14:05:09Z'))).toBe('10 Jun 2001 14:05:09 UTC');
    expect(formatInstant(Number.NaN)).toBe('not available');
    expect(formatSpan(us('2001-06-01T00:00:00Z'), us('2001-06-10T14:05:00Z'))).toBe('1 Jun 2001 00:00 to 10 Jun 2001 14:05 UTC');
    expect(formatSpan(us('2001-06-01T00:00:00Z'), us('2001-06-01T14:05:00Z'))).toBe('1 Jun 2001 00:00 to 14:05 UTC');
  });
  it.each([[9 * 86_400e6 + 14 * 3600e6, '9 d 14 h'], [15 * 60e6, '15 min'], [3_599e6, '59 min 59 s'], [3_599.9e6, '1 h'], [7_199.9e6, '2 h'], [350e3, '350 ms'], [12.5e6, '12.5 s'], [0, '0 s'], [40, '40 µs'], [-60e6, '−1 min']])('duration %s', (value, text) => { expect(formatDuration(value)).toBe(text); });
  it('windows', () => {
    const window = { slots: { from: 0, to: 2 }, from: null, to: null, label: 'a\u001b[31m.csv', rows: 12, versions: ['v1', 'v2', 'v3', 'v4', 'v5'] };
    expect(formatWindow(window)).toBe('a [31m.csv · v1, v2, v3 and 2 more · 12 rows');
  });
});

describe('names', () => {
  it('lose what could break, colour or reorder a line', () => {
    expect(oneLine('a\n\u001b[2Jb\u202ec\u0085')).toBe('a [2Jb c');
    expect(shorten('abcdef', 4)).toBe('abc…');
    expect(shorten('😀😀😀', 2)).toBe('😀…');
  });
});
