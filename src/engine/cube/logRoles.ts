import type { Role } from '../../core/domain/role';
import type { LogColumn, OpenedLog } from '../log/openedLog';

/** Role of each column by name; columns without a guess are features. */
export function rolesOf(log: Pick<OpenedLog, 'state'>): ReadonlyMap<string, Role> {
  return new Map(log.state.roles.map((guess) => [guess.column, guess.role]));
}

/** The first column of a role, or null. */
export function columnOfRole(log: Pick<OpenedLog, 'state' | 'columns'>, role: Role): LogColumn | null {
  const roles = rolesOf(log);
  return log.columns.find((column) => roles.get(column.name) === role) ?? null;
}

/** Columns that a cube counts, in the log's order, with their roles. */
export function countedColumns(log: Pick<OpenedLog, 'state' | 'columns'>): readonly { readonly column: LogColumn; readonly role: Role }[] {
  const roles = rolesOf(log);
  const counted = new Set<Role>(['feature', 'segment', 'prediction', 'score', 'label', 'kpi']);
  return log.columns
    .map((column) => ({ column, role: roles.get(column.name) ?? ('feature' as const) }))
    .filter(({ column, role }) => counted.has(role) && (column.profile.kind === 'numeric' || column.profile.kind === 'category'));
}
