import * as v from 'valibot';
import { metricsSpec, trainingStore } from '../core/config/specSchemas';
import { storeOf } from '../core/config/trainingConfig';
import { warehouseSpecs } from '../core/config/warehouseConfig';
import { ratePeriods, weekdays } from '../core/alerts/rules/ruleSet';
import { alertFamilies } from '../core/domain/alert';
import type { Validators } from './endpoint';
import type { EngineCalls } from './engineCalls';
import { axisKind, bin, comparison, finite, limit, names, role, rowsWindow, shaped, share, text, timeUnit, windowRequest } from './shapes';

const map = v.record(text, text);
const path = v.pipe(v.string(), v.minLength(1), v.maxLength(32_768));
/** Sources of at most this many characters are indexed; larger files are not code that a person wrote. */
const source = v.pipe(v.string(), v.maxLength(4_000_000));

const log = v.object({
  kind: v.literal('log'),
  name: text,
  folder: path,
  paths: v.pipe(v.array(path), v.minLength(1), v.maxLength(10_000)),
  roles: v.exactOptional(v.record(text, role)),
  latencyUnit: v.exactOptional(timeUnit),
  timeZone: v.exactOptional(text),
  positive: v.exactOptional(text),
  labels: v.exactOptional(v.object({ paths: v.pipe(v.array(path), v.minLength(1), v.maxLength(10_000)), id: v.exactOptional(text), labelId: v.exactOptional(text), label: v.exactOptional(text), time: v.exactOptional(text) })),
  beside: v.exactOptional(v.array(metricsSpec)),
});
const servers = v.object({ kind: v.literal('metrics'), name: text, folder: path, sources: v.pipe(v.array(metricsSpec), v.minLength(1), v.maxLength(100)), hours: v.exactOptional(v.pipe(finite, v.minValue(0))) });
const training = v.object({
  kind: v.literal('training'),
  name: text,
  folder: path,
  store: v.pipe(trainingStore, v.transform((store) => storeOf(store, store.folder))),
});
const spec = v.variant('kind', [log, servers, training, ...warehouseSpecs]);

const floor = v.pipe(v.number(), v.minValue(0));
const level = v.pipe(v.number(), v.gtValue(0), v.ltValue(1));
const settings = v.object({
  intervalLevel: v.exactOptional(level),
  driftQ: v.exactOptional(level),
  alpha: v.exactOptional(level),
  floors: v.exactOptional(
    v.object({ numeric: floor, category: share, missing: share, latency: floor, rate: share, throughput: floor, kpi: floor }),
  ),
  featureFloors: v.exactOptional(v.record(text, floor)),
  minRows: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});

const alertSettings = v.object({
  levels: v.object({ drift: level, service: level, quality: level, business: level }),
  floors: v.object({ numeric: floor, category: share, missing: share, latency: floor, rate: share, throughput: floor, relative: floor }),
  featureFloors: v.record(text, floor),
  offset: finite,
});
const period = v.picklist(ratePeriods);
const ruleSet = v.object({
  slos: v.pipe(v.array(v.object({ name: text, slowerThan: v.nullable(floor), objective: level, days: v.pipe(finite, v.minValue(1)), notify: v.boolean() })), v.maxLength(100)),
  limits: v.pipe(v.array(v.object({ metric: text, side: v.picklist(['above', 'below']), limit: finite, per: period, windows: v.pipe(v.number(), v.integer(), v.minValue(1)), notify: v.boolean() })), v.maxLength(1_000)),
  quiet: v.array(v.object({ from: floor, to: floor, days: v.nullable(v.array(v.picklist(weekdays))) })),
});
const windowLength = v.object({ unit: v.picklist(['time', 'rows']), length: v.pipe(v.number(), v.integer(), v.minValue(1)) });
const timeRange = v.object({ kind: v.literal('range'), from: finite, to: finite });

const query = {
  id: text,
  axis: v.nullable(axisKind),
  comparison: v.nullable(comparison),
  named: v.record(text, windowRequest),
  settings,
};

const alerts = {
  window: v.nullable(windowLength),
  windows: v.object({ drift: v.exactOptional(windowLength), service: v.exactOptional(windowLength), quality: v.exactOptional(windowLength), business: v.exactOptional(windowLength) }),
  baseline: v.nullable(timeRange),
  excluded: v.array(timeRange),
  settings: alertSettings,
  rules: ruleSet,
  notify: v.array(v.picklist(alertFamilies)),
};
const axis = v.variant('kind', [
  v.object({ kind: v.literal('time'), start: finite, step: v.pipe(finite, v.gtValue(0)), count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)) }),
  v.object({ kind: v.literal('file'), names }),
  v.object({ kind: v.literal('version'), names }),
  v.object({ kind: v.literal('row'), step: finite, count: finite, total: finite }),
]);
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'a whole hash is wanted'));
const served = v.pipe(v.array(v.object({ slot: v.pipe(v.number(), v.integer(), v.minValue(0)), version: text, share, as: v.picklist(['first', 'main', 'back']) })), v.maxLength(1_000));

const asked = { baseline: v.exactOptional(text), current: v.exactOptional(text) };
const ask = v.variant('tool', [
  v.object({ tool: v.literal('report'), ...asked }),
  v.object({ tool: v.literal('alerts'), ...asked }),
  v.object({ tool: v.literal('feature'), feature: text, ...asked }),
  v.object({ tool: v.literal('explain'), metric: text, ...asked }),
]);

/** What the engine's process accepts. */
export const engineValidators: Validators<EngineCalls> = {
  'engine.hello': shaped(v.object({ version: finite })),
  'source.discover': shaped(v.object({ roots: v.array(path), exclude: names })),
  'source.open': shaped(v.object({ spec, secrets: v.exactOptional(v.record(text, v.string())), storage: v.nullable(path), readAtMs: finite, fresh: v.boolean() })),
  'metrics.test': shaped(v.object({ spec: metricsSpec, secrets: v.record(text, v.string()) })),
  'warehouse.test': shaped(v.object({ spec: v.variant('kind', [...warehouseSpecs]), secrets: v.record(text, v.string()), readAtMs: finite })),
  'source.close': shaped(v.object({ id: text })),
  'source.follow': shaped(v.object({ id: text, on: v.boolean() })),
  'report.make': shaped(v.object({ ...query, exact: v.picklist(['auto', 'never']), dragging: v.exactOptional(v.boolean()) })),
  'report.render': shaped(
    v.object({ ...query, format: v.picklist(['html', 'markdown', 'json', 'csv', 'notebook']), notebook: v.exactOptional(v.object({ base: path, shown: v.nullable(text) })), places: v.record(text, v.array(v.object({ file: path, line: v.pipe(v.number(), v.integer(), v.minValue(1)) }))) }),
  ),
  'feature.read': shaped(v.object({ ...query, feature: text, rows: v.boolean() })),
  'rows.read': shaped(
    v.object({ ...query, window: rowsWindow, feature: v.nullable(text), bin: v.nullable(bin), limit }),
  ),
  'alerts.replay': shaped(v.object({ id: text, ...alerts })),
  'why.explain': shaped(v.object({ ...query, metric: text })),
  'agent.answer': shaped(v.object({ ...query, name: text, alerts: v.object(alerts), map, ask })),
  'training.read': shaped(v.object({ id: text })),
  'training.compare': shaped(v.object({ id: text, a: text, b: text })),
  'training.production': shaped(v.object({ id: text, run: v.nullable(text), log: v.object(query) })),
  'code.index': shaped(v.object({ roots: v.array(path), exclude: names })),
  'code.update': shaped(v.object({ root: path, file: path, text: v.nullable(source) })),
  'code.places': shaped(v.object({ columns: names, map, home: v.exactOptional(path) })),
  'code.history': shaped(v.object({ lines: v.pipe(v.array(v.object({ root: path, file: path, line: v.pipe(v.number(), v.integer(), v.minValue(1)) })), v.maxLength(100)) })),
  'code.lineage': shaped(v.object({ column: text, columns: names, map, home: v.exactOptional(path) })),
  'history.timeline': shaped(v.object({ id: v.nullable(text), axis, served, roots: v.pipe(v.array(path), v.maxLength(1_000)), files: v.pipe(v.array(v.object({ root: path, file: path, defines: v.boolean() })), v.maxLength(100_000)) })),
  'history.commit': shaped(v.object({ top: path, hash })),
  'history.file': shaped(v.object({ top: path, hash, path })),
  'code.marks': shaped(v.object({ root: path, file: path, columns: names, map })),
  'code.handlers': shaped(v.object({ text: v.string() })),
};
