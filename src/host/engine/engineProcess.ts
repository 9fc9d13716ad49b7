import { type ChildProcess, fork } from 'node:child_process';
import { env, EventEmitter, l10n, type LogOutputChannel } from 'vscode';
import { FaultError } from '../../core/domain/fault';
import type { CallOptions, Endpoint } from '../../protocol/endpoint';
import { type EngineCalls, type EngineNews, protocolVersion } from '../../protocol/engineCalls';
import type { EngineHealth } from '../../protocol/panelCalls';
import { DisposableOwner } from '../platform/disposables';

export interface EngineProcessOptions {
  /** Absolute path of the engine's bundle. */
  readonly script: string;
  /** Folder for DuckDB's spill files and unpacked rows. */
  readonly tempFolder: string;
  readonly memoryLimit: string;
  readonly log: LogOutputChannel;
}

const firstBackOffMs = 200;
const maxCrashes = 3;
const crashWindowMs = 5 * 60_000;
const helloTimeoutMs = 30_000;

/**
 * The engine's process, seen from the host: forked on the first call, restarted with growing back-off after a crash, given up
 * after three crashes in five minutes until someone asks for a restart.
 */
export class EngineProcess extends DisposableOwner {
  readonly #healthChanged = this.own(new EventEmitter<EngineHealth>());
  readonly #crashed = this.own(new EventEmitter<string>());
  readonly #sourceChanged = this.own(new EventEmitter<EngineNews['source.changed']>());
  /** Fires with each change of health. */
  readonly onHealth = this.#healthChanged.event;
  /** Fires with the reason when a running engine went away unasked; its open sources are gone and must be opened again. */
  readonly onCrash = this.#crashed.event;
  /** Fires when a followed source has grown. */
  readonly onSourceChanged = this.#sourceChanged.event;
  #health: EngineHealth = 'idle';
  #child: ChildProcess | null = null;
  #endpoint: Promise<Endpoint<EngineCalls, EngineNews>> | null = null;
  #crashTimes: number[] = [];

  constructor(private readonly options: EngineProcessOptions) {
    super();
  }

  get health(): EngineHealth {
    return this.#health;
  }

  /** Why calls are refused while the health is `failed`. */
  get gaveUp(): FaultError {
    return FaultError.of('engine-stopped', `it crashed ${maxCrashes} times within five minutes. Try again, or run "Model Vitals: Restart Engine"`, true);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Calls the engine, starting it when it does not run. Rejects with a `FaultError`. */
  async call<K extends keyof EngineCalls>(method: K, input: EngineCalls[K]['in'], options: CallOptions = {}): Promise<EngineCalls[K]['out']> {
    if (this.isDisposed) throw FaultError.of('engine-stopped', 'the extension was stopped');
    if (this.#health === 'failed') throw this.gaveUp;
    const starting = (this.#endpoint ??= this.#start());
    const endpoint = await starting.catch((error: unknown) => {
      // A start that failed must not answer for the next one.
      if (this.#endpoint === starting) this.#stop('it did not start');
      throw error;
    });
    return endpoint.call(method, input, options);
  }

  /** Ends the engine and forgets its crashes; the next call starts a new one. */
  restart(): void {
    this.#crashTimes = [];
    this.#stop('restarted by hand');
    this.#setHealth('idle');
    this.#crashed.fire('restarted by hand');
  }

  async #start(): Promise<Endpoint<EngineCalls, EngineNews>> {
    const crashes = this.#recentCrashes();
    this.#setHealth(crashes === 0 ? 'starting' : 'restarting');
    if (crashes > 0) await new Promise((resolve) => setTimeout(resolve, firstBackOffMs * 4 ** (crashes - 1)));
    // The wire's library is large, and a window without a source never needs it.
    const { engineSide } = await import('../platform/connections');
    if (this.isDisposed) throw FaultError.of('engine-stopped', 'the extension was stopped');
    const { script, tempFolder, memoryLimit, log } = this.options;
    const child = fork(script, ['--temp', tempFolder, '--memory', memoryLimit, ...(l10n.uri === undefined ? [] : ['--language', env.language, '--texts', l10n.uri.fsPath])], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    });
    this.#child = child;
    child.stdout?.on('data', (chunk: Buffer) => log.debug(`engine: ${chunk.toString().trimEnd()}`));
    child.stderr?.on('data', (chunk: Buffer) => log.warn(`engine: ${chunk.toString().trimEnd()}`));
    const { endpoint, listen } = engineSide(child);
    endpoint.on('engine.log', ({ level, text }) => log[level](`engine: ${text}`));
    endpoint.on('source.changed', (news) => this.#sourceChanged.fire(news));
    const ended = (reason: string) => {
      if (this.#child !== child) return;
      this.#child = null;
      this.#endpoint = null;
      endpoint.close({ code: 'engine-stopped', detail: reason, retry: true });
      this.#crashTimes.push(Date.now());
      log.error(`engine ended: ${reason}`);
      this.#setHealth(this.#recentCrashes() >= maxCrashes ? 'failed' : 'restarting');
      this.#crashed.fire(reason);
    };
    child.once('exit', (code, signal) => ended(signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`));
    child.once('error', (error) => ended(error.message));
    listen();
    const hello = await endpoint.call('engine.hello', { version: protocolVersion }, { timeoutMs: helloTimeoutMs });
    if (hello.version !== protocolVersion) {
      this.#stop('version');
      throw FaultError.of('not-supported', `the engine speaks version ${hello.version}, this extension ${protocolVersion}; reload the window`);
    }
    log.info(`engine ready, process ${hello.pid}, DuckDB ${hello.duckdb}`);
    this.#setHealth('ready');
    return endpoint;
  }

  #stop(reason: string): void {
    const child = this.#child;
    const endpoint = this.#endpoint;
    this.#child = null;
    this.#endpoint = null;
    void endpoint?.then((each) => each.close({ code: 'engine-stopped', detail: reason, retry: true })).catch(() => undefined);
    child?.kill();
  }

  #recentCrashes(): number {
    const since = Date.now() - crashWindowMs;
    this.#crashTimes = this.#crashTimes.filter((time) => time >= since);
    return this.#crashTimes.length;
  }

  #setHealth(health: EngineHealth): void {
    if (this.#health === health || this.isDisposed) return;
    this.#health = health;
    this.#healthChanged.fire(health);
  }

  override dispose(): void {
    this.#stop('the extension was stopped');
    super.dispose();
  }
}
