import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceSpec } from '../core/domain/source';
import { EngineService } from '../engine/service/engineService';
import type { HandlerContext } from '../protocol/endpoint';
import type { SourceArguments } from './arguments';
import { findSpec, withLabelFiles } from './chosenSource';
import { engineOptions } from './engineOptions';
import { chooseSpec, type CliProject, findProject } from './project';
import { ProgressLine } from './progressLine';

export interface OpenedEngine {
  readonly engine: ReturnType<EngineService['handlers']>;
  readonly context: HandlerContext;
  readonly project: CliProject;
  /** The source that the arguments mean; it is not open yet. */
  readonly spec: SourceSpec;
  /** For what is loaded and spilt; gone after the work. */
  readonly tempFolder: string;
  /** Takes the progress line away: what is printed next is the answer. */
  readonly clear: () => void;
}

/** Runs work with an engine of its own, and takes both away afterwards. Problems of the configuration go to standard error. Throws `FaultError`s. */
export async function withEngine<T>(args: SourceArguments, signal: AbortSignal, work: (opened: OpenedEngine) => Promise<T>): Promise<T> {
  const cwd = process.cwd();
  const progress = new ProgressLine(!args.quiet && process.stderr.isTTY);
  const context: HandlerContext = { signal, onProgress: (step) => progress.show(step) };
  const project = findProject(args, cwd);
  for (const { path, message } of project.problems) process.stderr.write(`model-vitals: ${project.configFile ?? ''}: ${path}: ${message}\n`);
  const tempFolder = await mkdtemp(join(tmpdir(), 'model-vitals-'));
  const service = new EngineService(engineOptions(tempFolder));
  try {
    const engine = service.handlers();
    const spec = withLabelFiles(chooseSpec(args, project, cwd) ?? (await findSpec(args, cwd, engine, context)), args, cwd);
    return await work({ engine, context, project, spec, tempFolder, clear: () => progress.clear() });
  } finally {
    progress.clear();
    await service.dispose();
    await rm(tempFolder, { recursive: true, force: true });
  }
}
