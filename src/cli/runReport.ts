import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FaultError } from '../core/domain/fault';
import type { LogSpec } from '../core/domain/source';
import { EngineService } from '../engine/service/engineService';
import type { HandlerContext } from '../protocol/endpoint';
import type { ReportArguments } from './arguments';
import { chosenComparison } from './chosenComparison';
import { chooseSpec, type CliProject, findProject } from './project';
import { ProgressLine } from './progressLine';
import { renderPage } from './renderPage';

/** Reads the log, compares, and writes the report to standard output or a file. Throws `FaultError`s. */
export async function runReport(args: ReportArguments, signal: AbortSignal): Promise<void> {
  const cwd = process.cwd();
  const progress = new ProgressLine(!args.quiet && process.stderr.isTTY);
  const context: HandlerContext = { signal, onProgress: (step) => progress.show(step) };
  const project = findProject(args, cwd);
  for (const { path, message } of project.problems) process.stderr.write(`model-vitals: ${project.configFile ?? ''}: ${path}: ${message}\n`);
  const tempFolder = await mkdtemp(join(tmpdir(), 'model-vitals-'));
  const service = new EngineService({ tempFolder, memoryLimit: '800MB', wasmFolder: __dirname });
  try {
    const engine = service.handlers();
    const spec = chooseSpec(args, project, cwd) ?? (await findSpec(args, cwd, engine, context));
    const storage = args.storage === null ? null : resolve(cwd, args.storage);
    const state = await engine['source.open']({ spec, storage, readAtMs: Date.now(), fresh: false }, context);
    if (state.state === 'failed') throw FaultError.of('unreadable', `${spec.name}: ${state.reason ?? 'it cannot be read'}`);
    const named = Object.fromEntries(project.config.baselines.filter(({ source }) => source === spec.name).map(({ name, window }) => [name, window]));
    const query = { id: state.id, axis: args.axis, named, settings: project.config.analysis };
    const comparison = await chosenComparison(args.comparison, async (whole) => (await engine['report.make']({ ...query, comparison: whole, exact: 'never' }, context)).report);
    const page = await engine['report.make']({ ...query, comparison, exact: args.exact }, context);
    const columns = page.report.features.map(({ feature }) => feature);
    await engine['code.index']({ roots: [codeFolder(args, project, cwd)], exclude: project.config.code.exclude }, context);
    const places = await engine['code.places']({ columns, map: project.config.code.map }, context);
    const detail = async (feature: string, rows: boolean) => engine['feature.read']({ ...query, comparison, feature, rows }, context);
    progress.clear();
    const text = await renderPage(page, args, places, detail);
    if (args.output === null) await write(text);
    else await writeOut(resolve(cwd, args.output), text);
  } finally {
    progress.clear();
    await service.dispose();
    await rm(tempFolder, { recursive: true, force: true });
  }
}

/** No source was named: the best log found below the folder. */
async function findSpec(args: ReportArguments, cwd: string, engine: ReturnType<EngineService['handlers']>, context: HandlerContext): Promise<LogSpec> {
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

/** Where the model's code stands: as said, beside the configuration, or here. */
function codeFolder(args: ReportArguments, project: CliProject, cwd: string): string {
  if (args.code !== null) return resolve(cwd, args.code);
  return project.configFile === null ? cwd : project.folder;
}

async function writeOut(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw FaultError.of('bad-arguments', `--output ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function write(text: string): Promise<void> {
  return new Promise((resolveWrite, reject) => process.stdout.write(text, (error) => (error ? reject(error) : resolveWrite())));
}
