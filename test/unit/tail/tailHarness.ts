import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LogSpec } from '../../../src/core/domain/source';
import { openLog } from '../../../src/engine/log/openLog';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { LiveLog, type LiveOptions } from '../../../src/engine/tail/liveLog';

/** A folder of files, and the logs that are followed in it. */
export class TailHarness {
  readonly root = mkdtempSync(path.join(tmpdir(), 'mv-tail-'));
  readonly #closers: (() => Promise<void>)[] = [];
  #made = 0;

  constructor() {
    mkdirSync(path.join(this.root, 'temp'));
  }

  folder(): string {
    const folder = path.join(this.root, `t${(this.#made += 1)}`);
    mkdirSync(folder);
    return folder;
  }

  async follow(folder: string, paths: readonly string[], options: LiveOptions = {}, more: Partial<LogSpec> = {}): Promise<{ readonly log: OpenedLog; readonly live: LiveLog }> {
    const spec: LogSpec = { kind: 'log', name: 'test', folder, paths, ...more };
    const log = await openLog(spec, { tempFolder: path.join(this.root, 'temp'), readAtMs: 0, threads: 2, memoryLimit: '400MB' });
    const live = await LiveLog.start(log, spec, options);
    if (live === null) throw new Error('it cannot be followed');
    this.#closers.push(() => live.close(), () => log.close());
    return { log, live };
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close();
    rmSync(this.root, { recursive: true, force: true });
  }
}

const signal = new AbortController().signal;

/** Looks until nothing comes any more; returns what was found on the way. */
export async function settle(live: LiveLog, looks = 8): Promise<{ readonly rows: number; readonly reread: string | null }> {
  let rows = 0;
  for (let quiet = 0; quiet < looks; ) {
    const found = await live.look(signal);
    if (found.kind === 'reread') return { rows, reread: found.reason };
    if (found.kind === 'grown' && found.rows > 0) {
      rows += found.rows;
      quiet = 0;
    } else quiet += 1;
    // Names are compared with files every half second.
    if (quiet > 0) await new Promise((done) => setTimeout(done, 180));
  }
  return { rows, reread: null };
}

/** The values of a column in the order in which its rows came. */
export async function told(live: LiveLog, name: string): Promise<unknown[]> {
  const log = live.snapshot();
  const column = log.columns.find((each) => each.name === name);
  if (column === undefined) throw new Error(`no column ${name}`);
  return (await log.duck.rows(`SELECT ${column.sql} AS v FROM ${log.relation} ORDER BY __mv_row`)).map((row) => row['v']);
}
