import type { AlertFamily, AlertReplay } from '../../domain/alert';
import type { Judged, RuleIncident, RuleReading } from '../../domain/rule';
import type { Series } from '../../domain/report';
import type { AlertSettings } from '../alertSettings';
import { judgeLimit, type LimitAnswer, type LimitWindow } from '../limits/judgeLimit';
import { belongsTo } from '../measureFamilies';
import type { JudgedCadence } from '../replayCharts';
import { judgeSlo } from '../slo/judgeSlo';
import type { SloAnswer } from '../slo/sloCounts';
import { limitId, type LimitRule, type RuleSet } from './ruleSet';
import { watchLines } from './watchLines';

export interface RuleInput extends Pick<AlertReplay, 'cadences' | 'incidents'> {
  readonly settings: AlertSettings;
  readonly rules: RuleSet;
  readonly notify: readonly AlertFamily[];
  /** Counts of each objective, in the order of `rules.slos`. */
  readonly slos: readonly SloAnswer[];
  /** Last time of the log, microseconds since 1970 UTC. */
  readonly to: number | null;
  /** Rows of the log. */
  readonly total: number;
}

/** The charts of all cadences with the rules that somebody wrote beside them: objectives, limits, and what each rule does in words. */
export function withRules(judged: readonly JudgedCadence[], input: RuleInput): AlertReplay {
  const { cadences, incidents, rules, notify, settings, total } = input;
  const axis = judged[0]?.charts.axis ?? 'row';
  const slos = slosOf(judged, input);
  const limits = limitsOf(judged, input);
  const readings = [...slos.readings, ...limits.readings];
  const place = ({ from, start }: Omit<RuleIncident, 'id'>): number => (axis === 'row' ? from : (start ?? 0));
  const opened = [...slos.incidents, ...limits.incidents].sort((a, b) => place(a) - place(b) || (a.start ?? 0) - (b.start ?? 0));
  return {
    schema: 'model-vitals/alerts/1',
    axis,
    cadences,
    incidents,
    rules: readings,
    ruleIncidents: opened.map((incident, i) => ({ id: incidents.length + i + 1, ...incident })),
    watched: watchLines({ axis, cadences, settings, notify, rules: readings, quiet: rules.quiet, total }),
  };
}

interface RuleAnswers {
  readonly readings: readonly RuleReading[];
  readonly incidents: readonly Omit<RuleIncident, 'id'>[];
}

/** Objectives are judged in steps of their own; their budget is drawn along the windows of the service figures. */
function slosOf(judged: readonly JudgedCadence[], { rules, slos, to }: RuleInput): RuleAnswers {
  const at = Math.max(0, judged.findIndex(({ charts }) => charts.families.some(({ family }) => family === 'service')));
  const cadence = judged[at];
  if (cadence === undefined) return { readings: [], incidents: [] };
  const { charts, origin, slots, excluded } = cadence;
  const answers = rules.slos.map((rule, i) =>
    judgeSlo({ rule, counts: slos[i] ?? { reason: 'its requests were not counted' }, to, excluded: excluded ?? [], windowEnds: charts.windows.flatMap(({ end }) => end ?? []) }));
  // Where windows are rows, nobody knows which of them a time lies in: no slots.
  const slotAt = (time: number): number => (origin === null ? 0 : Math.max(0, Math.min(slots - 1, Math.floor((time - origin) / charts.windowLength))));
  return {
    readings: answers.map(({ reading }) => ({ ...reading, cadence: at })),
    incidents: answers.flatMap(({ reading, incidents }) => incidents.map(({ severity, start, end, evidence }): Omit<RuleIncident, 'id'> => (
      { rule: reading.id, kind: 'slo', severity, start, end, open: end === null, from: slotAt(start), to: origin === null ? 0 : end === null ? slots : slotAt(end - 1) + 1, evidence }))),
  };
}

/** Limits follow the windows of the family that their figure belongs to. */
function limitsOf(judged: readonly JudgedCadence[], { rules, total }: RuleInput): RuleAnswers {
  const owned = judged.map(({ charts, series }) => series.filter((one) => charts.families.some(({ family }) => family !== 'drift' && belongsTo(family, one))));
  const answers = rules.limits.flatMap((rule) => {
    const at = Math.max(0, owned.findIndex((series) => series.some(({ id }) => id === rule.metric)));
    const cadence = judged[at];
    if (cadence === undefined) return [];
    const windows = cadence.charts.windows.map(({ from, start }): LimitWindow => ({ slot: from, start, whole: cadence.isWhole(from) }));
    const known = owned[at]?.some(({ id }) => id === rule.metric) === true;
    return [{ rule, at, cadence, answer: judgeLimit(rule, known ? (owned[at] ?? []) : owned.flat(), windows) }];
  });
  return {
    readings: answers.map(({ rule, at, cadence, answer }): RuleReading => ({ ...answer.reading, judged: limitJudged(rule, answer, cadence, total), cadence: at })),
    incidents: answers.flatMap(({ rule, cadence: { charts, slots }, answer: { incidents } }) => incidents.map(({ opened, closed, evidence }): Omit<RuleIncident, 'id'> => {
      const [first, last] = [charts.windows[opened], closed === null ? undefined : charts.windows[closed]];
      return { rule: limitId(rule), kind: 'limit', severity: null, start: first?.start ?? null, end: last?.end ?? null, open: closed === null, from: first?.from ?? 0, to: last?.to ?? slots, evidence };
    })),
  };
}

function limitJudged({ metric }: LimitRule, { last, why, reading }: LimitAnswer, { charts, isWhole, series }: JudgedCadence, total: number): Judged {
  const { axis, windows, windowLength } = charts;
  const latest = windows.at(-1);
  const end = (at: (typeof windows)[number]): number => at.end ?? Math.min(total, at.to * windowLength);
  const exists = series.some(({ id }: Series) => id === metric) && reading.limit !== null;
  const unfinished = latest !== undefined && (axis === 'time' ? !isWhole(latest.from) : latest.to * windowLength > total);
  const judged = last === null ? undefined : windows[last];
  return {
    through: judged === undefined ? null : end(judged),
    next: latest === undefined || !exists ? null : unfinished ? (latest.end ?? latest.to * windowLength) : end(latest) + windowLength,
    every: windowLength,
    why,
  };
}
