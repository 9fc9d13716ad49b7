import { cssColor, inkOn, readableHue, rgbOf } from './hues';

/** Colours of the drawing code, as CSS colour text, read from the theme that is active now. */
export interface Palette {
  readonly foreground: string;
  readonly muted: string;
  readonly background: string;
  readonly grid: string;
  readonly baseline: string;
  readonly current: string;
  readonly worse: string;
  readonly better: string;
  readonly mark: string;
  readonly font: string;
  readonly fontSize: number;
  readonly highContrast: boolean;
}

/** The names that the style sheet gives to the theme's colours; one place decides which hue means what. */
const sources = {
  foreground: '--mv-foreground',
  muted: '--mv-muted',
  background: '--mv-background',
  grid: '--mv-grid',
  baseline: '--mv-baseline',
  current: '--mv-current',
  worse: '--mv-worse',
  better: '--mv-better',
  mark: '--mv-mark',
} as const;

export function readPalette(): Palette {
  const probe = document.createElement('span');
  document.body.append(probe);
  // Resolved through a real element: a custom property that refers to another one, or to a function of one, is only text by itself.
  const resolved = Object.fromEntries(
    Object.entries(sources).map(([key, name]) => {
      probe.style.setProperty('color', `var(${name})`);
      return [key, getComputedStyle(probe).color];
    }),
  ) as Record<keyof typeof sources, string>;
  probe.remove();
  const body = getComputedStyle(document.body);
  return {
    ...resolved,
    font: body.fontFamily,
    fontSize: Number.parseFloat(body.fontSize) || 13,
    highContrast: highContrast(),
  };
}

/** Hues that mean something, by the theme's name for them, and the contrast that they need: that of text where they colour text. */
const hues = [
  { name: '--mv-baseline', theme: '--vscode-charts-blue', otherwise: '#3794ff', ratio: 3 },
  { name: '--mv-current', theme: '--vscode-charts-orange', otherwise: '#d18616', ratio: 3 },
  { name: '--mv-worse', theme: '--vscode-charts-red', otherwise: '#f14c4c', ratio: 4.5 },
  { name: '--mv-better', theme: '--vscode-charts-green', otherwise: '#89d185', ratio: 4.5 },
  { name: '--mv-mark', theme: '--vscode-charts-purple', otherwise: '#b180d7', ratio: 4.5 },
] as const;

/**
 * Sets the panel's hues from the theme, opaque and readable on its background. Themes may give chart colours that are neither:
 * the usual orange is that of a find match in the minimap, a third opaque. A sheet of its own, since the editor rewrites the
 * root's style attribute.
 */
function setHues(sheet: CSSStyleSheet): void {
  const probe = document.createElement('span');
  document.body.append(probe);
  const computed = (color: string) => {
    probe.style.setProperty('color', color);
    return getComputedStyle(probe).color;
  };
  const resolve = (color: string) => rgbOf(computed(color));
  const ground = resolve('var(--mv-background)') ?? [31, 31, 31];
  const card = ((color: string) => (/^rgb\(/.test(color) ? rgbOf(color) : null))(computed('var(--mv-card)'));
  const rules: string[] = [];
  for (const { name, theme, otherwise, ratio } of hues) {
    const found = resolve(`var(${theme}, ${otherwise})`) ?? resolve(otherwise);
    if (found === null) continue;
    const least = highContrast() ? Math.max(4.5, ratio) : ratio;
    const onGround = readableHue(found, ground, least);
    // Tiles stand on cards, which are a little lighter or darker than the page.
    const hue = card === null ? onGround : readableHue(onGround, card, least);
    rules.push(`${name}: ${cssColor(hue)};`, `${name}-ink: ${cssColor(inkOn(hue))};`);
  }
  probe.remove();
  sheet.replaceSync(`:root { ${rules.join(' ')} }`);
}

function highContrast(): boolean {
  return document.body.classList.contains('vscode-high-contrast') || document.body.classList.contains('vscode-high-contrast-light');
}

/** Call once the panel's sheets are adopted: the hues then follow the theme. */
export function installHues(): void {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  setHues(sheet);
  onThemeChange(() => setHues(sheet));
}

const listeners = new Set<() => void>();
let observer: MutationObserver | null = null;

/** Calls back after each change of theme; VS Code swaps classes of the body and style of the root. Returns the unsubscriber. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  if (observer === null) {
    observer = new MutationObserver(() => listeners.forEach((each) => each()));
    observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  }
  return () => {
    listeners.delete(listener);
  };
}

/** `color` with another opacity, for fills under text. */
export function withAlpha(color: string, alpha: number): string {
  const parts = rgbOf(color);
  return parts === null ? color : `rgba(${parts.join(', ')}, ${alpha})`;
}
