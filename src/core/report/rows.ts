import type { Family, FeatureFinding, Finding, Verdict } from '../domain/finding';
import type { Report } from '../domain/report';
import { decidingQ } from '../format/decidingQ';
import { formatChange, formatFigure, formatInterval, formatPair } from '../format/figures';
import { formatCount } from '../format/numbers';
import { maturityText } from '../labels/words';
import { oneLine } from '../format/oneLine';
import { formatLevel, formatP } from '../format/probability';

/* The words of one finding, shared by the text, Markdown and HTML reports, so that they cannot disagree. */

/** Where the code names a feature; the best place first. */
export interface ReportPlace {
  readonly file: string;
  readonly line: number;
}
export type ReportPlaces = Readonly<Record<string, readonly ReportPlace[]>>;

export interface MetricRow {
  readonly id: string;
  readonly mark: string;
  readonly title: string;
  readonly baseline: string;
  readonly current: string;
  readonly change: string;
  readonly verdict: Verdict;
  readonly n: string;
  readonly reason: string;
  /** Labelled share, where the figure rests on labels. */
  readonly coverage: string;
  /** Whether those labels are all in; empty where nothing tells. */
  readonly maturity: string;
}

export interface FeatureRow {
  readonly mark: string;
  /** Its name as the log has it; `feature` is the same on one line. */
  readonly column: string;
  readonly feature: string;
  readonly verdict: Verdict;
  readonly effect: string;
  /** The same with its interval, where there is one: `0.52 sd (0.43 to 0.61)`. */
  readonly effectWithin: string;
  readonly q: string;
  readonly rows: string;
  readonly missing: string;
  /** The same with the interval of its change. */
  readonly missingWithin: string;
  readonly reason: string;
  readonly places: readonly string[];
}

/** Direction for moved figures, so that a mark says more than a colour: ▲ rose, ▼ fell, ● moved without direction. */
export function markOf(verdict: Verdict, change: number | null): string {
  if (verdict === 'moved') return change === null ? '●' : change > 0 ? '▲' : '▼';
  return verdict === 'not enough data' ? '?' : verdict === 'not available' ? '–' : ' ';
}

export function metricRow(finding: Finding): MetricRow {
  const { value, interval } = finding.change;
  const bounds = interval === null ? '' : ` (${formatInterval(interval.low, interval.high, finding.unit, { change: true, value })})`;
  const coverage = finding.coverage;
  const [from, to] = formatPair(finding.baseline.value, finding.current.value, finding.unit);
  const covered = formatPair(coverage?.baseline ?? null, coverage?.current ?? null, 'share');
  const orDash = (share: number | null | undefined, text: string): string => (share === null || share === undefined ? '–' : text);
  return {
    id: finding.id,
    mark: markOf(finding.verdict, finding.baseline.value === null ? null : value),
    title: oneLine(finding.title),
    baseline: orDash(finding.baseline.value, from),
    current: orDash(finding.current.value, to),
    change: value === null ? '–' : formatChange(value, finding.unit, undefined, interval) + bounds,
    verdict: finding.verdict,
    n: `${formatCount(finding.baseline.n)} / ${formatCount(finding.current.n)}`,
    reason: oneLine(finding.reason),
    coverage: coverage === undefined ? '' : `${orDash(coverage.baseline, covered[0])} / ${orDash(coverage.current, covered[1])}`,
    maturity: maturityText(finding.maturity),
  };
}

export function featureRow(finding: FeatureFinding, places: ReportPlaces | undefined): FeatureRow {
  const own = places !== undefined && Object.hasOwn(places, finding.feature) ? (places[finding.feature] ?? []) : [];
  const q = decidingQ(finding);
  const { value, unit, interval } = finding.effect;
  const effect = value === null ? '–' : formatFigure(value, unit);
  const missing = finding.kind === 'not analysed' ? '–' : formatPair(finding.missing.baseline, finding.missing.current, 'share').join(' → ');
  const lost = finding.missing.interval;
  const change = finding.missing.current - finding.missing.baseline;
  return {
    mark: markOf(finding.verdict, null),
    column: finding.feature,
    feature: oneLine(finding.feature),
    verdict: finding.verdict,
    effect,
    effectWithin: value === null || !interval ? effect : `${effect} (${formatInterval(interval.low, interval.high, unit, { value })})`,
    q: q === null ? '–' : formatP(q),
    rows: `${formatCount(finding.n.baseline)} / ${formatCount(finding.n.current)}`,
    missing,
    missingWithin: !lost || change === 0 ? missing : `${missing} (${formatInterval(lost.low, lost.high, 'share', { change: true, withUnit: true, value: change })})`,
    reason: oneLine(finding.reason),
    places: own.map((place) => `${oneLine(place.file)}:${place.line}`),
  };
}

export interface Section {
  readonly title: string;
  readonly rows: readonly MetricRow[];
}

const sections: readonly { readonly title: string; readonly families: readonly Family[] }[] = [
  { title: 'Service', families: ['service'] },
  { title: 'Model', families: ['quality', 'confidence', 'drift'] },
  { title: 'Business', families: ['business'] },
];

/** Findings by section; a section without findings is left out. */
export function metricSections(report: Report): readonly Section[] {
  return sections
    .map(({ title, families }) => ({ title, rows: report.findings.filter((finding) => families.includes(finding.family)).map(metricRow) }))
    .filter((section) => section.rows.length > 0);
}

/** `3 of 9 moved, 1 not judged`. */
export function driftSummary(report: Report): string {
  const { moved, judged, total } = report.drift;
  const rest = total - judged;
  return `${formatCount(moved)} of ${formatCount(judged)} judged moved${rest > 0 ? `, ${formatCount(rest)} not judged` : ''}`;
}

export function intervalHead(report: Report): string {
  return `change (${formatLevel(report.settings.intervalLevel)})`;
}

export function effectHead(report: Report): string {
  return report.features.some(({ effect }) => effect.interval) ? `effect (${formatLevel(report.settings.intervalLevel)})` : 'effect';
}

/** `file:line reason` of a bad line; with `names` (whole path to short name) for readers on other machines, else with the whole path, to be opened. */
export function badLineText(line: Report['source']['badLineList'][number], names?: ReadonlyMap<string, string>): string {
  return `${oneLine(names?.get(line.file) ?? line.file)}${line.line === null ? '' : `:${line.line}`} ${oneLine(line.reason)}`;
}
