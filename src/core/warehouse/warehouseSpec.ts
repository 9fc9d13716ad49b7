import type { Role } from '../domain/role';
import type { TimeUnit } from '../domain/source';
import type { PemPlace, SecretName } from '../metrics/metricsSpec';

export const warehouseKinds = ['postgresql', 'clickhouse', 'trino'] as const;
export type WarehouseKind = (typeof warehouseKinds)[number];

/** How the address of each begins. */
export const addressSchemes: Readonly<Record<WarehouseKind, RegExp>> = { postgresql: /^postgres(ql)?:$/, clickhouse: /^(https?|clickhouse):$/, trino: /^(https?|trino):$/ };

/** A log that stands in a database: its cube is counted there. */
export interface WarehouseSpec {
  readonly kind: WarehouseKind;
  readonly name: string;
  /** Absolute folder of the configuration, from which paths of certificates start. */
  readonly folder: string;
  /** `postgresql://user@host:5432/db`, `https://user@host:8443/db` (ClickHouse), `https://user@host:8443/catalog/schema` (Trino); never with a password. */
  readonly url: string;
  /** `schema.table`, names with other characters in double quotes. Exactly one of `table` and `query`. */
  readonly table?: string;
  /** A SELECT. */
  readonly query?: string;
  readonly password?: SecretName;
  /** Trino: a JSON Web Token in place of a password. */
  readonly token?: SecretName;
  readonly ca?: PemPlace;
  readonly clientCertificate?: { readonly certificate: PemPlace; readonly key: PemPlace; readonly passphrase?: SecretName };
  readonly roles?: Readonly<Record<string, Role>>;
  readonly latencyUnit?: TimeUnit;
  readonly timeZone?: string;
  readonly positive?: string;
  /** Of one statement; default 300. */
  readonly timeoutSeconds?: number;
  /** A stored cube is taken for so long without asking again; default 15. */
  readonly keepMinutes?: number;
}

export const defaultTimeoutSeconds = 300;
export const defaultKeepMinutes = 15;

/** Where a table stands, and when it was asked. */
export interface WarehouseState {
  readonly kind: WarehouseKind;
  /** For people, without user and password: `db.example:5432/shop`. */
  readonly place: string;
  /** The table as it was named, or `a query`. */
  readonly table: string;
  /** Milliseconds since 1970 when its rows were counted. */
  readonly asOfMs: number;
  /** Milliseconds from asking to the last answer. */
  readonly tookMs?: number;
  /** Rows that columns were judged by; all of them where it equals the table's rows. */
  readonly judgedFrom: number;
}

export function isWarehouse(spec: { readonly kind: string }): spec is WarehouseSpec {
  return warehouseKinds.some((kind) => kind === spec.kind);
}

/** The names of secrets that a spec refers to, each once. */
export function warehouseSecrets({ password, token, ca, clientCertificate }: WarehouseSpec): readonly SecretName[] {
  const places = [clientCertificate?.certificate, clientCertificate?.key, ca].flatMap((place) => (place !== undefined && 'secret' in place ? [place.secret] : []));
  return [...new Set([password, token, ...places, clientCertificate?.passphrase].filter((name) => name !== undefined))];
}

/** The parts of a name such as `shop."prediction log"`; null where it is none. */
export function tableParts(name: string): readonly string[] | null {
  const parts: string[] = [];
  const part = /\s*(?:"((?:[^"]|"")+)"|([^\s".]+))\s*(\.|$)/y;
  for (let end = false; !end; ) {
    const found = part.exec(name);
    if (found === null) return null;
    parts.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    end = found[3] === '';
  }
  return parts.length <= 3 ? parts : null;
}

/** Why a text cannot stand behind FROM as a query; null where it can, as far as can be seen from here. The server's own rights are what keeps it from writing. */
export function queryProblem(query: string): string | null {
  if (!/^\s*(\(|SELECT\b|WITH\b|--|\/\*)/i.test(query)) return 'a query begins with SELECT or WITH';
  return null;
}
