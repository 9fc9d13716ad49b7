export const chartStyles = `
mv-chart, mv-timeline { display: block; }
.chart-box { position: relative; width: 100%; }
.lanes { position: relative; }
.band-strip { height: 34px; }
.lane { border-top: 1px solid var(--mv-grid); padding-top: 2px; }
.lane-head { display: flex; flex-wrap: wrap; gap: 0 14px; font-size: 0.92em; min-height: 1.4em; }
.lane-title { font-weight: 600; }
.lane-key { color: var(--mv-muted); font-variant-numeric: tabular-nums; white-space: nowrap; }
.lane-key strong { color: var(--mv-foreground); font-weight: 600; }
.lane-n { font-size: 0.92em; }
.key-line { display: inline-block; width: 20px; height: 0; margin-right: 4px; vertical-align: 3px; border-top: 1.5px solid var(--mv-foreground); }
.key-dash-2 { border-top-style: dotted; }
.lane .key-dash-4 { border-top-style: dashed; }
.lane-key:nth-child(4) .key-dash-2 { border-top-style: dashed; }
.plot-area { position: absolute; left: 64px; right: 0; }
mv-bands.plot-area { top: 0; bottom: 0; display: block; }
.bands { position: absolute; inset: 0; cursor: crosshair; touch-action: pan-y; }
.band { position: absolute; top: 0; bottom: 0; pointer-events: none; border: 0 solid; border-left-width: 1px; border-right-width: 1px; }
.band-baseline { border-color: var(--mv-baseline); border-style: dashed; background: color-mix(in srgb, var(--mv-baseline) 12%, transparent); }
.band-current { border-color: var(--mv-current); background: color-mix(in srgb, var(--mv-current) 14%, transparent); }
body.vscode-high-contrast .band, body.vscode-high-contrast-light .band { border-left-width: 2px; border-right-width: 2px; }
.grip { position: absolute; pointer-events: auto; touch-action: none; }
.grip-whole { left: 0; right: 0; top: 0; bottom: 0; cursor: grab; }
.dragging .grip-whole { cursor: grabbing; }
.grip-from, .grip-to { top: 0; bottom: 0; width: 9px; cursor: ew-resize; }
.grip-from { left: -5px; }
.grip-to { right: -5px; }
.grip-from:hover, .grip-to:hover { background: color-mix(in srgb, var(--mv-foreground) 20%, transparent); }
.grip:focus-visible { outline: 2px solid var(--mv-focus); outline-offset: -1px; }
.dragging .grip:focus-visible { outline: none; }
.band-label { position: absolute; left: 0; padding: 0 5px; font-size: 0.85em; line-height: 15px; white-space: nowrap; color: var(--mv-background); pointer-events: none; }
.band-baseline .band-label { top: 1px; background: var(--mv-baseline); }
.band-current .band-label { top: 17px; background: var(--mv-current); }
.cross-hair { position: absolute; top: 34px; bottom: 0; width: 0; border-left: 1px dotted var(--mv-foreground); pointer-events: none; }
.axis-row { position: relative; height: 34px; border-top: 1px solid var(--mv-muted); font-size: 0.85em; color: var(--mv-muted); }
.axis-ticks { top: 0; bottom: 0; overflow: hidden; }
.axis-unit { position: absolute; left: 0; top: 2px; width: 58px; text-align: right; }
.tick { position: absolute; top: 2px; padding-left: 3px; border-left: 1px solid var(--mv-muted); white-space: nowrap; line-height: 14px; max-width: 120px; overflow: hidden; text-overflow: ellipsis; }
.version-mark { position: absolute; top: 17px; color: var(--mv-mark); white-space: nowrap; transform: translateX(-4px); }
.cursor-line { min-height: 1.5em; font-variant-numeric: tabular-nums; padding-left: 64px; }
.chart-grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 20px 24px; align-items: start; }
.card, .distributions { min-width: 0; }
.card-head { display: flex; justify-content: space-between; gap: 12px; align-items: baseline; margin-bottom: 4px; flex-wrap: wrap; }
.card-head h2 { text-transform: none; }
.legend { display: inline-flex; gap: 14px; color: var(--mv-muted); }
.chart-summary { color: var(--mv-muted); margin: 4px 0; overflow-wrap: anywhere; }
.twin { margin-top: 2px; }
.twin > summary { cursor: pointer; color: var(--mv-link); width: max-content; }
.scroll-x { overflow: auto; max-height: 320px; }
.scroll-wide { overflow-x: auto; }
.test-line { margin-top: 6px; color: var(--mv-muted); }
.measures th[scope='row'] { white-space: nowrap; }
.measures td:last-child { min-width: 26ch; }
.scroll-both { overflow: auto; max-height: 420px; border: 1px solid var(--mv-line); }
.distributions vscode-panels { margin: 0 0 0 -4px; }
.distributions vscode-panel-view { padding: 8px 4px; display: block; }
.distributions vscode-panel-view[hidden] { display: none; }
.bin-field { margin-top: 6px; flex-wrap: wrap; }
.level-lists { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
@media (max-width: 520px) { .level-lists { grid-template-columns: 1fr; } }
`;
