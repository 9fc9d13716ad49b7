import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Progress } from '../../../src/core/domain/progress';
import type { PanelAction, PanelState } from '../../../src/protocol/panelCalls';
import { button, progressBar } from '../../kit/controls';
import type { Figures } from '../../kit/figures';
import { icon } from '../../kit/icon';
import type { DashboardStore } from './dashboardStore';
import { plural, t } from '../../kit/l10n';
import { stageWord } from '../../../src/core/text/words';

/* The states in which there is nothing to judge yet: each has a reason and a next step. */

export function emptyState(store: DashboardStore): TemplateResult {
  return html`<section class="state" aria-labelledby="state-title">
    <h1 id="state-title">${t('No prediction log yet')}</h1>
    <p>${t('Add a log of your model\'s predictions (JSONL, CSV or Parquet, also compressed). What moved between a baseline and now is shown here, beside the code that computes it.')}</p>
    <div class="actions">
      ${button(t('Add a prediction log'), () => void store.act('panel.act', { action: 'add log' }), { kind: 'primary', icon: 'add' })}
      <button type="button" class="link" @click=${() => void store.act('panel.act', { action: 'open demo' })}>${t('Open the demo: real flights, real model')}</button>
    </div>
  </section>`;
}

export const actionTexts: Readonly<Record<PanelAction, string>> = {
  retry: t('Try again'), 'show log': t('Show the log'), 'add log': t('Add a prediction log'), 'open demo': t('Open the demo'), 'open configuration': t('Open the configuration'),
  'edit table': t('Edit the table'), 'set secret': t('Set its secret'),
};

/** Someone stopped the reading: no error, and one way on. */
function cancelledState(store: DashboardStore, state: PanelState): TemplateResult {
  return html`<section class="state" role="status" aria-labelledby="state-title">
    <h1 id="state-title">${t('Cancelled')}</h1>
    <p>${state.source === null ? t('Nothing was judged.') : t('{0} was not read to its end, so nothing of it was judged.', state.source.name)}</p>
    <div class="actions">${button(t('Judge again'), () => void store.act('panel.act', { action: 'retry' }), { kind: 'primary', icon: 'refresh' })}</div>
  </section>`;
}

export function failedState(store: DashboardStore, state: PanelState): TemplateResult {
  const { problem } = state;
  if (problem?.fault.code === 'cancelled') return cancelledState(store, state);
  return html`<section class="state" role="alert" aria-labelledby="state-title">
    <h1 id="state-title">${icon('error')} ${state.source === null ? t('This did not work') : t('{0} could not be judged', state.source.name)}</h1>
    <p>${problem?.text ?? t('The reason is not known.')}</p>
    ${problem === null || problem.text.includes(problem.fault.detail) ? nothing : html`<details class="fold"><summary>${t('Details')}</summary><pre>${problem.fault.detail}</pre></details>`}
    <div class="actions">${(problem?.actions ?? ['retry' as const]).map((action, i) =>
      button(actionTexts[action], () => void store.act('panel.act', { action }), { kind: i === 0 ? 'primary' : 'secondary' }),
    )}</div>
  </section>`;
}

export function loadingBar(store: DashboardStore, progress: Progress | null, figures: Figures | null): TemplateResult {
  const text = progress === null ? t('Starting') : progressText(progress, figures);
  return html`<div class="loading" role="status">
    ${progressBar(t('Reading the source'), progress?.done ?? 0, progress?.total ?? null, text)}
    <span class="loading-text">${text}</span>
    ${button(t('Cancel'), () => void store.act('work.cancel', {}), { kind: 'secondary' })}
  </div>`;
}

/** `Reading · 112 MB of 268 MB`. */
export function progressText(progress: Progress, figures: Figures | null): string {
  const stage = stageWord(progress.stage);
  if (figures === null) return stage;
  const say = (value: number) => (progress.unit === 'bytes' ? figures.bytes(value) : figures.count(value));
  const { done, total } = progress;
  return `${stage} · ${amountText(total === null ? say(done) : t('{0} of {1}', say(done), say(total)), total ?? done, progress.unit)}`;
}

/** `3 of 5 files`. */
function amountText(amount: string, n: number, unit: Progress['unit']): string {
  switch (unit) {
    case 'bytes':
      return amount;
    case 'files':
      return plural(n, { one: '{0} files', other: '{0} files' }, amount);
    case 'rows':
      return plural(n, { one: '{0} rows', other: '{0} rows' }, amount);
    case 'columns':
      return plural(n, { one: '{0} columns', other: '{0} columns' }, amount);
    case 'steps':
      return plural(n, { one: '{0} steps', other: '{0} steps' }, amount);
  }
}

/** The page's layout before its data: the same heights, so that nothing jumps when it comes. */
export function skeleton(): TemplateResult {
  return html`<div class="skeleton" aria-hidden="true">
    <div class="bone bone-sentence"></div>
    <div class="bone bone-bar"></div>
    <div class="bone-tiles">${Array.from({ length: 8 }, () => html`<div class="bone bone-tile"></div>`)}</div>
    <div class="bone bone-chart"></div><div class="bone bone-chart"></div><div class="bone bone-chart"></div>
    <div class="bone bone-table"></div>
  </div>`;
}

/** Passing remarks and failed calls, above everything and never in the way of it. */
export function remarks(store: DashboardStore, state: PanelState): TemplateResult {
  const { failure } = store;
  const cancelled = state.problem?.fault.code === 'cancelled';
  return html`${state.remark === null ? nothing : html`<div class="remark" role="status">${icon('info')}<span>${state.remark}</span></div>`}
  ${state.status === 'ready' && state.problem !== null
    ? html`<div class=${cancelled ? 'remark' : 'remark remark-warning'} role="status">${icon(cancelled ? 'info' : 'warning')}<span>${cancelled ? t('Cancelled. What you see is from before.') : state.problem.text}</span>${state.problem.actions.map((action) =>
        html`<button type="button" class="link" @click=${() => void store.act('panel.act', { action })}>${cancelled ? t('Judge again') : actionTexts[action]}</button>`)}</div>`
    : nothing}
  ${failure === null
    ? nothing
    : html`<div class="remark remark-error" role="alert">${icon('error')}<span>${failure.detail}</span>${button(t('Dismiss'), () => store.dismiss(), { kind: 'icon', icon: 'close' })}</div>`}`;
}
