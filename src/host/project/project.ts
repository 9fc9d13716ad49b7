import { EventEmitter, type ExtensionContext, type LogOutputChannel, workspace } from 'vscode';
import { faultOf } from '../../core/domain/fault';
import { isWarehouse } from '../../core/warehouse/warehouseSpec';
import type { Role } from '../../core/domain/role';
import type { LogCandidate, LogSpec, SourceState } from '../../core/domain/source';
import type { EngineProcess } from '../engine/engineProcess';
import { settingsSection } from '../ids';
import { Secrets } from '../metrics/secrets';
import { DisposableOwner } from '../platform/disposables';
import { portableSpec } from '../platform/portableSpec';
import { readSettings } from '../platform/settings';
import type { SharedState } from '../platform/sharedState';
import { ConfigFiles, type FolderConfig } from './configFiles';
import type { SourceEntry } from './sourceEntry';
import { addedKey, AddedLogs, listSources } from './sourceList';

const openTimeoutMs = 10 * 60_000;
/** A table is counted column by column, each within its own bound. */
const tableTimeoutMs = 120 * 60_000;
const pausedKey = 'modelVitals.pausedSources';

/** The logs of this window: which there are, which are open, and their states. Views and panels read it and listen to it. */
export class Project extends DisposableOwner {
  readonly #changed = this.own(new EventEmitter<SourceEntry | null>());
  /** Fires with the entry that changed, or null when the list did. */
  readonly onChange = this.#changed.event;
  readonly #grown = this.own(new EventEmitter<SourceEntry>());
  /** Fires with an entry that is followed and has grown: `onChange` is silent about that, since it may be several times a second. */
  readonly onGrow = this.#grown.event;
  readonly configs: ConfigFiles;
  readonly secrets: Secrets;
  readonly #added: AddedLogs;
  #entries: readonly SourceEntry[] = [];
  #folderConfigs: readonly FolderConfig[] = [];
  #found: readonly LogCandidate[] = [];
  #refreshing: Promise<void> | null = null;
  #searched = false;
  readonly #opening = new Map<string, { readonly abort: AbortController; readonly done: Promise<SourceState> }>();

  constructor(
    private readonly context: ExtensionContext,
    private readonly shared: SharedState,
    private readonly engine: EngineProcess,
    private readonly log: LogOutputChannel,
  ) {
    super();
    this.configs = this.own(new ConfigFiles(log));
    this.#added = new AddedLogs(shared);
    this.secrets = new Secrets(context);
    this.own(this.configs.onChange(() => void this.applyConfigs()));
    this.own(shared.onChange((key) => this.#onShared(key)));
    this.own(engine.onCrash(() => this.#markStale()));
    this.own(engine.onSourceChanged(({ id, state }) => this.#grow(id, state)));
    this.own(workspace.onDidGrantWorkspaceTrust(() => void this.refresh()));
    this.own(workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(`${settingsSection}.follow`) && void this.#followAll()));
  }

  get entries(): readonly SourceEntry[] {
    return this.#entries;
  }

  get searched(): boolean {
    return this.#searched;
  }

  find(key: string): SourceEntry | undefined {
    return this.#entries.find((entry) => entry.key === key);
  }

  /** Reads the configuration and looks for logs in the workspace; concurrent calls share one search. */
  async refresh(): Promise<void> {
    this.#refreshing ??= this.#search().finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  async add(spec: LogSpec): Promise<SourceEntry | undefined> {
    await this.#added.add(spec);
    this.#rebuild();
    return this.#entries.find((entry) => entry.spec.folder === spec.folder && entry.spec.name === spec.name);
  }

  async remove(entry: SourceEntry): Promise<void> {
    if (entry.spec.kind === 'log') await this.#added.remove(entry.spec);
    this.#rebuild();
  }

  /** Opens a source, or joins its opening; `fresh` reads the log again even if its stored cube fits. */
  async open(key: string, fresh = false): Promise<SourceState> {
    const running = this.#opening.get(key);
    if (running !== undefined && !fresh && !running.abort.signal.aborted) return running.done;
    running?.abort.abort();
    const entry = this.find(key);
    if (entry === undefined) throw new Error(`no such source: ${key}`);
    if (entry.status === 'open' && entry.state !== null && !fresh) return entry.state;
    const abort = new AbortController();
    const done = this.#open(entry, fresh, abort.signal).finally(() => {
      if (this.#opening.get(key)?.abort === abort) this.#opening.delete(key);
    });
    this.#opening.set(key, { abort, done });
    return done;
  }

  cancel(key: string): void {
    this.#opening.get(key)?.abort.abort();
  }

  /** Pauses following a source, or goes on with it; kept for the workspace. */
  async follow(entry: SourceEntry, on: boolean): Promise<void> {
    await this.shared.update<readonly string[]>(pausedKey, [], (all) => [...all.filter((key) => key !== entry.key), ...(on ? [] : [entry.key])]);
    this.#update(entry.key, { paused: !on });
    await this.#follow(entry.key);
  }

  /** Writes a role into `model-vitals.json` and opens the source again with it. */
  async setRole(entry: SourceEntry, column: string, role: Role): Promise<void> {
    if (entry.folder === null) throw new Error('Roles of this log cannot be kept: it lies outside the workspace. Open its folder first.');
    if (entry.spec.kind === 'metrics' || entry.spec.kind === 'training') throw new Error('This source has no columns, so there are no roles to set.');
    const spec = entry.spec.kind === 'log' ? portableSpec(entry.spec, entry.folder.fsPath) : entry.spec;
    await this.configs.edit(entry.folder, (text, { withRole }) => withRole(text, spec, column, role));
    await this.applyConfigs();
  }

  async #open(entry: SourceEntry, fresh: boolean, signal: AbortSignal): Promise<SourceState> {
    const { key } = entry;
    this.#update(key, { status: 'opening', fault: null, progress: null });
    try {
      const storage = this.context.storageUri ?? this.context.globalStorageUri;
      const secrets = await this.secrets.of(entry.spec);
      const state = await this.engine.call(
        'source.open',
        { spec: entry.spec, secrets, storage: storage.fsPath, readAtMs: Date.now(), fresh },
        { signal, timeoutMs: isWarehouse(entry.spec) ? tableTimeoutMs : openTimeoutMs, onProgress: (progress) => this.#update(key, { progress }) },
      );
      this.#update(key, { status: state.state === 'failed' ? 'failed' : 'open', state, progress: null, paused: this.#pausedKeys().includes(key) });
      void this.#follow(key);
      return state;
    } catch (error) {
      const fault = faultOf(error);
      // A newer opening has taken over: the entry's state is its own.
      if (this.#opening.has(key) && this.#opening.get(key)?.abort.signal !== signal) throw error;
      this.log.warn(`opening ${entry.spec.name}: ${fault.code}: ${fault.detail}`);
      this.#update(key, { status: fault.code === 'cancelled' ? 'closed' : 'failed', fault, progress: null });
      throw error;
    }
  }

  /** Tells the engine whether an open source is to be followed; a log that is still empty is, since it may come to have rows. */
  async #follow(key: string): Promise<void> {
    const entry = this.find(key);
    if (entry === undefined || entry.state === null || isWarehouse(entry.spec) || (entry.status !== 'open' && entry.status !== 'failed')) return;
    const on = workspace.isTrusted && readSettings().follow && !entry.paused;
    if (on === (entry.state.live !== undefined)) return;
    try {
      const { id } = entry.state;
      this.#grow(id, await this.engine.call('source.follow', { id, on }));
    } catch (error) {
      this.log.warn(`following ${entry.spec.name}: ${faultOf(error).detail}`);
    }
  }

  async #followAll(): Promise<void> {
    await Promise.all(this.#entries.map(({ key }) => this.#follow(key)));
  }

  /** Another window of this workspace added a log, or paused one. */
  #onShared(key: string): void {
    if (key === addedKey) this.#rebuild();
    if (key !== pausedKey) return;
    const paused = new Set(this.#pausedKeys());
    for (const entry of this.#entries) if (entry.state !== null && entry.paused !== paused.has(entry.key)) this.#update(entry.key, { paused: !entry.paused });
    void this.#followAll();
  }

  #pausedKeys(): readonly string[] {
    return this.shared.get<readonly string[]>(pausedKey, []);
  }

  #grow(id: string, state: SourceState): void {
    const old = this.#entries.find((entry) => entry.state?.id === id && (entry.status === 'open' || entry.status === 'failed'));
    if (old === undefined) return;
    const entry: SourceEntry = { ...old, state, status: state.state === 'failed' ? 'failed' : 'open' };
    this.#entries = this.#entries.map((each) => (each === old ? entry : each));
    this.#grown.fire(entry);
  }

  async #search(): Promise<void> {
    this.#folderConfigs = await this.configs.read();
    const roots = (workspace.workspaceFolders ?? []).map(({ uri }) => uri).filter(({ scheme }) => scheme === 'file');
    // An untrusted workspace's files are not handed to a native parser.
    if (workspace.isTrusted && roots.length > 0) {
      try {
        this.#found = await this.engine.call('source.discover', { roots: roots.map(({ fsPath }) => fsPath), exclude: readSettings().exclude }, { timeoutMs: 60_000 });
      } catch (error) {
        this.log.warn(`looking for logs: ${faultOf(error).detail}`);
      }
    }
    this.#searched = true;
    this.#rebuild();
  }

  /** Reads the configuration again and makes the list anew. */
  async applyConfigs(): Promise<void> {
    this.#folderConfigs = await this.configs.read();
    this.#rebuild();
  }

  /** Makes the list anew and carries over what is known of sources whose settings did not change. */
  #rebuild(): void {
    const before = new Map(this.#entries.map((entry) => [entry.key, entry]));
    const added = workspace.isTrusted ? this.#added.list() : [];
    this.#entries = listSources(workspace.isTrusted ? this.#folderConfigs : [], added, this.#found).map((entry) => {
      const old = before.get(entry.key);
      if (old === undefined) return entry;
      const same = JSON.stringify(old.spec) === JSON.stringify(entry.spec);
      const { status, state, fault, progress, paused } = old;
      return same ? { ...entry, status, state, fault, progress, paused } : { ...entry, state, status: state === null ? 'closed' : 'stale' };
    });
    const listed = new Set(this.#entries.map(({ key }) => key));
    // What is no longer listed is neither kept open nor followed.
    for (const { key, state } of before.values()) if (state !== null && !listed.has(key)) void this.engine.call('source.close', { id: state.id }).catch(() => null);
    this.#changed.fire(null);
  }

  #markStale(): void {
    this.#entries = this.#entries.map((entry) => (entry.status === 'open' ? { ...entry, status: 'stale' } : entry));
    this.#changed.fire(null);
  }

  #update(key: string, change: Partial<SourceEntry>): void {
    this.#entries = this.#entries.map((entry) => (entry.key === key ? { ...entry, ...change } : entry));
    const entry = this.find(key);
    if (entry !== undefined) this.#changed.fire(entry);
  }
}
