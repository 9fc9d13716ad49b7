import type { ChartReading, FamilyReading, FamilySetup, NamedSeries } from '../domain/alert';
import { type ChartLimits, chartLimits } from './chartLimits';
import { FamilyModel, type Studentised } from './familyModel';
import { type FamilySeries, leastRows, type WatchedSeries } from './familySeries';
import { shownValue } from './measureFamilies';
import { calibrationOf, medianSorted, upperLimitSorted } from './thresholds';
import type { WindowDesign } from './windowDesign';

/** A series with fewer baseline windows than this share is left out; single gaps are taken as expected. */
const leastPresent = 0.9;
/** The lasting chart's effect is that of so many windows, about the chart's memory. */
const memory = 12;
const mostNamed = 20;

/** `calm`: both charts lie below the middle of the baseline's own maxima; null where the window is not judged. */
export type Reading = Omit<FamilyReading, 'incident'> & { readonly calm: boolean | null };

/** Both charts of one family over a frozen baseline, asked window by window in the order of time. */
export class FamilyCharts {
  readonly setup: Omit<FamilySetup, 'check' | 'windowLength'>;
  private readonly model: FamilyModel | null;
  private readonly series: readonly WatchedSeries[];
  private readonly limits: ChartLimits | null;
  private readonly baselineEnd: number;
  private judged: number[] = [];

  constructor(private readonly source: FamilySeries, windows: readonly number[], private readonly design: WindowDesign, private readonly startOf: (window: number) => number, private readonly level: number) {
    const used = windows.filter((w) => (source.n[w] ?? 0) >= leastRows);
    const leftOut = [...source.leftOut];
    this.series = source.series.filter((one) => {
      const { present, differ } = presence(one.values, used);
      const moves = one.rowVariance > 0 || differ;
      if (present >= leastPresent * used.length && moves) return true;
      const why = present === 0 ? 'no baseline window has a value' : moves ? `too few baseline windows have a value (${present} of ${used.length})` : 'the same in every baseline window';
      leftOut.push({ target: one.target, reason: `${one.statistic}: ${why}` });
      return false;
    });
    const R = used.length;
    const reason = reasonNot(source, this.series.length, R);
    this.baselineEnd = (used[R - 1] ?? -1) + 1;
    const values = new Float64Array(this.series.length * R);
    this.series.forEach((one, j) => fillRow(values, j * R, one.values, used));
    const rows = used.map((w) => design.row(startOf(w)));
    this.model = reason !== null || calibrationOf(R, level).kind === 'not calibrated' ? null : new FamilyModel({
      rows,
      columns: design.columns,
      close: design.close,
      y: values,
      series: this.series.length,
      n: Float64Array.from(used, (w) => source.n[w] ?? 0),
      rowVariance: Float64Array.from(this.series, (one) => one.rowVariance),
    });
    this.limits = this.model === null ? null : chartLimits(this.model.baselineZ(), this.series.length, rows, design.columns, level);
    const calibration = calibrationOf(R, level, this.limits?.together, design.wanted);
    this.setup = { family: source.family, level, windows: R, series: this.series.length, calibration, season: design.season, weighted: this.model?.weighted ?? false, leftOut, reason };
  }

  /** Judges a window after the baseline. Call in the order of time: the lasting chart remembers. */
  next(window: number): Reading {
    const { family } = this.source;
    const n = this.source.n[window] ?? 0;
    const notJudged = (reason: string): Reading => this.notJudged(window, reason);
    if (this.model === null || this.limits === null) return notJudged(this.setup.reason ?? notCalibrated(this.setup));
    if (n < leastRows) return notJudged(`${n} rows, fewer than the ${leastRows} that a window needs`);
    const y = Float64Array.from(this.series, (one) => one.values[window] ?? Number.NaN);
    const answer = this.model.judge(this.design.row(this.startOf(window)), y, n);
    if (answer === null) return notJudged('the baseline holds no window of this hour or day');
    const past = answer.maxima.subarray(0, this.model.windows);
    const largest = answer.maxima[this.model.windows] as number;
    const sorted = past.slice().sort();
    const limit = upperLimitSorted(sorted, this.level / 2, this.limits.clusters);
    const { lastingLimit, lastingMiddle } = this.limits;
    const lasting = this.limits.lasting.next(answer.z);
    this.judged = [...this.judged.slice(1 - memory), window];
    const named = this.named(this.limits, answer, y, window, limit);
    const passed = largest > limit || lasting > lastingLimit;
    const alert = passed && named.some(({ aboveFloor }) => aboveFloor);
    return {
      family, n, named: named.slice(0, mostNamed),
      state: alert ? 'alert' : 'quiet',
      reason: passed ? (alert ? 'beyond what the baseline shows' : 'beyond what the baseline shows, but too small to matter (below the floor)') : 'within what the baseline shows',
      window: { value: largest, limit },
      lasting: { value: lasting, limit: lastingLimit },
      p: (1 + atLeast(sorted, largest)) / (this.model.windows + 1),
      calm: largest < medianSorted(sorted) && lasting < lastingMiddle,
    };
  }

  /** A window that the log has not filled yet, or did not from its start, or whose labels are still to come. */
  unfinished(window: number, reason = 'the log covers only a part of it'): Reading {
    return { ...this.notJudged(window, reason), unfinished: true };
  }

  private notJudged(window: number, reason: string): Reading {
    const none: ChartReading = { value: null, limit: null };
    return { family: this.source.family, state: 'not judged', reason, n: this.source.n[window] ?? 0, window: none, lasting: none, p: null, named: [], calm: null };
  }

  /**
   * The series that pass a limit themselves, one a target: those above their floor first, the most deviant first. Of a target's
   * series the most deviant one above its floor speaks for it, so that a trifle (one missing row) hides no shift.
   */
  private named({ lasting, lastingLimit }: ChartLimits, { z, expected }: Studentised, y: Float64Array, window: number, limit: number): readonly NamedSeries[] {
    const passing: { readonly j: number; readonly chart: NamedSeries['chart']; readonly excess: number }[] = [];
    this.series.forEach((_, j) => {
      const inWindow = Math.abs(z[j] as number) / limit;
      const inLasting = Math.abs(lasting.value(j)) / lastingLimit;
      const excess = Math.max(inWindow, inLasting);
      if (excess > 1) passing.push({ j, chart: inWindow >= inLasting ? 'window' : 'lasting', excess });
    });
    const best = new Map<string, NamedSeries>();
    for (const { j, chart } of passing.sort((a, b) => b.excess - a.excess)) {
      const { target } = this.series[j] as WatchedSeries;
      const known = best.get(target);
      if (known?.aboveFloor === true) continue;
      const one = this.namedSeries(j, chart, z[j] as number, y[j] as number, expected[j] as number, window);
      if (known === undefined || one.aboveFloor) best.set(target, one);
    }
    const all = [...best.values()];
    return [...all.filter(({ aboveFloor }) => aboveFloor), ...all.filter(({ aboveFloor }) => !aboveFloor)];
  }

  private namedSeries(j: number, chart: NamedSeries['chart'], z: number, value: number, usual: number, window: number): NamedSeries {
    const one = this.series[j] as WatchedSeries;
    const first = chart === 'window' ? window : Math.max(this.baselineEnd, this.judged[0] ?? window);
    const effect = this.source.effect(one, first, window + 1, value, usual);
    return {
      target: one.target, title: one.title, statistic: one.statistic, unit: one.unit, chart, z: chart === 'window' ? z : (this.limits?.lasting.value(j) ?? 0),
      value: shownValue(one, value), expected: shownValue(one, usual), effect,
      aboveFloor: effect.floor === null || effect.value === null || Math.abs(effect.value) >= effect.floor,
    };
  }
}

/** How many of ascending values are at least as large. */
function atLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return sorted.length - low;
}

function reasonNot(source: FamilySeries, series: number, windows: number): string | null {
  if (source.series.length === 0) return 'the log holds nothing of it';
  if (windows === 0) return `no baseline window has ${leastRows} rows`;
  return series === 0 ? 'no series has a value in enough baseline windows' : null;
}

function notCalibrated({ calibration, windows }: Pick<FamilySetup, 'calibration' | 'windows'>): string {
  const missing = calibration.kind === 'calibrated' ? 0 : calibration.missing;
  return `not calibrated yet: ${windows} baseline windows, ${missing} more are needed`;
}

/** How many of the windows have a value, and whether any two of those differ. */
function presence(values: Float64Array, windows: readonly number[]): { readonly present: number; readonly differ: boolean } {
  let present = 0;
  let differ = false;
  let first = Number.NaN;
  for (let i = 0; i < windows.length; i += 1) {
    const value = values[windows[i] as number] as number;
    if (!Number.isFinite(value)) continue;
    if (present === 0) first = value;
    else if (value !== first) differ = true;
    present += 1;
  }
  return { present, differ };
}

/** The windows' values into `out` from `offset` on; what is missing is the mean of the others. */
function fillRow(out: Float64Array, offset: number, values: Float64Array, windows: readonly number[]): void {
  let [sum, present] = [0, 0];
  for (let i = 0; i < windows.length; i += 1) {
    const value = values[windows[i] as number] as number;
    out[offset + i] = value;
    if (!Number.isFinite(value)) continue;
    sum += value;
    present += 1;
  }
  if (present === windows.length) return;
  const mean = present === 0 ? 0 : sum / present;
  for (let i = 0; i < windows.length; i += 1) if (!Number.isFinite(out[offset + i])) out[offset + i] = mean;
}
