import type { FeatureFinding, Finding } from '../domain/finding';
import type { Report } from '../domain/report';
import type { Onset } from '../domain/onset';
import { decidingQ } from '../format/decidingQ';
import { slotPlace } from '../format/onset';
import { formatWindowPlace } from '../format/windows';
import { type CsvCell, csvText } from './csvText';
import type { ReportPlaces } from './rows';

/** Columns of the table, in order; docs/sharing.md says what each holds. */
export const csvColumns = [
  'source', 'kind', 'family', 'name', 'title', 'verdict', 'reason', 'value_unit', 'baseline', 'current', 'change', 'change_unit', 'change_low', 'change_high', 'interval_level', 'interval_method',
  'method', 'basis', 'p', 'q', 'n_baseline', 'n_current', 'missing_baseline', 'missing_current', 'baseline_window', 'baseline_from', 'baseline_to', 'current_window', 'current_from', 'current_to', 'onset', 'code',
] as const;

type Row = Readonly<Record<(typeof csvColumns)[number], CsvCell>>;

/** Every finding and every feature of a report, a row each; times are ISO 8601, UTC. */
export function renderCsv(report: Report, { places = {} }: { readonly places?: ReportPlaces } = {}): string {
  const rows = [...report.findings.map((finding) => findingRow(report, finding)), ...report.features.map((feature) => featureRow(report, feature, places))];
  return csvText(csvColumns, rows.map((row) => csvColumns.map((column) => row[column])));
}

function shared(report: Report, onset: Onset | undefined) {
  const { baseline, current } = report;
  return {
    baseline_window: formatWindowPlace(baseline), baseline_from: isoTime(baseline.from), baseline_to: isoTime(baseline.to),
    current_window: formatWindowPlace(current), current_from: isoTime(current.from), current_to: isoTime(current.to),
    onset: onset === undefined ? null : onsetStart(report, onset),
  };
}

function findingRow(report: Report, finding: Finding): Row {
  const { interval, value } = finding.change;
  return {
    source: finding.from ?? report.source.name, kind: 'metric', family: finding.family, name: finding.id, title: finding.title, verdict: finding.verdict, reason: finding.reason,
    value_unit: finding.unit, baseline: finding.baseline.value, current: finding.current.value,
    change: value, change_unit: finding.unit, change_low: interval?.low, change_high: interval?.high, interval_level: interval?.level, interval_method: interval?.method,
    method: finding.method, basis: finding.basis, p: finding.p, q: null, n_baseline: finding.baseline.n, n_current: finding.current.n,
    missing_baseline: null, missing_current: null, ...shared(report, finding.onset), code: null,
  };
}

/** `baseline` and `current` are means of a number; `change` is the effect that ranks features, in its own unit. */
function featureRow(report: Report, feature: FeatureFinding, places: ReportPlaces): Row {
  const { effect, summary, n, missing, test } = feature;
  const [best] = Object.hasOwn(places, feature.feature) ? (places[feature.feature] ?? []) : [];
  const analysed = feature.kind !== 'not analysed';
  return {
    source: report.source.name, kind: 'feature', family: 'drift', name: feature.feature, title: feature.feature, verdict: feature.verdict, reason: feature.reason,
    value_unit: feature.kind === 'numeric' ? 'native, mean' : null, baseline: summary.baselineMean, current: summary.currentMean,
    change: effect.value, change_unit: analysed ? effect.unit : null, change_low: effect.interval?.low, change_high: effect.interval?.high, interval_level: effect.interval?.level, interval_method: effect.interval?.method,
    method: effect.method, basis: feature.basis, p: test.p, q: decidingQ(feature), n_baseline: n.baseline, n_current: n.current,
    missing_baseline: analysed ? missing.baseline : null, missing_current: analysed ? missing.current : null, ...shared(report, feature.onset),
    code: best === undefined ? null : `${best.file}:${best.line}`,
  };
}

/** When it began to move: a time, or the row, file or version; nothing unless found. */
function onsetStart({ axis }: Report, { slot }: Onset): string | null {
  if (slot === null) return null;
  return axis.kind === 'time' ? isoTime(axis.start + slot * axis.step) : slotPlace(axis, slot);
}

function isoTime(microseconds: number | null): string | null {
  if (microseconds === null) return null;
  const date = new Date(Math.floor(microseconds / 1000));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
