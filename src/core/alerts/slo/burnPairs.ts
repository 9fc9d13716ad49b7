import type { Severity } from '../../domain/rule';

export interface BurnPair {
  readonly severity: Severity;
  /** Burn rate that both looks back must exceed. */
  readonly threshold: number;
  /** Steps of five minutes. */
  readonly long: number;
  readonly short: number;
}

const hour = 12;

/**
 * The multi-window, multi-burn-rate alerts of the Site Reliability Workbook (Beyer et al. 2018, chapter 5, table 5-8): the long look
 * back says that it matters (2, 5 and 10 % of a 30-day budget used), the short one that it still goes on.
 */
export const burnPairs: readonly BurnPair[] = [
  { severity: 'page', threshold: 14.4, long: hour, short: 1 },
  { severity: 'page', threshold: 6, long: 6 * hour, short: 6 },
  { severity: 'ticket', threshold: 1, long: 72 * hour, short: 6 * hour },
];

/** Of an objective this low not even an outage burns so fast. */
export function canFire({ threshold }: Pick<BurnPair, 'threshold'>, objective: number): boolean {
  return threshold * (1 - objective) < 1;
}
