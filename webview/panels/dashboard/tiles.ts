import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Family, Finding } from '../../../src/core/domain/finding';
import { maturityText } from '../../../src/core/labels/words';
import { sparkline } from '../../charts/sparkline';
import { roving } from '../../kit/roving';
import { absentTiles } from './absentTiles';
import type { SectionContext } from './context';
import { onsetText } from '../../../src/core/format/onset';
import { moveSign, toneOf, toneWord } from './verdicts';
import { t } from '../../kit/l10n';
import { verdictWord } from '../../../src/core/text/words';

const groups: readonly { readonly id: string; readonly title: string; readonly families: readonly Family[] }[] = [
  { id: 'service', title: t('Service'), families: ['service'] },
  { id: 'model', title: t('Model'), families: ['quality', 'drift', 'confidence'] },
  { id: 'business', title: t('Business'), families: ['business'] },
];

/** Every figure with its unit, change, interval, size and verdict, in the three groups a reader thinks in. */
export function tiles(context: SectionContext): TemplateResult {
  const { findings } = context.view.report;
  return html`<div role="toolbar" aria-label=${t('Figures')} class="tiles" ${roving('.tile')}>${groups.map((group) => {
    const all = group.families.flatMap((family) => findings.filter((finding) => finding.family === family));
    // What the source does not give stands last, with its reason.
    const members = all.filter((finding) => finding.current.value !== null);
    const absent = absentTiles(context, all.filter((finding) => finding.current.value === null));
    const drift = group.id === 'model' && context.view.report.source.kind !== 'metrics' && !all.some((finding) => finding.id === 'drift');
    if (all.length === 0 && !drift) return nothing;
    return html`<div class="tile-group">
      <h2>${group.title}</h2>
      <ul class="tile-row">${drift ? html`<li>${driftTile(context)}</li>` : nothing}${members.map((finding) => html`<li class=${hasWhy(finding) ? 'with-why' : ''}>${tile(context, finding)}${hasWhy(finding) ? html`<button type="button" class="tile-why" tabindex="-1" aria-label=${t('Why did {0} move?', finding.title)} @click=${() => context.store.openWhy(finding.id)}>${t('Why?')}</button>` : nothing}</li>`)}${absent.map((each) => html`<li>${each}</li>`)}</ul>
    </div>`;
  })}</div>`;
}

/** A tile's Why is for the pointer; the keyboard has the link beside the sentence, so that tiles stay one Tab stop. A distance between distributions is its feature's own question. */
function hasWhy({ verdict, id }: Finding): boolean {
  return verdict === 'moved' && !id.endsWith('.distribution');
}

function tile(context: SectionContext, finding: Finding): TemplateResult {
  const { view, figures, goTo, store } = context;
  const tone = toneOf(finding);
  const series = [...view.series.series, ...view.tileSeries].find((each) => each.id === finding.id);
  const { value } = finding.current;
  const windows = store.windows ?? { baseline: view.report.baseline.slots, current: view.report.current.slots };
  const change = changeText(context, finding);
  const facts = `n ${figures.count(finding.current.n)}${coverage(context, finding)}`;
  // That labels are in is the usual case; that nothing is known of it stands in the notes.
  const maturity = finding.maturity?.state === 'not mature' ? maturityText(finding.maturity) : '';
  const more = [
    finding.title, finding.reason, change, facts, maturity, t('Method: {0}', `${finding.method}${finding.bound === undefined ? '' : ` (${finding.bound})`}`),
    ...(finding.onset === undefined ? [] : [t('Moved {0}', onsetText(finding.onset, view.report.axis, figures.locale))]), t('Baseline: {0}, n {1}', figures.figure(finding.baseline.value, finding.unit), figures.count(finding.baseline.n)),
  ];
  return html`<button type="button" class="tile tone-${tone}" data-finding=${finding.id} id=${`tile-${finding.id}`} title=${more.filter((line) => line !== '').join('\n')} @click=${() => goTo(finding.id)}>
    <span class="tile-title">${finding.title}</span>
    <span class="tile-main"><span class="tile-value">${figures.figure(value, finding.unit)}${finding.unit === 'native' ? html` <span class="tile-unit">${t('own unit')}</span>` : nothing}${tone === 'quiet' || tone === 'unknown' ? nothing : html` <span class="tile-sign" aria-hidden="true">${moveSign(finding)}</span>`}</span>${sparkline(series?.values ?? [], windows.baseline, windows.current, finding.family === 'quality' ? view.series.young?.slots : undefined)}</span>
    <span class="tile-change">${change}</span>
    <span class="tile-facts"><span class="tile-verdict">${toneWord(tone, finding.verdict)}</span><span class="tile-n">${facts}</span></span>${maturity === '' ? nothing : html`<span class="tile-maturity">${maturity}</span>`}
  </button>`;
}

function changeText({ figures }: SectionContext, finding: Finding): string {
  if (finding.verdict === 'not enough data') return finding.reason;
  const { value, interval } = finding.change;
  // A distance is measured from the baseline: it is its own change.
  if (value !== null && finding.baseline.value === null) return t('distance to the baseline');
  if (value === null) return finding.baseline.value === null ? t('no baseline') : t('no change given');
  const range = interval === null || interval.low === null || interval.high === null ? '' : ` (${figures.interval(interval, finding.unit, true, value)})`;
  return `${figures.change(value, finding.unit, interval)}${range}`;
}

function coverage({ figures }: SectionContext, finding: Finding): string {
  const share = finding.coverage?.current;
  // That all rows have their label is the usual case and needs no words.
  return share === undefined || share === null || share === 1 ? '' : ` · ${t('{0} labelled', figures.percent(share))}`;
}

function driftTile({ view, goTo, figures, store }: SectionContext): TemplateResult {
  const { drift } = view.report;
  const series = view.series.series.find((each) => each.family === 'drift');
  const windows = store.windows ?? { baseline: view.report.baseline.slots, current: view.report.current.slots };
  const tone = drift.moved > 0 ? 'moved' : drift.judged === 0 ? 'unknown' : 'quiet';
  return html`<button type="button" class="tile tone-${tone} tile-drift" data-finding="drift" @click=${() => goTo('features')}>
    <span class="tile-title">${t('drift')}</span>
    <span class="tile-main"><span class="tile-value">${t('{0} of {1}', figures.count(drift.moved), figures.count(drift.judged))}${drift.moved > 0 ? html` <span class="tile-sign" aria-hidden="true">▲</span>` : nothing}</span>${series === undefined ? nothing : sparkline(series.values, windows.baseline, windows.current)}</span>
    <span class="tile-change">${t('features moved')}</span>
    <span class="tile-facts"><span class="tile-verdict">${verdictWord(drift.moved > 0 ? 'moved' : drift.judged === 0 ? 'not enough data' : 'stable')}</span><span class="tile-n">${drift.total === drift.judged ? '' : t('{0} not judged', figures.count(drift.total - drift.judged))}</span></span>
  </button>`;
}
