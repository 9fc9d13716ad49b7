/** The whole style of the HTML report: light and dark by the reader's setting, no image, no font and no script from anywhere. */
export const htmlStyle = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1f2328;--quiet:#59636e;--line:#d1d9e0;--soft:#f6f8fa;--base:#6e7781;--now:#0969da;--moved:#9a3b00;--movedbg:#fff1e5}
@media (prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--quiet:#9198a1;--line:#3d444d;--soft:#151b23;--base:#8b949e;--now:#58a6ff;--moved:#ffb77c;--movedbg:#2d1c0f}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.5rem;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1{font-size:1.05rem;font-weight:600;color:var(--quiet);margin:0}
h2{font-size:1.1rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line);padding-bottom:.25rem}
h3{font-size:1rem;margin:1.5rem 0 .25rem;overflow-wrap:anywhere}
.sentence{font-size:1.35rem;line-height:1.4;font-weight:600;margin:.25rem 0 1rem;overflow-wrap:anywhere}
.windows{display:grid;grid-template-columns:auto 1fr;gap:.1rem .75rem;margin:0}
.windows dt{font-weight:600}.windows dd{margin:0}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--quiet);white-space:nowrap}
td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.verdict{white-space:nowrap}
td.name{overflow-wrap:anywhere;min-width:8rem}
tr.moved{background:var(--movedbg)}tr.moved td.verdict{color:var(--moved);font-weight:600}
tr.unjudged{color:var(--quiet)}
td code{white-space:nowrap}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
details{margin:.25rem 0 .75rem}summary{cursor:pointer;color:var(--quiet)}
a{color:var(--now)}a:focus-visible,summary:focus-visible{outline:2px solid var(--now);outline-offset:2px}
figure{margin:0 0 .25rem}figcaption{font-size:.9rem;color:var(--quiet)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem}
svg{display:block;width:100%;max-width:36rem;height:auto}
svg text{fill:var(--quiet);font-size:11px}
.axis{stroke:var(--line);stroke-width:1}.seriesline{fill:none;stroke:var(--fg);stroke-width:1.5}.seriesline.early{stroke-dasharray:3 3}.dot{fill:var(--fg)}
.bandbase{fill:var(--base);opacity:.16}.bandnow{fill:var(--now);opacity:.16}
.barbase{fill:var(--base);opacity:.65}.barnow{fill:var(--now);opacity:.75}
.mark{stroke:var(--moved);stroke-dasharray:3 3}
.key{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 .8em;border-radius:2px;vertical-align:-.05em}
.key.base{background:var(--base)}.key.now{background:var(--now)}
@media print{body{max-width:none}details{display:none}}
`;
