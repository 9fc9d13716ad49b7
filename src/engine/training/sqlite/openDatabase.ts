import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { FaultError } from '../../../core/domain/fault';
import { formatBytes } from '../../../core/format/sizes';
import { openBuiltIn } from './openBuiltIn';
import { readDatabase } from './readDatabase';
import { explained, type Row, type SqlDatabase } from './sqlDatabase';

/**
 * Up to here a database is copied into memory and read there, which takes no lock and writes nothing beside it. A larger one is read in place by Node's own SQLite,
 * where the process has it: a reader's short locks, which keep no writer of a write-ahead log waiting.
 */
export const mostCopied = 256 * 2 ** 20;

/** @throws FaultError `not-found`, `unreadable`, `not-supported` */
export async function openDatabase(file: string, most = mostCopied): Promise<SqlDatabase> {
  const size = (await stat(file).catch(() => null))?.size ?? 0;
  if (size <= most) return openCopy(file);
  const database = openBuiltIn(file);
  if (database === null) throw FaultError.of('not-supported', `${file} holds ${formatBytes(size)}; above ${formatBytes(most)} it needs Node 22.5 or newer, or \`mlflow server --backend-store-uri sqlite:///${file}\` and its address here`);
  return database;
}

async function openCopy(file: string): Promise<SqlDatabase> {
  const [bytes, sqlJs] = await Promise.all([readDatabase(file), loadSqlJs()]);
  const database = new sqlJs.Database(bytes);
  return {
    rows: (sql, values = []) => {
      const statement = explained(file, () => database.prepare(sql));
      try {
        statement.bind([...values]);
        const rows: Row[] = [];
        while (explained(file, () => statement.step())) rows.push(statement.getAsObject());
        return rows;
      } finally {
        statement.free();
      }
    },
    close: () => database.close(),
  };
}

type SqlJs = Awaited<ReturnType<(typeof import('sql.js'))['default']>>;
let loaded: Promise<SqlJs> | null = null;

/** Its code is loaded and compiled once, when the first database is opened. */
function loadSqlJs(): Promise<SqlJs> {
  loaded ??= (async () => {
    const { default: init } = await import('sql.js');
    const beside = fileURLToPath(new URL('./sql-wasm.wasm', import.meta.url));
    const file = existsSync(beside) ? beside : createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');
    const bytes = await readFile(file);
    return init({ wasmBinary: new Uint8Array(bytes).buffer });
  })();
  return loaded;
}
