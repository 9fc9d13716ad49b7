import type { Cube } from '../cube/cube';
import type { ExactAnswers } from '../cube/exact';
import type { Summary } from '../cube/summary';
import type { Finding } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import type { SourceState } from '../domain/source';
import { classFindings } from './classQuality';
import { labelCoverage } from './coverage';
import { absent } from './estimate';
import { judge } from './judge';
import { regressionFindings } from './regressionQuality';
import { scoreFindings } from './scoreQuality';

/** Quality of the model by its task; one `not available` finding with the reason where the log has no labels or no predictions. */
export function qualityFindings(cube: Cube, source: SourceState, baseline: Summary, current: Summary, exact: ExactAnswers | undefined, settings: AnalysisSettings): readonly Finding[] {
  const coverage = labelCoverage(baseline, current);
  const findings = [
    ...classFindings(cube, baseline, current, coverage, settings),
    ...scoreFindings(cube, baseline, current, exact, coverage, settings),
    ...regressionFindings(cube, baseline, current, coverage, settings),
  ];
  if (findings.length > 0) return findings;
  const none = absent(0, reasonWithoutQuality(source));
  const regression = source.task === 'regression';
  const judged = regression
    ? ({ id: 'quality.mae', title: 'MAE', unit: 'native', better: 'lower' } as const)
    : ({ id: 'quality.accuracy', title: 'accuracy', unit: 'share', better: 'higher' } as const);
  return [judge({ ...judged, family: 'quality', floor: settings.floors.rate, method: 'needs predictions with labels' }, none, none, settings)];
}

function reasonWithoutQuality(source: SourceState): string {
  const has = (role: string): boolean => source.roles.some((guess) => guess.role === role);
  if (!has('label')) return 'the log has no label column';
  if (!has('prediction') && !has('score')) return 'the log has labels but no prediction or score column';
  return 'predictions and labels of the log do not fit a classification or a regression';
}
