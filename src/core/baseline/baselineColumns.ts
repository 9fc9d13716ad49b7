import type { Cube, CubeColumn } from '../cube/cube';
import type { RoleGuess } from '../domain/role';
import type { ColumnKind } from '../domain/source';
import { oneLine } from '../format/oneLine';
import type { GateItem } from '../gate/gateResult';

export interface ComparableColumns {
  /** Columns of the baseline that the log has too, counted alike. */
  readonly comparable: readonly CubeColumn[];
  readonly item: GateItem;
}

/** What of a baseline a log can be compared with, and which of its columns the log lacks or writes otherwise. A column that is new is no fault. */
export function baselineColumns(baseline: Cube, columns: readonly { readonly name: string; readonly kind: ColumnKind }[], roles: readonly RoleGuess[]): ComparableColumns {
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]));
  const latency = roles.find(({ role }) => role === 'latency')?.column;
  const lost: string[] = [];
  const changed: string[] = [];
  const comparable = baseline.columns.filter((column) => {
    if (column.kind === 'latency') {
      if (latency === undefined) lost.push(column.name);
      return latency !== undefined;
    }
    const kind = kinds.get(column.name);
    if (kind === undefined) lost.push(column.name);
    else if (kind !== column.kind) changed.push(`${column.name} (${column.kind} there, ${kind} here)`);
    return kind === column.kind;
  });
  const known = new Set(baseline.columns.map(({ name }) => name));
  const fresh = columns.map(({ name }) => name).filter((name) => !known.has(name));
  const parts = [
    lost.length === 0 ? '' : `the log lacks ${listed(lost)} of the baseline`,
    changed.length === 0 ? '' : `written otherwise: ${listed(changed)}`,
    fresh.length === 0 ? '' : `not in the baseline, so not compared: ${listed(fresh)}`,
  ].filter((text) => text !== '');
  const failed = lost.length > 0 || changed.length > 0;
  return {
    comparable,
    item: { id: 'columns', kind: 'columns', title: 'columns', outcome: failed ? 'failed' : 'passed', reason: parts.length === 0 ? `the log has all ${comparable.length} columns of the baseline` : parts.join('; '), places: [] },
  };
}

const most = 20;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, most).map(oneLine).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
