import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/analysis/analyse';
import type { Report } from '../../../src/core/domain/report';
import { renderHtml } from '../../../src/core/report/html';
import { renderMarkdown } from '../../../src/core/report/markdown';
import { renderText } from '../../../src/core/report/text';
import { random, sourceOf, windowOf } from '../analysis/cubeOf';
import type { Model } from '../estimates/scoredCube';
import { draw, scoredCube } from '../estimates/scoredCube';

/* Estimates stand apart from measured figures, and only where labels are not complete or have withdrawn them. */

function reportOf(labelled: number, after: Model = {}, seed = 4): Report {
  const uniform = random(seed);
  const cube = scoredCube(draw(4_000, uniform), draw(1_600, uniform, after), { labelled });
  return analyse({ cube, source: sourceOf(cube), baseline: windowOf(cube, 0, 40), current: windowOf(cube, 40, 48) });
}

describe('estimates in printed reports', () => {
  it('stand in a section of their own, before labels come', () => {
    const report = reportOf(0);
    const text = renderText(report);
    const section = text.slice(text.indexOf('ESTIMATED'), text.indexOf('FEATURES'));
    expect(section).toMatch(/ESTIMATED +estimate {2}interval \(95 %\)/);
    expect(section).toMatch(/~ estimated accuracy +\d\d\.\d % {2}\d\d\.\d to \d\d\.\d/);
    expect(section).toMatch(/~ estimated ROC AUC +0\.\d{3} {2}0\.\d{3} to 0\.\d{3}/);
    expect(section).toMatch(/· estimated: scores are .* labelled rows of the baseline/);
    expect(section).toMatch(/labels cover 0\.0 % of the 1,600 scored rows of the current window/);
    expect(text.slice(0, text.indexOf('ESTIMATED'))).not.toMatch(/estimated/);
    expect(renderMarkdown(report)).toMatch(/## Estimated\n\n\| figure \| estimate \|/);
    expect(renderHtml(report)).toMatch(/<h2>Estimated<\/h2><div class="wide"><table>/);
  });

  it('give way to measured figures once labels are complete', () => {
    const report = reportOf(1);
    expect(report.estimates?.state).toBe('estimated');
    for (const print of [renderText, renderMarkdown, renderHtml]) expect(print(report)).not.toMatch(/estimated/i);
  });

  it('are withdrawn by labels in words, with no figure left, also when labels are complete', () => {
    for (const labelled of [0.5, 1]) {
      const report = reportOf(labelled, { truth: (score) => 0.3 + 0.3 * score });
      const text = renderText(report).replace(/\s+/g, ' ');
      expect(text).toMatch(/ESTIMATED · withdrawn: concept drift suspected, estimate withdrawn: on the [\d,]+ rows with labels/);
      expect(text).not.toMatch(/~ estimated/);
    }
  });

  it('say why one of them is missing', () => {
    let flip = 0;
    const decide = (score: number): boolean => { flip += 1; return score >= (flip % 2 === 0 ? 0.3 : 0.7); };
    const uniform = random(9);
    const cube = scoredCube(draw(4_000, uniform, { decide }), draw(1_600, uniform, { decide }));
    const text = renderText(analyse({ cube, source: sourceOf(cube), baseline: windowOf(cube, 0, 40), current: windowOf(cube, 40, 48) }), { width: 160 });
    expect(text).toMatch(/– estimated accuracy +not available: the predictions are no threshold of the score/);
    expect(text).toMatch(/~ estimated ROC AUC +0\.\d{3}/);
  });

  it('fit narrow terminals', () => {
    for (const line of renderText(reportOf(0.3), { width: 60 }).split('\n')) expect(Array.from(line).length).toBeLessThanOrEqual(60);
  });
});
