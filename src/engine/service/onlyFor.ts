import { isNeeded } from '../../core/alerts/familyRoles';
import { alertFamilies, type AlertFamily } from '../../core/domain/alert';
import { rolesOf } from '../cube/logRoles';
import type { OpenedLog } from '../log/openedLog';

/** A log with the columns alone that some families of alerts are about, so that windows cut for them cost no more than these. */
export function onlyFor<T extends Pick<OpenedLog, 'state' | 'columns'>>(families: readonly AlertFamily[], log: T): T {
  if (families.length === alertFamilies.length) return log;
  const roles = rolesOf(log);
  return { ...log, columns: log.columns.filter(({ name }) => isNeeded(families, roles.get(name) ?? 'feature')) };
}
