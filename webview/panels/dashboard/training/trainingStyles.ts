export const trainingStyles = `
.training { display: flex; flex-direction: column; gap: 14px; overflow-wrap: anywhere; }
.training h2 { margin: 0; }
.training .muted { overflow-wrap: anywhere; }
.training .virtual { overflow-x: auto; }
.training .virtual .grid { min-width: 760px; }
.training .virtual th.col-mark { width: 26px; }
.training .virtual th.col-started { width: 15em; }
.training .scroll-x .grid th, .training .scroll-x .grid td, .training .scroll-x .grid caption { overflow-wrap: normal; white-space: nowrap; }
.training .scroll-x .grid td { max-width: 60ch; overflow: hidden; text-overflow: ellipsis; }
.comparison { display: flex; flex-direction: column; gap: 12px; }
.comparison h3 { margin: 0; }
.run-mark { font-weight: 600; }
.run-chosen { background: var(--vscode-list-inactiveSelectionBackground); }
.run-heads { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 4px 16px; }
.run-head { border-left: 4px solid var(--mv-baseline); padding-left: 8px; }
.run-head-b { border-left-color: var(--mv-current); border-left-style: double; }
.curves { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); gap: 12px; }
.beside-list { margin: 0; padding-left: 20px; }
.beside-list li { margin: 0 0 4px; }
.grid td.num { font-variant-numeric: tabular-nums; text-align: right; }
`;
