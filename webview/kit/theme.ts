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
    highContrast: document.body.classList.contains('vscode-high-contrast') || document.body.classList.contains('vscode-high-contrast-light'),
  };
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
  const parts = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/.exec(color);
  return parts === null ? color : `rgba(${parts[1] ?? 0}, ${parts[2] ?? 0}, ${parts[3] ?? 0}, ${alpha})`;
}
