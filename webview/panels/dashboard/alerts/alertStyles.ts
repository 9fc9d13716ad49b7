export const alertStyles = `
mv-alert-charts, mv-rule-charts { display: block; --mv-lane-head: 146px; }
.alerts-line { display: flex; flex-wrap: wrap; gap: 2px 8px; align-items: center; min-height: 1.5em; }
.alerts-line .muted { overflow-wrap: anywhere; min-width: 0; }
.alerts-firing .link { font-weight: 600; }
.alerts-firing .codicon { color: var(--mv-worse); }
.alerts-page { display: flex; flex-direction: column; gap: 14px; }
.alerts-page h1:focus { outline: none; }
.alert-family { scroll-margin-top: 40px; border-top: 1px solid var(--mv-line); padding-top: 8px; }
.alert-family h2 { display: inline-block; }
.alert-family h2::first-letter { text-transform: uppercase; }
.alert-row { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: flex-start; padding-top: 6px; }
.alert-main { flex: 1 1 560px; min-width: 0; }
.alert-facts { flex: 0 1 300px; min-width: 0; font-size: 0.92em; }
.alert-facts dl { margin: 0 0 6px; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 3px 12px; }
.alert-facts dt { color: var(--mv-muted); }
.alert-facts dd { margin: 0; overflow-wrap: anywhere; }
.left-out { margin: 4px 0 0; padding-left: 16px; max-height: 180px; overflow: auto; overflow-wrap: anywhere; }
.left-out strong { font-weight: 600; }
.alert-over { top: 0; bottom: 0; cursor: crosshair; }
.baseline-name { position: absolute; left: 0; top: 9px; padding: 0 5px; font-size: 0.85em; line-height: 15px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; color: var(--mv-muted); pointer-events: none; }
.alert-cross { top: 0; }
/* Of one height: what is below must not move away from under the pointer. */
.alert-reading { height: 5.7em; overflow-y: auto; overflow-wrap: anywhere; }
.incident-list { list-style: none; margin: 0; padding: 0; }
.incident { border-bottom: 1px solid var(--mv-grid); }
.incident h3 { color: inherit; font-size: 1em; }
.incident-text { display: flex; flex-wrap: wrap; gap: 2px 8px; min-width: 0; }
.incident-head { display: flex; gap: 8px; align-items: flex-start; width: 100%; padding: 5px 2px; font: inherit; color: inherit; text-align: left; background: none; border: 0; cursor: pointer; overflow-wrap: anywhere; scroll-margin-top: 44px; }
.incident-head .codicon { flex: none; margin-top: 2px; }
.incident-head:hover { background: var(--mv-hover); }
.incident-firing .incident-title { font-weight: 600; }
.incident-firing .codicon-bell-dot { color: var(--mv-worse); }
.incident.tentative .incident-title { font-weight: 400; }
.incident.tentative .codicon-bell-dot { color: inherit; }
.incident-span { color: var(--mv-muted); font-variant-numeric: tabular-nums; }
.incident-resolved .incident-title { color: var(--mv-muted); }
.incident-body { display: flex; flex-direction: column; gap: 8px; padding: 2px 2px 12px 26px; }
.incident-body pre { margin: 4px 0 8px; padding: 6px 8px; border: 1px solid var(--mv-line); white-space: pre-wrap; overflow-wrap: anywhere; user-select: text; }
.evidence td.look { white-space: nowrap; }
.evidence td.look .link + .link { margin-left: 10px; }
.evidence th[scope='row'] { overflow-wrap: anywhere; min-width: 12ch; }
.rules { display: flex; flex-direction: column; gap: 10px; }
.rules .section-head { margin: 0; }
.rule h3 { color: inherit; font-size: 1em; font-weight: 600; overflow-wrap: anywhere; }
.rule h3 .section-facts { font-weight: 400; color: var(--mv-muted); }
.rule-firing h3 .codicon { color: var(--mv-worse); }
.rule-reason { margin: 2px 0; max-width: 110ch; overflow-wrap: anywhere; }
mv-rule-charts .alert-reading { height: 2.9em; }
.burns { margin-top: 4px; }
.rule-list { margin: 0 0 6px; display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 3px 12px; }
.rule-list dt { color: var(--mv-muted); }
.rule-list dd { margin: 0; max-width: 110ch; overflow-wrap: anywhere; }
@media (max-width: 680px) {
  mv-alert-charts, mv-rule-charts { --mv-lane-head: 0px; }
  .alert-reading { padding-left: 0; height: 8.5em; }
  .incident-body { padding-left: 4px; }
  .evidence th, .evidence td { padding-right: 10px; }
}
`;
