import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { faultOf } from '../../../src/core/domain/fault';
import type { WarehouseSpec } from '../../../src/core/warehouse/warehouseSpec';
import { ClickhouseClient } from '../../../src/engine/warehouse/clickhouseClient';
import { addressOf } from '../../../src/engine/warehouse/loginOf';

/* What the client sends to a server and makes of its answers. The stand-in answers as ClickHouse's HTTP interface is documented to; the engine itself is asked in test/servers. */

interface Sent {
  readonly sql: string;
  readonly parameters: URLSearchParams;
  readonly request: IncomingMessage;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

async function standIn(answer: (sent: Sent, response: ServerResponse) => void, more: Partial<WarehouseSpec> = {}): Promise<{ readonly client: ClickhouseClient; readonly sent: Sent[] }> {
  const sent: Sent[] = [];
  const server = createServer((request, response) => {
    let sql = '';
    request.on('data', (part: Buffer) => (sql += part.toString()));
    request.on('end', () => {
      const one = { sql, parameters: new URL(request.url ?? '', 'http://x').searchParams, request };
      sent.push(one);
      answer(one, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const spec: WarehouseSpec = { kind: 'clickhouse', name: 'test', folder: '/', url: `http://ann@127.0.0.1:${port}/shop`, table: 'log', password: 'P', timeoutSeconds: 7, ...more };
  return { client: new ClickhouseClient(await addressOf(spec, { P: 'geheim' })), sent };
}

const failing = (code: number, text: string, status = 500) => (_: Sent, response: ServerResponse): void => {
  response.writeHead(status, { 'x-clickhouse-exception-code': String(code) });
  response.end(`Code: ${code}. DB::Exception: ${text}. (SOME_ERROR)`);
};
const told = async (client: ClickhouseClient): Promise<string> => client.session(({ ask }) => ask('SELECT 1')).then(() => 'no fault', (error: unknown) => `${faultOf(error).code}: ${faultOf(error).detail}`);

describe('ClickHouse over HTTP', () => {
  it('is asked to read only, within a time, and its texts are read as they are', async () => {
    const { client, sent } = await standIn((_, response) => response.end('1\t\\N\tnan\n-2.5e-7\ta\\tb\\nc\\\\d\tinf\n'));
    expect(await client.session(({ ask }) => ask('SELECT 1'))).toEqual([['1', null, 'nan'], ['-2.5e-7', 'a\tb\nc\\d', 'inf']]);
    const [{ parameters, request, sql }] = sent as [Sent];
    expect([sql, parameters.get('database'), parameters.get('readonly'), parameters.get('max_execution_time'), parameters.get('wait_end_of_query')]).toEqual(['SELECT 1', 'shop', '2', '7', '1']);
    expect([request.headers['x-clickhouse-user'], request.headers['x-clickhouse-key'], request.url?.includes('geheim')]).toEqual(['ann', 'geheim', false]);
    client.close();
  });

  it('goes without settings where the account may only read and set none', async () => {
    const { client, sent } = await standIn((one, response) => (one.parameters.has('readonly') ? failing(164, "Cannot modify 'max_execution_time' setting in readonly mode")(one, response) : response.end('5\n')));
    expect(await client.session(({ ask }) => ask('SELECT 5'))).toEqual([['5']]);
    expect(await client.session(({ ask }) => ask('SELECT 5'))).toEqual([['5']]);
    expect(sent.map(({ parameters }) => parameters.has('max_execution_time'))).toEqual([true, false, false]);
    client.close();
  });

  it('is told to stop a statement that nobody waits for', async () => {
    const abort = new AbortController();
    const { client, sent } = await standIn((one, response) => {
      if (one.sql.startsWith('KILL')) response.end('');
      else abort.abort();
    });
    await expect(client.session(({ ask }) => ask('SELECT sleep(3)'), abort.signal)).rejects.toMatchObject({ fault: { code: 'cancelled' } });
    await expect.poll(() => sent.length).toBe(2);
    expect(sent[1]?.sql).toBe(`KILL QUERY WHERE query_id = '${sent[0]?.parameters.get('query_id') ?? ''}' ASYNC`);
    client.close();
  });

  it('has its faults put into words that say what to do', async () => {
    const words: readonly (readonly [number, string, RegExp])[] = [
      [60, "Table shop.log doesn't exist", /^not-found: .* has no table log that ann can see/],
      [516, 'ann: Authentication failed: password is incorrect', /^unreadable: .* did not accept the log-in of ann/],
      [497, 'ann: Not enough privileges', /^unreadable: ann may not read log: the account needs SELECT/],
      [164, 'Cannot execute query in readonly mode', /^bad-arguments: .*only reading is allowed/],
      [159, 'Timeout exceeded: elapsed 7.1 seconds', /^timeout: .* took longer than 7 s for one statement/],
      [62, 'Syntax error near geheim', /^bad-arguments: .* cannot run the question: Syntax error near (?!geheim)/],
    ];
    for (const [code, text, wanted] of words) {
      const { client } = await standIn(failing(code, text));
      expect(await told(client)).toMatch(wanted);
      client.close();
    }
    const { client } = await standIn((_, response) => response.writeHead(404).end('<html>not here</html>'));
    expect(await told(client)).toMatch(/^unreadable: .* does not answer like ClickHouse: check the port/);
    client.close();
  });
});
