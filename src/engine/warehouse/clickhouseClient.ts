import { randomUUID } from 'node:crypto';
import { FaultError } from '../../core/domain/fault';
import { clickhouse } from '../../core/warehouse/clickhouse';
import { httpOrigin, HttpLine } from './httpLine';
import type { ServerType, WarehouseAddress, WarehouseClient, WarehouseSession } from './warehouseClient';
import type { Cell } from './warehouseTable';

/** The account's own profile forbids settings: it reads only already. */
const settingsForbidden = 164;

/** ClickHouse over its HTTP interface, with `readonly`: a statement that writes is refused by the server. There is no common moment of several statements. */
export class ClickhouseClient implements WarehouseClient {
  readonly place: string;
  readonly #line: HttpLine;
  readonly #database: string;
  #withSettings = true;

  constructor(private readonly address: WarehouseAddress) {
    const { url } = address;
    this.#line = new HttpLine(httpOrigin(url, 8123, 8443), address);
    this.#database = decodeURIComponent(url.pathname.replace(/^\/|\/$/g, '')) || 'default';
    this.place = `${this.#line.host}/${this.#database}`;
  }

  get received(): number {
    return this.#line.received;
  }

  session<T>(work: (session: WarehouseSession) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const ask = async (sql: string, own = signal): Promise<readonly (readonly Cell[])[]> => cellsOf(await this.#run(sql, own));
    return work({ ask, describe: (from, own) => this.#describe(from, own ?? signal) });
  }

  close(): void {
    this.#line.close();
  }

  async #describe(from: string, signal?: AbortSignal): Promise<readonly ServerType[]> {
    return cellsOf(await this.#run(clickhouse.describe(from), signal)).map(([name, type]) => ({ name: String(name), type: String(type) }));
  }

  async #run(sql: string, signal?: AbortSignal): Promise<string> {
    const id = randomUUID();
    const { timeoutSeconds } = this.address;
    const settings = { readonly: '2', max_execution_time: String(Math.ceil(timeoutSeconds)), cancel_http_readonly_queries_on_client_close: '1' };
    const stop = (): void => void this.#send(`KILL QUERY WHERE query_id = '${id}' ASYNC`, {}).catch(() => undefined);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const reply = await this.#send(sql, { query_id: id, default_format: 'TabSeparated', wait_end_of_query: '1', ...(this.#withSettings ? settings : {}) }, signal);
      const said = reply.body.toString('utf8');
      const code = Number(reply.headers['x-clickhouse-exception-code'] ?? /^Code: (\d+)/.exec(said)?.[1] ?? 0);
      if (reply.status === 200 && code === 0) return said;
      if (code === settingsForbidden && this.#withSettings && /setting/i.test(said)) {
        this.#withSettings = false;
        return await this.#run(sql, signal);
      }
      throw this.#fault(reply.status, code, said);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  #send(sql: string, parameters: Readonly<Record<string, string>>, signal?: AbortSignal): ReturnType<HttpLine['send']> {
    const { user, password } = this.address.login;
    const url = new URL(`${this.#line.origin}/?${new URLSearchParams({ database: this.#database, ...parameters }).toString()}`);
    return this.#line.send('POST', url, { 'x-clickhouse-user': user ?? 'default', ...(password === null ? {} : { 'x-clickhouse-key': password }) }, sql, signal);
  }

  #fault(status: number, code: number, text: string): FaultError {
    const { place } = this;
    const user = this.address.login.user ?? 'default';
    const table = this.address.spec.table ?? 'the query';
    const said = this.#line.shown(text.replace(/^Code: \d+\. DB::Exception: /, ''));
    switch (code) {
      case 60:
      case 81:
        return FaultError.of('not-found', `${place} has no table ${table} that ${user} can see (${said})`);
      case 192:
      case 193:
      case 194:
      case 516:
        return FaultError.of('unreadable', `${place} did not accept the log-in of ${user}: check the user and the secret that "password" names`);
      case 497:
        return FaultError.of('unreadable', `${user} may not read ${table}: the account needs SELECT on it (${said})`);
      case 164:
        return FaultError.of('bad-arguments', `${place}: only reading is allowed, and this would write (${said})`);
      case 159:
      case 160:
        return FaultError.of('timeout', `${place} took longer than ${this.address.timeoutSeconds} s for one statement: raise "timeoutSeconds", or name fewer rows by "query"`, true);
      case 394:
        return FaultError.of('unreadable', `somebody stopped our statement on ${place}`, true);
      case 241:
        return FaultError.of('unreadable', `${place} has too little memory for one statement (${said})`, true);
      default:
    }
    if (code > 0) return FaultError.of('bad-arguments', `${place} cannot run the question: ${said} (${code})`);
    return FaultError.of('unreadable', status === 404 || /^\s*</.test(text) ? `${place} does not answer like ClickHouse: check the port (8123, with TLS 8443)` : `${place} failed (${status}): ${said}`, status >= 500);
  }
}

/** TabSeparated: `\N` is NULL, other characters behind a backslash stand for tabs, line ends and themselves. */
function cellsOf(text: string): readonly (readonly Cell[])[] {
  if (text === '') return [];
  return text.replace(/\n$/, '').split('\n').map((line) => line.split('\t').map(cellOf));
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', r: '\r', n: '\n', t: '\t', '0': '\0', a: '\x07', v: '\v' };

function cellOf(text: string): Cell {
  if (!text.includes('\\')) return text;
  return text === '\\N' ? null : text.replace(/\\([\s\S])/g, (_, character: string) => escapes[character] ?? character);
}
