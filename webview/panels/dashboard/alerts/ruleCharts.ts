import { html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import type { Unit } from '../../../../src/core/domain/finding';
import type { RuleReading } from '../../../../src/core/domain/rule';
import { oneLine } from '../../../../src/core/format/oneLine';
import type { IncidentView } from '../../../../src/protocol/alertsView';
import { ruleConfig } from '../../../charts/ruleChart';
import type { ConfigBuilder } from '../../../charts/chartCanvas';
import { define } from '../../../kit/lightElement';
import { shownSlots, slotsText } from './alertAxis';
import { ruleLine } from './ruleWords';
import { WindowLanes } from './windowLanes';
import { plural, t } from '../../../kit/l10n';

/** One rule that somebody wrote, along the axis of windows: the budget that an objective has left, or a limit's figure. */
export class RuleCharts extends WindowLanes {
  static override properties = { rule: { attribute: false } };
  declare rule: RuleReading;
  #config: { readonly key: readonly unknown[]; readonly of: ConfigBuilder } | null = null;

  protected override get subject(): string {
    return oneLine(this.rule.title);
  }

  protected override get incidents(): readonly IncidentView[] {
    return this.snapshot.incidents.filter(({ rule }) => rule?.rule === this.rule.id);
  }

  protected override words(at: number): string {
    const { cadence, figures } = this;
    const line = ruleLine(this.rule);
    const slot = cadence.slots[at] ?? 0;
    const open = this.incidents.filter(({ from, to }) => slot >= from && slot < to).map(({ id, kind }) => `#${id} ${kind}`);
    return `${slotsText(cadence, slot, slot + 1, figures)} · ${line.title} ${figures.figure(line.values[at] ?? null, line.unit)}${this.rule.slo === null ? `, ${line.limitName} ${figures.figure(line.limit, line.unit)}` : ''}${open.length === 0 ? '' : ` · ${open.join(', ')}`}`;
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const key = [this.snapshot, this.rule, this.chosen, this.figures.locale];
    if (this.#config !== null && key.every((each, i) => each === this.#config?.key[i])) return;
    const { slots, baseline } = this.cadence;
    const { from, to } = shownSlots(this.cadence);
    this.#config = { key, of: ruleConfig({ ...ruleLine(this.rule), slots, from, to, baseline, incidents: this.incidents, chosen: this.chosen }, this.figures) };
  }

  #range(known: readonly number[], unit: Unit, limit: number): string {
    const { figures } = this;
    const [lowest, highest] = [figures.figure(-largest(known.map((value) => -value)), unit), figures.figure(largest(known), unit)];
    return this.rule.slo === null ? t('lowest {0}, highest {1}, limit {2}', lowest, highest, figures.figure(limit, unit)) : t('lowest {0}, highest {1}', lowest, highest);
  }

  protected override lanes(at: number | null): readonly TemplateResult[] {
    const { figures } = this;
    const { title, values, unit, limit } = ruleLine(this.rule);
    const known = values.filter((value) => value !== null);
    const summary = known.length === 0 ? t('no window has a value') : [this.#range(known, unit, limit), plural(this.incidents.length, { one: '{0} incident', other: '{0} incidents' }, figures.count(this.incidents.length))].join('; ');
    return [html`<div class="lane" data-chart="rule">
      <div class="lane-head" title=${title}>
        <span class="lane-title">${title}</span>
        ${at === null ? nothing : html`<span class="lane-key"><strong>${figures.figure(values[at] ?? null, unit)}</strong></span>`}
      </div>
      <mv-chart data-picture=${title} .height=${92} .name=${t('{0}: {1}, along the axis of windows', this.subject, title)} .summary=${summary} .config=${this.#config?.of}></mv-chart>
    </div>`];
  }
}

/** Of very many values, which would not fit on the stack of a call. */
function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

export function registerRuleCharts(): void {
  define('mv-rule-charts', RuleCharts);
}
