import { FaultError } from '../core/domain/fault';
import type { WarehouseKind, WarehouseSpec } from '../core/warehouse/warehouseSpec';

const kinds: Readonly<Record<string, WarehouseKind>> = { 'postgresql:': 'postgresql', 'postgres:': 'postgresql', 'clickhouse:': 'clickhouse', 'trino:': 'trino' };

/** Whether a path is the address of a database. */
export function isDatabase(path: string): boolean {
  return /^(postgres(ql)?|clickhouse|trino):\/\//i.test(path);
}

/**
 * A table named by its address alone: `postgresql://user@host/db?table=schema.t`. Its password stands in an environment variable, never on the command line, where every process of
 * the machine can read it. @throws FaultError `bad-arguments`
 */
export function databaseSpec(path: string, passwordEnv: string | null, folder: string): WarehouseSpec {
  const url = URL.canParse(path) ? new URL(path) : null;
  const kind = kinds[url?.protocol ?? ''];
  const bad = (detail: string): FaultError => FaultError.of('bad-arguments', detail);
  if (url === null || kind === undefined || url.hostname === '') throw bad('this is no address of a database: write it as postgresql://user@host:5432/db?table=schema.t');
  if (url.password !== '') throw bad('no password on the command line: put it into an environment variable, and name that by --password-env');
  const table = url.searchParams.get('table');
  const query = url.searchParams.get('query');
  if ((table === null) === (query === null)) throw bad(`name the table behind the address: ${kind}://…?table=schema.t (or a SELECT as ?query=)`);
  url.searchParams.delete('table');
  url.searchParams.delete('query');
  return { kind, name: table ?? 'query', folder, url: url.href, ...(table === null ? {} : { table }), ...(query === null ? {} : { query }), ...(passwordEnv === null ? {} : { password: passwordEnv }) };
}
