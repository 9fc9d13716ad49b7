import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultError } from '../core/domain/fault';
import type { LogSpec } from '../core/domain/source';
import type { Role } from '../core/domain/role';
import { openLog } from '../engine/log/openLog';
import type { OpenedLog } from '../engine/log/openedLog';
import { EngineService } from '../engine/service/engineService';
import type { HandlerContext } from '../protocol/endpoint';
import type { SourceArguments } from './arguments';
import { chooseSpec, type CliProject, findProject } from './project';
import { ProgressLine } from './progressLine';
import { findSpec, withLabelFiles } from './withSource';

export interface OpenedRows {
  /** For the code index; the log is not open in it. */
  readonly engine: ReturnType<EngineService['handlers']>;
  readonly context: HandlerContext;
  readonly project: CliProject;
  readonly spec: LogSpec;
  readonly log: OpenedLog;
  readonly clear: () => void;
}

/**
 * Opens the rows of the log that the arguments mean, and takes all away after the work. Roles that are given hold where the configuration names none.
 * Throws `FaultError`s.
 */
export async function withLog<T>(args: SourceArguments, roles: ReadonlyMap<string, Role>, signal: AbortSignal, work: (opened: OpenedRows) => Promise<T>): Promise<T> {
  const cwd = process.cwd();
  const progress = new ProgressLine(!args.quiet && process.stderr.isTTY);
  const context: HandlerContext = { signal, onProgress: (step) => progress.show(step) };
  const project = findProject(args, cwd);
  for (const { path, message } of project.problems) process.stderr.write(`model-vitals: ${project.configFile ?? ''}: ${path}: ${message}\n`);
  const tempFolder = await mkdtemp(join(tmpdir(), 'model-vitals-'));
  const service = new EngineService({ tempFolder, memoryLimit: '800MB', wasmFolder: __dirname });
  let log: OpenedLog | undefined;
  try {
    const engine = service.handlers();
    const found = withLabelFiles(chooseSpec(args, project, cwd) ?? (await findSpec(args, cwd, engine, context)), args, cwd);
    if (found.kind !== 'log') throw FaultError.of('not-supported', `${found.name}: a stored baseline is made of, and compared with, the files of a prediction log; this source has none`);
    const spec = { ...found, roles: { ...Object.fromEntries(roles), ...found.roles } };
    log = await openLog(spec, { ...context, tempFolder, memoryLimit: '800MB', readAtMs: Date.now() });
    if (log.state.state === 'failed') throw FaultError.of('unreadable', `${spec.name}: ${log.state.reason ?? 'it cannot be read'}`);
    return await work({ engine, context, project, spec, log, clear: () => progress.clear() });
  } finally {
    progress.clear();
    await log?.close();
    await service.dispose();
    await rm(tempFolder, { recursive: true, force: true });
  }
}
