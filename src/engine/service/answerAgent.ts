import { boundedText } from '../../core/agents/boundedText';
import { featureText } from '../../core/agents/featureText';
import { metricId } from '../../core/agents/metricId';
import { chosenComparison } from '../../core/cube/chosenComparison';
import { parseWindow } from '../../core/config/parseWindow';
import { FaultError } from '../../core/domain/fault';
import { filesOf } from '../../core/timeline/filesOf';
import { commitsByFeature, linesToAsk } from '../../core/history/featureCommits';
import type { Lineage } from '../../core/lineage/lineage';
import { featuresToTrace, reportLineage } from '../../core/lineage/reportLineage';
import { renderAlerts } from '../../core/report/alertsText';
import { reportPlaces } from '../../core/report/places';
import { renderText } from '../../core/report/text';
import { whyParts } from '../../core/report/why';
import type { Handlers, HandlerContext } from '../../protocol/endpoint';
import type { AgentQuery, ComparisonQuery, EngineCalls } from '../../protocol/engineCalls';

type Calls = Pick<Handlers<EngineCalls>, 'report.make' | 'feature.read' | 'why.explain' | 'alerts.replay' | 'code.places' | 'code.history' | 'code.lineage' | 'history.timeline'>;

/** Wide lines cost an assistant nothing. */
const width = 160;
const stableFeatures = 15;

/** Answers a tool of an assistant in text of bounded size; only reads. Faults say what would be right. */
export async function answerAgent(calls: Calls, query: AgentQuery, context: HandlerContext): Promise<string> {
  const { ask, id } = query;
  if (ask.tool === 'alerts') return boundedText(renderAlerts(await calls['alerts.replay']({ id, ...query.alerts }, context), query.name, { width }));
  const comparison = await comparisonOf(calls, query, context);
  const { report, series } = await calls['report.make']({ ...comparison, exact: 'auto' }, context);
  if (ask.tool === 'report') {
    const places = await calls['code.places']({ columns: report.features.map(({ feature }) => feature), map: query.map }, context);
    const columns = report.features.map(({ feature }) => feature);
    const lineages: Lineage[] = [];
    for (const column of featuresToTrace(report, places)) lineages.push(await calls['code.lineage']({ column, columns, map: query.map }, context));
    const lines = linesToAsk(report, places, lineages);
    const answers = lines.length === 0 ? [] : await calls['code.history']({ lines: lines.map(({ place: { root, file, line } }) => ({ root, file, line })) }, context);
    const roots = [...new Set(filesOf(places).map(({ root }) => root))];
    const timeline = await calls['history.timeline']({ id, axis: report.axis, served: series.served ?? [], roots, files: filesOf(places) }, context);
    return boundedText(renderText(report, { places: reportPlaces(places), commits: commitsByFeature(report, lines, answers), timeline, lineage: reportLineage(report, lineages), width, stableFeatures }));
  }
  if (ask.tool === 'explain') {
    const metric = metricId(ask.metric, report.findings);
    const { sentence, explanations, searched, more } = whyParts(await calls['why.explain']({ ...comparison, metric }, context));
    const finding = report.findings.find((each) => each.id === metric);
    return boundedText([sentence, ...(finding === undefined ? [] : [`${finding.title}: ${finding.verdict}. ${finding.reason}`]), ...explanations.map((text, i) => `${i + 1}. ${text}`), ...(searched === null ? [] : [searched]), ...more].join('\n'));
  }
  const { feature } = ask;
  if (!report.features.some((each) => each.feature === feature)) {
    const known = report.features.slice(0, 60).map((each) => each.feature);
    throw FaultError.of('not-found', `there is no feature "${feature}"; those there are: ${known.join(', ')}${report.features.length > 60 ? `, and ${report.features.length - 60} more` : ''}`);
  }
  const detail = await calls['feature.read']({ ...comparison, feature, rows: true }, context);
  const places = await calls['code.places']({ columns: [feature], map: query.map }, context);
  const lineage = await calls['code.lineage']({ column: feature, columns: report.features.map((each) => each.feature), map: query.map }, context);
  return boundedText(featureText(detail, report, Object.hasOwn(places, feature) ? (places[feature] ?? []) : [], lineage));
}

/** The comparison that the query brings, unless windows are asked for. */
async function comparisonOf(calls: Calls, { ask, id, axis, comparison, named, settings }: AgentQuery, context: HandlerContext): Promise<ComparisonQuery> {
  const query = { id, axis, comparison, named, settings };
  const { baseline, current } = ask;
  if (baseline === undefined && current === undefined) return query;
  const wanted = { baseline: baseline === undefined ? null : parseWindow('baseline', baseline), current: current === undefined ? null : parseWindow('current', current) };
  const free = { ...query, axis: null };
  return { ...free, comparison: await chosenComparison(wanted, async (whole) => (await calls['report.make']({ ...free, comparison: whole, exact: 'never' }, context)).report) };
}
