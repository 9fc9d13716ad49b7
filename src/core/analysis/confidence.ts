import type { Cube } from '../cube/cube';
import type { ExactAnswers } from '../cube/exact';
import type { Summary } from '../cube/summary';
import type { Family, Figure, Finding } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import type { Role } from '../domain/role';
import { momentsFromSums } from '../stats/means';
import { slotRatioError } from './batches';
import { judgeDrift, measureDrift } from './drift';
import type { Estimate } from './estimate';
import { absent, meanEstimate } from './estimate';
import { judge } from './judge';

/** Mean confidence of a binary score, and how the distributions of scores, predictions and labels moved. */
export function confidenceFindings(cube: Cube, baseline: Summary, current: Summary, exact: ExactAnswers | undefined, settings: AnalysisSettings): readonly Finding[] {
  const findings: Finding[] = [];
  if (cube.score !== null) {
    findings.push(
      judge(
        { id: 'confidence.mean', family: 'confidence', title: 'mean confidence', unit: 'share', better: 'neither', floor: settings.floors.rate, method: 'mean of max(score, 1 - score) over all rows with a score; interval t, change Welch, or with runs of slots as clusters where that is wider' },
        confidence(cube, baseline),
        confidence(cube, current),
        settings,
      ),
    );
  }
  return [...findings, ...distributions(cube, baseline, current, exact, settings)];
}

function confidence(cube: Cube, summary: Summary): Estimate {
  const sums = summary.score;
  const table = cube.score;
  if (sums === null || table === null) return absent(0, 'the log has no score');
  if (sums.outside > 0) return absent(sums.scored, 'some scores lie outside 0 to 1, so they are no probabilities');
  if (sums.scored === 0) return absent(0, 'no row of the window has a score');
  const error = slotRatioError((slot) => table.confidenceSum[slot] ?? 0, (slot) => table.scored[slot] ?? 0, summary.slots);
  return meanEstimate(momentsFromSums(sums.scored, sums.confidenceSum, sums.confidenceSq), error, [0, 1]);
}

const distributed: ReadonlyMap<Role, { readonly id: string; readonly title: string; readonly family: Family }> = new Map([
  ['score', { id: 'score.distribution', title: 'score distribution', family: 'confidence' }],
  ['prediction', { id: 'prediction.distribution', title: 'prediction distribution', family: 'confidence' }],
  ['label', { id: 'label.distribution', title: 'label distribution', family: 'quality' }],
]);

/** Distances of the model's outputs and of the labels, judged as features are but each on its own (no multiplicity to spread). */
function distributions(cube: Cube, baseline: Summary, current: Summary, exact: ExactAnswers | undefined, settings: AnalysisSettings): readonly Finding[] {
  const seen = new Map<Role, number>();
  return cube.columns.flatMap((column, position) => {
    const about = distributed.get(column.role);
    const from = baseline.columns[position];
    const to = current.columns[position];
    if (about === undefined || from === undefined || to === undefined) return [];
    // A label that has not come yet is no class: coverage tells of it.
    const of = column.role === 'label' ? { column: { ...column, missing: new Float64Array(column.missing.length) }, from: { ...from, missing: 0 }, to: { ...to, missing: 0 } } : { column, from, to };
    const measure = measureDrift(of.column, of.from, of.to, exact, { baseline, current }, settings);
    if (measure === null) return [];
    const [finding] = judgeDrift([measure], { ...settings, driftQ: settings.alpha });
    if (finding === undefined) return [];
    const repeat = seen.get(column.role) ?? 0;
    seen.set(column.role, repeat + 1);
    // A multi-class log has one score column a class: the column's name tells them apart.
    const suffix = repeat === 0 ? '' : `.${column.name}`;
    const title = repeat === 0 ? about.title : `${about.title} of ${column.name}`;
    const own: Figure = { value: null, interval: null, n: finding.n.baseline, reason: 'the baseline is what the distance is measured from' };
    const figure: Figure = { value: finding.effect.value, interval: null, n: finding.n.current, ...(finding.effect.value === null ? { reason: finding.reason } : {}) };
    return [
      {
        id: about.id + suffix,
        family: about.family,
        title,
        unit: finding.effect.unit,
        better: 'neither',
        baseline: own,
        current: figure,
        change: { value: finding.effect.value, interval: null },
        verdict: finding.verdict,
        reason: finding.reason.replace(/\bq (?=[=<])/g, 'p '),
        method: `${finding.effect.method}; ${finding.test.name}`,
        basis: finding.basis,
        ...(finding.bound === undefined ? {} : { bound: finding.bound }),
        p: finding.test.dependence?.p ?? finding.test.p,
      } satisfies Finding,
    ];
  });
}
