import type { AlertFamily, AlertReplay, ChartReplay } from '../../domain/alert';
import type { Judged, RuleIncident, RuleReading } from '../../domain/rule';
import type { Series } from '../../domain/report';
import type { AlertSettings } from '../alertSettings';
import { judgeLimit, type LimitAnswer, type LimitWindow } from '../limits/judgeLimit';
import { judgeSlo } from '../slo/judgeSlo';
import type { SloAnswer } from '../slo/sloCounts';
import { limitId, type LimitRule, type RuleSet } from './ruleSet';
import { watchLines } from './watchLines';

export interface RuleInput {
  readonly settings: AlertSettings;
  readonly rules: RuleSet;
  readonly notify: readonly AlertFamily[];
  /** Counts of each objective, in the order of `rules.slos`. */
  readonly slos: readonly SloAnswer[];
  readonly series: readonly Series[];
  /** Start of slot 0, microseconds since 1970 UTC; null on a row axis. */
  readonly origin: number | null;
  /** First slot that is judged, and the number of slots. */
  readonly slots: { readonly from: number; readonly to: number };
  readonly isWhole: (slot: number) => boolean;
  /** Last time of the log, microseconds since 1970 UTC. */
  readonly to: number | null;
  readonly total: number;
  /** Ranges that are not judged, microseconds since 1970 UTC; null on a row axis. */
  readonly excluded: readonly { readonly from: number; readonly to: number }[] | null;
}

/** A replay of the charts with the rules that somebody wrote beside them: objectives, limits, and what each rule does in words. */
export function withRules(charts: ChartReplay, input: RuleInput): AlertReplay {
  const { rules, origin, slots } = input;
  const { windowLength, windows, axis } = charts;
  const limitWindows = windows.map(({ from, start }): LimitWindow => ({ slot: from, start, whole: input.isWhole(from) }));
  const limits = rules.limits.map((rule) => ({ rule, answer: judgeLimit(rule, input.series, limitWindows) }));
  const slos = rules.slos.map((rule, i) =>
    judgeSlo({ rule, counts: input.slos[i] ?? { reason: 'its requests were not counted' }, to: input.to, excluded: input.excluded ?? [], windowEnds: windows.flatMap(({ end }) => end ?? []) }));
  // Where windows are rows, nobody knows which of them a time lies in: no slots.
  const slotAt = (time: number): number => (origin === null ? 0 : Math.max(0, Math.min(slots.to - 1, Math.floor((time - origin) / windowLength))));
  const fromSlos = slos.flatMap(({ reading, incidents }) => incidents.map(({ severity, start, end, evidence }): Omit<RuleIncident, 'id'> => (
    { rule: reading.id, kind: 'slo', severity, start, end, open: end === null, from: slotAt(start), to: origin === null ? 0 : end === null ? slots.to : slotAt(end - 1) + 1, evidence })));
  const fromLimits = limits.flatMap(({ rule, answer: { incidents } }) => incidents.map(({ opened, closed, evidence }): Omit<RuleIncident, 'id'> => {
    const [first, last] = [windows[opened], closed === null ? undefined : windows[closed]];
    return { rule: limitId(rule), kind: 'limit', severity: null, start: first?.start ?? null, end: last?.end ?? null, open: closed === null, from: first?.from ?? 0, to: last?.to ?? slots.to, evidence };
  }));
  const readings = [...slos.map(({ reading }) => reading), ...limits.map(({ rule, answer }): RuleReading => ({ ...answer.reading, judged: limitJudged(rule, answer, charts, input) }))];
  return {
    ...charts,
    rules: readings,
    ruleIncidents: [...fromSlos, ...fromLimits].sort((a, b) => a.from - b.from || (a.start ?? 0) - (b.start ?? 0)).map((incident, i) => ({ id: charts.incidents.length + i + 1, ...incident })),
    watched: watchLines({ axis, windowLength, families: charts.families, windows, settings: input.settings, notify: input.notify, rules: readings, quiet: rules.quiet, total: input.total }),
  };
}

function limitJudged({ metric }: LimitRule, { last, why, reading }: LimitAnswer, { axis, windows, windowLength }: ChartReplay, { isWhole, series, total }: RuleInput): Judged {
  const latest = windows.at(-1);
  const end = (at: (typeof windows)[number]): number => at.end ?? Math.min(total, at.to * windowLength);
  const exists = series.some(({ id }) => id === metric) && reading.limit !== null;
  const unfinished = latest !== undefined && (axis === 'time' ? !isWhole(latest.from) : latest.to * windowLength > total);
  const judged = last === null ? undefined : windows[last];
  return {
    through: judged === undefined ? null : end(judged),
    next: latest === undefined || !exists ? null : unfinished ? (latest.end ?? latest.to * windowLength) : end(latest) + windowLength,
    every: windowLength,
    why,
  };
}
