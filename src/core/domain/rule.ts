import type { Unit } from './finding';

/* Rules that somebody wrote: objectives (SLOs) and static limits. Unlike the charts they are not calibrated on the log's own past. */

export type RuleKind = 'slo' | 'limit';

/** How fast an objective's budget is used: `page` asks for somebody now, `ticket` within days. */
export type Severity = 'page' | 'ticket';

export type RuleState = 'within' | 'pending' | 'firing' | 'not judged';

/** When something was judged. Microseconds since 1970 UTC, or numbers of rows where the log has no times. */
export interface Judged {
  /** End of the last whole window or step that was judged; null where none was. */
  readonly through: number | null;
  /** Where the log must reach for the next one; null where it never comes. */
  readonly next: number | null;
  /** How often: length of a window or step. */
  readonly every: number;
  /** Why nothing was judged after `through`; null where everything whole was. */
  readonly why: string | null;
}

/** Requests and bad ones of one look back. */
export interface BurnWindow {
  /** Microseconds. */
  readonly length: number;
  readonly requests: number;
  readonly bad: number;
  /** Bad share over the share that the objective allows; null without requests. */
  readonly burn: number | null;
}

/** Two looks back at once, as they stood at one moment. */
export interface BurnReading {
  readonly severity: Severity;
  /** Burn rate that both must exceed. */
  readonly threshold: number;
  readonly long: BurnWindow;
  readonly short: BurnWindow;
  /** Lower end of the long one's bad share (Wilson, 95 %), over what the objective allows: the guard against low traffic. */
  readonly surely: number | null;
  readonly state: 'quiet' | 'pending' | 'firing' | 'not judged';
}

/** Attainment and budget of an objective over its period, counted from all requests of it. */
export interface SloFigures {
  readonly objective: number;
  readonly days: number;
  /** What of the period the log covers, microseconds since 1970 UTC; half-open. */
  readonly from: number;
  readonly to: number;
  readonly requests: number;
  readonly bad: number;
  /** Share of good requests. */
  readonly attained: number | null;
  /** Share of the budget that is left: 1 - bad / (requests x (1 - objective)); below 0 where it is overspent. */
  readonly budgetLeft: number | null;
  readonly burns: readonly BurnReading[];
  /** `budgetLeft` at the end of each judged window of the charts. */
  readonly budget: readonly (number | null)[];
}

/** A limit as it stands in the last judged window. */
export interface LimitFigures {
  readonly metric: string;
  readonly unit: Unit;
  readonly side: 'above' | 'below';
  /** In `unit`. */
  readonly limit: number;
  readonly value: number | null;
  readonly n: number;
  /** Windows in a row beyond the limit, and how many it takes. */
  readonly beyond: number;
  readonly windows: number;
  /** The figure in each judged window of the charts; null where it has none. */
  readonly values: readonly (number | null)[];
}

export interface RuleReading {
  /** `slo:NAME` or `limit:METRIC above 500`: the same in every session. */
  readonly id: string;
  readonly kind: RuleKind;
  readonly title: string;
  /** What the rule does, one sentence. */
  readonly words: string;
  readonly state: RuleState;
  /** How it stands, in words, for every state. */
  readonly reason: string;
  /** New incidents of it may interrupt with a message. */
  readonly notify: boolean;
  readonly judged: Judged;
  /** The windows that its figures follow: index into `AlertReplay.cadences`. */
  readonly cadence: number;
  readonly slo: SloFigures | null;
  readonly limit: LimitFigures | null;
}

/** One figure that an incident of a rule rests on. */
export type RuleEvidence =
  | ({ readonly kind: 'burn'; readonly threshold: number; readonly surely: number | null } & BurnWindow)
  | { readonly kind: 'figure'; readonly from: number; readonly start: number | null; readonly n: number; readonly value: number; readonly limit: number; readonly unit: Unit };

export interface RuleIncident {
  readonly id: number;
  /** `RuleReading.id`. */
  readonly rule: string;
  readonly kind: RuleKind;
  /** Null for a limit. */
  readonly severity: Severity | null;
  /** When it was known and when it was over, microseconds since 1970 UTC; null on a row axis, `end` also while it is open. */
  readonly start: number | null;
  readonly end: number | null;
  readonly open: boolean;
  /** The same in slots of its rule's cadence, half-open; of an open one to the end of the log. Both 0 for an objective where windows are rows. */
  readonly from: number;
  readonly to: number;
  readonly evidence: readonly RuleEvidence[];
}

/** One line of what is watched. */
export interface WatchLine {
  /** A family, a rule's id, or `quiet`. */
  readonly id: string;
  readonly title: string;
  readonly words: string;
  /** Null for what is not judged: quiet hours. */
  readonly judged: Judged | null;
}
