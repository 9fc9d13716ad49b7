import type { EstimateCheck, EstimateState } from '../domain/estimate';
import type { Report } from '../domain/report';
import { completeCoverage } from '../estimates/estimatePerformance';
import { formatFigure, formatInterval } from '../format/figures';
import { countOf, formatCount, formatFixed } from '../format/numbers';
import { oneLine } from '../format/oneLine';

export interface EstimateRow {
  readonly title: string;
  readonly value: string;
  readonly interval: string;
  readonly state: EstimateState;
  readonly n: string;
  /** Why there is no value; empty where there is one. */
  readonly reason: string;
}

export interface EstimateSection {
  /** Empty where one reason stands for all figures. */
  readonly rows: readonly EstimateRow[];
  readonly lines: readonly string[];
}

/**
 * Estimates as all printed reports show them: apart from measured figures, while labels of the current window are incomplete, or where labels have
 * withdrawn them; null otherwise, and where the baseline has no labels to learn from.
 */
export function estimateSection(report: Report): EstimateSection | null {
  const { estimates } = report;
  if (estimates === undefined) return null;
  const { state, reason, coverage, reference, figures, checks, n } = estimates;
  const open = coverage !== null && coverage < completeCoverage && reference.n > 0;
  if (state !== 'withdrawn' && !open) return null;
  const labelled = `labels cover ${coverage === null ? 'none' : formatFigure(coverage, 'share')} of the ${countOf(n, 'scored row')} of the current window`;
  const given = state === 'estimated' || state === 'extrapolating';
  const rows = given
    ? figures.map((figure) => ({
        title: oneLine(figure.title),
        value: figure.value === null ? '–' : formatFigure(figure.value, figure.unit),
        interval: figure.interval === null ? '–' : formatInterval(figure.interval.low, figure.interval.high, figure.unit, { value: figure.value }),
        state: figure.state,
        n: formatCount(figure.n),
        reason: figure.value === null ? oneLine(figure.reason) : '',
      }))
    : [];
  const seen = checks.length > 0 && given ? [`on the ${countOf(checks[0]?.n ?? 0, 'row')} with labels, estimated and measured: ${checks.map(checkText).join('; ')}`] : [];
  const trust = reference.coverage !== null && reference.coverage < completeCoverage ? [`labels cover ${formatFigure(reference.coverage, 'share')} of the baseline: the estimate takes them as a fair sample`] : [];
  return { rows, lines: [`${state}: ${oneLine(reason)}`, labelled, ...seen, ...trust, 'scores that change their meaning are not seen before labels come'] };
}

function checkText({ title, unit, estimated, measured, z }: EstimateCheck): string {
  return `${title} ${formatFigure(estimated, unit)} and ${formatFigure(measured, unit)} (z ${formatFixed(z, 1)})`;
}
