import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FaultError } from '../../core/domain/fault';
import type { SourceState } from '../../core/domain/source';
import { isWarehouse } from '../../core/warehouse/warehouseSpec';
import type { Handlers } from '../../protocol/endpoint';
import { type EngineCalls, protocolVersion } from '../../protocol/engineCalls';
import { duckVersion } from '../duck/duckVersion';
import { discoverLogs } from '../log/discover';
import { answerAgent } from './answerAgent';
import { nothingTold } from '../metrics/told';
import { CodeHandlers } from './codeHandlers';
import { historyHandlers } from './historyHandlers';
import { openReader } from './openReader';
import { OpenServers } from './openServers';
import { OpenSource } from './openSource';
import { OpenWarehouse } from './openWarehouse';
import { TrainingHandlers } from './trainingHandlers';
import { sourceId } from '../log/openLog';
import { testTable } from '../warehouse/testTable';

export interface EngineServiceOptions {
  /** Folder for spill files and loaded rows; each service takes a folder of its own in it. */
  readonly tempFolder: string;
  /** As DuckDB writes it, for example `800MB`. */
  readonly memoryLimit: string;
  /** Folder of `tree-sitter.wasm` and `tree-sitter-python.wasm`. */
  readonly wasmFolder: string;
  /** Whether commands of configurations may be run for log-ins; not where nothing is said. */
  readonly commands?: boolean;
}

type AnySource = OpenSource | OpenServers | OpenWarehouse;

/** The engine: all that the host and the command line may ask, on open sources and the code index. Runs in any Node process. */
export class EngineService {
  readonly #sources = new Map<string, AnySource>();
  readonly #code: CodeHandlers;
  readonly #training = new TrainingHandlers((query, context) => this.#source(query.id).report({ ...query, exact: 'never' }, context));
  readonly #ownTemp: string;
  #prepared: Promise<void> | null = null;
  onSourceChanged: (id: string, state: SourceState) => void = () => undefined;
  onLog: (level: 'info' | 'warn' | 'error', text: string) => void = () => undefined;

  constructor(private readonly options: EngineServiceOptions) {
    this.#code = new CodeHandlers(options.wasmFolder);
    this.#ownTemp = join(options.tempFolder, `engine-${process.pid}`);
  }

  handlers(): Handlers<EngineCalls> {
    return {
      'engine.hello': () => ({ version: protocolVersion, pid: process.pid, duckdb: duckVersion() }),
      'source.discover': ({ roots, exclude }, { signal }) => discoverLogs(roots, { exclude, signal }),
      'source.open': async ({ spec, secrets = {}, storage, readAtMs, fresh }, context) => {
        await this.#prepare();
        const id = sourceId(spec);
        await this.#close(id);
        const { memoryLimit, commands = false } = this.options;
        const onChange = (state: SourceState): void => this.onSourceChanged(id, state);
        if (spec.kind === 'training') return this.#training.open(id, spec, { secrets, commands }, onChange, context.signal);
        const own = { id, secrets, storage, readAtMs, fresh, tempFolder: this.#ownTemp, memoryLimit };
        const source = isWarehouse(spec)
          ? await OpenWarehouse.open({ ...own, spec }, context)
          : spec.kind === 'metrics'
            ? await OpenServers.open({ id, spec, secrets, commands, storage, onChange }, context)
            : await OpenSource.open({ ...own, commands, spec, onChange, onWarning: (text) => this.onLog('warn', text) }, context);
        this.#sources.set(id, source);
        return source.state;
      },
      'metrics.test': async ({ spec, secrets }, { signal }) => {
        const reader = await openReader(spec, { secrets, commands: this.options.commands ?? false, storage: null, onChange: () => undefined, now: Date.now }, signal);
        try {
          return reader.state;
        } finally {
          await reader.close();
        }
      },
      'warehouse.test': async ({ spec, secrets, readAtMs }, { signal, onProgress }) => {
        await this.#prepare();
        return testTable(spec, secrets, { id: sourceId(spec), readAtMs, tempFolder: this.#ownTemp, memoryLimit: this.options.memoryLimit, signal, onProgress });
      },
      'source.close': async ({ id }) => {
        await this.#close(id);
        return null;
      },
      'source.follow': ({ id, on }) => (this.#training.get(id) ?? this.#source(id)).follow(on),
      'report.make': (query, context) => this.#source(query.id).report(query, context),
      'report.render': (query, context) => this.#source(query.id).render(query, context),
      'feature.read': (query, context) => this.#source(query.id).feature(query, context),
      'rows.read': (query, context) => this.#source(query.id).rows(query, context),
      'alerts.replay': (query, context) => this.#source(query.id).alerts(query, context),
      'why.explain': (query, context) => this.#source(query.id).why(query, context),
      'agent.answer': async (query, context) => ({ text: await answerAgent(this.handlers(), query, context) }),
      // A source that was closed meanwhile has nothing to say; the rest of the axis has.
      ...historyHandlers(async (id, axis, signal) => {
        const source = this.#sources.get(id);
        return source !== undefined && 'told' in source ? source.told(axis, signal) : nothingTold;
      }),
      ...this.#training.handlers(),
      ...this.#code.handlers(),
    };
  }

  async dispose(): Promise<void> {
    await Promise.allSettled([...this.#sources.values()].map((source) => source.close()));
    this.#sources.clear();
    await this.#training.dispose();
    await this.#code.dispose();
    await rm(this.#ownTemp, { recursive: true, force: true });
  }

  async #close(id: string): Promise<void> {
    await this.#sources.get(id)?.close();
    this.#sources.delete(id);
    await this.#training.close(id);
  }

  #source(id: string): AnySource {
    const source = this.#sources.get(id);
    if (this.#training.get(id) !== undefined) throw FaultError.of('not-supported', 'training runs have no windows to compare: choose two runs, or a log');
    if (source === undefined) throw FaultError.of('not-found', 'this source is not open in the engine (it may have been restarted)', true);
    return source;
  }

  /** Makes the temp folder and clears away what engines that are no longer running left in it. */
  #prepare(): Promise<void> {
    this.#prepared ??= (async () => {
      await mkdir(this.#ownTemp, { recursive: true });
      for (const name of await readdir(this.options.tempFolder)) {
        const pid = Number(/^engine-(\d+)$/.exec(name)?.[1]);
        if (Number.isInteger(pid) && !isRunning(pid)) await rm(join(this.options.tempFolder, name), { recursive: true, force: true });
      }
    })();
    return this.#prepared;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
