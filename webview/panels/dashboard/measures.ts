import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { FeatureFinding } from '../../../src/core/domain/finding';
import type { SectionContext } from './context';

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
    if (value !== undefined) all.push({ name, what, value: value === null ? 'not available' : text(value) });
  };
  const own = (value: number) => figures.number(value);
  const three = (value: number) => figures.fixed(value, 3);
  const { interval, chance, unit } = finding.effect;
  const within = (value: number) => `${figures.figure(value, unit)}${interval ? ` (${figures.interval(interval, unit, false, value)}, ${figures.level(interval.level)})` : ''}`;
  if (finding.kind === 'numeric') {
    add('Wasserstein-1', "mean distance that values moved, in the feature's own unit", measures.wasserstein, own);
    add('Wasserstein-1, normalised', 'the same per baseline standard deviation; ranks the features', measures.wassersteinNormalised, within);
    add('Kolmogorov-Smirnov', 'largest distance between the distribution functions, 0 to 1', measures.ks, three);
  }
  add('Total variation', 'share of rows that would have to change their value, 0 to 100 %', measures.totalVariation, finding.kind === 'category' ? within : (value) => figures.figure(value, 'share'));
  add('Jensen-Shannon', 'distance of the distributions, base 2, 0 to 1', measures.jensenShannon, three);
  add('PSI', 'population stability index; 0 is equal, no upper bound', measures.psi, three);
  if (chance !== undefined && chance !== null) all.push({ name: 'By chance alone', what: `what ${finding.kind === 'numeric' ? 'the normalised Wasserstein-1' : 'total variation'} averages between two windows of these sizes that do not differ`, value: figures.figure(chance, unit) });
  if (finding.kind === 'numeric') {
    all.push({ name: 'Mean', what: 'baseline → current', value: `${pair(summary.baselineMean, own)} → ${pair(summary.currentMean, own)}` });
    all.push({ name: 'Standard deviation', what: 'baseline → current', value: `${pair(summary.baselineSd, own)} → ${pair(summary.currentSd, own)}` });
    if (summary.baselineQuartiles !== undefined && summary.currentQuartiles !== undefined) {
      const quartiles = (values: readonly number[]) => values.map(own).join(' / ');
      all.push({ name: 'Quartiles', what: 'baseline → current', value: `${quartiles(summary.baselineQuartiles)} → ${quartiles(summary.currentQuartiles)}` });
    }
  } else if (summary.level !== undefined) {
    all.push({ name: `Level ${summary.level.name}`, what: 'the level whose share changed most, baseline → current', value: `${figures.percent(summary.level.baseline)} → ${figures.percent(summary.level.current)}` });
  }
  const lost = finding.missing.interval;
  const change = finding.missing.current - finding.missing.baseline;
  all.push({
    name: 'Missing',
    what: lost ? `share of rows, baseline → current, and the interval of its change (${lost.method})` : 'share of rows, baseline → current',
    value: `${figures.percent(finding.missing.baseline)} → ${figures.percent(finding.missing.current)}${lost && change !== 0 ? ` (${figures.interval(lost, 'share', true, change)} pt, ${figures.level(lost.level)})` : ''}`,
  });
  const clauses = [
    test.statistic === null ? null : `statistic ${figures.number(test.statistic)}`,
    test.df === null ? null : `${figures.number(test.df)} degrees of freedom`,
    test.p === null ? 'p not available' : `p ${figures.p(test.p)}`,
    test.q === null ? 'q not available' : `q ${figures.p(test.q)} (Benjamini-Hochberg over ${figures.count(view.report.drift.judged)} features)`,
    test.dependence === undefined ? null : `allowing for dependence (${test.dependence.method}) p ${figures.p(test.dependence.p)}, q ${figures.p(test.dependence.q)}`,
  ].filter((clause) => clause !== null);
  return html`<section class="measures" aria-labelledby="measures-title">
    <h2 id="measures-title">Measures</h2>
    <p class="muted">${finding.basis === 'exact' ? 'Exact, from the rows' : 'From the bins of the summary'}${finding.bound === undefined ? nothing : `, ${finding.bound}`} · n ${figures.count(finding.n.baseline)} in the baseline, ${figures.count(finding.n.current)} now · ${finding.effect.method}${interval ? `; interval: ${interval.method}` : nothing}</p>
    <div class="scroll-wide" tabindex="0" role="region" aria-label="Measures of drift"><table class="grid compact" aria-label="Measures of drift">
      <thead><tr><th scope="col">Measure</th><th scope="col" class="num">Value</th><th scope="col">What it is</th></tr></thead>
      <tbody>${all.map((each) => html`<tr><th scope="row">${each.name}</th><td class="num">${each.value}</td><td>${each.what}</td></tr>`)}</tbody>
    </table></div>
    <p class="test-line">Test: ${test.name}${clauses.length === 0 ? nothing : `; ${clauses.join(', ')}`}.</p>
  </section>`;
}

function pair(value: number | undefined, text: (value: number) => string): string {
  return value === undefined ? 'not available' : text(value);
}
