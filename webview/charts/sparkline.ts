import { nothing, svg, html } from 'lit';
import type { TemplateResult } from 'lit';
import type { SlotRange } from '../../src/core/domain/window';

const width = 120;
const height = 24;

/**
 * A series as a thin line with both windows shaded, dashed where its labels are not all in (`young`); decoration beside a figure, so it is hidden from assistive technology (the
 * chart of the same series and its table say the same).
 */
export function sparkline(values: readonly (number | null)[], baseline: SlotRange, current: SlotRange, young: readonly SlotRange[] = []): TemplateResult {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (finite.length < 2) return html`<span class="spark" aria-hidden="true"></span>`;
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  const x = (slot: number) => (slot / values.length) * width;
  const path: string[] = [];
  const bridges: string[] = [];
  const dashes: string[] = [];
  const isYoung = (slot: number) => young.some(({ from, to }) => slot >= from && slot < to);
  let last: { readonly slot: number; readonly at: string } | null = null;
  values.forEach((value, slot) => {
    if (value === null || !Number.isFinite(value)) return;
    const at = `${x(slot + 0.5).toFixed(1)} ${(height - 2 - ((value - low) / span) * (height - 4)).toFixed(1)}`;
    const joined = last !== null && last.slot === slot - 1;
    if (joined && last !== null && isYoung(slot)) {
      dashes.push(`M${last.at}L${at}`);
      path.push(`M${at}`);
    } else path.push(`${joined ? 'L' : 'M'}${at}`);
    // A slot between two gaps is a dot; the gaps themselves are faint.
    if (!joined && !isKnown(values[slot + 1])) path.push('h0.1');
    if (last !== null && !joined) bridges.push(`M${last.at}L${at}`);
    last = { slot, at };
  });
  const band = (range: SlotRange, name: string) =>
    range.to > range.from ? svg`<rect class=${`spark-${name}`} x=${x(range.from)} y="0" width=${x(range.to - range.from)} height=${height}></rect>` : nothing;
  return html`<svg class="spark" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    ${band(baseline, 'baseline')}${band(current, 'current')}${svg`<path class="spark-gap" d=${bridges.join('')} vector-effect="non-scaling-stroke"></path><path class="spark-young" d=${dashes.join('')} vector-effect="non-scaling-stroke"></path><path d=${path.join('')} vector-effect="non-scaling-stroke"></path>`}
  </svg>`;
}

function isKnown(value: number | null | undefined): boolean {
  return value !== null && value !== undefined && Number.isFinite(value);
}
