import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { FaultError } from '../../core/domain/fault';
import { trino } from '../../core/warehouse/trino';
import { HttpFault } from '../http/httpFault';
import { httpOrigin, HttpLine } from './httpLine';
import type { ServerType, WarehouseAddress, WarehouseClient, WarehouseSession } from './warehouseClient';
import type { Cell } from './warehouseTable';

const cell = v.union([v.string(), v.number(), v.boolean(), v.null()]);
const page = v.object({
  nextUri: v.exactOptional(v.string()),
  columns: v.exactOptional(v.array(v.object({ name: v.string(), type: v.string() }))),
  data: v.exactOptional(v.array(v.array(cell))),
  error: v.exactOptional(v.object({ message: v.optional(v.string(), ''), errorName: v.optional(v.string(), '') })),
});

interface Answer {
  readonly columns: readonly ServerType[];
  readonly rows: readonly (readonly Cell[])[];
}

const passing: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const mostTries = 8;

/** Trino over its statement protocol: a statement is posted, its answer is read page by page until there is no next one. */
export class TrinoClient implements WarehouseClient {
  readonly place: string;
  readonly #line: HttpLine;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(private readonly address: WarehouseAddress) {
    const { url, login, timeoutSeconds } = address;
    this.#line = new HttpLine(httpOrigin(url, 8080, 8443), address);
    const [catalog, schema] = url.pathname.split('/').filter((part) => part !== '').map(decodeURIComponent);
    this.place = [this.#line.host, catalog, schema].filter((part) => part !== undefined).join('/');
    const user = login.user ?? 'model-vitals';
    const authorization = login.token !== null ? `Bearer ${login.token.trim()}` : login.password !== null ? `Basic ${Buffer.from(`${user}:${login.password}`).toString('base64')}` : null;
    this.#headers = {
      'x-trino-user': user, 'x-trino-source': 'model-vitals', 'x-trino-time-zone': 'UTC', 'x-trino-client-capabilities': 'PARAMETRIC_DATETIME', 'x-trino-session': `query_max_run_time=${Math.ceil(timeoutSeconds)}s`,
      ...(catalog === undefined ? {} : { 'x-trino-catalog': catalog }), ...(schema === undefined ? {} : { 'x-trino-schema': schema }), ...(authorization === null ? {} : { authorization }),
    };
  }

  get received(): number {
    return this.#line.received;
  }

  session<T>(work: (session: WarehouseSession) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { login } = this.address;
    if ((login.password !== null || login.token !== null) && !this.#line.usesTls) throw FaultError.of('bad-arguments', `${this.place}: Trino takes a password or a token by TLS alone: write https:// in place of http://`);
    return work({ ask: async (sql, own) => (await this.#run(sql, own ?? signal)).rows, describe: async (from, own) => (await this.#run(trino.describe(from), own ?? signal)).columns });
  }

  close(): void {
    this.#line.close();
  }

  async #run(sql: string, signal?: AbortSignal): Promise<Answer> {
    const rows: (readonly Cell[])[] = [];
    let columns: readonly ServerType[] = [];
    let next: URL | null = null;
    try {
      let found = await this.#page('POST', new URL('/v1/statement', this.#line.origin), sql, signal);
      for (;;) {
        if (found.error !== undefined) throw this.#fault(found.error);
        if (found.columns !== undefined) columns = found.columns;
        for (const row of found.data ?? []) rows.push(row);
        if (found.nextUri === undefined) return { columns, rows };
        next = this.#next(found.nextUri);
        found = await this.#page('GET', next, null, signal);
      }
    } catch (error) {
      // Whatever ended it here, the server is not to go on with it.
      if (next !== null) await this.#line.send('DELETE', next, this.#headers, null).catch(() => undefined);
      throw error;
    }
  }

  /** A server behind a proxy may name itself by its inner address: the way is taken, the origin is ours. */
  #next(uri: string): URL {
    if (!URL.canParse(uri)) throw new HttpFault('malformed', `what ${this.place} answered is not of Trino: check the port`);
    const { pathname, search } = new URL(uri);
    return new URL(`${pathname}${search}`, this.#line.origin);
  }

  async #page(method: 'GET' | 'POST', url: URL, body: string | null, signal?: AbortSignal): Promise<v.InferOutput<typeof page>> {
    for (let attempt = 1; ; attempt += 1) {
      const reply = await this.#line.send(method, url, { accept: 'application/json', ...this.#headers }, body, signal);
      const said = reply.body.toString('utf8');
      if (passing.has(reply.status) && attempt < mostTries) {
        await wait(50 * 2 ** attempt, undefined, signal === undefined ? {} : { signal });
        continue;
      }
      if (reply.status === 401) throw FaultError.of('unreadable', `${this.place} did not accept the log-in: check the user and the secret that "password" or "token" names`);
      if (reply.status === 403) throw FaultError.of('unreadable', `${this.place} does not let ${this.#headers['x-trino-user'] ?? ''} in: ${this.#line.shown(said)}`);
      if (reply.status !== 200) throw FaultError.of('unreadable', reply.status === 404 ? `${this.place} does not answer like Trino: check the port` : `${this.place} failed (${reply.status}): ${this.#line.shown(said)}`, reply.status >= 500);
      const parsed = v.safeParse(page, jsonOrNull(said));
      if (!parsed.success) throw new HttpFault('malformed', `what ${this.place} answered is not of Trino: check the address and the port`);
      return parsed.output;
    }
  }

  #fault({ message, errorName }: { readonly message: string; readonly errorName: string }): FaultError {
    const { place } = this;
    const user = this.#headers['x-trino-user'] ?? '';
    const table = this.address.spec.table ?? 'the query';
    const said = this.#line.shown(message);
    if (/^(TABLE|SCHEMA|CATALOG)_NOT_FOUND$|^MISSING_(CATALOG|SCHEMA)_NAME$/.test(errorName)) return FaultError.of('not-found', `${place} has no table ${table} that ${user} can see: write it as schema.table, or catalog.schema.table (${said})`);
    if (errorName === 'PERMISSION_DENIED') return FaultError.of('unreadable', `${user} may not read ${table}: the account needs SELECT on it (${said})`);
    if (/^EXCEEDED_TIME_LIMIT$/.test(errorName)) return FaultError.of('timeout', `${place} took longer than ${this.address.timeoutSeconds} s for one statement: raise "timeoutSeconds", or name fewer rows by "query"`, true);
    if (/^(USER_CANCELED|ADMINISTRATIVELY_KILLED)$/.test(errorName)) return FaultError.of('unreadable', `somebody stopped our statement on ${place}`, true);
    if (/SYNTAX|NOT_FOUND|MISMATCH|INVALID|NOT_SUPPORTED/.test(errorName)) return FaultError.of('bad-arguments', `${place} cannot run the question: ${said} (${errorName})`);
    return FaultError.of('unreadable', `${place}: ${said} (${errorName})`, /^(EXCEEDED|CLUSTER|NO_NODES|SERVER)/.test(errorName));
  }
}

function jsonOrNull(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    return null;
  }
}
