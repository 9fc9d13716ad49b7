import type { Verdict } from '../domain/finding';
import type { Progress } from '../domain/progress';

/** What is known of the window's work when the status bar is drawn. */
export interface HealthInput {
  readonly engine: 'idle' | 'starting' | 'ready' | 'restarting' | 'failed';
  /** Sources of the window; with none there is nothing to say. */
  readonly sources: number;
  /** The selected one; null while none is. */
  readonly source: {
    readonly name: string;
    readonly status: 'closed' | 'opening' | 'open' | 'failed' | 'stale';
    /** Why it could not be read or compared, in words; null while it can. */
    readonly fault: string | null;
    /** Following was paused by hand. */
    readonly paused: boolean;
    /** Training runs, where it holds those and no rows. */
    readonly runs: number | null;
  } | null;
  /** A report is being made, or its source opened. */
  readonly working: boolean;
  readonly progress: Progress | null;
  /** Verdicts of the report's figures and features; null while there is no report. */
  readonly verdicts: { readonly features: readonly Verdict[]; readonly figures: readonly Verdict[] } | null;
  readonly alerts: {
    readonly judging: boolean;
    /** Why they cannot be judged; null where they can. */
    readonly fault: string | null;
    readonly judged: boolean;
    readonly incidents: readonly { readonly state: 'firing' | 'acknowledged' | 'muted' | 'resolved'; readonly calibrated: boolean }[];
  };
}

/**
 * `idle`: sources are known, none is open. `unjudged`: there is a report, and in it too few rows for any verdict.
 * `tentative`: alerts of approximate limits only, which are told of but not in colour.
 */
export type HealthLevel = 'idle' | 'working' | 'failed' | 'unread' | 'runs' | 'alert' | 'tentative' | 'moved' | 'stable' | 'unjudged';

/** What a click, or a link of the tooltip, leads to. */
export type HealthAction = 'open dashboard' | 'show alerts' | 'restart engine' | 'show log' | 'read again' | 'follow again';

/** The one value that the status bar item and the badge are drawn from. */
export interface Health {
  readonly level: HealthLevel;
  readonly source: string | null;
  readonly sources: number;
  /** Of the work under way, 0 to 1; null where it is not known. */
  readonly share: number | null;
  readonly stage: string | null;
  readonly fault: string | null;
  readonly moved: { readonly features: number; readonly figures: number };
  readonly judged: { readonly features: number; readonly figures: number };
  readonly runs: number;
  /** Incidents that fire, and those that somebody acknowledged or muted. */
  readonly open: number;
  readonly seen: number;
  readonly paused: boolean;
  /** To be read again: the engine or the configuration is not what it was. */
  readonly stale: boolean;
  readonly alerts: 'judging' | 'judged' | 'not judged' | 'failed';
  readonly alertsFault: string | null;
  readonly click: HealthAction;
  /** Ways that are open now, for the tooltip. */
  readonly links: readonly HealthAction[];
}

/** One health value of everything that is known; null where there is no source to speak of. */
export function healthOf(input: HealthInput): Health | null {
  const { source, sources, verdicts, alerts, progress } = input;
  if (sources === 0) return null;
  const firing = alerts.incidents.filter(({ state }) => state === 'firing');
  const level = levelOf(input, firing);
  return {
    level,
    source: source?.name ?? null,
    sources,
    share: level !== 'working' || progress === null || !progress.total ? null : Math.min(1, Math.max(0, progress.done / progress.total)),
    stage: level === 'working' ? (progress?.stage ?? null) : null,
    fault: level === 'unread' ? (source?.fault ?? null) : null,
    moved: { features: count(verdicts?.features, 'moved'), figures: count(verdicts?.figures, 'moved') },
    judged: { features: judgedOf(verdicts?.features), figures: judgedOf(verdicts?.figures) },
    runs: source?.runs ?? 0,
    open: firing.length,
    seen: alerts.incidents.filter(({ state }) => state === 'acknowledged' || state === 'muted').length,
    paused: source?.paused ?? false,
    stale: source?.status === 'stale',
    alerts: alerts.judging ? 'judging' : alerts.fault !== null ? 'failed' : alerts.judged ? 'judged' : 'not judged',
    alertsFault: alerts.fault,
    click: clickOf(level),
    links: linksOf(level, source?.paused ?? false, verdicts !== null),
  };
}

function levelOf({ engine, source, working, verdicts }: HealthInput, firing: readonly { readonly calibrated: boolean }[]): HealthLevel {
  // Nothing can be asked of an engine that was given up, whatever is still on show.
  if (engine === 'failed') return 'failed';
  if (source === null) return 'idle';
  if (source.status === 'opening' || (working && verdicts === null)) return 'working';
  if (source.fault !== null || source.status === 'failed') return 'unread';
  if (source.runs !== null) return 'runs';
  if (verdicts === null) return 'idle';
  if (firing.length > 0) return firing.some(({ calibrated }) => calibrated) ? 'alert' : 'tentative';
  const all = [...verdicts.features, ...verdicts.figures];
  if (all.includes('moved')) return 'moved';
  return all.includes('stable') ? 'stable' : 'unjudged';
}

function clickOf(level: HealthLevel): HealthAction {
  if (level === 'failed') return 'restart engine';
  return level === 'alert' || level === 'tentative' ? 'show alerts' : 'open dashboard';
}

function linksOf(level: HealthLevel, paused: boolean, hasReport: boolean): readonly HealthAction[] {
  switch (level) {
    case 'failed':
      return ['restart engine', 'show log'];
    case 'unread':
      return ['open dashboard', 'read again', 'show log'];
    case 'idle':
    case 'working':
      return ['open dashboard'];
    default:
      return ['open dashboard', ...(hasReport ? (['show alerts'] as const) : []), ...(paused ? (['follow again'] as const) : []), 'read again'];
  }
}

function count(verdicts: readonly Verdict[] | undefined, wanted: Verdict): number {
  return verdicts?.filter((verdict) => verdict === wanted).length ?? 0;
}

function judgedOf(verdicts: readonly Verdict[] | undefined): number {
  return count(verdicts, 'moved') + count(verdicts, 'stable');
}
