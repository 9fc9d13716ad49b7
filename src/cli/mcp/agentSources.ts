import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ListedSource } from '../../core/agents/sourcesText';
import { alertsRequest } from '../../core/config/alertsQuery';
import { configFileName } from '../../core/config/projectConfig';
import { specsOf } from '../../core/config/specsOf';
import { FaultError } from '../../core/domain/fault';
import type { SourceSpec, SourceState } from '../../core/domain/source';
import { EngineService } from '../../engine/service/engineService';
import type { HandlerContext } from '../../protocol/endpoint';
import type { AgentQuery } from '../../protocol/engineCalls';
import type { SourceArguments } from '../arguments';
import { chooseSpec, type CliProject, findProject } from '../project';
import { secretsFrom } from '../servers';
import { withLabelFiles } from '../chosenSource';
import { engineOptions } from '../engineOptions';

/** The sources that an assistant may ask of: those that are configured, else those found. Each is opened by the first question and once more when its files have changed. */
export class AgentSources {
  readonly #service: EngineService;
  readonly #states = new Map<string, SourceState>();
  #indexed = false;

  private constructor(
    private readonly args: SourceArguments & { readonly code: string | null },
    private readonly tempFolder: string,
  ) {
    this.#service = new EngineService(engineOptions(tempFolder));
  }

  static async start(args: SourceArguments & { readonly code: string | null }): Promise<AgentSources> {
    return new AgentSources(args, await mkdtemp(join(tmpdir(), 'model-vitals-')));
  }

  async list(context: HandlerContext): Promise<readonly ListedSource[]> {
    const specs = await this.#specs(context);
    // One source is opened at once: its columns are what is asked next.
    if (specs.length === 1 && specs[0] !== undefined) await this.#open(specs[0], context);
    return specs.map(({ name }) => ({ name, state: this.#states.get(name) ?? null }));
  }

  async answer(source: string | null, ask: AgentQuery['ask'], context: HandlerContext): Promise<string> {
    const project = this.#project();
    const spec = chosen(await this.#specs(context), source);
    const state = await this.#open(spec, context);
    await this.#index(project, context);
    const { config } = project;
    const named = Object.fromEntries(config.baselines.filter((one) => one.source === spec.name).map(({ name, window }) => [name, window]));
    const query = { id: state.id, name: spec.name, axis: null, comparison: null, named, settings: config.analysis, alerts: alertsRequest(config.alerts), map: config.code.map, ask };
    return (await this.#service.handlers()['agent.answer'](query, context)).text;
  }

  async stop(): Promise<void> {
    await this.#service.dispose();
    await rm(this.tempFolder, { recursive: true, force: true });
  }

  /** Read anew for each question: somebody may be editing it. */
  #project(): CliProject {
    return findProject(this.args, process.cwd());
  }

  async #specs(context: HandlerContext): Promise<readonly SourceSpec[]> {
    const project = this.#project();
    const configured = specsOf(project.config, project.folder);
    const only = this.args.path !== null || configured.length === 1 ? chooseSpec(this.args, project, process.cwd()) : null;
    if (only !== null) return [withLabelFiles(only, this.args, process.cwd())];
    if (configured.length > 0) return configured;
    const found = await this.#service.handlers()['source.discover']({ roots: [resolve(this.args.path ?? '.')], exclude: [] }, context);
    return found.map(({ name, folder, paths }) => ({ kind: 'log', name, folder, paths }));
  }

  /** Opened anew each time: unchanged files come from what was counted, others are read. */
  async #open(spec: SourceSpec, context: HandlerContext): Promise<SourceState> {
    const { storage } = this.args;
    const state = await this.#service.handlers()['source.open']({ spec, secrets: secretsFrom(process.env, spec), storage: storage === null ? join(this.tempFolder, 'storage') : resolve(storage), readAtMs: Date.now(), fresh: false }, context);
    if (state.state === 'failed') throw FaultError.of('unreadable', `${spec.name}: ${state.reason ?? 'it cannot be read'}`);
    this.#states.set(spec.name, state);
    return state;
  }

  async #index({ config, configFile, folder }: CliProject, context: HandlerContext): Promise<void> {
    if (this.#indexed) return;
    const root = this.args.code !== null ? resolve(this.args.code) : configFile === null ? process.cwd() : folder;
    await this.#service.handlers()['code.index']({ roots: [root], exclude: config.code.exclude }, context);
    this.#indexed = true;
  }
}

function chosen(specs: readonly SourceSpec[], source: string | null): SourceSpec {
  const [first, ...others] = specs;
  if (first === undefined) throw FaultError.of('not-found', `no source is configured and no prediction log was found here; name one in ${configFileName}`);
  const found = source === null ? (others.length === 0 ? first : undefined) : specs.find(({ name }) => name === source);
  if (found === undefined) throw FaultError.of('bad-arguments', `${source === null ? 'say which source' : `there is no source "${source}"`}: ${specs.map(({ name }) => name).join(', ')}`);
  return found;
}
