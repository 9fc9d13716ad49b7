export const lineageStyles = `
.origin-line { display: flex; gap: 6px; align-items: flex-start; max-width: 90ch; overflow-wrap: anywhere; }
.origin-line .codicon { margin-top: 2px; color: var(--mv-muted); }
.origin-line .link { white-space: nowrap; }
.inputs { display: flex; flex-direction: column; gap: 10px; min-width: 0; scroll-margin-top: 40px; }
.inputs h2:focus { outline: none; }
.inputs .sentence { font-size: 1.05em; }
.inputs > .scroll-x { overflow-x: auto; max-height: none; }
.origin-lines { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 460px), 1fr)); gap: 2px 16px; margin: 2px 0 0; padding: 0; list-style: none; }
.origin-lines .link { flex: none; }
.inputs .link { min-height: 24px; }
.origin-lines li { display: flex; gap: 8px; align-items: baseline; min-width: 0; max-width: 100%; }
.inputs table.inputs-table td, .inputs table.inputs-table th { white-space: nowrap; padding-right: 20px; }
.inputs table.inputs-table td.input-how { white-space: normal; min-width: 28ch; }
.inputs table.inputs-table .input-name { font-weight: 600; max-width: 26ch; overflow: hidden; text-overflow: ellipsis; }
.inputs .input-fact { color: var(--mv-muted); font-size: 0.92em; }
.inputs .input-moved .input-effect { color: var(--mv-worse); font-weight: 600; }
mv-lineage { display: flex; flex-direction: column; gap: 6px; min-width: 0; }
.lineage-box { overflow: auto; max-height: 460px; border: 1px solid var(--mv-line); border-radius: 4px; background: var(--mv-card); }
.lineage-graph { position: relative; }
.lineage-links { position: absolute; left: 0; top: 0; pointer-events: none; overflow: visible; }
.lineage-link path { fill: none; stroke: var(--mv-muted); stroke-width: 1; opacity: 0.6; }
.lineage-link .lineage-head { fill: var(--mv-muted); stroke: none; }
.lineage-link.is-shown path { stroke: var(--mv-foreground); stroke-width: 1.5; opacity: 1; }
.lineage-link.is-shown .lineage-head { fill: var(--mv-foreground); stroke: none; }
.lineage-link text { fill: var(--mv-foreground); font-size: 11px; paint-order: stroke; stroke: var(--mv-background); stroke-width: 4px; stroke-linejoin: round; }
.lineage-node { position: absolute; display: flex; flex-direction: column; justify-content: center; gap: 1px; padding: 2px 8px; font: inherit; line-height: 18px; text-align: left; color: var(--mv-foreground); background: var(--mv-background); border: 1px solid color-mix(in srgb, var(--mv-muted) 60%, transparent); border-radius: 4px; cursor: pointer; }
.lineage-node > span { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 100%; }
.lineage-node:hover { background: var(--mv-hover); }
.lineage-node:focus-visible { outline: 2px solid var(--mv-focus); outline-offset: 1px; }
.lineage-node[tabindex='0'] { border-color: var(--mv-foreground); }
.lineage-state { color: var(--mv-muted); font-size: 0.92em; }
.lineage-state .codicon { font-size: 12px; vertical-align: -2px; }
.lineage-node.is-root { border-width: 2px; padding: 1px 7px; }
.lineage-node.is-root .lineage-name, .lineage-node.is-moved .lineage-name { font-weight: 600; }
.lineage-node.is-moved { border-left: 3px solid var(--mv-worse); padding-left: 6px; }
.is-moved .lineage-state, .lineage-state.is-moved { color: var(--mv-worse); }
.lineage-actions .lineage-state.is-moved { font-weight: 600; }
.lineage-node.is-outside, .lineage-node.is-fold { border-style: dashed; }
.lineage-node.is-fold { color: var(--mv-muted); }
.lineage-detail { display: flex; flex-direction: column; gap: 4px; min-height: 58px; min-width: 0; }
.lineage-actions { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; min-height: 26px; }
.lineage-title { overflow-wrap: anywhere; }
.lineage-detail .code-line { max-width: 100%; align-self: flex-start; }
body.vscode-high-contrast .lineage-node, body.vscode-high-contrast-light .lineage-node { border-color: var(--mv-contrast); }
body.vscode-high-contrast .lineage-node.is-moved, body.vscode-high-contrast-light .lineage-node.is-moved { border-left-color: var(--mv-worse); }
body.vscode-high-contrast .lineage-link path, body.vscode-high-contrast-light .lineage-link path { opacity: 1; }
@media (max-width: 820px) {
  .inputs table.inputs-table, .inputs-table tbody { display: block; }
  .inputs-table thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .inputs table.inputs-table tr { display: flex; flex-wrap: wrap; gap: 0 12px; align-items: baseline; padding: 4px 0; border-bottom: 1px solid var(--mv-grid); }
  .inputs table.inputs-table tr > * { border: 0; padding: 0; white-space: normal; }
  .inputs table.inputs-table .input-name { max-width: 100%; overflow-wrap: anywhere; }
  .inputs table.inputs-table td.input-how { flex: 1 0 100%; color: var(--mv-muted); }
  .inputs-table td.input-none { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
}
@media (max-width: 520px) { .lineage-node { padding: 2px 6px; } .lineage-box { max-height: 380px; } }
`;
