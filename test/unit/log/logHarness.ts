import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LogSpec } from '../../../src/core/domain/source';
import { openLog } from '../../../src/engine/log/openLog';
import type { OpenedLog } from '../../../src/engine/log/openedLog';

/** A folder of its own for a test file, with the files it writes and the logs it opens; `close` removes all. */
export class LogHarness {
  readonly root = mkdtempSync(path.join(tmpdir(), 'mv-log-'));
  readonly data = path.join(this.root, 'data');
  readonly temp = path.join(this.root, 'temp');
  private readonly opened: OpenedLog[] = [];
  private made = 0;

  constructor() {
    mkdirSync(this.data);
    mkdirSync(this.temp);
  }

  /** A new empty folder below `data`. */
  folder(): string {
    this.made += 1;
    const folder = path.join(this.data, `t${this.made}`);
    mkdirSync(folder);
    return folder;
  }

  write(folder: string, name: string, content: string | Uint8Array): string {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  async open(paths: readonly string[], more: Partial<LogSpec> = {}): Promise<OpenedLog> {
    const log = await openLog({ kind: 'log', name: 'test', folder: this.data, paths, ...more }, { tempFolder: this.temp, readAtMs: 0, threads: 2, memoryLimit: '400MB' });
    this.opened.push(log);
    return log;
  }

  /** Opens one file with the given content. */
  async openText(name: string, content: string | Uint8Array, more: Partial<LogSpec> = {}): Promise<OpenedLog> {
    return this.open([this.write(this.folder(), name, content)], more);
  }

  async close(): Promise<void> {
    for (const log of this.opened.splice(0)) await log.close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The values of one column of an opened log in the order of its rows. */
export async function valuesOf(log: OpenedLog, name: string): Promise<unknown[]> {
  const column = log.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`no column ${name} among ${log.columns.map((candidate) => candidate.name).join(', ')}`);
  const rows = await log.duck.rows(`SELECT ${column.sql} AS v FROM ${log.relation} ORDER BY __mv_row`);
  return rows.map((row) => row['v']);
}

export function columnOf(log: OpenedLog, name: string): OpenedLog['columns'][number] {
  const column = log.columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw new Error(`no column ${name}`);
  return column;
}

export function roleOf(log: OpenedLog, name: string): string {
  return log.state.roles.find(({ column }) => column === name)?.role ?? 'none';
}
