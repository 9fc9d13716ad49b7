import pg from 'pg';
import { FaultError } from '../../core/domain/fault';
import { postgresql } from '../../core/warehouse/postgresql';
import { postgresFault } from './postgresFault';
import type { ServerType, WarehouseAddress, WarehouseClient, WarehouseSession } from './warehouseClient';
import type { Cell } from './warehouseTable';

const connectMs = 10_000;

/** The server writes text; numbers are read where they are counted. */
const asText = { getTypeParser: () => (value: string) => value };

/**
 * PostgreSQL over its own protocol. Each session is one connection and one transaction, REPEATABLE READ and READ ONLY: all statements see the same rows, and none can write. Statements go
 * by the extended protocol, which takes one at a time.
 */
export class PostgresClient implements WarehouseClient {
  received = 0;
  readonly place: string;
  readonly #config: pg.ClientConfig;
  readonly #user: string;

  constructor(private readonly address: WarehouseAddress) {
    const { url, login } = address;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = url.port === '' ? 5432 : Number(url.port);
    this.#user = login.user ?? 'postgres';
    const database = decodeURIComponent(url.pathname.slice(1)) || this.#user;
    this.place = `${url.hostname}:${port}/${database}`;
    this.#config = {
      host, port, database, user: this.#user, ssl: tlsOf(address, host), connectionTimeoutMillis: connectMs, application_name: 'model-vitals', keepAlive: true,
      ...(login.password === null ? {} : { password: login.password }),
    };
  }

  async session<T>(work: (session: WarehouseSession) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const client = new pg.Client(this.#config);
    // A line that drops between two statements is told by the next one.
    client.on('error', () => undefined);
    try {
      await this.#told(client.connect(), signal);
      const ask = (sql: string, own = signal): Promise<readonly (readonly Cell[])[]> => this.#run(client, sql, own).then(({ rows }) => rows);
      await ask('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      for (const setting of [`statement_timeout = ${Math.ceil(this.address.timeoutSeconds * 1000)}`, "timezone = 'UTC'", "datestyle = 'ISO'", 'extra_float_digits = 1', 'standard_conforming_strings = on']) await ask(`SET LOCAL ${setting}`);
      const done = await work({ ask, describe: (from, own) => this.#describe(client, from, own ?? signal) });
      await ask('ROLLBACK');
      return done;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  close(): void {
    // Sessions end their connections themselves.
  }

  async #describe(client: pg.Client, from: string, signal?: AbortSignal): Promise<readonly ServerType[]> {
    const { fields } = await this.#run(client, postgresql.describe(from), signal);
    if (fields.length === 0) return [];
    const list = fields.map(({ dataTypeID, dataTypeModifier }) => `format_type(${dataTypeID}, ${dataTypeModifier})`);
    // A domain is read as what it is made of.
    const base = fields.map(({ dataTypeID }) => `(SELECT format_type(typbasetype, typtypmod) FROM pg_type WHERE oid = ${dataTypeID} AND typtype = 'd')`);
    const { rows } = await this.#run(client, `SELECT ${list.map((type, i) => `coalesce(${base[i] ?? 'NULL'}, ${type})`).join(', ')}`, signal);
    return fields.map(({ name }, i) => ({ name, type: String(rows[0]?.[i] ?? '') }));
  }

  /** One statement; aborted, it is stopped on the server by a second connection. */
  async #run(client: pg.Client, text: string, signal?: AbortSignal): Promise<{ readonly rows: readonly (readonly Cell[])[]; readonly fields: readonly pg.FieldDef[] }> {
    if (signal?.aborted === true) throw FaultError.of('cancelled', 'cancelled', true);
    const stop = (): void => void this.#cancel(client);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const query = { text, rowMode: 'array' as const, types: asText, queryMode: 'extended' };
      const { rows, fields } = await this.#told(client.query<Cell[]>(query), signal);
      for (const row of rows) for (const cell of row) this.received += typeof cell === 'string' ? cell.length + 4 : 4;
      return { rows, fields };
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async #cancel(running: pg.Client): Promise<void> {
    const pid: unknown = Reflect.get(running, 'processID');
    const other = new pg.Client(this.#config);
    other.on('error', () => undefined);
    try {
      await other.connect();
      await other.query('SELECT pg_cancel_backend($1)', [pid]);
    } catch {
      // No second connection: the line is cut, and the server ends the statement when it next writes to it.
      await running.end().catch(() => undefined);
    } finally {
      await other.end().catch(() => undefined);
    }
  }

  async #told<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const { spec, url, timeoutSeconds } = this.address;
      throw postgresFault(error, { place: this.place, host: url.host, user: this.#user, table: spec.table ?? 'the query', timeoutSeconds, isCancelled: signal?.aborted === true });
    }
  }
}

/**
 * Other machines are asked by TLS with their certificate checked, unless the address says `sslmode=disable` or, encrypted but unchecked, `sslmode=no-verify`; this machine without.
 */
function tlsOf({ url, login }: WarehouseAddress, host: string): pg.ClientConfig['ssl'] {
  const { certificate, key, passphrase, ca } = login.tls;
  const mode = url.searchParams.get('sslmode');
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host);
  if (mode === 'disable' || ((mode === null || mode === 'prefer' || mode === 'allow') && isLocal && ca === undefined && certificate === undefined)) return false;
  return {
    rejectUnauthorized: mode !== 'no-verify',
    ...(ca === undefined ? {} : { ca }), ...(certificate === undefined ? {} : { cert: certificate }), ...(key === undefined ? {} : { key }), ...(passphrase === undefined ? {} : { passphrase }),
  };
}
