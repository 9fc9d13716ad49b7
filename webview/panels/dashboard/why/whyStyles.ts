export const whyStyles = `
.why-line { display: flex; flex-wrap: wrap; gap: 2px 8px; align-items: center; min-height: 1.5em; }
.why-line .muted { overflow-wrap: anywhere; min-width: 0; }
.why-page { display: flex; flex-direction: column; gap: 12px; overflow-wrap: anywhere; }
.why-page h1:focus { outline: none; }
.why-metric { border-top: 1px solid var(--mv-line); padding-top: 8px; scroll-margin-top: 40px; }
.why-metric > summary { cursor: pointer; }
.why-metric h2 { display: inline-block; }
.why-body { display: flex; flex-direction: column; gap: 10px; padding: 6px 0 10px 16px; max-width: 100ch; }
.why-body h3 { margin: 6px 0 2px; }
.why-list { margin: 4px 0; padding-left: 22px; }
.why-list li { margin: 0 0 8px; }
.why-list p { margin: 0 0 4px; }
.why-meters { display: grid; gap: 2px; max-width: 420px; }
.why-meter { display: grid; grid-template-columns: 92px minmax(0, 1fr) 56px; gap: 8px; align-items: center; }
.why-meter-name { color: var(--mv-muted); }
.why-meter-value { font-variant-numeric: tabular-nums; }
.why-bar { display: block; height: 8px; border: 1px solid var(--mv-line); }
.why-bar > span { display: block; height: 100%; background: var(--mv-foreground); }
.why-bar > .rows { background: var(--mv-muted); }
.tile-row > li.with-why { position: relative; }
.tile-why { position: absolute; top: 5px; right: 7px; padding: 0 2px; font: inherit; font-size: 0.92em; color: var(--mv-link); background: var(--mv-card); border: 0; cursor: pointer; }
.tile-why:hover { text-decoration: underline; }
.with-why .tile-title { padding-right: 40px; box-sizing: border-box; }
@media (max-width: 480px) { .why-body { padding-left: 0; } .why-meter { grid-template-columns: 84px minmax(0, 1fr) 52px; } }
`;
