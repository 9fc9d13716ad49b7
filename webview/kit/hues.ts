/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** `rgb(…)`, `rgba(…)` or `color(srgb …)` as computed styles give them; the opacity is left out. Null for anything else. */
export function rgbOf(color: string): Rgb | null {
  const parts = /^(rgba?|color)\(\s*(?:srgb\s+)?([\d.e-]+)[\s,]+([\d.e-]+)[\s,]+([\d.e-]+)/.exec(color);
  if (parts === null) return null;
  const scale = parts[1] === 'color' ? 255 : 1;
  return [Number(parts[2]) * scale, Number(parts[3]) * scale, Number(parts[4]) * scale];
}

/** Relative luminance of WCAG 2, 0 to 1. */
function luminance(color: Rgb): number {
  const [r, g, b] = color.map((each) => (each / 255 <= 0.04045 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio of WCAG 2, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

/** Black or white, whichever is read better on `ground`. */
export function inkOn(ground: Rgb): Rgb {
  return contrast(white, ground) >= contrast(black, ground) ? white : black;
}

/** The hue itself where it stands out from `ground` by `ratio`, else the nearest mixture with black or white that does. */
export function readableHue(hue: Rgb, ground: Rgb, ratio: number): Rgb {
  const end = inkOn(ground);
  for (let step = 0; step <= 20; step += 1) {
    const mixed = mix(hue, end, step / 20);
    if (contrast(mixed, ground) >= ratio) return mixed;
  }
  return end;
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [0, 1, 2].map((i) => Math.round((a[i] ?? 0) * (1 - share) + (b[i] ?? 0) * share)) as unknown as Rgb;
}

export function cssColor([r, g, b]: Rgb): string {
  return `rgb(${r}, ${g}, ${b})`;
}
