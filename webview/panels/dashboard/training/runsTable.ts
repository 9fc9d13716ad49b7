import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { lengthText, loggedText, startText } from '../../../../src/core/training/runWords';
import { isSystemMetric, numberOf, type TrainingRun } from '../../../../src/core/training/trainingRun';
import type { TrainingPage } from '../../../../src/core/training/trainingPage';
import { textField } from '../../../kit/controls';
import type { Figures } from '../../../kit/figures';
import type { VirtualColumn, VirtualRow } from '../../../kit/virtualTable';
import type { DashboardStore } from '../dashboardStore';
import { t } from '../../../kit/l10n';

interface Column {
  readonly id: string;
  readonly title: string;
  readonly className?: string;
  readonly text: (run: TrainingRun) => string;
  readonly key: (run: TrainingRun) => number | string | null;
}

const mostMetrics = 6;

/** The metrics that most runs have, those of the machine aside. */
export function metricColumns(runs: readonly TrainingRun[]): readonly string[] {
  const seen = new Map<string, number>();
  for (const { metrics } of runs) for (const { key } of metrics) if (!isSystemMetric(key)) seen.set(key, (seen.get(key) ?? 0) + 1);
  return [...seen].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, mostMetrics).map(([key]) => key);
}

function columnsOf({ runs }: TrainingPage, { locale }: Figures): readonly Column[] {
  const metric = (key: string): Column => {
    const of = (run: TrainingRun) => run.metrics.find((one) => one.key === key)?.value;
    return { id: `metric:${key}`, title: key, className: 'num', text: (run) => loggedText(of(run), locale), key: (run) => numberOf(of(run)) };
  };
  return [
    { id: 'name', title: t('Run'), className: 'col-name', text: ({ name }) => name, key: ({ name }) => name },
    ...(new Set(runs.map(({ experiment }) => experiment)).size > 1 ? [{ id: 'experiment', title: t('Experiment'), text: ({ experiment }: TrainingRun) => experiment, key: ({ experiment }: TrainingRun) => experiment }] : []),
    { id: 'status', title: t('Status'), text: ({ status }) => status, key: ({ status }) => status },
    { id: 'started', title: t('Started'), className: 'col-started num', text: (run) => startText(run, locale), key: ({ startMs }) => startMs },
    { id: 'took', title: t('Took'), className: 'num', text: (run) => lengthText(run, locale), key: ({ startMs, endMs }) => (startMs === null || endMs === null ? null : endMs - startMs) },
    ...metricColumns(runs).map(metric),
  ];
}

/** The runs that pass the filter (words of name, experiment, id and parameters), in the order asked for; missing values at the end either way. */
export function chosenRuns(store: DashboardStore, page: TrainingPage, figures: Figures): readonly TrainingRun[] {
  const words = store.ui.filter.trim().toLowerCase().split(/\s+/).filter((word) => word !== '');
  const textOf = ({ name, experiment, id, params }: TrainingRun): string => [name, experiment, id, ...Object.entries(params).map(([key, value]) => `${key}=${value}`)].join(' ').toLowerCase();
  const kept = page.runs.filter((run) => words.every((word) => textOf(run).includes(word)));
  const { column, descending } = store.ui.runSort;
  const key = columnsOf(page, figures).find(({ id }) => id === column)?.key;
  if (key === undefined) return kept;
  return [...kept].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    const order = typeof x === 'string' || typeof y === 'string' ? String(x).localeCompare(String(y), figures.locale, { numeric: true }) : x - y;
    return descending ? -order : order;
  });
}

/** Takes a run into the comparison or out of it; a third takes the place of the older. */
export function toggled(runs: readonly string[], id: string): readonly string[] {
  return runs.includes(id) ? runs.filter((run) => run !== id) : [...runs, id].slice(-2);
}

export function runsTable(store: DashboardStore, page: TrainingPage, figures: Figures): TemplateResult {
  const columns = columnsOf(page, figures);
  const runs = chosenRuns(store, page, figures);
  const byId = new Map(runs.map((run) => [run.id, run]));
  const { runs: chosen } = store.ui;
  return html`<section aria-labelledby="runs-title">
    <div class="section-head">
      <h2 id="runs-title">${t('Training runs')}</h2>
      <span class="section-facts">${chosen.length === 2 ? t('two chosen') : chosen.length === 1 ? t('choose one more to compare') : t('choose two to compare')}${runs.length < page.total ? ` · ${t('{0} of {1} shown', figures.count(runs.length), figures.count(page.total))}` : ''}</span>
      <span class="section-tools">${textField(t('Filter runs'), store.ui.filter, (filter) => store.setUi({ filter }), { placeholder: t('Filter runs'), icon: 'filter', onEscape: () => store.setUi({ filter: '' }) })}</span>
    </div>
    ${runs.length === 0
      ? html`<p class="nothing">${page.runs.length === 0 ? t('No run has been logged there yet. It is looked at again by itself.') : t('No run passes the filter.')}</p>`
      : html`<mv-table
          .name=${t('Training runs. Enter takes a run into the comparison, or out of it.')} .columns=${[{ id: 'mark', head: html`<span class="visually-hidden">${t('Compared as')}</span>`, className: 'col-mark' }, ...columns.map((column) => headOf(store, column))]}
          .keys=${runs.map(({ id }) => id)} .row=${(key: string) => rowOf(key, byId.get(key), columns, chosen)} .maxRows=${14}
          @open=${(event: CustomEvent<string>) => {
            store.setUi({ runs: toggled(store.ui.runs, event.detail) });
            store.loadRuns();
          }}
        ></mv-table>`}
  </section>`;
}

function headOf(store: DashboardStore, { id, title, className }: Column): VirtualColumn {
  const { column, descending } = store.ui.runSort;
  const active = column === id;
  return {
    id,
    head: html`<button type="button" class="sort" data-sort=${id} @click=${() => store.setUi({ runSort: { column: id, descending: active ? !descending : id !== 'name' } })}>${title}<span class="sort-sign" aria-hidden="true">${active ? (descending ? '↓' : '↑') : ''}</span></button>`,
    ...(active ? { sort: descending ? ('descending' as const) : ('ascending' as const) } : {}),
    ...(className === undefined ? {} : { className }),
  };
}

function rowOf(key: string, run: TrainingRun | undefined, columns: readonly Column[], chosen: readonly string[]): VirtualRow {
  if (run === undefined) return { key, cells: [] };
  const mark = chosen.indexOf(key);
  return {
    key,
    ...(mark < 0 ? {} : { className: 'run-chosen' }),
    cells: [html`<span class="cell run-mark">${mark < 0 ? nothing : html`<span class="visually-hidden">${t('compared as')} </span>${mark === 0 ? 'A' : 'B'}`}</span>`, ...columns.map(({ text }) => html`<span class="cell" title=${text(run)}>${text(run)}</span>`)],
  };
}
