import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import * as v from 'valibot';
import { limitId } from '../alerts/rules/ruleSet';
import { defaultSettings } from '../analysis/settings';
import type { AnalysisSettings } from '../domain/report';
import { roles } from '../domain/role';
import { alertsSection } from './alertsConfig';
import { checkSection } from './checkConfig';
import { defaultGate } from '../gate/gateConfig';
import { floor, level, positive, text, timeRange, timeZone } from './configValues';
import { labelsEntry } from './labelsConfig';
import { type MetricsConfig, metricsEntry } from './metricsConfig';
import { type TrainingConfig, trainingEntry, trainingKinds } from './trainingConfig';
import { limitEntry, quietEntry, sloEntry } from './rulesConfig';
import type { ConfigProblem, NamedBaseline, ProjectConfig, SourceConfig } from './projectConfig';
import { emptyAlerts, emptyConfig } from './projectConfig';
import { type WarehouseConfig, warehouseEntry } from './warehouseConfig';
import { isWarehouse } from '../warehouse/warehouseSpec';

/** An entry of `sources` that is a log. */
export const source = v.object({
  name: text,
  path: v.union([text, v.pipe(v.array(text), v.minLength(1))]),
  roles: v.optional(v.record(text, v.picklist(roles)), {}),
  latencyUnit: v.exactOptional(v.picklist(['s', 'ms', 'us', 'ns'])),
  timeZone: v.exactOptional(timeZone),
  positive: v.exactOptional(positive),
  labels: v.exactOptional(labelsEntry),
});

const window = v.union([
  timeRange,
  v.pipe(v.strictObject({ rows: v.tuple([floor, floor]) }), v.transform(({ rows }) => ({ kind: 'slots' as const, from: rows[0], to: rows[1] }))),
  v.pipe(v.strictObject({ file: text }), v.transform(({ file }) => ({ kind: 'file' as const, name: file }))),
  v.pipe(v.strictObject({ version: text }), v.transform(({ version }) => ({ kind: 'version' as const, name: version }))),
]);

/** An entry of `baselines`. */
export const baseline = v.object({ name: text, source: text, window });

const maybe = v.exactOptional(floor);

/** The `analysis` section. */
export const analysis = v.object({
  intervalLevel: v.exactOptional(level),
  driftQ: v.exactOptional(level),
  alpha: v.exactOptional(level),
  floors: v.exactOptional(v.object({ numeric: maybe, category: maybe, missing: maybe, latency: maybe, rate: maybe, throughput: maybe, kpi: maybe })),
  featureFloors: v.exactOptional(v.record(text, floor)),
  minRows: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});

/**
 * Reads `model-vitals.json` (comments and trailing commas allowed). What does not fit is left out and listed with its place;
 * one bad entry never takes the others with it.
 */
export function parseConfig(json: string): { readonly config: ProjectConfig; readonly problems: readonly ConfigProblem[] } {
  const errors: ParseError[] = [];
  const root = parseTree(json, errors, { allowTrailingComma: true, disallowComments: false });
  const problems: ConfigProblem[] = errors.map((error) => ({
    path: '',
    message: printParseErrorCode(error.error),
    offset: error.offset,
    length: error.length,
  }));
  if (root === undefined) return { config: emptyConfig, problems };
  if (root.type !== 'object') return { config: emptyConfig, problems: [...problems, at(root, '', 'the file must hold one object')] };

  const read = <S extends v.GenericSchema>(schema: S, path: (string | number)[]): v.InferOutput<S> | null => {
    const node = findNodeAtLocation(root, path);
    if (node === undefined) return null;
    const result = v.safeParse(schema, getNodeValue(node));
    if (result.success) return result.output;
    for (const issue of result.issues) {
      const below = (issue.path ?? []).map((part) => part.key as string | number);
      const place = [...path, ...below];
      problems.push(at(findNodeAtLocation(root, place) ?? node, place.join('.'), issue.message));
    }
    return null;
  };
  const list = <S extends v.GenericSchema>(schema: S, ...path: string[]): v.InferOutput<S>[] => listWhere(schema, () => true, path);
  const listWhere = <S extends v.GenericSchema>(schema: S, wanted: (entry: Node) => boolean, path: readonly string[]): v.InferOutput<S>[] => {
    const node = findNodeAtLocation(root, [...path]);
    if (node === undefined) return [];
    if (node.type !== 'array') {
      problems.push(at(node, path.join('.'), 'must be a list'));
      return [];
    }
    return (node.children ?? []).map((entry, index) => (wanted(entry) ? read(schema, [...path, index]) : null)).filter((entry) => entry !== null);
  };
  /** Of entries with the same key the first. */
  const unique = <T>(entries: readonly T[], key: (entry: T) => string, path: string): readonly T[] =>
    entries.filter((entry, index) => {
      const first = entries.findIndex((other) => key(other) === key(entry)) === index;
      const node = findNodeAtLocation(root, path.split('.'));
      if (!first && node !== undefined) problems.push(at(node, path, `"${key(entry)}" stands there twice; the first is taken`));
      return first;
    });

  const kindOf = (entry: Node): unknown => findNodeAtLocation(entry, ['kind'])?.value ?? 'log';
  const isLog = (entry: Node): boolean => kindOf(entry) === 'log';
  const isTable = (entry: Node): boolean => isWarehouse({ kind: String(kindOf(entry)) });
  const isTraining = (entry: Node): boolean => trainingKinds.some((kind) => kind === kindOf(entry));
  const metrics: MetricsConfig[] = listWhere(metricsEntry, (entry) => !isLog(entry) && !isTable(entry) && !isTraining(entry), ['sources']);
  const warehouses: WarehouseConfig[] = listWhere(warehouseEntry, isTable, ['sources']);
  const training: TrainingConfig[] = listWhere(trainingEntry, isTraining, ['sources']);
  const sources: SourceConfig[] = listWhere(source, isLog, ['sources']).map(({ path, ...rest }) => ({ ...rest, paths: typeof path === 'string' ? [path] : path }));
  const seen = new Set<unknown>();
  for (const [index, node] of (findNodeAtLocation(root, ['sources'])?.children ?? []).entries()) {
    const name = findNodeAtLocation(node, ['name']);
    if (name !== undefined && seen.has(name.value)) {
      problems.push(at(name, `sources.${index}.name`, `the name "${String(name.value)}" is taken by an earlier source`));
    }
    seen.add(name?.value);
  }
  const baselines: NamedBaseline[] = list(baseline, 'baselines');
  const { floors, ...levels } = read(analysis, ['analysis']) ?? {};
  const settings: Partial<AnalysisSettings> = floors === undefined ? levels : { ...levels, floors: { ...defaultSettings.floors, ...floors } };
  return {
    config: {
      sources: firstOfName(sources),
      metrics: firstOfName(metrics),
      warehouses: firstOfName(warehouses),
      training: firstOfName(training),
      baselines,
      code: {
        map: read(v.record(text, text), ['code', 'map']) ?? {},
        exclude: read(v.array(text), ['code', 'exclude']) ?? [],
      },
      analysis: settings,
      alerts: {
        ...(read(alertsSection, ['alerts']) ?? emptyAlerts),
        rules: {
          slos: unique(list(sloEntry, 'alerts', 'slos'), ({ name }) => name, 'alerts.slos'),
          limits: unique(list(limitEntry, 'alerts', 'limits'), limitId, 'alerts.limits'),
          quiet: list(quietEntry, 'alerts', 'quiet'),
        },
      },
      check: read(checkSection, ['check']) ?? defaultGate,
    },
    problems,
  };
}

function firstOfName<T extends { readonly name: string }>(entries: readonly T[]): readonly T[] {
  return entries.filter((each, index) => entries.findIndex((other) => other.name === each.name) === index);
}

function at(node: Node, path: string, message: string): ConfigProblem {
  return { path, message, offset: node.offset, length: node.length };
}
