export const marksStyles = `
.axis-row.with-marks { height: 38px; }
.mark-row { top: 17px; bottom: 0; }
.mark { position: absolute; top: 0; transform: translateX(-50%); display: inline-block; width: 16px; height: 20px; padding: 0; border: 0; background: none; font: inherit; line-height: 20px; text-align: center; cursor: pointer; color: var(--mv-muted); white-space: nowrap; }
.mark-deploy { color: var(--mv-mark); z-index: 1; }
.mark-tag, .mark-restart { color: var(--mv-foreground); }
.mark-commit { font-size: 0.8em; }
.mark:hover { color: var(--mv-foreground); }
.mark-name, .mark-count { position: absolute; left: 15px; top: 0; overflow: hidden; text-overflow: ellipsis; text-align: left; }
.mark-count { left: 13px; font-variant-numeric: tabular-nums; font-size: 0.9em; }
.mark-commit .mark-count { font-size: 1.05em; }
.marks > summary { width: auto; }
.marks > summary .muted { color: var(--mv-muted); }
.mark-filter { display: inline-flex; gap: 6px; align-items: center; margin: 4px 0; }
.mark-scroll { max-height: 300px; }
.marks table.mark-table td, .marks table.mark-table th { vertical-align: top; text-align: left; white-space: normal; }
.marks table.mark-table thead th:not(:first-child) { text-align: left; }
.marks table.mark-table thead th:last-child, .marks table.mark-table td.mark-actions { text-align: right; }
.marks table.mark-table th[scope='row'] { white-space: nowrap; font-weight: normal; }
.marks table.mark-table td:nth-child(2) { min-width: 24ch; max-width: 60ch; overflow-wrap: anywhere; }
.marks table.mark-table td:nth-child(3) { overflow-wrap: anywhere; }
.mark-sign { display: inline-block; width: 16px; font-size: inherit; color: var(--mv-muted); }
.mark-sign.mark-deploy { color: var(--mv-mark); }
.marks table.mark-table td.mark-actions, .mark-actions { white-space: nowrap; }
.mark-actions .link + .link { margin-left: 14px; }
.mark-reasons { margin: 4px 0; padding-left: 18px; overflow-wrap: anywhere; }
.around-line { margin: 2px 0 6px; }
.before-move { margin: 4px 0 16px; }
.before-move > .muted { margin: 2px 0 6px; overflow-wrap: anywhere; }
.commit-list { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--mv-grid); }
.commit-list li { display: grid; grid-template-columns: minmax(23ch, max-content) minmax(0, 1fr) max-content; gap: 2px 16px; padding: 5px 0; border-bottom: 1px solid var(--mv-grid); }
.commit-when { font-variant-numeric: tabular-nums; }
.commit-when strong { display: block; font-weight: 600; }
.commit-what { overflow-wrap: anywhere; }
.commit-what .muted { display: block; }
.commit-tag { white-space: nowrap; color: var(--mv-mark); }
@media (max-width: 680px) {
  .commit-list li { grid-template-columns: minmax(0, 1fr); }
  .commit-when strong { display: inline; }
  .marks table.mark-table, .marks table.mark-table tbody { display: block; }
  .marks table.mark-table thead { position: absolute; clip-path: inset(50%); }
  .marks table.mark-table tr { display: block; padding: 4px 0; border-bottom: 1px solid var(--mv-grid); }
  .marks table.mark-table td.mark-actions { text-align: left; }
  .marks table.mark-table.compact tr > *, .marks table.mark-table.compact tr > td:nth-child(2) { min-width: 0; max-width: none; display: block; border: 0; padding: 0; }
}
`;
