import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { FeatureFinding } from '../../../src/core/domain/finding';
import { decidingQ } from '../../../src/core/format/decidingQ';
import type { FeatureCode } from '../../../src/protocol/panelCalls';
import { checkbox, textField } from '../../kit/controls';
import type { VirtualColumn, VirtualRow } from '../../kit/virtualTable';
import type { SectionContext } from './context';
import type { SortColumn } from './uiState';
import { verdictMark } from './verdicts';
import { t } from '../../kit/l10n';

const columns: readonly { readonly id: SortColumn; readonly title: string; readonly className?: string; readonly descendingFirst?: boolean }[] = [
  { id: 'feature', title: t('Feature'), className: 'col-name' },
  { id: 'verdict', title: t('Verdict'), className: 'col-verdict' },
  { id: 'effect', title: t('Effect'), className: 'col-effect', descendingFirst: true },
  { id: 'q', title: 'q', className: 'col-q num' },
  { id: 'rows', title: t('Rows'), className: 'col-rows num', descendingFirst: true },
  { id: 'missing', title: t('Missing'), className: 'col-missing num', descendingFirst: true },
  { id: 'code', title: t('Code'), className: 'col-code' },
];

/** The features that pass the filter, in the order asked for; equal ones stay in the report's order of severity. */
export function chosenFeatures(context: SectionContext): readonly FeatureFinding[] {
  const { view, store } = context;
  const needle = store.ui.filter.trim().toLowerCase();
  const kept = view.report.features.filter(
    (each) => (needle === '' || each.feature.toLowerCase().includes(needle)) && (!store.ui.movedOnly || each.verdict === 'moved'),
  );
  const { column, descending } = store.ui.sort;
  if (column === 'verdict') return descending ? [...kept].reverse() : kept;
  const key = sortKey(column, context);
  const sorted = [...kept].sort((a, b) => {
    const x = key(a);
    const y = key(b);
    // Missing figures stay at the end in both directions.
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const order = typeof x === 'string' || typeof y === 'string' ? String(x).localeCompare(String(y), context.figures.locale, { numeric: true }) : x - y;
    return descending ? -order : order;
  });
  return sorted;
}

function sortKey(column: Exclude<SortColumn, 'verdict'>, { view }: SectionContext): (feature: FeatureFinding) => number | string | null {
  switch (column) {
    case 'feature':
      return (each) => each.feature;
    case 'effect':
      return (each) => each.effect.value;
    case 'q':
      return decidingQ;
    case 'missing':
      return (each) => Math.abs(each.missing.current - each.missing.baseline) + each.missing.current * 1e-6;
    case 'rows':
      return (each) => each.n.current;
    case 'code':
      return (each) => {
        const code = codeOf(view.code, each.feature);
        return code === null ? null : `${code.best.file}:${String(code.best.line).padStart(7, '0')}`;
      };
  }
}

export function codeOf(code: Readonly<Record<string, FeatureCode>>, feature: string): FeatureCode | null {
  // A feature may be called `constructor`.
  return Object.hasOwn(code, feature) ? (code[feature] ?? null) : null;
}

export function featureTable(context: SectionContext): TemplateResult {
  const { store, view, figures } = context;
  const features = chosenFeatures(context);
  const byName = new Map(features.map((each) => [each.feature, each]));
  // Standard deviations and shares have each their own scale.
  const largest = (unit: 'sd' | 'share') => Math.max(unit === 'sd' ? 0.5 : 0.1, ...view.report.features.map((each) => (each.effect.unit === unit ? (each.effect.value ?? 0) : 0)));
  const scales = { sd: largest('sd'), share: largest('share') };
  const { drift } = view.report;
  const keys = features.map((each) => each.feature);
  const facts = [
    t('{0} of {1} judged moved', figures.count(drift.moved), figures.count(drift.judged)),
    ...(drift.total > drift.judged ? [t('{0} not judged', figures.count(drift.total - drift.judged))] : []),
    ...(keys.length < drift.total ? [t('{0} shown', figures.count(keys.length))] : []),
    ...codeRemark(context),
  ];
  return html`<section class="features" id="features" aria-labelledby="features-title">
    <div class="section-head">
      <h2 id="features-title">${t('Features')}</h2>
      <span class="section-facts">${facts.join(' · ')}</span>
      <span class="section-tools">
        ${textField(t('Filter features'), store.ui.filter, (filter) => store.setUi({ filter }), { placeholder: t('Filter features'), icon: 'filter', onEscape: () => store.setUi({ filter: '' }) })}
        ${checkbox(t('Moved only'), store.ui.movedOnly, (movedOnly) => store.setUi({ movedOnly }))}
      </span>
    </div>
    ${keys.length === 0
      ? html`<p class="nothing">${view.report.features.length === 0 ? t('No column has the role feature. Give columns their roles below.') : t('No feature passes the filter.')}</p>`
      : html`<mv-table
          .name=${t('Features by drift. Enter opens a feature, C its code.')} .columns=${columns.map((column) => headOf(context, column))} .keys=${keys}
          .row=${(key: string) => rowOf(context, key, byName.get(key), scales)} .maxRows=${16}
          @open=${(event: CustomEvent<string>) => store.openFeature(event.detail)}
          @rowkey=${(event: CustomEvent<{ key: string; pressed: string }>) => {
            const { key, pressed } = event.detail;
            if (pressed.toLowerCase() === 'c' && codeOf(view.code, key) !== null) void store.act('code.open', { feature: key, choose: pressed === 'C' });
          }}
        ></mv-table>`}
  </section>`;
}

function codeRemark({ view }: SectionContext): readonly string[] {
  return view.codeState === 'indexing' ? [t('looking for their code…')] : view.codeState === 'no python files' ? [t('no Python files in the workspace')] : [];
}

function headOf({ store }: SectionContext, column: (typeof columns)[number]): VirtualColumn {
  const { sort } = store.ui;
  const active = sort.column === column.id;
  const onSort = () => store.setUi({ sort: { column: column.id, descending: active ? !sort.descending : (column.descendingFirst ?? false) } });
  return {
    id: column.id,
    head: html`<button type="button" class="sort" data-sort=${column.id} @click=${onSort}>${column.title}<span class="sort-sign" aria-hidden="true">${active ? (sort.descending ? '↓' : '↑') : ''}</span></button>`,
    ...(active ? { sort: sort.descending ? ('descending' as const) : ('ascending' as const) } : {}),
    ...(column.className === undefined ? {} : { className: column.className }),
  };
}

function rowOf(context: SectionContext, key: string, feature: FeatureFinding | undefined, scales: { readonly sd: number; readonly share: number }): VirtualRow {
  if (feature === undefined) return { key, cells: [] };
  const { figures } = context;
  const { effect, missing, n, test } = feature;
  // A feature may have moved by its missing values alone; then that is what to look at.
  const lostValues = feature.verdict === 'moved' && Math.abs(missing.current - missing.baseline) >= context.view.report.settings.floors.missing;
  const cell = (text: string | TemplateResult, title?: string) => html`<span class="cell" title=${title ?? nothing}>${text}</span>`;
  return {
    key,
    className: `feature-${feature.verdict.replaceAll(' ', '-')}`,
    cells: [
      nameCell(feature.feature, nameText(feature.feature)),
      html`<span class="cell" title=${feature.reason}>${verdictMark(feature.verdict)}</span>`,
      html`<span class="cell effect" title=${effectTitle(context, feature)}><span class="effect-text">${effect.value === null ? '–' : figures.figure(effect.value, effect.unit)}</span>${effect.value === null ? nothing : bar(effect.value / scales[effect.unit])}</span>`,
      cell(decidingQ(feature) === null ? '–' : figures.p(decidingQ(feature)), test.dependence === undefined ? test.name : `${test.name}; ${test.dependence.method}`),
      cell(`${figures.count(n.baseline)} / ${figures.count(n.current)}`, t('rows in the baseline / in the current window')),
      html`<span class=${lostValues ? 'cell cell-moved' : 'cell'} title=${t('missing in the baseline → in the current window')}>${lostValues ? html`<span aria-hidden="true">${missing.current > missing.baseline ? '▲' : '▼'}</span> ` : nothing}${figures.percent(missing.baseline)} → ${figures.percent(missing.current)}</span>`,
      codeCell(context, feature.feature),
    ],
  };
}

function effectTitle({ figures }: SectionContext, { effect }: FeatureFinding): string {
  const { interval, value, unit, method } = effect;
  return interval ? `${method}; ${figures.interval(interval, unit, false, value)} (${figures.level(interval.level)})` : method;
}

/** A column's name that is cut at its beginning where there is no room: names of one table differ at their ends. */
export function nameCell(name: string, text: string | TemplateResult = name): TemplateResult {
  return html`<span class="cell cell-name" title=${name}><bdi dir="ltr">${text}</bdi></span>`;
}

/** The part of a name that says where it comes from, as in `features.distance`, stands back: it is the same on row after row. */
function nameText(name: string): TemplateResult {
  const own = name.lastIndexOf('.') + 1;
  return own > 0 && own < name.length ? html`<span class="name-prefix">${name.slice(0, own)}</span>${name.slice(own)}` : html`${name}`;
}

/** Effect as a bar beside its number; svg attributes, because a style attribute is not allowed. */
function bar(share: number): TemplateResult {
  const width = Math.max(1, Math.min(1, share) * 60);
  return html`<svg class="effect-bar" width="60" height="8" aria-hidden="true" focusable="false"><rect width=${width} height="8"></rect></svg>`;
}

function codeCell({ view, store }: SectionContext, feature: string): TemplateResult {
  const code = codeOf(view.code, feature);
  if (code === null) return html`<span class="cell muted">${view.codeState === 'indexing' ? '…' : '–'}</span>`;
  const { best } = code;
  const place = placeText(best);
  return html`<span class="cell code-cell"><button
      type="button" class="link code-link" tabindex="-1" title=${`${place}\n${best.text}\n${code.reason}`} aria-label=${t('Open the code of {0}, {1}', feature, place)}
      @click=${() => void store.act('code.open', { feature, choose: false })}
    ><span class="code-file">${fileText(best)}</span><span class="code-at">:${best.line} <span aria-hidden="true">↗</span></span></button>${code.others > 0
      ? html`<button type="button" class="link more" tabindex="-1" aria-label=${t('+{0}: choose among {1} places of {2}', code.others, code.others + 1, feature)} @click=${() => void store.act('code.open', { feature, choose: true })}>+${code.others}</button>`
      : nothing}</span>`;
}

/** `features.py:41`, or `train.ipynb cell 3:5`. */
export function placeText(best: FeatureCode['best']): string {
  return `${fileText(best)}:${best.line}`;
}

function fileText(best: FeatureCode['best']): string {
  const name = best.file.split('/').at(-1) ?? best.file;
  return best.cell === undefined ? name : t('{0} cell {1}', name, best.cell + 1);
}
