import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import type { JSONPath } from 'jsonc-parser';
import type { LabelsSpec } from '../domain/labelFiles';
import type { Role } from '../domain/role';
import type { LogSpec } from '../domain/source';
import type { TrainingStoreSpec } from '../training/trainingSpec';
import type { WarehouseSpec } from '../warehouse/warehouseSpec';
import type { MetricsSpec } from '../metrics/metricsSpec';
import type { WindowRequest } from '../domain/window';
import { writeInstant } from './instant';

const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' };

/* Edits of `model-vitals.json` that keep its comments and order. Each takes the text (empty for a new file) and gives the new text. */

/** Sets the role of one column of one source; the source is written out first if the file does not have it yet. */
export function withRole(json: string, spec: LogSpec | WarehouseSpec, column: string, role: Role): string {
  const named = spec.kind === 'log' ? withSource(json, spec) : json;
  return set(named, ['sources', sourceIndex(named, spec.name), 'roles', column], role);
}

/** Writes a source that was found without configuration into the file; the text is unchanged if it stands there already. */
export function withSource(json: string, spec: LogSpec): string {
  if (sourceIndex(json, spec.name) >= 0) return json;
  const entry = {
    name: spec.name,
    path: spec.paths.length === 1 ? spec.paths[0] : spec.paths,
    ...(spec.roles === undefined || Object.keys(spec.roles).length === 0 ? {} : { roles: spec.roles }),
    ...(spec.labels === undefined ? {} : { labels: spec.labels }),
  };
  return set(json, ['sources', count(json, 'sources')], entry);
}

/** Writes a source of metrics; one of the same name is replaced. `of` is the page it is shown on, null its own, undefined as it was. */
export function withMetrics(json: string, spec: MetricsSpec, of: string | null | undefined): string {
  const index = sourceIndex(json, spec.name);
  const before = index < 0 ? undefined : children(json, 'sources')[index];
  const page: unknown = of !== undefined ? of : before === undefined ? null : findNodeAtLocation(before, ['of'])?.value;
  const { name, kind, ...rest } = spec;
  const entry = { name, kind, ...(typeof page === 'string' ? { of: page } : {}), ...('folder' in rest ? { ...rest, folder: undefined } : rest) };
  return set(json, ['sources', index < 0 ? count(json, 'sources') : index], JSON.parse(JSON.stringify(entry)));
}

/** Writes a source of training runs; one of the same name is replaced. */
export function withTraining(json: string, { folder: _, ...entry }: TrainingStoreSpec): string {
  const index = sourceIndex(json, entry.name);
  return set(json, ['sources', index < 0 ? count(json, 'sources') : index], entry);
}

/** Writes a table of a database; one of the same name is replaced. */
export function withWarehouse(json: string, { folder: _, name, kind, ...rest }: WarehouseSpec): string {
  const index = sourceIndex(json, name);
  return set(json, ['sources', index < 0 ? count(json, 'sources') : index], { name, kind, ...rest });
}

/** Joins files of labels to a log, in place of those named before; the log is written out first if the file does not have it yet. */
export function withLabels(json: string, spec: LogSpec, labels: LabelsSpec): string {
  const named = withSource(json, spec);
  return set(named, ['sources', sourceIndex(named, spec.name), 'labels'], labels);
}

export function withoutSource(json: string, name: string): string {
  const index = sourceIndex(json, name);
  return index < 0 ? json : set(json, ['sources', index], undefined);
}

/** Keeps a baseline by name; one of the same name and source is replaced. */
export function withBaseline(json: string, source: string, name: string, window: WindowRequest): string {
  const existing = baselineIndex(json, source, name);
  return set(json, ['baselines', existing >= 0 ? existing : count(json, 'baselines')], { name, source, window: written(window) });
}

export function withoutBaseline(json: string, source: string, name: string): string {
  const index = baselineIndex(json, source, name);
  return index < 0 ? json : set(json, ['baselines', index], undefined);
}

/** Leaves a span of time (microseconds since 1970 UTC) out of what alerts judge and learn from; unchanged where it is left out already. */
export function withExcluded(json: string, from: number, to: number): string {
  return excludedIndex(json, from, to) >= 0 ? json : set(json, ['alerts', 'exclude', excluded(json).length], { from: writeInstant(from), to: writeInstant(to) });
}

/** Undoes `withExcluded`. */
export function withoutExcluded(json: string, from: number, to: number): string {
  const index = excludedIndex(json, from, to);
  return index < 0 ? json : set(json, ['alerts', 'exclude', index], undefined);
}

function written(window: WindowRequest): unknown {
  switch (window.kind) {
    case 'range':
      return { from: writeInstant(window.from), to: writeInstant(window.to) };
    case 'slots':
      return { rows: [window.from, window.to] };
    case 'file':
      return { file: window.name };
    case 'version':
      return { version: window.name };
    case 'named':
      throw new RangeError('a named baseline cannot stand for another');
  }
}

function set(json: string, path: JSONPath, value: unknown): string {
  const start = json.trim() === '' ? '{}\n' : json;
  return applyEdits(start, modify(start, path, value, { formattingOptions, isArrayInsertion: false }));
}

function children(json: string, ...path: readonly string[]) {
  const root = parseTree(json);
  return (root === undefined ? undefined : findNodeAtLocation(root, [...path]))?.children ?? [];
}

function count(json: string, key: string): number {
  return children(json, key).length;
}

function sourceIndex(json: string, name: string): number {
  return children(json, 'sources').findIndex((node) => findNodeAtLocation(node, ['name'])?.value === name);
}

function excluded(json: string) {
  return children(json, 'alerts', 'exclude');
}

function excludedIndex(json: string, from: number, to: number): number {
  return excluded(json).findIndex((node) => findNodeAtLocation(node, ['from'])?.value === writeInstant(from) && findNodeAtLocation(node, ['to'])?.value === writeInstant(to));
}

function baselineIndex(json: string, source: string, name: string): number {
  return children(json, 'baselines').findIndex(
    (node) => findNodeAtLocation(node, ['name'])?.value === name && findNodeAtLocation(node, ['source'])?.value === source,
  );
}
