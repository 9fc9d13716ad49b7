import type { FeatureDetail } from '../domain/report';

/** Mid-tones that stand out on a dark and on a light ground, and differ in lightness as well as in hue. */
const baselineColour = '#5b9bd5';
const currentColour = '#e0883a';

/**
 * Both windows' distribution of one feature as a small standalone picture: bars for the baseline, an outlined step line for the
 * current window. Numbers only, so that no text of the source can enter it.
 */
export function distributionSvg({ bars }: Pick<FeatureDetail, 'bars'>, size: { readonly width: number; readonly height: number }): string {
  const { width, height } = size;
  const { baseline, current } = bars;
  const peak = Math.max(1e-9, ...baseline, ...current);
  const step = width / Math.max(1, baseline.length);
  const y = (share: number) => height - (share / peak) * (height - 4);
  const rects = baseline.map((share, i) => rect(i * step + step * 0.1, y(share), step * 0.8, height - y(share))).join('');
  const outline = current.map((share, i) => `${i === 0 ? 'M' : 'L'}${fixed(i * step)} ${fixed(y(share))}L${fixed((i + 1) * step)} ${fixed(y(share))}`).join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<g fill="${baselineColour}">${rects}</g>` +
    `<path d="${outline}" fill="none" stroke="${currentColour}" stroke-width="2" stroke-dasharray="5 2"/>` +
    `<path d="M0 ${height - 0.5}H${width}" stroke="#808080"/></svg>`
  );
}

function rect(x: number, y: number, width: number, height: number): string {
  return `<rect x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}"/>`;
}

function fixed(value: number): string {
  return value.toFixed(1);
}
