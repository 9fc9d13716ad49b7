import { findNodeAtLocation, type JSONPath, type Node } from 'jsonc-parser';

/** A column of an open source, as a hover tells of it. */
export interface ColumnName {
  readonly name: string;
  readonly role: string;
  readonly kind: string;
  readonly rows: number;
  readonly missing: number;
  readonly distinct: number;
}

/** What is known of the sources of the file's folder. */
export interface KnownNames {
  readonly sources: readonly {
    readonly name: string;
    /** Null while it is not open: nothing is known of its columns then. */
    readonly columns: readonly ColumnName[] | null;
    readonly versions: readonly string[];
    /** Their names, or ends of their paths. */
    readonly files: readonly string[];
  }[];
  /** Figures of the report on show; null where there is none. */
  readonly figures: readonly { readonly id: string; readonly title: string }[] | null;
}

/** What a name in the file stands for. */
export type NameKind = 'column' | 'feature' | 'source' | 'log' | 'version' | 'file' | 'figure' | 'ignored';

export interface AskedName {
  readonly kind: NameKind;
  /** Name of the source that it belongs to; null where any may have it. */
  readonly source: string | null;
  /** What goes with the name when it is removed: an entry, or a key and its value. */
  readonly owner: JSONPath;
}

export interface Candidate {
  readonly name: string;
  readonly detail: string;
}

/** What stands at a place of the file, where that is a name of something; null elsewhere. `isKey`: the place is a key, not its value. */
export function askedAt(path: JSONPath, isKey: boolean, root: Node | undefined): AskedName | null {
  const [first, second, third, fourth] = path;
  const text = (...place: JSONPath): string | null => {
    const value: unknown = root === undefined ? undefined : findNodeAtLocation(root, place)?.value;
    return typeof value === 'string' ? value : null;
  };
  if (first === 'sources' && typeof second === 'number') {
    const source = text(first, second, 'name');
    if (third === 'roles' && isKey && path.length === 4) return { kind: 'column', source, owner: path };
    if (third === 'labels' && fourth === 'id' && !isKey) return { kind: 'column', source, owner: path };
    if (third === 'of' && !isKey && path.length === 3) return { kind: 'log', source: null, owner: path };
  }
  if (first === 'baselines' && typeof second === 'number' && !isKey) {
    const owner = [first, second];
    if (third === 'source' && path.length === 3) return { kind: 'source', source: null, owner };
    if (third === 'window' && (fourth === 'version' || fourth === 'file')) return { kind: fourth, source: text(first, second, 'source'), owner };
  }
  if (first === 'code' && second === 'map' && isKey && path.length === 3) return { kind: 'column', source: null, owner: path };
  if ((first === 'analysis' || first === 'alerts') && second === 'featureFloors' && isKey && path.length === 3) return { kind: 'feature', source: null, owner: path };
  if (first === 'alerts' && second === 'limits' && typeof third === 'number' && fourth === 'metric' && !isKey) return { kind: 'figure', source: null, owner: [first, second, third] };
  if (first === 'check' && second === 'ignore' && typeof third === 'number' && !isKey) return { kind: 'ignored', source: null, owner: path };
  return null;
}

/** The names that fit, in the order of the source; null where they are not known, since a source is not open. */
export function candidatesOf({ kind, source }: AskedName, known: KnownNames, root: Node | undefined): readonly Candidate[] | null {
  const written = (root === undefined ? undefined : findNodeAtLocation(root, ['sources']))?.children ?? [];
  const value = (entry: Node, key: string): unknown => findNodeAtLocation(entry, [key])?.value;
  switch (kind) {
    case 'source':
    case 'log': {
      const own = written.filter((entry) => kind === 'source' || (value(entry, 'kind') ?? 'log') === 'log' || /^(postgresql|clickhouse|trino)$/.test(String(value(entry, 'kind')))).map((entry) => value(entry, 'name'));
      const names = [...own, ...(kind === 'source' ? known.sources.map(({ name }) => name) : [])].filter((name) => typeof name === 'string');
      return [...new Set(names)].map((name) => ({ name, detail: 'source' }));
    }
    case 'version':
    case 'file': {
      const of = known.sources.find(({ name }) => name === source);
      if (of === undefined || of.columns === null) return null;
      return (kind === 'version' ? of.versions : of.files).map((name) => ({ name, detail: `${kind} of ${of.name}` }));
    }
    case 'figure':
      return known.figures?.map(({ id, title }) => ({ name: id, detail: title })) ?? null;
    case 'ignored': {
      const features = columnsOf(null, known);
      if (known.figures === null || features === null) return null;
      return [...known.figures.map(({ id, title }) => ({ name: id, detail: title })), { name: 'columns', detail: 'columns that only one side has' }, ...features.filter(isFeature).map(({ name }) => ({ name: `feature:${name}`, detail: 'drift of this feature' }))];
    }
    case 'column':
    case 'feature': {
      const columns = columnsOf(source, known);
      return columns?.filter((column) => kind === 'column' || isFeature(column)).map((column) => ({ name: column.name, detail: `${column.role}, ${column.kind}` })) ?? null;
    }
  }
}

/** The column of that name, for a hover. */
export function columnNamed(name: string, source: string | null, known: KnownNames): ColumnName | null {
  const all = known.sources.filter((one) => source === null || one.name === source).flatMap(({ columns }) => columns ?? []);
  return all.find((column) => column.name === name) ?? null;
}

/** Columns of one source, or of all of them; null unless every one that is asked for is open. */
function columnsOf(source: string | null, { sources }: KnownNames): readonly ColumnName[] | null {
  const asked = sources.filter(({ name }) => source === null || name === source);
  if (asked.length === 0 || asked.some(({ columns }) => columns === null)) return null;
  const seen = new Set<string>();
  return asked.flatMap(({ columns }) => columns ?? []).filter(({ name }) => !seen.has(name) && seen.add(name));
}

function isFeature({ role }: ColumnName): boolean {
  return role === 'feature' || role === 'segment';
}
