import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { ScoreParts, TogetherAnswer, TogetherPair, WhyAnswer, WhyExplanation } from '../../../../src/core/domain/why';
import { formatPair } from '../../../../src/core/format/figures';
import { pairText } from '../../../../src/core/together/explainTogether';
import { whyParts } from '../../../../src/core/report/why';
import type { Figures } from '../../../kit/figures';
import { styled } from '../../../kit/styled';
import { tableTwin } from '../../../kit/tableTwin';
import type { TwinTable } from '../../../kit/tableTwin';
import type { SectionContext } from '../context';
import { sentenceLink } from '../sentence';
import { t } from '../../../kit/l10n';

/** One answer: segments ranked with their evidence, series that move together, what the scores explain; each with its numbers as a table. */
export function whyAnswer(context: SectionContext, answer: WhyAnswer): TemplateResult {
  const { store, figures, view } = context;
  const { sentence, searched } = whyParts(answer);
  const twin = (id: string, table: () => TwinTable) => tableTwin(`why-${answer.metric}-${id}`, table, store.ui.open.includes(`why-${answer.metric}-${id}`), (key, open) => store.toggle(key, open));
  const { explanations, nearest, together, parts } = answer;
  const listed = nearest === null ? explanations : [nearest];
  // What could not be searched comes last, with its reason; on a page of servers it is not offered at all.
  const hasSegments = answer.searched !== null || listed.length > 0;
  const isLog = view.report.source.kind !== 'metrics';
  const segments = html`<div role="group" aria-label=${t('Segments')}><h3>${t('Segments')}</h3>
      <p class=${hasSegments ? 'sentence' : 'muted'}>${sentence}</p>
      ${explanations.length === 0 ? nothing : html`<ol class="why-list">${explanations.map((each) => item(each, figures))}</ol>`}
      ${listed.length === 0 ? nothing : twin('segments', () => segmentTable(answer, listed, figures))}
      ${searched === null ? nothing : html`<p class="muted">${searched}</p>`}</div>`;
  return html`${hasSegments ? segments : nothing}
    ${together === undefined ? nothing : html`<div role="group" aria-label=${t('Moves together')}><h3>${t('Moves together')}</h3>${togetherBody(context, together)}${together.pairs.length === 0 ? nothing : twin('together', () => togetherTable(together, figures))}<p class="muted">${[t('Method: {0}.', together.method), ...leftOutText(together)].join(' ')}</p></div>`}
    ${parts === undefined || parts === null ? nothing : html`<div role="group" aria-label=${t('What the scores explain')}><h3>${t('What the scores explain')}</h3><p>${parts.sentence}</p>${parts.scores === null ? nothing : twin('parts', () => partsTable(answer, parts, figures))}</div>`}
    ${!hasSegments && isLog ? segments : nothing}`;
}

/** Its share of the change as a bar beside its share of the rows: how far it stands out. */
function item(explanation: WhyExplanation, figures: Figures): TemplateResult {
  const { explained, expected, text } = explanation;
  const meter = (name: string, share: number, kind: string) => html`<span class="why-meter"><span class="why-meter-name">${name}</span><span class="why-bar" aria-hidden="true"><span class=${kind} ${styled({ width: `${100 * Math.max(0, Math.min(1, share))}%` })}></span></span><span class="why-meter-value">${figures.percent(share)}</span></span>`;
  return html`<li><p>${text}.</p><div class="why-meters">${meter(t('of the change'), explained, 'change')}${meter(t('of the rows'), expected, 'rows')}</div></li>`;
}

function togetherBody({ goTo, store }: SectionContext, { state, sentence, pairs, series, windows, windowText }: TogetherAnswer): TemplateResult {
  if (state !== 'found') return html`<p>${sentence}</p>`;
  return html`<p>${t('Of {0} other series over {1} windows of {2}, these move with it:', series, windows, windowText ?? '')}</p><ol class="why-list">${pairs.map((pair) => html`<li>${link(pair)}</li>`)}</ol>`;

  function link(pair: TogetherPair): TemplateResult {
    return html`${sentenceLink(pair.title, pair.target, (target) => {
      if (target.startsWith('feature:')) goTo(target);
      else store.openWhy(target);
    })}${pairText(pair).slice(pairText(pair).lastIndexOf(' (rank correlation'))}`;
  }
}

function leftOutText({ leftOut }: TogetherAnswer): readonly string[] {
  return leftOut.length === 0 ? [] : [t('Left out: {0}.', leftOut.map(({ title, reason }) => `${title} (${reason})`).join(', '))];
}

function segmentTable({ title, unit }: WhyAnswer, explanations: readonly WhyExplanation[], figures: Figures): TwinTable {
  const pair = (from: number | null, to: number | null) => [from, to].map((value, i) => (value === null ? t('no row') : (formatPair(from, to, 'share', figures.locale)[i] ?? '')));
  return {
    caption: t('{0}: segments and all other rows of each explanation', title),
    columns: [t('Segment'), t('Explanation'), t('Rows, baseline'), t('Rows, current'), t('Share, baseline'), t('Share, current'), t('Rate, baseline'), t('Rate, current'), t('Part of the change'), t('by its share'), t('by its rate'), 'z'],
    rows: explanations.flatMap(({ segments, rest }, i) =>
      [...segments, { ...rest, z: null }].map((each) => [
        each.text, String(i + 1), figures.count(each.rows.baseline), figures.count(each.rows.current), ...pair(each.share.baseline, each.share.current), ...pair(each.rate.baseline, each.rate.current),
        figures.change(each.part, unit), figures.change(each.mix, unit), figures.change(each.ratePart, unit), each.z === null ? t('not judged') : figures.fixed(each.z, 1),
      ]),
    ),
  };
}

function togetherTable({ pairs, windowText }: TogetherAnswer, figures: Figures): TwinTable {
  return {
    caption: t('Series that move together, windows of {0}', windowText ?? ''),
    columns: [t('Series'), t('Rank correlation'), t('It moves'), t('Windows'), 'p'],
    rows: pairs.map(({ title, rho, lagText, n, p }) => [title, figures.fixed(rho, 3), lagText, figures.count(n), figures.p(p)]),
  };
}

function partsTable({ title, unit, change, baseline, current }: WhyAnswer, { scores, meaning, expected, n }: ScoreParts, figures: Figures): TwinTable {
  const range = scores === null ? '' : figures.interval({ low: scores.low, high: scores.high, level: scores.level, method: '' }, unit, true, scores.value);
  return {
    caption: t('{0}: parts of the change, {1} with labels', title, figures.rows(n)),
    columns: [t('Part'), t('Figure'), t('Interval or z')],
    rows: [
      [t('baseline'), figures.figure(baseline, unit), ''],
      [t('expected at the scores that came'), figures.figure(expected, unit), ''],
      [t('current'), figures.figure(current, unit), ''],
      [t('other scores came'), figures.change(scores?.value ?? null, unit), range],
      [t('the same scores mean something else'), figures.change(meaning?.value ?? null, unit), meaning === null ? '' : `z = ${figures.fixed(meaning.z, 1)}`],
      [t('whole change'), figures.change(change, unit), ''],
    ],
  };
}
