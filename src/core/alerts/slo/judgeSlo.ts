import type { BurnReading, Judged, RuleEvidence, RuleReading, Severity, SloFigures } from '../../domain/rule';
import { countOf, formatCount, formatFixed } from '../../format/numbers';
import { oneLine } from '../../format/oneLine';
import { formatDuration } from '../../format/time';
import { sloId, type SloRule } from '../rules/ruleSet';
import { burnPairs } from './burnPairs';
import { BurnSums, burnReplay } from './burnReplay';
import { type SloAnswer, type SloCounts, sloStep, timeGrain, withoutRanges } from './sloCounts';
import { formatBurn, objectiveText, shareText, sloWords } from './sloWords';

const day = 86_400e6;

export interface SloInput {
  readonly rule: SloRule;
  readonly counts: SloAnswer;
  /** Last time of the log, microseconds since 1970 UTC. */
  readonly to: number | null;
  readonly excluded: readonly { readonly from: number; readonly to: number }[];
  /** Ends of the charts' judged windows, microseconds since 1970 UTC. */
  readonly windowEnds: readonly number[];
}

/** An incident in microseconds since 1970 UTC; `end` null while it is open. */
export interface SloIncident {
  readonly severity: Severity;
  readonly start: number;
  readonly end: number | null;
  readonly evidence: readonly RuleEvidence[];
}

/** One objective over a whole log: its budget, its burn rates, and what they would have alerted of. */
export function judgeSlo(input: SloInput): { readonly reading: Omit<RuleReading, 'cadence'>; readonly incidents: readonly SloIncident[] } {
  const { rule, counts, to } = input;
  const about = { id: sloId(rule), kind: 'slo', title: oneLine(rule.name), words: sloWords(rule, 'rule' in counts ? counts.rule : null), notify: rule.notify, limit: null } as const;
  const none = (reason: string) => ({ reading: { ...about, state: 'not judged', reason, judged: { through: null, next: null, every: sloStep, why: reason }, slo: null } satisfies Omit<RuleReading, 'cadence'>, incidents: [] });
  if ('reason' in counts) return none(counts.reason);
  if (to === null) return none('the log has no times');
  const kept = withoutRanges(counts, input.excluded);
  const sums = new BurnSums(kept);
  // The step that the log has not filled yet is not judged.
  const steps = Math.min(sums.steps, Math.floor((to + 1 - counts.start) / sloStep));
  const grain = timeGrain(kept);
  const { incidents, last } = burnReplay(sums, { objective: rule.objective, steps, grain });
  const slo = figuresOf(rule, kept, sums, last, input);
  if (slo.requests === 0) return none(counts.requests.some((n) => n > 0) ? 'no request in the period' : `no request of the log has a known outcome (${counts.rule})`);
  const at = (step: number): number => counts.start + step * sloStep;
  const open = incidents.filter(({ closed }) => closed === null);
  const judged = judgedOf(last, steps, grain, at);
  const state = open.length > 0 ? 'firing' : judged.through === null ? 'not judged' : last.some((each) => each.state === 'pending') ? 'pending' : 'within';
  return {
    reading: { ...about, state, judged, slo, reason: stateWords(rule, slo, open.map(({ severity }) => severity), state, judged) },
    incidents: incidents.map(({ severity, opened, closed, reading }) => ({ severity, start: at(opened), end: closed === null ? null : at(closed), evidence: evidenceOf(reading) })),
  };
}

function figuresOf({ objective, days }: SloRule, counts: SloCounts, sums: BurnSums, burns: readonly BurnReading[], { to, windowEnds }: SloInput): SloFigures {
  const length = Math.round((days * day) / sloStep);
  const left = ({ requests, bad }: { readonly requests: number; readonly bad: number }): number | null => (requests === 0 ? null : 1 - bad / (requests * (1 - objective)));
  const now = sums.look(sums.steps, length);
  return {
    objective,
    days,
    from: counts.start + Math.max(0, sums.steps - length) * sloStep,
    to: Math.min(counts.start + sums.steps * sloStep, (to ?? Number.POSITIVE_INFINITY) + 1),
    ...now,
    attained: now.requests === 0 ? null : 1 - now.bad / now.requests,
    budgetLeft: left(now),
    burns,
    budget: windowEnds.map((end) => left(sums.look(Math.round((end - counts.start) / sloStep), length))),
  };
}

function judgedOf(last: readonly BurnReading[], steps: number, grain: number, at: (step: number) => number): Judged {
  const next = at(steps + 1);
  if (last.some(({ state }) => state !== 'not judged')) return { through: at(steps), next, every: sloStep, why: null };
  const usable = burnPairs.filter(({ short }) => short >= grain);
  const shortest = usable[0];
  if (last.length === 0) return { through: null, next: null, every: sloStep, why: 'the objective is so low that no share of bad requests burns its budget fast' };
  if (shortest === undefined) return { through: null, next: null, every: sloStep, why: `the times of the log stand ${formatDuration(grain * sloStep)} apart, too far for any burn rate` };
  return { through: null, next: at(shortest.long), every: sloStep, why: `the log covers less than ${formatDuration(shortest.long * sloStep)}` };
}

function stateWords({ objective }: SloRule, slo: SloFigures, open: readonly Severity[], state: RuleReading['state'], { why }: Judged): string {
  const period = `${shareText(slo.attained, objective)} of ${countOf(slo.requests, 'request')} good in ${periodText(slo)}, ${objectiveText(objective)} asked for`;
  const budget = slo.budgetLeft === null ? '' : slo.budgetLeft < 0 ? `; budget overspent by ${formatFixed(-slo.budgetLeft * 100, 0)} %` : `; ${formatFixed(slo.budgetLeft * 100, 0)} % of the budget left`;
  const burning = slo.burns.filter((each) => each.state === 'firing').map(burnText);
  const head = state === 'firing' ? `${open.join(' and ')}: ${burning.join('; ')}. ` : state === 'pending' ? `the short look back burns too fast, the long one not yet surely. ` : state === 'not judged' ? `burn not judged: ${why ?? ''}. ` : '';
  return `${head}${period}${budget}`;
}

/** `burn 23.1 over 1 h (120 of 400 requests bad) and 40.0 over 5 min, limit 14.4`. */
function burnText({ long, short, threshold }: BurnReading): string {
  return `burn ${formatBurn(long.burn)} over ${formatDuration(long.length)} (${formatCount(long.bad)} of ${countOf(long.requests, 'request')} bad) and ${formatBurn(short.burn)} over ${formatDuration(short.length)}, limit ${threshold}`;
}

/** The period as far as the log covers it. */
function periodText({ from, to, days }: SloFigures): string {
  const covered = to - from;
  return covered >= days * day - sloStep ? `the last ${days} d` : `the ${formatDuration(covered)} that the log covers of ${days} d`;
}

function evidenceOf({ long, short, threshold, surely }: BurnReading): readonly RuleEvidence[] {
  return [{ kind: 'burn', ...long, threshold, surely }, { kind: 'burn', ...short, threshold, surely: null }];
}
