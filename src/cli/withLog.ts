import { FaultError } from '../core/domain/fault';
import type { LogSpec } from '../core/domain/source';
import type { Role } from '../core/domain/role';
import { openLog } from '../engine/log/openLog';
import type { OpenedLog } from '../engine/log/openedLog';
import type { SourceArguments } from './arguments';
import { type OpenedEngine, withEngine } from './withEngine';

export interface OpenedRows extends Omit<OpenedEngine, 'spec' | 'tempFolder'> {
  readonly spec: LogSpec;
  /** Not open in the engine, which is there for the code index. */
  readonly log: OpenedLog;
}

/** Opens the rows of the log that the arguments mean, and takes all away after the work. Roles that are given hold where the configuration names none. Throws `FaultError`s. */
export async function withLog<T>(args: SourceArguments, roles: ReadonlyMap<string, Role>, signal: AbortSignal, work: (opened: OpenedRows) => Promise<T>): Promise<T> {
  return withEngine(args, signal, async (opened) => {
    const { context, spec: found, tempFolder } = opened;
    if (found.kind !== 'log') throw FaultError.of('not-supported', `${found.name}: a stored baseline is made of, and compared with, the files of a prediction log; this source has none`);
    const spec = { ...found, roles: { ...Object.fromEntries(roles), ...found.roles } };
    const log = await openLog(spec, { ...context, tempFolder, memoryLimit: '800MB', readAtMs: Date.now() });
    try {
      if (log.state.state === 'failed') throw FaultError.of('unreadable', `${spec.name}: ${log.state.reason ?? 'it cannot be read'}`);
      return await work({ ...opened, spec, log });
    } finally {
      await log.close();
    }
  });
}
