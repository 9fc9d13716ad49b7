/** Names for the theme's colours by meaning; drawing code and style sheets use only these. The hues are set by `kit/theme`. */
export const themeStyles = `
:root {
  --mv-foreground: var(--vscode-foreground, #ccc);
  --mv-muted: var(--vscode-descriptionForeground, #999);
  --mv-background: var(--vscode-editor-background, #1f1f1f);
  --mv-grid: var(--vscode-editorIndentGuide-background1, rgba(128, 128, 128, 0.25));
  --mv-line: var(--vscode-widget-border, var(--vscode-panel-border, rgba(128, 128, 128, 0.35)));
  --mv-hover: var(--vscode-list-hoverBackground, rgba(128, 128, 128, 0.12));
  --mv-focus: var(--vscode-focusBorder, #0078d4);
  --mv-card: var(--vscode-editorWidget-background, transparent);
  --mv-link: var(--vscode-textLink-foreground, #3794ff);
  --mv-contrast: transparent;
}
body.vscode-high-contrast, body.vscode-high-contrast-light {
  --mv-line: var(--vscode-contrastBorder, currentcolor);
  --mv-grid: color-mix(in srgb, var(--vscode-contrastBorder, currentcolor) 40%, transparent);
  --mv-contrast: var(--vscode-contrastBorder, currentcolor);
  --mv-muted: var(--vscode-foreground);
  --mv-card: transparent;
  --mv-hover: transparent;
}
* { box-sizing: border-box; }
body {
  color: var(--mv-foreground);
  background: var(--mv-background);
  font-family: var(--vscode-font-family, system-ui, sans-serif);
  font-size: var(--vscode-font-size, 13px);
  line-height: 1.4;
  margin: 0;
  padding: 0;
}
:focus-visible { outline: 1px solid var(--mv-focus); outline-offset: 1px; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.muted { color: var(--mv-muted); }
.num { text-align: right; font-variant-numeric: tabular-nums; }
h1, h2, h3 { margin: 0; font-weight: 600; }
h1 { font-size: 1.25em; }
h2 { font-size: 1em; }
h3 { font-size: 0.95em; color: var(--mv-muted); font-weight: 400; }
p { margin: 0; }
code, pre { font-family: var(--vscode-editor-font-family, monospace); font-size: 0.95em; }
.codicon { font-size: 14px; vertical-align: text-bottom; }
button.link {
  color: var(--mv-link); background: none; border: 0; padding: 0; margin: 0; font: inherit; text-align: left; cursor: pointer;
}
button.link:hover { text-decoration: underline; }
.swatch { display: inline-block; width: 10px; height: 10px; margin-right: 6px; border: 1.5px solid; vertical-align: -1px; }
.swatch-baseline { border-color: var(--mv-baseline); background: color-mix(in srgb, var(--mv-baseline) 18%, transparent); border-radius: 5px; }
.swatch-current { border-color: var(--mv-current); background: var(--mv-current); }
`;
