import { describe, expect, it } from 'vitest';
import { FaultError } from '../../../src/core/domain/fault';
import { parseArguments } from '../../../src/cli/arguments';

const report = (...argv: string[]) => {
  const parsed = parseArguments(['report', ...argv]);
  if (parsed.command !== 'report') throw new Error('not a report');
  return parsed.report;
};

describe('parseArguments', () => {
  it('has defaults for everything', () => {
    expect(report()).toEqual({
      path: null, source: null, config: null, labels: [], labelId: null, code: null, axis: null, comparison: { baseline: null, current: null },
      format: 'text', feature: null, output: null, exact: 'auto', why: false, storage: null, color: null, quiet: false, bearer: null, passwordEnv: null, otlp: false, listen: null, watchSeconds: 60,
    });
  });

  it('reads windows of every kind', () => {
    expect(report('--baseline', '2001-04-01..2001-06-10', '--current', 'version:v1.4.0').comparison).toEqual({
      baseline: { kind: 'range', from: Date.UTC(2001, 3, 1) * 1e3, to: Date.UTC(2001, 5, 10) * 1e3 },
      current: { kind: 'version', name: 'v1.4.0' },
    });
    expect(report('--baseline', 'file:a b.csv', '--current', 'spring').comparison).toEqual({ baseline: { kind: 'file', name: 'a b.csv' }, current: { kind: 'named', name: 'spring' } });
    expect(report('--baseline', 'slots:0..4').comparison).toEqual({ baseline: { kind: 'slots', from: 0, to: 4 }, current: null });
  });

  it('reads presets', () => {
    expect(report('--preset', 'parts:50%,25%').comparison).toEqual({ preset: { kind: 'parts', baseline: 0.5, current: 0.25 } });
    expect(report('--preset', 'labels-in').comparison).toEqual({ preset: { kind: 'labels-in' } });
    expect(report('--preset', 'last:7d').comparison).toEqual({ preset: { kind: 'last', length: 7 * 86_400e6 } });
    expect(report('--preset', 'week-ago:6h').comparison).toEqual({ preset: { kind: 'same-hours', length: 6 * 3_600e6, ago: 'week' } });
  });

  it.each([
    [['--format', 'pdf'], /text, json, markdown, html/],
    [['--axis', 'space'], /time, file, version, row/],
    [['--baseline', '2001-06-10..2001-06-01'], /end must lie after/],
    [['--baseline', 'x..y'], /write 2026-01-01/],
    [['--preset', 'soon'], /last:7d.*labels-in/],
    [['--preset', 'parts:0%,10%'], /between 0 and 100/],
    [['--preset', 'last:1d', '--current', 'a'], /leave --baseline/],
    [['--nonsense'], /nonsense/],
    [['a', 'b'], /one PATH/],
  ])('refuses %j with what would fit', (argv, message) => {
    expect(() => report(...argv)).toThrow(FaultError);
    expect(() => report(...argv)).toThrow(message);
  });

  it('knows help, version and unknown commands', () => {
    expect(parseArguments([]).command).toBe('help');
    expect(parseArguments(['report', '--help']).command).toBe('help');
    expect(parseArguments(['--version']).command).toBe('version');
    expect(() => parseArguments(['repport'])).toThrow(/no command "repport"/);
  });
});
