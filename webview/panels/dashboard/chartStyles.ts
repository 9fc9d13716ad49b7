export const chartStyles = `
mv-chart, mv-timeline { display: block; }
.picture-buttons { display: inline-flex; align-items: center; gap: 2px; margin-left: auto; }
.picture-line { display: flex; justify-content: flex-end; }
.picture-said { font-size: 0.85em; color: var(--mv-muted); }
.chart-box { position: relative; width: 100%; }
mv-timeline { --mv-lane-head: 146px; }
.lanes { position: relative; }
.band-strip { height: 34px; }
.lane { display: grid; grid-template-columns: var(--mv-lane-head) minmax(0, 1fr); border-top: 1px solid var(--mv-grid); }
.lane-head { display: flex; flex-direction: column; gap: 1px; padding: 4px 0; min-width: 0; font-size: 0.92em; line-height: 1.3; overflow: hidden; }
.lane-title { font-weight: 600; overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; flex: none; }
.lane-key { color: var(--mv-muted); font-variant-numeric: tabular-nums; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; flex: none; }
.lane-key strong { color: var(--mv-foreground); font-weight: 600; }
.lane-n { font-size: 0.92em; }
.key-line { display: inline-block; width: 14px; height: 0; margin-right: 4px; vertical-align: 3px; border-top: 1px solid var(--mv-foreground); }
.key-main { border-top-width: 2px; }
.key-upper { opacity: 0.72; }
.key-lower { opacity: 0.5; }
body.vscode-high-contrast .key-upper, body.vscode-high-contrast-light .key-upper { opacity: 1; border-top-style: dashed; }
body.vscode-high-contrast .key-lower, body.vscode-high-contrast-light .key-lower { opacity: 1; border-top-style: dotted; }
.plot-area { position: absolute; left: calc(var(--mv-lane-head) + 64px); right: var(--mv-lane-end, 0px); }
@media (max-width: 680px) {
  mv-timeline { --mv-lane-head: 0px; }
  .lane { grid-template-columns: minmax(0, 1fr); }
  /* Above its chart, over the bands: they end at the words and go on below. */
  .lane-head { flex-flow: row wrap; gap: 0 12px; padding: 3px 0; position: relative; z-index: 1; background: var(--mv-background); pointer-events: none; }
}
mv-bands.plot-area { top: 0; bottom: 0; display: block; }
.bands { position: absolute; inset: 0; cursor: crosshair; touch-action: pan-y; }
.band { position: absolute; top: 0; bottom: 0; pointer-events: none; border: 0 solid; border-left-width: 1px; border-right-width: 1px; }
.band-baseline { border-color: var(--mv-baseline); border-style: dashed; background: color-mix(in srgb, var(--mv-baseline) 11%, transparent); }
.band-current { border-color: var(--mv-current); background: color-mix(in srgb, var(--mv-current) 11%, transparent); }
body.vscode-high-contrast .band, body.vscode-high-contrast-light .band { border-left-width: 2px; border-right-width: 2px; }
.grip { position: absolute; pointer-events: auto; touch-action: none; }
.grip-whole { left: 0; right: 0; top: 0; bottom: 0; cursor: grab; }
.dragging .grip-whole { cursor: grabbing; }
.grip-from, .grip-to { top: 0; bottom: 0; width: 24px; cursor: ew-resize; }
.grip-from { left: -12px; }
.grip-to { right: -12px; }
.grip-from:hover, .grip-to:hover { background: linear-gradient(color-mix(in srgb, var(--mv-foreground) 20%, transparent) 0 100%) center / 9px 100% no-repeat; }
.grip:focus-visible { outline: 2px solid var(--mv-focus); outline-offset: -1px; }
.dragging .grip:focus-visible { outline: none; }
.band-label { position: absolute; left: 0; padding: 0 5px; font-size: 0.85em; line-height: 15px; white-space: nowrap; pointer-events: none; }
.band-baseline .band-label { top: 1px; background: var(--mv-baseline); color: var(--mv-baseline-ink, var(--mv-background)); }
.band-current .band-label { top: 17px; background: var(--mv-current); color: var(--mv-current-ink, var(--mv-background)); }
.cross-hair { position: absolute; top: 34px; bottom: 0; width: 0; border-left: 1px dotted var(--mv-foreground); pointer-events: none; }
.axis-row { position: relative; height: 34px; border-top: 1px solid var(--mv-muted); font-size: 0.85em; color: var(--mv-muted); }
.axis-ticks { top: 0; bottom: 0; overflow: hidden; }
.axis-unit { position: absolute; left: var(--mv-lane-head); top: 2px; width: 58px; text-align: right; }
.tick { position: absolute; top: 2px; padding-left: 3px; border-left: 1px solid var(--mv-muted); white-space: nowrap; line-height: 14px; max-width: 120px; overflow: hidden; text-overflow: ellipsis; }
.version-mark { position: absolute; top: 17px; color: var(--mv-mark); white-space: nowrap; transform: translateX(-4px); }
.onset-mark { position: absolute; top: 13px; transform: translateX(-50%); font-size: 9px; line-height: 9px; color: var(--mv-foreground); }
.onsets { padding-left: calc(var(--mv-lane-head) + 64px); margin: 2px 0 6px; }
.onset-buttons { display: flex; flex-wrap: wrap; gap: 2px 16px; }
.onset { background: none; border: 0; padding: 2px 0; font: inherit; color: inherit; cursor: pointer; text-align: left; overflow-wrap: anywhere; }
.onset:hover, .onset[aria-pressed='true'] { text-decoration: underline; }
.onset strong { font-weight: 600; }
.onset-sign { font-size: 0.75em; padding-right: 4px; }
.onsets .muted { margin: 2px 0 0; overflow-wrap: anywhere; }
.onset-line { margin: 2px 0 8px; overflow-wrap: anywhere; }
.cursor-line { min-height: 1.5em; font-variant-numeric: tabular-nums; padding-left: calc(var(--mv-lane-head) + 64px); }
.chart-grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 20px 24px; align-items: start; }
.card, .distributions { min-width: 0; }
.card-head { display: flex; justify-content: space-between; gap: 12px; align-items: baseline; margin-bottom: 4px; flex-wrap: wrap; }
.card-head h2::first-letter { text-transform: uppercase; }
.legend { display: inline-flex; gap: 14px; color: var(--mv-muted); }
.chart-summary { color: var(--mv-muted); margin: 4px 0; overflow-wrap: anywhere; }
.twin { margin-top: 2px; }
.twin > summary { cursor: pointer; color: var(--mv-link); width: max-content; }
.scroll-x { overflow: auto; max-height: 320px; }
.scroll-wide { overflow-x: auto; }
.test-line { margin-top: 6px; color: var(--mv-muted); }
.reading { display: flex; gap: 6px; align-items: center; }
.reading vscode-progress-ring { width: 14px; height: 14px; flex: none; }
.bone-plot { height: 220px; }
.measures th[scope='row'] { white-space: nowrap; }
@media (max-width: 680px) {
  .feature-code { margin-left: 0; }
  .measures table.grid, .measures tbody { display: block; }
  .measures thead { position: absolute; clip-path: inset(50%); }
  .measures tbody tr { display: grid; grid-template-columns: minmax(9ch, 1fr) minmax(0, auto); gap: 0 12px; padding: 3px 0; border-bottom: 1px solid var(--mv-grid); }
  .measures table.compact tbody tr > * { border: 0; padding: 0; }
  .measures tbody th[scope='row'], .measures tbody td.num { white-space: normal; }
  .measures td:last-child { grid-column: 1 / -1; color: var(--mv-muted); font-size: 0.92em; }
}
.rows { scroll-margin-top: 44px; }
#rows-title:focus { outline: none; }
.scroll-both { overflow: auto; max-height: 420px; border: 1px solid var(--mv-line); }
.distributions vscode-panels { margin: 0 0 0 -4px; }
.distributions vscode-panel-view { padding: 8px 4px; display: block; }
.distributions vscode-panel-view[hidden] { display: none; }
.bin-field { margin-top: 6px; flex-wrap: wrap; }
.level-lists { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
@media (max-width: 520px) { .level-lists { grid-template-columns: 1fr; } }
`;
