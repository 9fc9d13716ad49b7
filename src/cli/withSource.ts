import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FaultError } from '../core/domain/fault';
import type { LogSpec, SourceSpec, SourceState } from '../core/domain/source';
import { EngineService } from '../engine/service/engineService';
import type { HandlerContext } from '../protocol/endpoint';
import type { SourceArguments } from './arguments';
import { chooseSpec, type CliProject, findProject } from './project';
import { ProgressLine } from './progressLine';
import { isWatched, secretsFrom, watchPages } from './servers';

export interface OpenedSource {
  readonly engine: ReturnType<EngineService['handlers']>;
  readonly context: HandlerContext;
  readonly project: CliProject;
  readonly spec: SourceSpec;
  readonly state: SourceState;
  /** Takes the progress line away: what is printed next is the answer. */
  readonly clear: () => void;
}

/** Opens the log that the arguments mean in an engine of its own, and takes both away after the work. Throws `FaultError`s. */
export async function withSource<T>(args: SourceArguments, signal: AbortSignal, work: (opened: OpenedSource) => Promise<T>): Promise<T> {
  const cwd = process.cwd();
  const progress = new ProgressLine(!args.quiet && process.stderr.isTTY);
  const context: HandlerContext = { signal, onProgress: (step) => progress.show(step) };
  const project = findProject(args, cwd);
  for (const { path, message } of project.problems) process.stderr.write(`model-vitals: ${project.configFile ?? ''}: ${path}: ${message}\n`);
  const tempFolder = await mkdtemp(join(tmpdir(), 'model-vitals-'));
  const service = new EngineService({ tempFolder, memoryLimit: '800MB', wasmFolder: __dirname, commands: process.env['MODEL_VITALS_RUN_COMMANDS'] === '1' });
  try {
    const engine = service.handlers();
    const spec = withLabelFiles(chooseSpec(args, project, cwd) ?? (await findSpec(args, cwd, engine, context)), args, cwd);
    const storage = args.storage === null ? null : resolve(cwd, args.storage);
    const opened = await engine['source.open']({ spec, secrets: secretsFrom(process.env, spec), storage, readAtMs: Date.now(), fresh: false }, context);
    for (const { endpoint, reason } of opened.metrics ?? []) if (endpoint !== undefined) process.stderr.write(`model-vitals: receiving OTLP at ${endpoint} for ${args.watchSeconds} s (${reason ?? 'points come already'})\n`);
    const state = isWatched(spec) && opened.state !== 'failed' ? await watchPages(engine, opened, args.watchSeconds, context) : opened;
    if (state.state === 'failed') throw FaultError.of('unreadable', `${spec.name}: ${state.reason ?? 'it cannot be read'}`);
    return await work({ engine, context, project, spec, state, clear: () => progress.clear() });
  } finally {
    progress.clear();
    await service.dispose();
    await rm(tempFolder, { recursive: true, force: true });
  }
}

/** The log with the label files of the command line in the place of those of its configuration. */
export function withLabelFiles(spec: SourceSpec, { labels, labelId }: Pick<SourceArguments, 'labels' | 'labelId'>, cwd: string): SourceSpec {
  if (labels.length === 0 && labelId === null) return spec;
  if (spec.kind !== 'log') throw FaultError.of('bad-arguments', '--labels: labels are joined to a log, this source is a server');
  const paths = labels.length > 0 ? labels.map((path) => resolve(cwd, path)) : spec.labels?.paths;
  if (paths === undefined) throw FaultError.of('bad-arguments', '--label-id: name the label files by --labels, too');
  return { ...spec, labels: { ...spec.labels, paths, ...(labelId === null ? {} : { labelId }) } };
}

/** No source was named: the best log found below the folder. */
export async function findSpec(args: Pick<SourceArguments, 'path'>, cwd: string, engine: ReturnType<EngineService['handlers']>, context: HandlerContext): Promise<LogSpec> {
  const root = resolve(cwd, args.path ?? '.');
  const found = await engine['source.discover']({ roots: [root], exclude: [] }, context);
  const [best, ...others] = found;
  if (best === undefined) {
    // A folder of files none of which looks like a prediction log is still what was asked for.
    if (args.path !== null) return { kind: 'log', name: args.path, folder: root, paths: ['.'] };
    throw FaultError.of('not-found', 'no prediction log was found here; name a file: model-vitals report PATH');
  }
  if (others.length > 0) {
    const list = others.map(({ folder, paths }) => `  ${join(folder, paths[0] ?? '')}`).join('\n');
    process.stderr.write(`model-vitals: ${found.length} logs were found; this is the report of ${join(best.folder, best.paths[0] ?? '')}. The others:\n${list}\n`);
  }
  return { kind: 'log', name: best.name, folder: best.folder, paths: best.paths };
}
