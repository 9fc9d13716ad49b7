import type { LabelAges } from '../cube/labelAges';
import type { Maturity } from '../domain/finding';
import { formatFigure } from '../format/figures';
import { formatCount } from '../format/numbers';
import { formatDuration, formatInstant } from '../format/time';
import type { CoverageTail } from './coverageTail';

/** Microseconds. */
export interface LagFacts {
  readonly lag: { readonly half: number | null; readonly most: number | null; readonly mature: number };
  readonly youngest: { readonly baseline: number; readonly current: number };
  readonly younger: 'baseline' | 'current';
  /** Whose labels the lags are: all of the log's where the baseline is too young for its own. */
  readonly of: 'baseline' | 'log';
}

function lags({ lag: { half, most }, of }: LagFacts): string {
  return half === null || most === null ? 'labels come late' : `${of === 'baseline' ? 'baseline labels' : 'labels of the log'} took ${formatDuration(half)} for half, ${formatDuration(most)} for 95 %`;
}

export function matureReason(facts: LagFacts, share: number): string {
  const { younger, youngest } = facts;
  return `labels are in: ${lags(facts)}; the youngest predictions of the ${younger} window are ${formatDuration(youngest[younger])} old (${formatFigure(share, 'share')} of the labels that come have come by the age of the current one)`;
}

export function youngReason(facts: LagFacts, age: number, share: number): string {
  const { younger, youngest } = facts;
  return `labels are not all in: ${lags(facts)}; the youngest predictions of the ${younger} window are ${formatDuration(youngest[younger])} old, so only labels that came within ${formatDuration(age)} count, in both windows (${formatFigure(share, 'share')} of those that come)`;
}

export function missingReason(facts: LagFacts): string {
  const { younger, youngest } = facts;
  const window = younger === 'current' ? 'this window' : 'the baseline';
  return `labels are not in yet: ${lags(facts)}; the youngest predictions of ${window} are ${formatDuration(youngest[younger])} old`;
}

export function tailReason({ labelled, predictions, baseline }: CoverageTail): string {
  return `labels still coming in? Of the last ${formatCount(predictions)} predictions of the current window ${formatFigure(labelled / predictions, 'share')} have a label, of the baseline ${formatFigure(baseline, 'share')}`;
}

export function unknownReason(ages: LabelAges | undefined): string {
  return ages === undefined ? 'the log has no times of labels, so their age is not known' : 'too few labels with a readable time to tell how late labels come';
}

/** What follows from early labels alone. */
export const earlyLabels = 'early labels are not a random sample (Grzenda et al. 2020)';

/** Which labels count, for the head of a chart. @param age microseconds */
export function ruleText(age: number): string {
  return `labels within ${formatDuration(age)}`;
}

/** Of the slots along the axis whose labels are not all in, for the key of a chart. */
export function youngText({ maturity, lineAge, tail }: { readonly maturity: Maturity; readonly lineAge: number | null; readonly tail: CoverageTail | null }): string {
  if (tail !== null) return 'labels still coming in?';
  const needed = lineAge ?? (maturity.lag.mature ?? Number.NaN) * 1e6;
  return Number.isFinite(needed) ? `labels not all in: predictions younger than ${formatDuration(needed)}` : 'labels not all in';
}

/** Beside a verdict on labels that are still coming. */
export function briefReason({ age, share }: Maturity): string {
  if (age === null || share === null) return 'labels still coming in?';
  return `not mature: only labels that came within ${formatDuration(age * 1e6)} count, ${formatFigure(share, 'share')} of those that come`;
}

/** A few words for a table or a tile; empty where nothing is known of the labels' age. */
export function maturityText(maturity: Maturity | undefined): string {
  if (maturity === undefined || maturity.state === 'unknown') return '';
  if (maturity.state === 'mature') return 'labels in';
  if (maturity.age === null) return 'not mature: labels still coming in?';
  if (maturity.age === 0) return 'not mature: labels not in yet';
  return `not mature: labels within ${formatDuration(maturity.age * 1e6)}${maturity.share === null ? '' : ` (${formatFigure(maturity.share, 'share')} of those that come)`}`;
}

/** Until when windows of a log have their labels; null where that is not known. `now` is its latest time, microseconds since 1970 UTC. */
export function matureUntil(now: number, { lag }: Maturity): string | null {
  return lag.mature === null ? null : formatInstant(Math.floor((now - lag.mature * 1e6) / 60e6) * 60e6);
}
