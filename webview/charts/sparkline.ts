import { nothing, svg, html } from 'lit';
import type { TemplateResult } from 'lit';
import type { SlotRange } from '../../src/core/domain/window';

const width = 120;
const height = 24;

/**
 * A series as a thin line with both windows shaded; decoration beside a figure, so it is hidden from assistive technology (the
 * chart of the same series and its table say the same).
 */
export function sparkline(values: readonly (number | null)[], baseline: SlotRange, current: SlotRange): TemplateResult {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (finite.length < 2) return html`<span class="spark" aria-hidden="true"></span>`;
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  const x = (slot: number) => (slot / values.length) * width;
  const path: string[] = [];
  let pen = false;
  values.forEach((value, i) => {
    if (value === null || !Number.isFinite(value)) {
      pen = false;
      return;
    }
    const y = height - 2 - ((value - low) / span) * (height - 4);
    path.push(`${pen ? 'L' : 'M'}${x(i + 0.5).toFixed(1)} ${y.toFixed(1)}`);
    pen = true;
  });
  const band = (range: SlotRange, name: string) =>
    range.to > range.from ? svg`<rect class=${`spark-${name}`} x=${x(range.from)} y="0" width=${x(range.to - range.from)} height=${height}></rect>` : nothing;
  return html`<svg class="spark" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    ${band(baseline, 'baseline')}${band(current, 'current')}${svg`<path d=${path.join('')} vector-effect="non-scaling-stroke"></path>`}
  </svg>`;
}
