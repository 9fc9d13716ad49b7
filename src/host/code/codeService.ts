import { relative, sep } from 'node:path';
import { EventEmitter, type LogOutputChannel, type NotebookDocument, type TextDocument, type Uri, workspace } from 'vscode';
import { codeColumns } from '../../core/code/codeColumns';
import { faultOf } from '../../core/domain/fault';
import type { RankedPlace } from '../../core/code/place';
import type { Lineage } from '../../core/lineage/lineage';
import type { CodeMark } from '../../protocol/engineCalls';
import type { PanelView } from '../../protocol/panelCalls';
import type { EngineProcess } from '../engine/engineProcess';
import { Delay } from '../platform/delay';
import { DisposableOwner } from '../platform/disposables';
import { isBelow } from '../platform/paths';
import { readSettings } from '../platform/settings';
import type { Session } from '../project/session';
import { cellOf, notebookOf, openText, sourceFile, unsavedDocument } from './documents';

const indexTimeoutMs = 5 * 60_000;

/**
 * Where features stand in the code. The index lives in the engine and is built on first need; this keeps it told of what changes
 * and holds the places of the columns that are on show.
 */
export class CodeService extends DisposableOwner {
  readonly #changed = this.own(new EventEmitter<void>());
  /** Fires when places may have moved. */
  readonly onChange = this.#changed.event;
  #places: Readonly<Record<string, readonly RankedPlace[]>> = {};
  #state: PanelView['codeState'] = 'indexing';
  #building: Promise<void> | null = null;
  #columns = '';
  readonly #pending = new Map<string, { readonly uri: Uri; readonly document: TextDocument | NotebookDocument | null }>();
  readonly #flush: Delay;
  readonly #updating = new Set<Promise<unknown>>();

  constructor(
    private readonly engine: EngineProcess,
    private readonly session: Session,
    private readonly log: LogOutputChannel,
  ) {
    super();
    this.#flush = this.own(new Delay(300, () => void this.#sendChanges()));
    const watcher = this.own(workspace.createFileSystemWatcher('**/*.{py,ipynb}'));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) this.own(event((uri) => this.#note(uri, null)));
    this.own(workspace.onDidChangeTextDocument(({ document, contentChanges }) => contentChanges.length > 0 && this.#noteOpen(document)));
    // A renamed file comes with the text that was not saved.
    this.own(workspace.onDidOpenTextDocument((document) => this.#noteOpen(document)));
    this.own(workspace.onDidCloseTextDocument((document) => {
      if (document.languageId === 'python' && document.uri.scheme === 'file') this.#note(document.uri, null);
    }));
    this.own(workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => contentChanges.length > 0 && this.#note(notebook.uri, notebook)));
    this.own(workspace.onDidCloseNotebookDocument(({ uri }) => this.#note(uri, null)));
    this.own(workspace.onDidChangeWorkspaceFolders(() => this.#rebuild()));
    this.own(workspace.onDidGrantWorkspaceTrust(() => this.#rebuild()));
    this.own(engine.onCrash(() => this.#rebuild()));
    this.own(session.onChange(() => void this.#follow()));
  }

  get places(): Readonly<Record<string, readonly RankedPlace[]>> {
    return this.#places;
  }

  get state(): PanelView['codeState'] {
    return this.#state;
  }

  /** Absolute folders of code. */
  get roots(): readonly string[] {
    return this.#roots();
  }

  /** Columns of the report on show that can stand in code. */
  get columns(): readonly string[] {
    const report = this.session.page?.report;
    return report === undefined ? [] : codeColumns(report);
  }

  /** Resolves when the index has taken in what changed. */
  async indexed(): Promise<void> {
    await this.#ready();
    await this.#settle();
  }

  /** Ranked places of one column, from the index as it is now. */
  async placesOf(column: string): Promise<readonly RankedPlace[]> {
    await this.indexed();
    const answer = await this.engine.call('code.places', { columns: [column], map: this.#map(), ...this.#home() }, { timeoutMs: 10_000 });
    return answer[column] ?? [];
  }

  /** From which columns of the report on show the code makes one of them. */
  async lineageOf(column: string, signal?: AbortSignal): Promise<Lineage> {
    await this.indexed();
    return this.engine.call('code.lineage', { column, columns: this.columns, map: this.#map(), ...this.#home() }, { timeoutMs: 30_000, ...(signal === undefined ? {} : { signal }) });
  }

  /** Lines of a document that define or list a column on show; empty while the index is being built. */
  async marksOf(document: TextDocument): Promise<readonly CodeMark[]> {
    const uri = sourceFile(document);
    const root = this.#rootOf(uri);
    if (root === null || this.columns.length === 0 || this.#building === null) return [];
    await this.indexed();
    const all = await this.engine.call('code.marks', { root, file: fileIn(root, uri), columns: this.columns, map: this.#map() }, { timeoutMs: 10_000 });
    // Of two projects in one window, the other's code does not make what this one's code does.
    const { home } = this.#home();
    const marks = home === undefined || root === home ? all : all.filter(({ column }) => this.#places[column]?.[0]?.root !== home);
    const cell = cellOf(document);
    return cell === null ? marks : marks.filter(({ place }) => place.cell === cell);
  }

  async #follow(): Promise<void> {
    const columns = this.columns;
    const wanted = JSON.stringify([columns, this.#map(), this.#home()]);
    if (columns.length === 0 || wanted === this.#columns) return;
    this.#columns = wanted;
    await this.#refreshPlaces();
  }

  async #refreshPlaces(): Promise<void> {
    try {
      await this.#ready();
      this.#places = await this.engine.call('code.places', { columns: this.columns, map: this.#map(), ...this.#home() }, { timeoutMs: 30_000 });
    } catch (error) {
      this.log.warn(`code places: ${faultOf(error).detail}`);
      this.#columns = '';
    }
    this.#changed.fire();
  }

  async #ready(): Promise<void> {
    this.#building ??= this.#build();
    try {
      await this.#building;
    } catch (error) {
      this.#building = null;
      throw error;
    }
  }

  async #build(): Promise<void> {
    const roots = this.#roots();
    if (roots.length === 0 || !workspace.isTrusted) {
      this.#state = 'no python files';
      return;
    }
    this.#state = 'indexing';
    const exclude = [...readSettings().exclude, ...this.session.project.entries.flatMap(({ config }) => config.code.exclude)];
    const { files, lines, failed, elapsedMs } = await this.engine.call('code.index', { roots, exclude }, { timeoutMs: indexTimeoutMs });
    this.#state = files === 0 ? 'no python files' : 'ready';
    this.log.info(`code index: ${files} files, ${lines} lines in ${Math.round(elapsedMs)} ms`);
    for (const { file, reason } of failed) this.log.warn(`code index: ${file}: ${reason}`);
    for (const document of workspace.textDocuments) if (document.isDirty) this.#noteOpen(document);
    for (const notebook of workspace.notebookDocuments) if (notebook.isDirty) this.#note(notebook.uri, notebook);
  }

  #rebuild(): void {
    this.#building = null;
    this.#columns = '';
    void this.#follow();
  }

  #noteOpen(document: TextDocument): void {
    if (document.languageId !== 'python' || this.#building === null) return;
    const notebook = notebookOf(document);
    this.#note(notebook?.uri ?? document.uri, notebook ?? document);
  }

  #note(uri: Uri, document: TextDocument | NotebookDocument | null): void {
    if (this.#building === null || this.#rootOf(uri) === null) return;
    // What the disk has now says nothing of a file that somebody is editing.
    this.#pending.set(uri.toString(), { uri, document: document ?? unsavedDocument(uri) });
    this.#flush.request();
  }

  /** Whoever asks now must not be answered from before the last edit: what waits for a pause in the typing is sent at once. */
  async #settle(): Promise<void> {
    if (this.#pending.size > 0) {
      this.#flush.dispose();
      void this.#sendChanges();
    }
    await Promise.all(this.#updating);
  }

  async #sendChanges(): Promise<void> {
    const changes = [...this.#pending.values()];
    this.#pending.clear();
    const sent = Promise.all(
      changes.map(async ({ uri, document }) => {
        const root = this.#rootOf(uri);
        if (root === null) return;
        const text = document === null || document.isClosed ? null : openText(document);
        await this.engine.call('code.update', { root, file: fileIn(root, uri), text }, { timeoutMs: 10_000 });
      }),
    ).catch((error: unknown) => this.log.warn(`code index: ${faultOf(error).detail}`));
    this.#updating.add(sent);
    await sent;
    this.#updating.delete(sent);
    if (this.#state === 'no python files') this.#state = 'ready';
    await this.#refreshPlaces();
  }

  #roots(): readonly string[] {
    const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
    const selected = this.session.selected;
    const demo = selected?.origin === 'demo' ? [selected.spec.folder] : [];
    return [...folders, ...demo.filter((folder) => !folders.some((each) => isBelow(each, folder)))];
  }

  #rootOf(uri: Uri): string | null {
    return uri.scheme === 'file' ? (this.#roots().find((root) => isBelow(root, uri.fsPath)) ?? null) : null;
  }

  /** The workspace folder that the source on show belongs to. */
  #home(): { readonly home?: string } {
    const folder = this.session.selected?.folder ?? null;
    return folder === null ? {} : { home: folder.fsPath };
  }

  #map(): Readonly<Record<string, string>> {
    return this.session.selected?.config.code.map ?? {};
  }
}

function fileIn(root: string, uri: Uri): string {
  return relative(root, uri.fsPath).split(sep).join('/');
}
