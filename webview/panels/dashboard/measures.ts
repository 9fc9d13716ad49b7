import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { FeatureFinding } from '../../../src/core/domain/finding';
import type { SectionContext } from './context';
import { t } from '../../kit/l10n';

interface Measure {
  readonly name: string;
  readonly what: string;
  readonly value: string;
}

/** Every measure of drift with what it is, then sizes, means and the test: figures are never alone. */
export function measuresTable({ figures, view }: SectionContext, finding: FeatureFinding): TemplateResult {
  const { measures, summary, test } = finding;
  const all: Measure[] = [];
  const add = (name: string, what: string, value: number | null | undefined, text: (value: number) => string) => {
    if (value !== undefined) all.push({ name, what, value: value === null ? t('not available') : text(value) });
  };
  const own = (value: number) => figures.number(value);
  const three = (value: number) => figures.fixed(value, 3);
  const { interval, chance, unit } = finding.effect;
  const within = (value: number) => `${figures.figure(value, unit)}${interval ? ` (${figures.interval(interval, unit, false, value)}, ${figures.level(interval.level)})` : ''}`;
  if (finding.kind === 'numeric') {
    add('Wasserstein-1', t('mean distance that values moved, in the feature\'s own unit'), measures.wasserstein, own);
    add(t('Wasserstein-1, normalised'), t('the same per baseline standard deviation; ranks the features'), measures.wassersteinNormalised, within);
    add('Kolmogorov-Smirnov', t('largest distance between the distribution functions, 0 to 1'), measures.ks, three);
  }
  add(t('Total variation'), t('share of rows that would have to change their value, 0 to 100 %'), measures.totalVariation, finding.kind === 'category' ? within : (value) => figures.figure(value, 'share'));
  add('Jensen-Shannon', t('distance of the distributions, base 2, 0 to 1'), measures.jensenShannon, three);
  add('PSI', t('population stability index; 0 is equal, no upper bound'), measures.psi, three);
  if (chance !== undefined && chance !== null) all.push({ name: t('By chance alone'), what: finding.kind === 'numeric' ? t('what the normalised Wasserstein-1 averages between two windows of these sizes that do not differ') : t('what total variation averages between two windows of these sizes that do not differ'), value: figures.figure(chance, unit) });
  if (finding.kind === 'numeric') {
    all.push({ name: t('Mean'), what: t('baseline → current'), value: `${pair(summary.baselineMean, own)} → ${pair(summary.currentMean, own)}` });
    all.push({ name: t('Standard deviation'), what: t('baseline → current'), value: `${pair(summary.baselineSd, own)} → ${pair(summary.currentSd, own)}` });
    if (summary.baselineQuartiles !== undefined && summary.currentQuartiles !== undefined) {
      const quartiles = (values: readonly number[]) => values.map(own).join(' / ');
      all.push({ name: t('Quartiles'), what: t('baseline → current'), value: `${quartiles(summary.baselineQuartiles)} → ${quartiles(summary.currentQuartiles)}` });
    }
  } else if (summary.level !== undefined) {
    all.push({ name: t('Level {0}', summary.level.name), what: t('the level whose share changed most, baseline → current'), value: `${figures.percent(summary.level.baseline)} → ${figures.percent(summary.level.current)}` });
  }
  const lost = finding.missing.interval;
  const change = finding.missing.current - finding.missing.baseline;
  all.push({
    name: t('Missing'),
    what: lost ? t('share of rows, baseline → current, and the interval of its change ({0})', lost.method) : t('share of rows, baseline → current'),
    value: `${figures.percent(finding.missing.baseline)} → ${figures.percent(finding.missing.current)}${lost && change !== 0 ? ` (${t('{0} pt, {1}', figures.interval(lost, 'share', true, change), figures.level(lost.level))})` : ''}`,
  });
  const clauses = [
    test.statistic === null ? null : t('statistic {0}', figures.number(test.statistic)),
    test.df === null ? null : t('{0} degrees of freedom', figures.number(test.df)),
    test.p === null ? t('p not available') : `p ${figures.p(test.p)}`,
    test.q === null ? t('q not available') : t('q {0} (Benjamini-Hochberg over {1} features)', figures.p(test.q), figures.count(view.report.drift.judged)),
    test.dependence === undefined ? null : t('allowing for dependence ({0}) p {1}, q {2}', test.dependence.method, figures.p(test.dependence.p), figures.p(test.dependence.q)),
  ].filter((clause) => clause !== null);
  const from = finding.basis === 'exact' ? t('Exact, from the rows') : t('From the bins of the summary');
  const basis = [
    finding.bound === undefined ? from : `${from}, ${finding.bound}`,
    t('n {0} in the baseline, {1} now', figures.count(finding.n.baseline), figures.count(finding.n.current)),
    interval ? t('{0}; interval: {1}', finding.effect.method, interval.method) : finding.effect.method,
  ];
  return html`<section class="measures" aria-labelledby="measures-title">
    <h2 id="measures-title">${t('Measures')}</h2>
    <p class="muted">${basis.join(' · ')}</p>
    <div class="scroll-wide" tabindex="0" role="region" aria-label=${t('Measures of drift')}><table class="grid compact" aria-label=${t('Measures of drift')}>
      <thead><tr><th scope="col">${t('Measure')}</th><th scope="col" class="num">${t('Value')}</th><th scope="col">${t('What it is')}</th></tr></thead>
      <tbody>${all.map((each) => html`<tr><th scope="row">${each.name}</th><td class="num">${each.value}</td><td>${each.what}</td></tr>`)}</tbody>
    </table></div>
    <p class="test-line">${t('Test: {0}.', clauses.length === 0 ? test.name : `${test.name}; ${clauses.join(', ')}`)}</p>
  </section>`;
}

function pair(value: number | undefined, text: (value: number) => string): string {
  return value === undefined ? t('not available') : text(value);
}
