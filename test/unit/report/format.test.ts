import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortNames } from '../../../src/core/format/fileNames';
import { formatAmount, formatChange, formatFigure, formatInterval, formatPair, formatRelative } from '../../../src/core/format/figures';
import { countOf, formatCount, formatNumber } from '../../../src/core/format/numbers';
import { oneLine, shorten } from '../../../src/core/format/oneLine';
import { formatLevel, formatP, formatPClause } from '../../../src/core/format/probability';
import { formatBytes } from '../../../src/core/format/sizes';
import { formatDuration, formatInstant, formatSpan } from '../../../src/core/format/time';
import { formatWindow } from '../../../src/core/format/windows';

const us = (text: string): number => Date.parse(text) * 1000;

describe('files', () => {
  it('are named as shortly as tells them apart', () => {
    const paths = ['/a/x/day.csv', '/b/x/day.csv', 'day.csv', '/c/other.csv', 'C:\\y\\day.csv', '/d', '/d/', '/a/x/day.csv'];
    expect([...shortNames(paths)]).toEqual(expect.arrayContaining([
      ['/a/x/day.csv', 'a/x/day.csv'], ['/b/x/day.csv', 'b/x/day.csv'], ['day.csv', 'day.csv'], ['/c/other.csv', 'other.csv'], ['C:\\y\\day.csv', 'y/day.csv'], ['/d', '/d'], ['/d/', '/d/'],
    ]));
    fc.assert(fc.property(fc.uniqueArray(fc.stringMatching(/^(\/?[ab]){1,5}$/), { maxLength: 12 }), (names) => {
      const short = shortNames(names);
      expect(new Set(names.map((name) => short.get(name))).size).toBe(names.length);
    }));
  });
});

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

describe('figures that stand side by side', () => {
  const change = (value: number, low: number | null, high: number | null, unit: Parameters<typeof formatChange>[1]): string =>
    `${formatChange(value, unit, undefined, { low, high })} (${formatInterval(low, high, unit, { change: true, value })})`;
  it.each([
    [change(0.0246, -0.503, 0.553, 'per minute'), '+0.02/min (−0.50 to +0.55)'],
    [change(-0.0000326, -0.00512, 0.0049, 'share'), '0.0 pt (−0.5 to +0.5)'],
    [change(-0.00326, -0.512, 0.49, 'native'), '0.00 (−0.51 to +0.49)'],
    [change(4.111, 3.2, 5.02, 'native'), '+4.11 (+3.20 to +5.02)'],
    [change(0.0004, 0.0001, 0.0007, 'share'), '+0.04 pt (+0.01 to +0.07)'],
    [change(112.3, 91.4, 138.8, 'ms'), '+112 ms (+91 to +139)'],
    [change(9_800, 8_400, 11_200, 'ms'), '+9.8 s (+8.4 to +11.2)'],
    [change(3, 3, 3, 'native'), '+3 (+3 to +3)'],
    [change(2.345, null, 4.5, 'native'), '+2.35 (no bound to +4.50)'],
    [change(1e300, -2e300, 3e300, 'native'), '+1E300 (−2E300 to +3E300)'],
    [change(0, 0, 0, 'share'), '0.0 pt (0.0 to 0.0)'],
  ])('%s', (text, expected) => { expect(text).toBe(expected); });
  it.each([
    [0.0002, 0.001, 'share', '0.02 %', '0.10 %'], [0.812, 0.7, 'share', '81.2 %', '70.0 %'], [0, 0.207, 'share', '0.0 %', '20.7 %'], [0, 0.0004, 'share', '0.00 %', '0.04 %'],
    [0.0000326, 0.031, 'share', '0.00 %', '3.10 %'], [9.961, 10.24, 'native', '9.96', '10.24'], [99.5, 101, 'native', '99.5', '101.0'], [5, 5.333, 'native', '5.00', '5.33'],
    [726.4, 1181, 'native', '726', '1,181'], [0.0123, 142, 'native', '0.0123', '142'], [9_500, 12_340, 'ms', '9.50 s', '12.34 s'], [null, 0.0004, 'share', 'not available', '0.04 %'],
    [1e300, 2e300, 'native', '1E300', '2E300'], [Number.NaN, 1, 'ms', 'not available', '1.0 ms'],
  ] as const)('pair %s %s %s', (baseline, current, unit, from, to) => { expect(formatPair(baseline, current, unit)).toEqual([from, to]); });
  it('never prints hundreds of digits', () => {
    for (const unit of ['ms', 'per second', 'share', 'score', 'sd', 'bits', 'native', 'none'] as const) {
      for (const text of [formatFigure(7e296, unit), formatChange(-7e296, unit), formatAmount(7e296, unit), formatInterval(-7e296, 7e296, unit), ...formatPair(1, 7e296, unit)]) expect(text.length).toBeLessThan(25);
    }
    expect(formatFigure(7.123e296, 'sd')).toBe('7.12E296 sd');
    expect(formatFigure(1_234_567, 'sd')).toBe('1.23E6 sd');
    expect(formatFigure(1_234_567, 'native')).toBe('1,234,567');
    expect(formatRelative(7e296)).toBe('+7E298 %');
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
