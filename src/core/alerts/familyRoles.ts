import type { AlertFamily } from '../domain/alert';
import type { Role } from '../domain/role';
import type { SourceState } from '../domain/source';

/** Columns that a family's figures are made of. Throughput is of no column. */
const rolesOf: Readonly<Record<AlertFamily, readonly Role[]>> = {
  drift: ['feature', 'segment', 'score', 'prediction'],
  service: ['latency', 'status'],
  quality: ['prediction', 'score', 'label', 'label time'],
  business: ['kpi'],
};

/** Whether a column of a role is needed to judge any of the families. */
export function isNeeded(families: readonly AlertFamily[], role: Role): boolean {
  return families.some((family) => rolesOf[family].includes(role));
}

/** Whether a log has any column that a family is about; times alone give it a throughput. */
export function isInLog({ roles, time }: Pick<SourceState, 'roles' | 'time'>, family: AlertFamily): boolean {
  return (family === 'service' && time.from !== null) || roles.some(({ role }) => isNeeded([family], role));
}
