import { commands, EventEmitter, l10n, type ExtensionContext } from 'vscode';
import { type Fault, FaultError, faultOf } from '../../core/domain/fault';
import type { Progress } from '../../core/domain/progress';
import type { AxisKind, Comparison } from '../../core/domain/window';
import type { TrainingPage } from '../../core/training/trainingPage';
import type { ReportPage } from '../../protocol/engineCalls';
import type { EngineProcess } from '../engine/engineProcess';
import { contextKeys } from '../ids';
import { Delay } from '../platform/delay';
import { DisposableOwner } from '../platform/disposables';
import { Paced } from '../platform/paced';
import type { Comparisons } from './comparisons';
import type { Project } from './project';
import type { SourceEntry } from './sourceEntry';

const selectedKey = 'modelVitals.selectedSource';
const reportTimeoutMs = 10 * 60_000;
/** A followed log's report is made no more often than this. */
const liveMs = 500;
/** Exact figures of a followed log are made when nothing came for so long. */
const quietMs = 5_000;

/** The one comparison that everything in this window shows: the selected source, its report, and what is being worked on. */
export class Session extends DisposableOwner {
  readonly #changed = this.own(new EventEmitter<void>());
  readonly onChange = this.#changed.event;
  #page: ReportPage | null = null;
  #training: TrainingPage | null = null;
  #pageKey: string | null = null;
  #madeAtMs = 0;
  #fault: Fault | null = null;
  #remark: string | null = null;
  #progress: Progress | null = null;
  /** What someone waits for. */
  #working: AbortController | null = null;
  /** The exact figures, which follow those from the cube; nobody waits for them. */
  #refining: AbortController | null = null;
  /** Windows that someone just chose, whose answer is under way. */
  #comparing = 0;
  /** The log grew while something else was being made. */
  #missed = false;
  readonly #live = this.own(new Paced(liveMs, () => this.#update()));
  readonly #quiet = this.own(new Delay(quietMs, () => this.#working === null && this.page !== null && this.#refine()));

  constructor(
    private readonly context: ExtensionContext,
    private readonly engine: EngineProcess,
    readonly project: Project,
    readonly comparisons: Comparisons,
  ) {
    super();
    this.own(project.onChange((entry) => this.#onProject(entry)));
    this.own(project.onGrow((entry) => this.#onGrow(entry)));
    this.own(engine.onCrash((reason) => this.#onCrash(reason)));
  }

  get selected(): SourceEntry | null {
    const key = this.context.workspaceState.get<string>(selectedKey);
    return (key === undefined ? undefined : this.project.find(key)) ?? null;
  }

  /** The report of the selected source; null while there is none. */
  get page(): ReportPage | null {
    return this.#pageKey === this.selected?.key ? this.#page : null;
  }

  /** The training runs of the selected source, where it holds some. */
  get training(): TrainingPage | null {
    return this.#pageKey === this.selected?.key ? this.#training : null;
  }

  get madeAtMs(): number {
    return this.#madeAtMs;
  }

  get fault(): Fault | null {
    return this.#fault;
  }

  get remark(): string | null {
    return this.#remark;
  }

  /** How far the report is, once its log is open. */
  get progress(): Progress | null {
    return this.#progress;
  }

  get isWorking(): boolean {
    return this.#working !== null;
  }

  /** Selects a source, opens it if need be, and makes its report (training runs have none, and null is the answer): from the cube first, then once more with exact figures where the rows are few enough. */
  async show(key: string, fresh = false): Promise<ReportPage | null> {
    await this.context.workspaceState.update(selectedKey, key);
    const page = await this.#work(async (signal) => {
      signal.addEventListener('abort', () => this.project.cancel(key));
      const state = await this.project.open(key, fresh);
      if (state.state === 'failed') throw FaultError.of('unreadable', state.reason ?? 'no file of it could be read', true);
      if (state.kind === 'training') return this.#readRuns(state.id, key);
      return this.#make('never', signal, (progress) => {
        this.#progress = progress;
        this.#changed.fire();
      });
    });
    if (page !== null) this.#refine();
    return page;
  }

  /** Other windows: answered from the cube at once, then once more with exact figures where the rows are few enough. */
  async compare(axis: AxisKind | null, comparison: Comparison | null): Promise<ReportPage> {
    const entry = this.selected;
    if (entry === null) throw FaultError.of('not-found', 'no source is selected');
    await this.comparisons.choose(entry.key, axis, comparison);
    if (entry.state === null || entry.status !== 'open') {
      const page = await this.show(entry.key);
      if (page !== null) return page;
    }
    if (entry.spec.kind === 'training') throw FaultError.of('not-supported', 'training runs have no windows');
    this.#working?.abort();
    this.#refining?.abort();
    this.#remark = null;
    this.#comparing += 1;
    try {
      const page = await this.#make('never', new AbortController().signal);
      this.#refine();
      return page;
    } finally {
      this.#comparing -= 1;
      if (this.#missed) this.#live.request();
    }
  }

  cancel(): void {
    this.#working?.abort();
    this.#refining?.abort();
  }

  /** Once more, after something failed; an engine that was given up is started again, since someone asks for it. */
  async retry(): Promise<void> {
    const key = this.context.workspaceState.get<string>(selectedKey);
    if (this.engine.health === 'failed') this.engine.restart();
    if (key !== undefined) await this.show(key);
  }

  #onCrash(reason: string): void {
    if (this.engine.health === 'failed') {
      this.#working?.abort();
      this.#working = null;
      this.#remark = null;
      this.#fault = this.engine.gaveUp.fault;
    } else if (this.#pageKey !== null) {
      this.#remark = l10n.t('The analysis engine was restarted ({0}). What you see is from before; it is being computed again.', reason);
      void this.show(this.#pageKey).then(
        () => {
          this.#remark = l10n.t('The analysis engine was restarted ({0}); what you see was computed anew.', reason);
          this.#changed.fire();
        },
        () => undefined,
      );
    }
    this.#changed.fire();
  }

  #refine(): void {
    this.#refining?.abort();
    const abort = new AbortController();
    this.#refining = abort;
    this.#make('auto', abort.signal).catch((error: unknown) => {
      const fault = faultOf(error);
      // A crash is told of where the engine is watched, and newer work that cancelled this tells of itself.
      if (this.#refining !== abort || fault.code === 'cancelled' || fault.code === 'engine-stopped') return;
      this.#fault = fault;
      this.#changed.fire();
    });
  }

  /** The report once more, of a log that has grown: windows that were chosen stay, a default comparison goes with the data. */
  async #update(): Promise<void> {
    const { selected, training } = this;
    if (training !== null && selected !== null && selected.state !== null) return void (await this.#readRuns(selected.state.id, selected.key).catch(() => null));
    if (this.page === null || selected?.status !== 'open') return;
    this.#missed = this.#working !== null || this.#comparing > 0;
    if (this.#missed) return;
    this.#refining?.abort();
    try {
      await this.#make('never', new AbortController().signal, undefined, false);
      this.#quiet.request();
    } catch (error) {
      const fault = faultOf(error);
      if (fault.code === 'cancelled' || fault.code === 'engine-stopped') return;
      this.#fault = fault;
      this.#changed.fire();
    }
  }

  async #make(exact: 'auto' | 'never', signal: AbortSignal, onProgress?: (progress: Progress) => void, dragging = exact === 'never'): Promise<ReportPage> {
    const entry = this.selected;
    if (entry === null) throw FaultError.of('not-found', 'no source is selected');
    const query = this.comparisons.query(entry);
    const page = await this.engine.call('report.make', { ...query, exact, dragging }, { signal, timeoutMs: reportTimeoutMs, ...(onProgress === undefined ? {} : { onProgress }) });
    // A slower answer to an older question must not replace the newer one.
    if (!signal.aborted && JSON.stringify(this.comparisons.chosen(entry.key)) === JSON.stringify({ axis: query.axis, comparison: query.comparison })) {
      this.#page = page;
      this.#training = null;
      this.#pageKey = entry.key;
      this.#madeAtMs = Date.now();
      this.#fault = null;
      this.#changed.fire();
    }
    return page;
  }

  async #readRuns(id: string, key: string): Promise<null> {
    const training = await this.engine.call('training.read', { id }, { timeoutMs: 60_000 });
    if (this.selected?.key !== key) return null;
    this.#page = null;
    this.#training = training;
    this.#pageKey = key;
    this.#madeAtMs = training.readAtMs;
    this.#fault = null;
    this.#changed.fire();
    return null;
  }

  async #work<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.#working?.abort();
    this.#refining?.abort();
    const abort = new AbortController();
    this.#working = abort;
    this.#fault = null;
    this.#progress = null;
    this.#changed.fire();
    try {
      const page = await task(abort.signal);
      this.#remark = null;
      return page;
    } catch (error) {
      const fault = faultOf(error);
      // Cancelled by newer work: that one reports. Cancelled by hand: said.
      if (this.#working === abort) this.#fault = fault;
      throw error;
    } finally {
      if (this.#working === abort) this.#working = null;
      if (this.#missed) this.#live.request();
      this.#changed.fire();
    }
  }

  #onGrow(entry: SourceEntry): void {
    if (entry.key !== this.selected?.key) return;
    if (this.#pageKey === entry.key) this.#live.request();
    // An empty log that was chosen has its first rows.
    else if (entry.status === 'open' && this.#working === null && this.#fault !== null) void this.show(entry.key).catch(() => undefined);
  }

  #onProject(entry: SourceEntry | null): void {
    void commands.executeCommand('setContext', contextKeys.hasSource, this.project.entries.length > 0);
    void commands.executeCommand('setContext', contextKeys.searched, this.project.searched);
    const selected = this.selected;
    // Its roles or files were changed in the configuration: what is shown no longer holds.
    if (entry === null && selected?.status === 'stale' && this.#pageKey === selected.key && this.#working === null && this.engine.health !== 'failed') {
      void this.show(selected.key).catch(() => undefined);
    }
    this.#changed.fire();
  }
}
