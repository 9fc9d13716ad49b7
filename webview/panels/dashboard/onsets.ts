import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Onset } from '../../../src/core/domain/onset';
import type { Axis } from '../../../src/core/domain/window';
import { onsetText, slotPlaceShort, watchedText } from '../../../src/core/format/onset';
import type { OnsetRow } from '../../../src/core/report/onsetRows';
import type { Lane } from '../../charts/laneChart';
import type { Figures } from '../../kit/figures';
import { icon } from '../../kit/icon';
import { roving } from '../../kit/roving';
import { t } from '../../kit/l10n';
import { listAndMore } from '../../../src/core/text/lists';

/** Everything that began at one slot. */
export interface OnsetGroup {
  readonly slot: number;
  readonly rows: readonly OnsetRow[];
}

const mostNamed = 4;

/** Onsets by slot, in order. */
export function onsetGroups(rows: readonly OnsetRow[]): readonly OnsetGroup[] {
  const groups = new Map<number, OnsetRow[]>();
  for (const row of rows) {
    const { slot } = row.onset;
    if (slot === null) continue;
    const some = groups.get(slot);
    if (some === undefined) groups.set(slot, [row]);
    else some.push(row);
  }
  return [...groups].map(([slot, some]) => ({ slot, rows: some })).sort((a, b) => a.slot - b.slot);
}

/** Onsets of a lane: those of its figures; of features in the lane that counts what differs. */
export function onsetsOfLane(lane: Lane, rows: readonly OnsetRow[]): readonly Onset[] {
  return rows.filter(({ target }) => lane.series.some(({ id, family }) => id === target || (family === 'drift' && target.startsWith('feature:')))).map(({ onset }) => onset);
}

/** `distance (9 Jun 12:00 to 10 Jun 12:00), accuracy (…)`: what began at a slot, each with its interval. */
export function begunText(rows: readonly OnsetRow[]): string {
  return rows.map(({ title, span }) => `${title} (${span})`).join(', ');
}

/** Under the shared axis: what began when, one button a moment, which sets the cross-hair there; and what has no clear onset. */
export function onsetList(axis: Axis, rows: readonly OnsetRow[], chosen: number | null, figures: Figures, choose: (slot: number) => void): TemplateResult | typeof nothing {
  const groups = onsetGroups(rows);
  const unclear = rows.filter(({ onset }) => onset.slot === null);
  if (rows.length === 0) return nothing;
  return html`<div class="onsets">
    ${groups.length === 0
      ? nothing
      : html`<div role="toolbar" aria-label=${t('Began to move')} class="onset-buttons" ${roving('.onset')}>${groups.map(({ slot, rows: some }) => {
          const names = listAndMore(some.slice(0, mostNamed).map(({ title }) => title), some.length - mostNamed, (n) => figures.count(n));
          return html`<button type="button" class="onset" aria-pressed=${chosen === slot ? 'true' : 'false'} title=${some.map(({ title, text }) => `${title}: ${text}`).join('\n')} @click=${() => choose(slot)}><span class="onset-sign" aria-hidden="true">▲</span><strong>${t('since {0}', slotPlaceShort(axis, slot, figures.locale))}</strong> ${names}</button>`;
        })}</div>`}
    ${unclear.length === 0 ? nothing : html`<p class="muted" title=${unclear.map(({ title, place }) => `${title}: ${place}`).join('\n')}>${t('No clear onset: {0}.', unclear.map(({ title }) => title).join(', '))}</p>`}
  </div>`;
}

/** A feature's own line: since when, with the interval and what was watched. */
export function onsetLine(onset: Onset | undefined, axis: Axis, figures: Figures): TemplateResult | typeof nothing {
  if (onset === undefined) return nothing;
  const watched = watchedText(onset, (value) => figures.percent(value), (value) => figures.number(value));
  const text = onset.slot === null ? t('Began to move: {0}.', onsetText(onset, axis, figures.locale)) : t('Moved {0}; watched: {1}.', onsetText(onset, axis, figures.locale), watched);
  return html`<p class="onset-line" title=${onset.method}>${icon('history')} <span>${text}</span></p>`;
}
