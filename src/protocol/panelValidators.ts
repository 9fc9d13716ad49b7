import * as v from 'valibot';
import type { Validators } from './endpoint';
import type { PanelCalls } from './panelCalls';
import { axisKind, bin, comparison, finite, limit, nothing, role, rowsWindow, shaped, text, windowRequest } from './shapes';

const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100));

const at = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What a webview may send, checked at run time before the host acts on it. */
export const panelValidators: Validators<PanelCalls> = {
  'panel.ready': shaped(v.object({ version: finite })),
  'panel.act': shaped(v.object({ action: v.picklist(['retry', 'show log', 'add log', 'open demo', 'open configuration', 'edit table', 'set secret']) })),
  'source.select': shaped(v.object({ id: text })),
  'source.reload': shaped(nothing),
  'work.cancel': shaped(nothing),
  'comparison.set': shaped(v.object({ axis: axisKind, comparison: v.nullable(comparison) })),
  'baseline.save': shaped(v.object({ name, window: windowRequest })),
  'baseline.remove': shaped(v.object({ name })),
  'feature.read': shaped(v.object({ feature: text, rows: v.boolean() })),
  'rows.read': shaped(v.object({ window: rowsWindow, feature: v.nullable(text), bin: v.nullable(bin), limit })),
  'why.explain': shaped(v.object({ metric: text })),
  'training.compare': shaped(v.object({ a: text, b: text })),
  'training.production': shaped(v.object({ run: v.nullable(text) })),
  'alerts.read': shaped(nothing),
  'alerts.judge': shaped(nothing),
  'alerts.cancel': shaped(nothing),
  'incident.exclude': shaped(v.object({ key: text })),
  'incident.mark': shaped(v.object({ key: text, mark: v.nullable(v.picklist(['acknowledged', 'muted'])) })),
  'code.open': shaped(v.object({ feature: text, choose: v.boolean() })),
  'lineage.read': shaped(v.object({ feature: text })),
  'lineage.open': shaped(v.object({ feature: text, target: v.union([v.strictObject({ node: text }), v.strictObject({ edge: at }), v.strictObject({ line: at })]) })),
  'timeline.read': shaped(nothing),
  'feature.commits': shaped(v.object({ feature: text })),
  'commit.open': shaped(v.object({ hash: text, feature: v.nullable(text), whole: v.boolean() })),
  'role.set': shaped(v.object({ column: text, role })),
  'file.open': shaped(v.object({ path: text, line: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))) })),
  'report.export': shaped(v.object({ format: v.picklist(['html', 'markdown', 'json', 'csv', 'notebook']), feature: v.exactOptional(v.nullable(text)) })),
};
