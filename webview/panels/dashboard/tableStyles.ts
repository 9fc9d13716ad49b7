export const tableStyles = `
table.grid { border-collapse: collapse; font-variant-numeric: tabular-nums; }
table.grid caption { text-align: left; color: var(--mv-muted); padding: 4px 0; }
table.grid th { font-weight: 400; text-align: left; }
table.grid thead th { color: var(--mv-muted); border-bottom: 1px solid var(--mv-line); position: sticky; top: 0; background: var(--mv-background); z-index: 1; white-space: nowrap; }
table.grid td, table.grid th { padding: 2px 12px 2px 0; }
.queries tbody > tr > * { vertical-align: top; border-bottom: 1px solid var(--mv-grid); }
.queries tbody th { white-space: nowrap; }
table.grid th.num, table.grid td.num { text-align: right; }
.twin table.grid td, .twin table.grid thead th:not(:first-child) { text-align: right; white-space: nowrap; }
.twin table.grid th { white-space: nowrap; }
table.compact td, table.compact th { border-bottom: 1px solid var(--mv-grid); padding: 3px 16px 3px 0; vertical-align: top; }
.rows-table td, .rows-table th { white-space: nowrap; max-width: 240px; overflow: hidden; text-overflow: ellipsis; padding-left: 8px; }
.rows-table .own { font-weight: 600; }
.measures td.num { white-space: nowrap; }
mv-table { display: block; }
.virtual { overflow-x: auto; }
.virtual.scrolls { overflow-y: auto; }
.virtual table { width: 100%; min-width: 680px; table-layout: fixed; }
.virtual thead th { height: 28px; }
.virtual tr.row { height: 28px; }
.virtual tr.row > td { height: 28px; padding: 0 12px 0 0; overflow: hidden; white-space: nowrap; border-bottom: 1px solid var(--mv-grid); }
.virtual tr.row:hover > td { background: var(--mv-hover); }
.virtual tr.row:focus { outline: 1px solid var(--mv-focus); outline-offset: -1px; }
.virtual tr.row:focus > td { background: var(--vscode-list-inactiveSelectionBackground, transparent); }
.features .virtual tr.row { cursor: pointer; }
.cell-moved { color: var(--mv-worse); font-weight: 600; }
.virtual tr.spacer td { padding: 0; border: 0; }
.cell { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
/* A line that runs from the right overflows, and is cut, at its left; the name itself stands apart in a line of its own direction. */
.cell-name { direction: rtl; text-align: left; }
.sort { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; white-space: nowrap; }
.sort:hover { color: var(--mv-foreground); }
.sort-sign { display: inline-block; width: 1em; padding-left: 3px; }
.col-name { width: 22%; }
.features .col-verdict { width: 140px; }
.features .col-effect { width: 150px; }
.features .col-q { width: 70px; }
.features .col-rows { width: 150px; }
.features .col-missing { width: 130px; }
.features .col-code { width: auto; }
.effect { display: flex; gap: 8px; align-items: center; }
.effect-text { width: 64px; text-align: right; flex: none; }
.effect-bar rect { fill: var(--mv-muted); }
.feature-moved .effect-bar rect { fill: var(--mv-worse); }
.feature-stable, .feature-not-enough-data, .feature-not-available { color: var(--mv-muted); }
.name-prefix { color: var(--mv-muted); font-weight: 400; }
.feature-moved .col-name { font-weight: 600; }
.code-cell { display: flex; gap: 8px; }
.code-link { display: inline-flex; min-width: 0; }
.code-link:hover { text-decoration: underline; }
.code-file { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
.code-at { flex: none; margin-right: 4px; }
button.more { flex: none; }
.roles .col-role { width: 130px; }
.roles .col-type { width: 90px; }
.roles th.num, .roles td.num { width: 90px; }
.notes .col-place { width: 24%; }
.notes .col-reason { width: 34%; }
.native-select { font: inherit; color: var(--vscode-dropdown-foreground, inherit); background: var(--vscode-dropdown-background, transparent); border: 1px solid var(--vscode-dropdown-border, var(--mv-line)); border-radius: 2px; height: 22px; max-width: 100%; }
@media (max-width: 760px) {
  .virtual table { min-width: 520px; }
  .features .virtual table { min-width: 0; }
  .features .col-rows, .features .col-q, .features .effect-bar { display: none; }
  .features .col-name { width: auto; }
  .features .col-effect { width: 84px; }
  .features .col-code { width: 176px; }
}
@media (max-width: 640px) {
  .features .col-missing { display: none; }
}
@media (max-width: 560px) {
  .features .col-verdict { width: 40px; }
  .features .col-verdict .sort { visibility: hidden; width: 0; }
  .features .verdict > span:last-child { position: absolute; clip-path: inset(50%); }
  .features .col-effect { width: 72px; }
  .features .col-code { width: 34%; }
  .effect-text { width: auto; }
  .features .more { display: none; }
  .features .virtual tr.row > td { padding-right: 6px; }
}
/* The line alone: the whole place is in the button's name and title, and the feature's name needs the room. */
@media (max-width: 420px) {
  .features .code-file { display: none; }
  .features .col-code { width: 58px; }
}
`;
