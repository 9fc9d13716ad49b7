import { createHash } from 'node:crypto';
import type { WarehouseSpec } from '../../core/warehouse/warehouseSpec';
import { cubeFormat } from '../cube/encodeCube';

/** The key of a stored cube of a table, 64 hexadecimal digits: it changes with everything of the spec that changes what is counted, not with who asks. */
export function warehouseKey({ kind, url, table, query, roles, latencyUnit, timeZone, positive }: WarehouseSpec, axis: string): string {
  const place = URL.canParse(url) ? ((found) => `${found.host}${found.pathname}`)(new URL(url)) : url;
  const parts = { format: cubeFormat, kind, place, table: table ?? null, query: query ?? null, roles: Object.entries(roles ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)), latencyUnit: latencyUnit ?? null, timeZone: timeZone ?? null, positive: positive ?? null, axis };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
