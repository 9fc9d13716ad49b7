import { execFile, spawnSync } from 'node:child_process';
import { chownSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { ensurePostgres } from '../harness/debian.mjs';
import { freePort, startProcess, type ServerProcess } from './serverProcess';

const found = await ensurePostgres();
const run = promisify(execFile);
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** Why there is no PostgreSQL here, for `context.skip`; null where there is. */
export const noPostgres = 'reason' in found ? found.reason : isRoot && spawnSync('setpriv', ['--version']).status !== 0 ? 'PostgreSQL refuses to run as root, and there is no setpriv here' : null;

/** A PostgreSQL of its own on loopback, with passwords and TLS; run as nobody where the tests run as root, which it refuses. */
export class PostgresServer {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'mv-postgres-'));
  readonly password = 'sesame, öffne dich';
  port = 0;
  #process: ServerProcess | null = null;
  #bin = '';
  #env: NodeJS.ProcessEnv = process.env;

  async start(): Promise<void> {
    if ('reason' in found) throw new Error(found.reason);
    this.#bin = found.bin;
    if (found.libraries !== null) {
      // A cache below root's home is closed to nobody.
      const own = path.join(this.folder, 'root');
      cpSync(path.join(found.bin, '../../../../..'), own, { recursive: true, verbatimSymlinks: true });
      this.#bin = path.join(own, 'usr/lib/postgresql/15/bin');
      this.#env = { ...process.env, LD_LIBRARY_PATH: found.libraries.split(path.delimiter).map((folder) => folder.replace(path.join(found.bin, '../../../../..'), own)).join(path.delimiter) };
    }
    const data = path.join(this.folder, 'data');
    const secret = path.join(this.folder, 'password');
    writeFileSync(secret, this.password);
    mkdirSync(data);
    if (isRoot) for (const file of [this.folder, data, secret]) chownSync(file, nobody, nobody);
    await this.#run('initdb', '-D', data, '-U', 'owner', '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync');
    await this.#certificate(data);
    this.port = await freePort();
    const [command, args] = this.#as('postgres', '-D', data, '-p', String(this.port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off', '-c', 'ssl=on', '-c', 'log_min_messages=fatal', '-c', 'shared_buffers=64MB');
    this.#process = await startProcess(command, args, async () => (await this.query('SELECT 1').catch(() => [])).length === 1, this.folder, { env: this.#env });
  }

  get certificate(): string {
    return path.join(this.folder, 'server.pem');
  }

  /** As the owner, who may write. */
  async query(sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ host: '127.0.0.1', port: this.port, user: 'owner', password: this.password, database: 'postgres' });
    await client.connect();
    try {
      const answer = await client.query<Record<string, unknown>>(sql, values);
      return answer.rows;
    } finally {
      await client.end();
    }
  }

  /** Fills a new table with texts, column by column, cast to the given types. */
  async load(table: string, columns: readonly { readonly name: string; readonly type: string; readonly values: readonly (string | null)[] }[]): Promise<void> {
    const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
    await this.query(`CREATE TABLE ${table} (${columns.map(({ name, type }) => `${quoted(name)} ${type}`).join(', ')})`);
    const list = columns.map((_, i) => `$${i + 1}::text[]`).join(', ');
    const casts = columns.map(({ type }, i) => `c${i}::${type}`).join(', ');
    await this.query(`INSERT INTO ${table} SELECT ${casts} FROM unnest(${list}) AS u(${columns.map((_, i) => `c${i}`).join(', ')})`, columns.map(({ values }) => values));
  }

  async close(): Promise<void> {
    await this.#process?.stop('SIGINT');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #certificate(data: string): Promise<void> {
    const key = path.join(data, 'server.key');
    await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', path.join(data, 'server.crt'), '-days', '30', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']);
    copyFileSync(path.join(data, 'server.crt'), this.certificate);
    if (isRoot) for (const name of ['server.key', 'server.crt']) chownSync(path.join(data, name), nobody, nobody);
  }

  #run(program: string, ...args: string[]): Promise<unknown> {
    const [command, all] = this.#as(program, ...args);
    return run(command, all, { env: this.#env, cwd: this.folder });
  }

  #as(program: string, ...args: string[]): [string, string[]] {
    const file = path.join(this.#bin, program);
    return isRoot ? ['setpriv', [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', file, ...args]] : [file, args];
  }
}
