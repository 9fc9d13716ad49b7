export const pageStyles = `
mv-dashboard > main { display: flex; flex-direction: column; gap: 16px; padding: 12px 20px 32px; max-width: 1600px; margin: 0 auto; }
.skip-link { position: absolute; z-index: 30; top: 4px; left: 50%; transform: translateX(-50%); font: inherit; padding: 4px 12px; border: 1px solid var(--mv-focus); border-radius: 4px; color: var(--mv-foreground); background: var(--mv-background); cursor: pointer; }
.skip-link:not(:focus) { clip-path: inset(50%); width: 1px; height: 1px; padding: 0; border: 0; overflow: hidden; white-space: nowrap; }
.top { display: flex; align-items: center; gap: 12px; min-height: 28px; }
.top h1 { flex: none; max-width: 60%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.fresh { color: var(--mv-muted); flex: 1 1 auto; min-width: 0; display: flex; gap: 6px; align-items: center; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.fresh > span { overflow: hidden; text-overflow: ellipsis; }
.ring { display: inline-flex; flex: none; }
.fresh vscode-progress-ring { width: 14px; height: 14px; flex: none; }
.fresh .link { flex: none; }
.top-actions { display: flex; gap: 6px; align-items: center; flex: none; }
.menu { position: relative; display: inline-block; }
.menu-button { display: inline-flex; gap: 4px; align-items: center; font: inherit; color: var(--mv-foreground); background: none; border: 1px solid var(--mv-contrast); border-radius: 4px; padding: 3px 6px; cursor: pointer; }
.menu-button:hover { background: var(--mv-hover); }
.menu-list { position: absolute; right: 0; top: 100%; z-index: 20; display: flex; flex-direction: column; min-width: 160px; padding: 4px; border-radius: 5px; background: var(--vscode-menu-background, var(--mv-background)); color: var(--vscode-menu-foreground, var(--mv-foreground)); border: 1px solid var(--vscode-menu-border, var(--mv-line)); box-shadow: 0 2px 8px rgba(0, 0, 0, 0.3); }
.menu-list button { font: inherit; color: inherit; background: none; border: 0; border-radius: 3px; padding: 4px 8px; text-align: left; white-space: nowrap; cursor: pointer; }
.menu-list button:hover, .menu-list button:focus { background: var(--vscode-menu-selectionBackground, var(--mv-hover)); color: var(--vscode-menu-selectionForeground, inherit); outline: 1px solid var(--mv-contrast); outline-offset: -1px; }
.sentence { font-size: 1.2em; line-height: 1.5; max-width: 75ch; min-height: 1.5em; overflow-wrap: anywhere; text-wrap: pretty; user-select: text; }
.sentence .link { cursor: pointer; text-decoration: underline; text-decoration-color: color-mix(in srgb, currentcolor 45%, transparent); text-underline-offset: 3px; border-radius: 2px; }
.sentence .link:hover { color: var(--mv-link); text-decoration-color: currentcolor; }
.warnings, .note-list { list-style: none; margin: 0; padding: 0; display: flex; flex-direction: column; gap: 4px; }
.warnings li, .note-list li { display: flex; gap: 6px; align-items: flex-start; overflow-wrap: anywhere; }
.warnings .codicon { color: var(--vscode-editorWarning-foreground, currentcolor); }
.warnings .codicon, .note-list .codicon { margin-top: 2px; }
.note-list .codicon { color: var(--mv-muted); }
.remark { display: flex; gap: 8px; align-items: center; padding: 4px 8px; border-left: 3px solid var(--vscode-editorInfo-foreground, var(--mv-line)); background: var(--mv-card); }
.remark-warning { border-left-color: var(--vscode-editorWarning-foreground, currentcolor); }
.remark-error { border-left-color: var(--vscode-editorError-foreground, currentcolor); }
.remark > span:nth-child(2) { flex: 1; overflow-wrap: anywhere; }
.windows-bar { display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: flex-end; }
@media (max-width: 900px) { .windows-bar { gap: 8px 14px; } .windows-bar .window-choices { margin-left: 0; } }
.window { display: flex; flex-wrap: wrap; gap: 0 8px; min-width: 0; max-width: 400px; padding: 1px 0 1px 10px; border-left: 3px solid; }
.window-baseline { border-left-color: var(--mv-baseline); border-left-style: dashed; }
.window-current { border-left-color: var(--mv-current); }
.window-name { color: var(--mv-muted); font-size: 0.92em; line-height: 18px; }
.window-facts { color: var(--mv-muted); font-size: 0.92em; line-height: 18px; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.window-keep { font-size: 0.92em; line-height: 18px; margin-left: auto; }
.window-place { order: 5; flex: 1 0 100%; font-weight: 600; line-height: 24px; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.window-keep.keep { order: 6; margin: 4px 0 0; }
.window-pick-row { display: inline-flex; gap: 4px; align-items: center; }
.window-choices { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: flex-end; margin-left: auto; }
.field { display: inline-flex; gap: 6px; align-items: center; color: var(--mv-muted); }
.windows-bar .field { flex-direction: column; align-items: flex-start; gap: 1px; }
.windows-bar .field > span:first-child { font-size: 0.92em; line-height: 18px; }
.field-axis mv-dropdown vscode-dropdown { min-width: 96px; }
.field-note { color: var(--mv-foreground); line-height: 26px; }
.keep { display: inline-flex; gap: 4px; align-items: center; flex-wrap: wrap; }
mv-dropdown { display: inline-block; max-width: 100%; }
mv-dropdown vscode-dropdown { min-width: 120px; max-width: 100%; }
vscode-option { white-space: nowrap; }
vscode-dropdown::part(listbox) { z-index: 20; width: auto; min-width: 100%; }
.tiles { display: flex; flex-direction: column; gap: 12px; }
.tile-group h2 { color: var(--mv-muted); font-weight: 400; margin-bottom: 4px; }
.tile-row { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(176px, 1fr)); gap: 6px; }
.tile-row > li { display: flex; min-width: 0; }
.tile { flex: 1; min-width: 0; display: flex; flex-direction: column; text-align: left; font: inherit; color: inherit; padding: 6px 8px; border: 1px solid var(--mv-line); border-radius: 4px; background: var(--mv-card); cursor: pointer; user-select: text; }
.tile:hover { background: var(--mv-hover); }
.tile > span { display: block; width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.tile-title { color: var(--mv-muted); }
.tile > .tile-main { display: flex; gap: 8px; align-items: center; height: 28px; }
.tile-value { flex: none; max-width: 100%; font-size: 1.4em; font-variant-numeric: tabular-nums; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.tile-missing { font-size: 1.1em; color: var(--mv-muted); }
.tile-unit { font-size: 0.62em; color: var(--mv-muted); }
.tile-sign { font-size: 0.65em; vertical-align: 0.2em; }
.tile-change { font-size: 0.92em; line-height: 1.5; font-variant-numeric: tabular-nums; min-height: 1.5em; }
.tile > .tile-facts { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 8px; color: var(--mv-muted); font-size: 0.92em; font-variant-numeric: tabular-nums; }
.tile-verdict { flex: none; }
.tile.tile-absent > .tile-title, .tile.tile-absent > .tile-change { white-space: normal; overflow-wrap: anywhere; }
.tile > .tile-maturity { white-space: normal; }
.tile-maturity { color: var(--mv-muted); font-size: 0.92em; border-top: 1px dashed var(--mv-muted); padding-top: 2px; font-variant-numeric: tabular-nums; }
.tile-n { min-width: 0; overflow: hidden; text-overflow: ellipsis; }
.tone-worse .tile-sign, .tone-worse .tile-verdict, .tile-drift.tone-moved .tile-sign, .tile-drift.tone-moved .tile-verdict { color: var(--mv-worse); }
.tone-better .tile-sign, .tone-better .tile-verdict { color: var(--mv-better); }
.tone-moved .tile-verdict { color: var(--mv-foreground); }
.tone-worse, .tone-better, .tone-moved { border-left-width: 3px; padding-left: 6px; border-left-color: var(--mv-muted); }
.tone-worse, .tile-drift.tone-moved { border-left-color: var(--mv-worse); }
.tone-better { border-left-color: var(--mv-better); }
.tone-quiet .tile-value, .tone-quiet .tile-change, .tone-unknown .tile-change { color: var(--mv-muted); }
.tone-unknown { border-style: dashed; }
.spark { display: block; flex: 1 1 0; min-width: 0; width: 0; height: 24px; }
.spark path { fill: none; stroke: var(--mv-foreground); stroke-width: 1; opacity: 0.8; stroke-linecap: round; }
.spark path.spark-gap { opacity: 0.3; stroke-width: 0.75; }
.spark path.spark-young { stroke-dasharray: 3 3; }
.tone-quiet .spark path { opacity: 0.55; }
.tone-quiet .spark path.spark-gap { opacity: 0.25; }
.spark-baseline { fill: color-mix(in srgb, var(--mv-baseline) 18%, transparent); }
.spark-current { fill: color-mix(in srgb, var(--mv-current) 20%, transparent); }
.section-head { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; margin-bottom: 6px; }
.section-head h2, .fold h2 { display: inline; }
.section-facts { color: var(--mv-muted); }
.section-tools { display: flex; gap: 10px; align-items: center; margin-left: auto; flex-wrap: wrap; }
.chips { display: flex; flex-wrap: wrap; gap: 4px; margin-left: auto; }
.chip { font: inherit; font-size: 0.92em; color: var(--mv-muted); background: none; border: 1px solid var(--mv-line); border-radius: 10px; padding: 0 8px; cursor: pointer; }
.chip[aria-pressed='true'] { color: var(--mv-foreground); background: var(--mv-hover); border-color: var(--mv-muted); }
.chip[aria-pressed='true']::before { content: '✓ '; }
.nothing { color: var(--mv-muted); padding: 12px 0; overflow-wrap: anywhere; }
.hint { color: var(--mv-muted); font-size: 0.92em; }
.fold > summary { cursor: pointer; padding: 2px 0; }
.fold pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.estimates { border-left: 3px dashed var(--mv-muted); padding-left: 12px; }
.estimates td.num { white-space: nowrap; }
.estimate-lines { margin: 6px 0 0; padding-left: 1.2em; }
.notes h2 { margin-bottom: 6px; }
.state { display: flex; flex-direction: column; gap: 12px; max-width: 60ch; padding: 24px 0; }
.actions { display: flex; flex-wrap: wrap; gap: 12px; align-items: center; }
.loading { display: grid; grid-template-columns: minmax(80px, 1fr) auto; gap: 2px 12px; align-items: center; }
.loading progress { width: 100%; height: 4px; appearance: none; border: 1px solid var(--mv-contrast); background: var(--mv-grid); }
.loading progress::-webkit-progress-bar { background: transparent; }
.loading progress::-webkit-progress-value { background: var(--vscode-progressBar-background, #0078d4); }
.loading-text { grid-column: 1; color: var(--mv-muted); font-variant-numeric: tabular-nums; }
.loading vscode-button { grid-column: 2; grid-row: 1 / span 2; }
.skeleton { display: flex; flex-direction: column; gap: 16px; }
.bone { background: var(--mv-hover); border: 1px solid var(--mv-contrast); border-radius: 4px; }
.bone-sentence { height: 28px; max-width: 70ch; }
.bone-bar { height: 44px; }
.bone-tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(176px, 1fr)); gap: 6px; }
.bone-tile { height: 94px; }
.bone-chart { height: 80px; }
.bone-table { height: 240px; }
.bone-card { height: 320px; }
.feature-head { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; }
.feature-head h1 { overflow-wrap: anywhere; outline-offset: 4px; }
.feature-head h1:focus { outline: none; }
.feature-code { display: inline-flex; flex-wrap: wrap; gap: 6px 8px; align-items: center; margin-left: auto; min-width: 0; }
.code-line { color: var(--mv-muted); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 48ch; }
body.vscode-high-contrast .code-line, body.vscode-high-contrast-light .code-line { color: var(--vscode-textPreformat-foreground, currentcolor); }
nav.back { position: sticky; top: 0; z-index: 6; display: flex; gap: 12px; align-items: center; padding: 4px 0; background: var(--mv-background); }
.feature-page { display: flex; flex-direction: column; gap: 12px; }
.verdict { display: inline-flex; gap: 4px; align-items: center; white-space: nowrap; vertical-align: top; line-height: inherit; }
.verdict-moved { color: var(--mv-worse); font-weight: 600; }
.verdict-stable, .verdict-not-enough-data, .verdict-not-available { color: var(--mv-muted); }
.pointed { outline: 2px solid var(--mv-focus); outline-offset: 2px; }
@media (max-width: 520px) {
  mv-dashboard > main { padding: 8px 10px 24px; gap: 12px; }
  .tile-row, .bone-tiles { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .sentence { font-size: 1.1em; }
  .tile > .tile-change { white-space: normal; }
  .window-choices, .section-tools, .chips { margin-left: 0; }
  .windows-bar .window-pick { flex-direction: row; align-items: center; gap: 8px; padding-left: 13px; }
  .top { flex-wrap: wrap; }
  .top h1 { flex: 1; max-width: none; }
  .fresh { order: 3; flex-basis: 100%; }
  .feature-code { margin-left: 0; }
}
`;
