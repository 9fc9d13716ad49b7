import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { specsOf } from '../core/config/specsOf';
import { FaultError } from '../core/domain/fault';
import type { TrainingSpec } from '../core/domain/source';
import { renderComparison, renderProduction, renderRuns } from '../core/report/trainingText';
import { EngineService } from '../engine/service/engineService';
import { engineOptions } from './engineOptions';
import { recognisePath } from '../engine/training/recognisePath';
import type { HandlerContext } from '../protocol/endpoint';
import { chooseSpec, type CliProject, findProject } from './project';
import { ProgressLine } from './progressLine';
import type { RunsArguments } from './runsArguments';
import { secretsFrom } from './servers';
import { writeOutput } from './writeOutput';

type Engine = ReturnType<EngineService['handlers']>;

/** Lists training runs, compares two of them, or puts the deployed one beside production. Throws `FaultError`s. */
export async function runRuns(args: RunsArguments, signal: AbortSignal): Promise<void> {
  const cwd = process.cwd();
  const progress = new ProgressLine(!args.quiet && process.stderr.isTTY);
  const context: HandlerContext = { signal, onProgress: (step) => progress.show(step) };
  const project = findProject(args, cwd);
  for (const { path, message } of project.problems) process.stderr.write(`model-vitals: ${project.configFile ?? ''}: ${path}: ${message}\n`);
  const spec = await trainingSpec(args, project, cwd);
  const tempFolder = await mkdtemp(join(tmpdir(), 'model-vitals-'));
  const service = new EngineService(engineOptions(tempFolder));
  try {
    const engine = service.handlers();
    context.onProgress({ stage: 'reading', done: 0, total: null, unit: 'steps' });
    const { id, state, reason } = await engine['source.open']({ spec, secrets: secretsFrom(process.env, spec), storage: null, readAtMs: Date.now(), fresh: false }, context);
    if (state === 'failed') throw FaultError.of('unreadable', `${spec.name}: ${reason ?? 'it cannot be read'}`);
    const text = await answer(args, id, engine, context, project, cwd);
    progress.clear();
    await writeOutput(text, args.output);
  } finally {
    progress.clear();
    await service.dispose();
    await rm(tempFolder, { recursive: true, force: true });
  }
}

async function answer(args: RunsArguments, id: string, engine: Engine, context: HandlerContext, project: CliProject, cwd: string): Promise<string> {
  const terminal = args.output === null && process.stdout.isTTY;
  const options = { width: terminal ? process.stdout.columns : 100, color: args.color ?? (terminal && process.env['NO_COLOR'] === undefined) };
  const page = await engine['training.read']({ id }, context);
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  if (args.compare !== null) {
    const [a, b] = args.compare;
    const comparison = await engine['training.compare']({ id, a, b }, context);
    return args.format === 'json' ? json(comparison) : renderComparison(comparison, options);
  }
  const log = args.production;
  if (log === null) return args.format === 'json' ? json(page) : renderRuns(page, options);
  const spec = specsOf(project.config, project.folder).find((one) => one.kind === 'log' && one.name === log) ?? chooseSpec({ path: log, source: null, bearer: null, passwordEnv: null, otlp: false, listen: null }, { ...project, config: { ...project.config, sources: [], metrics: [], warehouses: [], training: [] }, problems: [] }, cwd);
  if (spec === null || spec.kind !== 'log') throw FaultError.of('bad-arguments', `--production ${log}: there is no log of that name in the configuration and no log at that path`);
  const opened = await engine['source.open']({ spec, secrets: secretsFrom(process.env, spec), storage: null, readAtMs: Date.now(), fresh: false }, context);
  if (opened.state === 'failed') throw FaultError.of('unreadable', `${spec.name}: ${opened.reason ?? 'it cannot be read'}`);
  const beside = await engine['training.production']({ id, run: args.run, log: { id: opened.id, axis: null, comparison: null, named: {}, settings: project.config.analysis } }, context);
  if (args.run !== null && beside.run === null) throw FaultError.of('bad-arguments', `--run: ${beside.how}`);
  return args.format === 'json' ? json(beside) : renderProduction(beside, options);
}

/** The store that the arguments mean. */
async function trainingSpec({ path, source, bearer, experiments }: RunsArguments, project: CliProject, cwd: string): Promise<TrainingSpec> {
  const chosen = experiments.length === 0 ? {} : { experiments };
  if (path !== null && /^https?:\/\//i.test(path)) {
    if (!URL.canParse(path)) throw FaultError.of('bad-arguments', `${path}: this is no address`);
    const name = new URL(path).host;
    return { kind: 'training', name, folder: cwd, store: { kind: 'mlflow', name, url: path, folder: cwd, ...chosen, ...(bearer === null ? {} : { auth: { kind: 'bearer', token: bearer } }) } };
  }
  const configured = specsOf(project.config, project.folder).filter((spec) => spec.kind === 'training');
  if (source !== null || path === null) {
    const [first, ...others] = source === null ? configured : configured.filter(({ name }) => name === source);
    const known = configured.map(({ name }) => name).join(', ');
    if (source !== null && first === undefined) throw FaultError.of('bad-arguments', `--source "${source}": ${known === '' ? 'no source of training runs is configured' : `the configured sources of training runs are ${known}`}`);
    if (others.length > 0) throw FaultError.of('bad-arguments', `there are ${configured.length} sources of training runs; choose with --source: ${known}`);
    if (first !== undefined) return experiments.length === 0 || first.store.kind === 'tensorboard' ? first : { ...first, store: { ...first.store, experiments } };
  }
  const place = resolve(cwd, path ?? '.');
  const found = await recognisePath(place);
  if (found === null) throw FaultError.of('not-found', `${path ?? 'this folder'}: no training runs there (mlflow.db, a folder mlruns, event files of TensorBoard); or write the address of an MLflow tracking server`);
  if (found.kind === 'tensorboard' && experiments.length > 0) throw FaultError.of('bad-arguments', '--experiment is of MLflow; event files of TensorBoard have none');
  const name = path ?? '.';
  const base = { name, folder: cwd, path: found.path };
  return { kind: 'training', name, folder: cwd, store: found.kind === 'tensorboard' ? { ...base, kind: 'tensorboard' } : { ...base, kind: 'mlflow', ...chosen } };
}
