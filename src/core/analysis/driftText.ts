import type { Verdict } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import { formatFigure, formatPair } from '../format/figures';
import { formatCount } from '../format/numbers';
import { formatLevel, formatPClause } from '../format/probability';
import type { DriftMeasure } from './driftMeasure';
import { shortOf } from './judge';

/** Why a column is not judged at all; null where it can be. */
export function smallReason(measure: DriftMeasure, settings: AnalysisSettings): { readonly verdict: Verdict; readonly reason: string } | null {
  const short = shortOf(measure.n.baseline, measure.n.current, settings.minRows);
  if (short !== null) return { verdict: 'not enough data', reason: short };
  if (measure.present.baseline === 0 && measure.present.current === 0) return { verdict: 'not available', reason: 'all values are missing in both windows' };
  if (measure.tests.length > 0) {
    // Where values are too few on one side, only the missing share can be judged; if it did not change, nothing was.
    const few = shortOf(measure.present.baseline, measure.present.current, settings.minRows);
    const missingChanged = Math.abs(measure.missing.current - measure.missing.baseline) >= settings.floors.missing;
    return few === null || missingChanged ? null : { verdict: 'not enough data', reason: `${few}, counting rows that have a value` };
  }
  // One level in all rows of both windows: nothing can be tested, and nothing differs.
  if (measure.effect.value === 0) return null;
  return { verdict: 'not enough data', reason: 'no level is frequent enough to compare (5 expected rows in each window)' };
}

interface Outcome {
  readonly valuesMoved: boolean;
  readonly missingMoved: boolean;
  readonly q: number | null;
  readonly dependentQ: number | null;
}

/** The sentence behind a verdict: what changed from what to what, how large that is, how sure, on how many rows. */
export function driftReason(measure: DriftMeasure, outcome: Outcome, floor: number, settings: AnalysisSettings): string {
  const parts = [...changed(measure, outcome), effectClause(measure, floor, outcome), ...sureness(outcome, settings), rowsClause(measure)];
  return parts.filter((part) => part !== '').join(', ');
}

function changed(measure: DriftMeasure, outcome: Outcome): readonly string[] {
  const { summary } = measure;
  const parts: string[] = [];
  const missing = `missing ${formatPair(measure.missing.baseline, measure.missing.current, 'share').join(' → ')}`;
  if (outcome.missingMoved) parts.push(missing);
  if (measure.kind === 'numeric' && summary.baselineMean !== undefined && summary.currentMean !== undefined) {
    parts.push(`mean ${formatPair(summary.baselineMean, summary.currentMean, 'native').join(' → ')}`);
  }
  if (measure.kind === 'category' && summary.level !== undefined && summary.level.name !== '(missing)') {
    parts.push(`"${summary.level.name}" ${formatPair(summary.level.baseline, summary.level.current, 'share').join(' → ')}`);
  }
  return parts;
}

function effectClause(measure: DriftMeasure, floor: number, outcome: Outcome): string {
  const { value, unit } = measure.effect;
  if (value === null) return '';
  const amount = unit === 'sd' ? formatFigure(value, 'sd') : `${formatFigure(value, 'share')} of rows in other levels`;
  const below = !outcome.valuesMoved && value < floor ? ` (below ${unit === 'sd' ? formatFigure(floor, 'sd') : formatFigure(floor, 'share')})` : '';
  return amount + below;
}

function sureness(outcome: Outcome, settings: AnalysisSettings): readonly string[] {
  if (outcome.q === null) return [];
  const plain = formatPClause('q', outcome.q);
  if (outcome.dependentQ === null) return [outcome.q > settings.driftQ ? `${plain} (${formatLevel(settings.driftQ)} asked)` : plain];
  if (outcome.dependentQ <= settings.driftQ) return [formatPClause('q', outcome.dependentQ)];
  return [`${plain} if rows were independent, ${formatPClause('q', outcome.dependentQ)} between time slots (${formatLevel(settings.driftQ)} asked)`];
}

function rowsClause(measure: DriftMeasure): string {
  return `${formatCount(measure.n.baseline)} / ${formatCount(measure.n.current)} rows`;
}
