import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { formatMoment } from '../../../src/core/format/time';
import { aroundMark } from '../../../src/core/timeline/aroundMark';
import type { AroundMark, TimelineMark } from '../../../src/core/timeline/mark';
import type { DashboardStore } from './dashboardStore';
import type { Axis, AxisKind, WindowInfo } from '../../../src/core/domain/window';
import type { WindowName } from '../../charts/windowPair';
import { rangeText } from '../../charts/axes';
import { button, dropdown, textField } from '../../kit/controls';
import { sameData, sideOf } from './comparisons';
import type { SectionContext } from './context';
import { plural, t } from '../../kit/l10n';
import { listAndMore } from '../../../src/core/text/lists';
import { axisWord } from '../../../src/core/text/words';

/** Which windows are compared, along which axis, and the ways to choose others. */
export function windowsBar(context: SectionContext): TemplateResult {
  const { store, view } = context;
  return html`<section class="windows-bar" aria-label=${t('Windows')}>
    ${windowBlock(context, 'baseline')}${windowBlock(context, 'current')}
    <div class="window-choices">
      <label class="field"><span>${t('Compare')}</span>${presetDropdown(context)}</label>
      <label class="field field-axis"><span>${t('Along')}</span>${view.axes.length > 1
        ? dropdown(
            t('Axis'), view.axes.map((axis) => ({ value: axis, title: axisWord(axis) })), view.axis,
            (axis) => {
              const kind = view.axes.find((each) => each === axis);
              if (kind !== undefined) store.compare(kind, null);
            },
          )
        : html`<span class="field-note">${axisWord(view.axis)}</span>`}</label>
    </div>
  </section>${store.around === null ? nothing : html`<p class="around-line" role="status">${t('Windows before and after {0}.', store.around.title)} ${button(t('Back to the windows before'), () => store.leaveAround(), { kind: 'secondary', icon: 'discard', id: 'leave-around' })}</p>`}`;
}

function windowBlock(context: SectionContext, name: WindowName): TemplateResult {
  const { store, view, figures } = context;
  const info: WindowInfo = view.report[name];
  const pending = store.windows?.[name];
  const place = pending === undefined ? figures.place(info) : rangeText(view.series.axis, pending, figures);
  const title = name === 'baseline' ? t('Baseline') : t('Current');
  const moving = pending !== undefined && (pending.from !== info.slots.from || pending.to !== info.slots.to);
  return html`<div class="window window-${name}" data-window-block=${name}>
      <span class="window-name">${title}</span>
      <span class="window-place">${place}</span>
      <span class="window-facts">${moving ? '…' : [...versionsOf(info), figures.rows(info.rows, info.counts)].join(' · ')}</span>
      ${name === 'baseline' ? keepBaseline(context) : nothing}
    </div>${picker(context, name)}`;
}

function versionsOf(info: WindowInfo): readonly string[] {
  if (info.versions.length === 0) return [];
  const names = listAndMore(info.versions.slice(0, 3), info.versions.length - 3, String);
  return [plural(info.versions.length, { one: 'version {0}', other: 'versions {0}' }, names)];
}

/** On axes with names, one is picked from a list; kept baselines stand in the same list. */
function picker(context: SectionContext, name: WindowName): TemplateResult | typeof nothing {
  const { store, view } = context;
  const { axis } = view.series;
  const names = axis.kind === 'file' || axis.kind === 'version' ? axis.names : [];
  const kept = name === 'baseline' ? view.named : [];
  if (names.length === 0 && kept.length === 0) return nothing;
  const side = sideOf(view.comparison, name, axis, view.report[name]);
  const value = side.kind === 'named' ? `kept:${side.name}` : side.kind === 'file' || side.kind === 'version' ? `name:${side.name}` : 'other';
  const isNamed = axis.kind === 'file' || axis.kind === 'version';
  const title = pickTitle(axis.kind, name, kept.length > 0);
  const none = isNamed ? t('as drawn') : t('none of them');
  const known = value.startsWith('kept:') || (names.length > 0 && value !== 'other');
  const choices = [
    ...(known ? [] : [{ value, title: none }]),
    ...names.map((each) => ({ value: `name:${each}`, title: each })),
    ...kept.map((each) => ({ value: `kept:${each.name}`, title: t('kept: {0}', each.name) })),
  ];
  return html`<span class="field window-pick"><span>${title}</span><span class="window-pick-row">${dropdown(name === 'baseline' ? t('Baseline window') : t('Current window'), choices, value, (chosen) => {
      const picked = chosen.slice(5);
      const request = chosen.startsWith('kept:')
        ? ({ kind: 'named', name: picked } as const)
        : chosen.startsWith('name:') && (axis.kind === 'file' || axis.kind === 'version') ? ({ kind: axis.kind, name: picked } as const) : null;
      if (request === null) return;
      const other = name === 'baseline' ? 'current' : 'baseline';
      const rest = sideOf(view.comparison, other, axis, view.report[other]);
      store.compare(view.axis, name === 'baseline' ? { baseline: request, current: rest } : { baseline: rest, current: request });
    })}${value.startsWith('kept:')
      ? button(t('Forget the kept baseline {0}', value.slice(5)), () => void store.act('baseline.remove', { name: value.slice(5) }), { kind: 'icon', icon: 'trash' })
      : nothing}</span></span>`;
}

/** Kept baselines stand in the list of the baseline alone. */
function pickTitle(axis: AxisKind, name: WindowName, hasKept: boolean): string {
  if (axis === 'file') return name === 'current' ? t('File, current') : hasKept ? t('File or kept') : t('File');
  if (axis === 'version') return name === 'current' ? t('Version, current') : hasKept ? t('Version or kept') : t('Version');
  return t('Kept baselines');
}

function presetDropdown({ store, view, figures }: SectionContext): TemplateResult {
  const chosen = view.comparison === null ? 'default' : 'preset' in view.comparison ? view.comparison.preset : null;
  const match = chosen === 'default' ? 'default' : chosen === null ? 'drawn' : (view.presets.find((each) => sameData(each.preset, chosen))?.id ?? 'drawn');
  const deploys = lastDeploys(store, view.series.axis);
  const choices = [
    { value: 'default', title: t('Suggested windows') },
    ...view.presets.map((each) => ({ value: `preset:${each.id}`, title: each.title })),
    ...deploys.map(({ mark }) => ({ value: `around:${mark.id}`, title: t('Before and after {0}, {1}', mark.title, formatMoment(mark.time, figures.locale)) })),
    ...(match === 'drawn' ? [{ value: 'drawn', title: t('Windows as drawn') }] : []),
  ];
  const value = match === 'default' || match === 'drawn' ? match : `preset:${match}`;
  return dropdown(t('Preset'), choices, value, (id) => {
    const preset = view.presets.find((each) => `preset:${each.id}` === id);
    const deploy = deploys.find(({ mark }) => `around:${mark.id}` === id);
    if (deploy !== undefined) store.compareAround(deploy.mark.title, deploy.around);
    else if (id === 'default') store.compare(view.axis, null);
    else if (preset !== undefined) store.compare(view.axis, { preset: preset.preset });
  });
}

/** The newest deploys that windows can be set around. */
function lastDeploys(store: DashboardStore, axis: Axis): readonly { readonly mark: TimelineMark; readonly around: AroundMark }[] {
  if (axis.kind !== 'time') return [];
  const marks = store.history.marks?.marks ?? [];
  return marks
    .filter(({ kind }) => kind === 'deploy')
    .flatMap((mark) => {
      const around = aroundMark(axis, mark, marks);
      return around === null ? [] : [{ mark, around }];
    })
    .slice(-4)
    .reverse();
}

function keepBaseline({ store, view }: SectionContext): TemplateResult {
  const open = store.ui.open.includes('keep-baseline');
  if (!open) {
    return html`<span class="window-keep"><button type="button" class="link" title=${t('Keep this baseline by a name, to compare with it again')} @click=${() => store.toggle('keep-baseline', true)}>${t('Keep baseline…')}</button></span>`;
  }
  const save = (name: string) => {
    const trimmed = name.trim();
    if (trimmed === '') return;
    store.toggle('keep-baseline', false);
    void store.act('baseline.save', { name: trimmed, window: sideOf(view.comparison, 'baseline', view.series.axis, view.report.baseline) });
  };
  const typed = () => document.querySelector<HTMLInputElement>('#keep-name')?.value ?? '';
  return html`<span class="window-keep keep">${textField(t('Name of the kept baseline'), '', () => undefined, {
      id: 'keep-name', placeholder: t('Name, for example training data'), onEnter: save, onEscape: () => store.toggle('keep-baseline', false),
    })}${button(t('Keep'), () => save(typed()), { kind: 'primary' })}${button(t('Do not keep'), () => store.toggle('keep-baseline', false), { kind: 'icon', icon: 'close' })}</span>`;
}
