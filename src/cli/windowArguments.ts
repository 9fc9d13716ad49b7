import { parseWindow } from '../core/config/parseWindow';
import { parseWindowLength, type WindowLength } from '../core/config/windowLength';
import { alertFamilies, type AlertFamily } from '../core/domain/alert';
import type { Comparison, WindowPreset, WindowRequest } from '../core/domain/window';
import { FaultError } from '../core/domain/fault';

const units: Readonly<Record<string, number>> = { s: 1e6, m: 60e6, h: 3_600e6, d: 86_400e6, w: 604_800e6 };

/** `--preset`, or `--baseline` and `--current`; either window may be left out and is then the rest of the axis' default. */
export function parseComparison(
  preset: string | undefined,
  baseline: string | undefined,
  current: string | undefined,
): Comparison | { readonly baseline: WindowRequest | null; readonly current: WindowRequest | null } {
  if (preset !== undefined) {
    if (baseline !== undefined || current !== undefined) throw bad('--preset chooses both windows; leave --baseline and --current out');
    return { preset: parsePreset(preset) };
  }
  return { baseline: baseline === undefined ? null : parseWindow('--baseline', baseline), current: current === undefined ? null : parseWindow('--current', current) };
}

/** `FROM..TO` of dates or times, or of row numbers where the log has no times. */
export function parseRange(option: string, written: string): Extract<WindowRequest, { kind: 'range' }> {
  const rows = /^(\d+)\.\.(\d+)$/.exec(written);
  if (rows !== null && Number(rows[2]) > Number(rows[1])) return { kind: 'range', from: Number(rows[1]), to: Number(rows[2]) };
  const window = parseWindow(`--${option}`, written);
  if (window.kind !== 'range') throw bad(`--${option} "${written}": write 2026-01-01..2026-01-31, or rows as 0..20000`);
  return window;
}

export interface WindowLengths {
  /** Of all families that are not named; null leaves it to the configuration. */
  readonly window: WindowLength | null;
  readonly windows: Partial<Readonly<Record<AlertFamily, WindowLength>>>;
}

/** `1h` for all families, `service=5m` for one; both may come several times, the last of each counts. */
export function parseLengths(written: readonly string[]): WindowLengths {
  let window: WindowLength | null = null;
  const windows: Partial<Record<AlertFamily, WindowLength>> = {};
  for (const one of written) {
    const [name = '', length] = one.split('=', 2);
    if (length === undefined) window = parseLength(one);
    else {
      const family = alertFamilies.find((each) => each === name);
      if (family === undefined) throw bad(`--window "${one}": there is no family "${name}"; those there are: ${alertFamilies.join(', ')}`);
      windows[family] = parseLength(length);
    }
  }
  return { window, windows };
}

/** `15m`, `1h`, `1d` or `200rows`. */
function parseLength(written: string): WindowLength {
  const length = parseWindowLength(written);
  if (length === null) throw bad(`--window "${written}": write 15m, 1h, 1d, 1w or 200rows, for one family service=5m`);
  return length;
}

/** `1%` or `0.01`. */
export function parseLevel(written: string): number {
  const match = /^(\d*\.?\d+)(%?)$/.exec(written);
  const level = Number(match?.[1] ?? Number.NaN) / (match?.[2] === '%' ? 100 : 1);
  if (!(level > 0 && level <= 0.5)) throw bad(`--level "${written}": a share of windows with a false alert, for example 1% or 0.01, at most 50%`);
  return level;
}

function parsePreset(written: string): WindowPreset {
  const parts = /^parts:(\d+(?:\.\d+)?)%,(\d+(?:\.\d+)?)%$/.exec(written);
  if (parts !== null) {
    const [baseline, current] = [Number(parts[1]) / 100, Number(parts[2]) / 100];
    if (!(baseline > 0 && current > 0 && baseline <= 1 && current <= 1)) throw bad(`--preset "${written}": shares lie between 0 and 100 %`);
    return { kind: 'parts', baseline, current };
  }
  if (written === 'labels-in') return { kind: 'labels-in' };
  const length = /^(last|day-ago|week-ago):(\d+(?:\.\d+)?)([smhdw])$/.exec(written);
  if (length !== null) {
    const microseconds = Number(length[2]) * (units[length[3] ?? 's'] ?? 1e6);
    if (length[1] === 'last') return { kind: 'last', length: microseconds };
    return { kind: 'same-hours', length: microseconds, ago: length[1] === 'day-ago' ? 'day' : 'week' };
  }
  throw bad(`--preset "${written}": one of parts:50%,25%  last:7d  day-ago:6h  week-ago:1d  labels-in`);
}

function bad(detail: string): FaultError {
  return FaultError.of('bad-arguments', detail);
}
