import { limitId, type LimitRule } from '../alerts/rules/ruleSet';
import type { Finding, FeatureFinding, Unit } from '../domain/finding';
import type { Report } from '../domain/report';
import type { RuleReading } from '../domain/rule';
import { formatFigure } from '../format/figures';
import { countOf } from '../format/numbers';
import { oneLine } from '../format/oneLine';
import type { GateConfig } from './gateConfig';
import type { GateItem, GatePlace, GateResult } from './gateResult';

export interface GateInput {
  readonly report: Report;
  readonly config: GateConfig;
  /** Fixed limits: judged by the current window's figures. */
  readonly limits: readonly LimitRule[];
  /** Objectives as a replay of the log read them. */
  readonly objectives: readonly RuleReading[];
  readonly places: Readonly<Record<string, readonly GatePlace[]>>;
  /** What differs between the columns of the two sides; of a stored baseline. */
  readonly columns?: GateItem;
}

const order = ['failed', 'tolerated', 'skipped', 'passed'] as const;

/** Passes or fails what a report found: what moved for the worse, drift, and rules that are broken. A comparison in which nothing could be judged does not pass. */
export function judgeGate(input: GateInput): GateResult {
  const { report, config, limits, objectives, places, columns } = input;
  const tolerated = (id: string, kind: string): boolean => config.ignore.includes(id) || !config.failOn.some((family) => family === kind);
  const settle = (item: GateItem): GateItem => (item.outcome === 'failed' && tolerated(item.id, item.kind) ? { ...item, outcome: 'tolerated' } : item);
  const items: readonly GateItem[] = [
    ...(columns === undefined ? [] : [config.ignore.includes(columns.id) && columns.outcome === 'failed' ? { ...columns, outcome: 'tolerated' as const } : columns]),
    ...report.findings.map((finding) => settle(ofFinding(finding))),
    ...report.features.map((feature) => settle(ofFeature(feature, Object.hasOwn(places, feature.feature) ? (places[feature.feature] ?? []) : []))),
    ...limits.map((rule) => ofLimit(rule, report)),
    ...objectives.map(ofObjective),
  ];
  const sorted = order.flatMap((outcome) => items.filter((item) => item.outcome === outcome));
  const passed = items.every(({ outcome }) => outcome !== 'failed') && items.some(({ outcome }) => outcome !== 'skipped');
  return { schema: 'model-vitals/check/1', source: oneLine(report.source.name), baseline: report.baseline, current: report.current, items: sorted, passed };
}

function ofFinding({ id, family, title, verdict, reason, better, change }: Finding): GateItem {
  const base = { id, kind: family, title: oneLine(title), places: [] };
  if (verdict === 'not available' || verdict === 'not enough data') return { ...base, outcome: 'skipped', reason: oneLine(reason) };
  if (verdict === 'stable') return { ...base, outcome: 'passed', reason: oneLine(reason) };
  const improved = change.value !== null && ((better === 'lower' && change.value < 0) || (better === 'higher' && change.value > 0));
  if (improved) return { ...base, outcome: 'passed', reason: `moved for the better: ${oneLine(reason)}` };
  // How many requests came says nothing of how well they were answered.
  if (id === 'throughput') return { ...base, outcome: 'tolerated', reason: oneLine(reason) };
  return { ...base, outcome: 'failed', reason: oneLine(reason) };
}

function ofFeature({ feature, verdict, reason }: FeatureFinding, places: readonly GatePlace[]): GateItem {
  const outcome = verdict === 'moved' ? 'failed' : verdict === 'stable' ? 'passed' : 'skipped';
  return { id: `feature:${feature}`, kind: 'drift', title: oneLine(feature), outcome, reason: oneLine(reason), places };
}

const perSecond: Readonly<Partial<Record<Unit, number>>> = { 'per second': 1, 'per minute': 60, 'per hour': 3_600, 'per day': 86_400 };
const periods = { second: 1, minute: 60, hour: 3_600, day: 86_400 } as const;

function ofLimit(rule: LimitRule, report: Report): GateItem {
  const { metric, side, limit, per } = rule;
  const base = { id: limitId(rule), kind: 'limit', places: [] } as const;
  const finding = report.findings.find(({ id }) => id === metric);
  if (finding === undefined) return { ...base, title: `${oneLine(metric)} ${side} ${limit}`, outcome: 'skipped', reason: `the report has no figure ${oneLine(metric)}` };
  // A limit of throughput counts requests a second, minute, hour or day; the report chooses its own.
  const scale = finding.id === 'throughput' ? periods[per] / (perSecond[finding.unit] ?? 1) : 1;
  const unit: Unit = finding.id === 'throughput' ? `per ${per}` : finding.unit;
  const title = `${oneLine(finding.title)} ${side} ${formatFigure(limit, unit)}`;
  const { value, n, reason } = finding.current;
  if (value === null) return { ...base, title, outcome: 'skipped', reason: oneLine(reason ?? finding.reason) };
  const figure = value * scale;
  const broken = side === 'above' ? figure > limit : figure < limit;
  return { ...base, title, outcome: broken ? 'failed' : 'passed', reason: `${formatFigure(figure, unit)} in the current window, ${countOf(n, finding.from === undefined ? 'row' : 'request')}; the limit is ${formatFigure(limit, unit)}` };
}

function ofObjective({ id, title, state, reason, slo }: RuleReading): GateItem {
  const overspent = (slo?.budgetLeft ?? 0) < 0;
  const outcome = state === 'firing' || overspent ? 'failed' : state === 'not judged' ? 'skipped' : 'passed';
  return { id, kind: 'objective', title: oneLine(title), outcome, reason: oneLine(reason), places: [] };
}
