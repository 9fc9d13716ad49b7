import { describeReason } from '../code/describeReason';
import type { RankedPlace } from '../code/place';
import type { FeatureDetail, Report } from '../domain/report';
import { formatFigure } from '../format/figures';
import { countOf, formatCount, formatNumber } from '../format/numbers';
import { oneLine } from '../format/oneLine';
import { formatWindow } from '../format/windows';
import { driftOrigin } from '../lineage/driftOrigin';
import type { Lineage } from '../lineage/lineage';
import { inputLine } from '../lineage/reportLineage';
import { featureRow } from '../report/rows';

const most = { bars: 24, slots: 24, levels: 10, places: 8, inputs: 16 } as const;

/** The page of one feature in words and short tables. */
export function featureText(detail: FeatureDetail, report: Pick<Report, 'baseline' | 'current' | 'features' | 'axis'>, places: readonly RankedPlace[], lineage: Lineage | null = null): string {
  const { finding } = detail;
  const row = featureRow(finding, undefined);
  const { baselineQuartiles: before, currentQuartiles: now } = finding.summary;
  const quartiles = before === undefined || now === undefined ? [] : [`quartiles: ${before.map((x) => formatNumber(x)).join(', ')} → ${now.map((x) => formatNumber(x)).join(', ')}`];
  return [
    `${row.feature}: ${finding.verdict}. ${row.reason}`,
    `effect ${row.effectWithin} (${finding.effect.method}), ${finding.basis}; missing ${row.missingWithin}; rows ${row.rows}`,
    ...quartiles,
    ...finding.notes.map(oneLine),
    `baseline: ${formatWindow(report.baseline)}`,
    `current: ${formatWindow(report.current)}`,
    ...barLines(detail.bars),
    ...levelLines('levels gained', detail.levels.gained),
    ...levelLines('levels lost', detail.levels.lost),
    ...driftLines(detail),
    ...qualityLines(detail),
    places.length === 0 ? 'code: no line of the indexed Python code names it' : 'code:',
    ...places.slice(0, most.places).map((place) => `  ${oneLine(place.file)}${place.cell === undefined ? '' : `#cell${place.cell + 1}`}:${place.line}  ${oneLine(describeReason(place))}  ${oneLine(place.text)}`),
    ...(lineage === null || lineage.root === null ? [] : lineageLines(lineage, report)),
  ].join('\n');
}

function lineageLines(lineage: Lineage, report: Pick<Report, 'features' | 'axis'>): readonly string[] {
  const { inputs, sentence } = driftOrigin(lineage, report.features, report.axis);
  const lines = inputs.slice(0, most.inputs).map((input) => `  ${inputLine(input)}`);
  return [`inputs in the code: ${inputs.length === 0 ? 'none that can be named' : ''}`.trim(), ...lines, ...more(inputs.length - most.inputs, 'input'), ...(report.features.some(({ feature, verdict }) => feature === lineage.feature && verdict === 'moved') ? [sentence] : []), ...lineage.notes.map((note) => `  ${oneLine(note)}`)];
}

function barLines(bars: FeatureDetail['bars']): readonly string[] {
  const share = (x: number | undefined): string => formatFigure(x ?? 0, 'share');
  if (bars.kind === 'category') {
    const lines = bars.levels.slice(0, most.bars).map((level, i) => `  ${oneLine(level)}: ${share(bars.baseline[i])} → ${share(bars.current[i])}`);
    return ['share of each level:', ...lines, ...more(bars.levels.length - most.bars, 'level')];
  }
  const name = (i: number): string => (i === 0 ? `up to ${formatNumber(bars.edges[0] ?? 0)}` : i >= bars.edges.length ? `above ${formatNumber(bars.edges.at(-1) ?? 0)}` : `to ${formatNumber(bars.edges[i] ?? 0)}`);
  const moved = bars.baseline.map((before, i) => ({ i, by: Math.abs((bars.current[i] ?? 0) - before) }));
  const shown = new Set([...moved].sort((a, b) => b.by - a.by).slice(0, most.bars).map(({ i }) => i));
  const lines = moved.filter(({ i }) => shown.has(i)).map(({ i }) => `  ${name(i)}: ${share(bars.baseline[i])} → ${share(bars.current[i])}`);
  return ['share of each bin (those that changed most):', ...lines, ...more(moved.length - most.bars, 'bin')];
}

function more(rest: number, what: string): readonly string[] {
  return rest > 0 ? [`  and ${countOf(rest, `more ${what}`)}`] : [];
}

function levelLines(title: string, levels: FeatureDetail['levels']['gained']): readonly string[] {
  if (levels.length === 0) return [];
  const shown = levels.slice(0, most.levels).map(({ level, baseline, current }) => `${oneLine(level)} (${formatFigure(baseline, 'share')} → ${formatFigure(current, 'share')})`);
  return [`${title}: ${shown.join(', ')}${levels.length > most.levels ? ` and ${formatCount(levels.length - most.levels)} more` : ''}`];
}

/** Evenly chosen slots, so that a beginning shows. */
function driftLines({ driftOverTime: { slots, effect, n, unit } }: FeatureDetail): readonly string[] {
  const stride = Math.max(1, Math.ceil(slots.length / most.slots));
  const lines = slots.flatMap(({ from, to }, i) => (i % stride === 0 ? [`  slots ${from + 1} to ${to}: ${effect[i] === null || effect[i] === undefined ? 'too few rows' : formatFigure(effect[i], unit)} (${countOf(n[i] ?? 0, 'row')})`] : []));
  return lines.length === 0 ? [] : ['drift over time against the baseline:', ...lines];
}

function qualityLines({ qualityByValue, qualityReason }: FeatureDetail): readonly string[] {
  if (qualityByValue === null) return qualityReason === undefined ? [] : [`quality by value: not available, ${oneLine(qualityReason)}`];
  const { metric, unit, cells } = qualityByValue;
  const side = ({ value, n }: { readonly value: number | null; readonly n: number }): string => `${value === null ? '–' : formatFigure(value, unit)} (n ${formatCount(n)})`;
  return [`${oneLine(metric)} by value:`, ...cells.slice(0, most.bars).map(({ label, baseline, current }) => `  ${oneLine(label)}: ${side(baseline)} → ${side(current)}`)];
}
