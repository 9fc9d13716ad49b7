import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventEmitter, type ExtensionContext, window, workspace } from 'vscode';
import { DisposableOwner } from './disposables';

/**
 * What is kept for a workspace and belongs to all of its windows: one small file a key, read anew before each change.
 * VS Code's own `workspaceState` is held by each window for itself and written whole, so that of two windows the one that writes last undoes what the
 * other kept. Read, change and write happen in one go without a pause, and the file is put in place at once: a reader sees all of it or none.
 */
export class SharedState extends DisposableOwner {
  readonly #changed = this.own(new EventEmitter<string>());
  /** Fires with the key that another window has changed. */
  readonly onChange = this.#changed.event;
  readonly #texts = new Map<string, string | null>();
  #folder: string | null = null;

  constructor(private readonly context: Pick<ExtensionContext, 'globalStorageUri' | 'workspaceState'>) {
    super();
  }

  get<T>(key: string, none: T): T {
    if (!this.#texts.has(key)) this.#texts.set(key, this.#read(key));
    return this.#valueOf(key, this.#texts.get(key) ?? null, none);
  }

  /** Changes what is kept now, whoever wrote it last. */
  async update<T>(key: string, none: T, change: (now: T) => T): Promise<void> {
    const folder = this.#start();
    const next = change(this.#valueOf(key, this.#read(key), none));
    // A window without a folder has no storage of its own, and nobody to share it with.
    if (folder === null) return this.context.workspaceState.update(key, next);
    const text = JSON.stringify(next);
    const draft = join(folder, `${process.pid}.draft`);
    writeFileSync(draft, text);
    renameSync(draft, fileOf(folder, key));
    this.#texts.set(key, text);
  }

  #valueOf<T>(key: string, text: string | null, none: T): T {
    if (text === null) return this.context.workspaceState.get<T>(key, none); // kept by an earlier version, or nothing yet
    try {
      return JSON.parse(text) as T;
    } catch {
      return none; // somebody else wrote into it: nothing that could be gone on with
    }
  }

  #read(key: string): string | null {
    const folder = this.#start();
    if (folder === null) return null;
    try {
      return readFileSync(fileOf(folder, key), 'utf8');
    } catch {
      return null;
    }
  }

  /** The folder, watched from the first use on; null where this window has none. */
  #start(): string | null {
    const opened = workspace.workspaceFile?.toString() ?? workspace.workspaceFolders?.map(({ uri }) => uri.toString()).join('\n');
    if (this.#folder !== null || opened === undefined) return this.#folder;
    // `storageUri` is no place for it: a second window of the same workspace is given another one.
    const folder = join(this.context.globalStorageUri.fsPath, 'workspaces', createHash('sha256').update(opened).digest('hex').slice(0, 32));
    try {
      mkdirSync(folder, { recursive: true });
    } catch {
      return null; // a read-only disk: kept for this window, as VS Code does it
    }
    this.#folder = folder;
    try {
      // The editor's own watcher says nothing of its storage.
      const watcher = watch(folder, { persistent: false }, (_, file) => this.#look(file));
      watcher.on('error', () => watcher.close());
      this.own({ dispose: () => watcher.close() });
    } catch {
      // No watch is left, or the disk has none: what follows is what remains.
    }
    this.own(window.onDidChangeWindowState(({ focused }) => focused && this.#look(null)));
    return folder;
  }

  #look(file: string | null): void {
    for (const [key, before] of this.#texts) {
      if (file !== null && file !== nameOf(key)) continue;
      const now = this.#read(key);
      if (now === before) continue;
      this.#texts.set(key, now);
      this.#changed.fire(key);
    }
  }
}

function fileOf(folder: string, key: string): string {
  return join(folder, nameOf(key));
}

function nameOf(key: string): string {
  return `${key.slice(key.lastIndexOf('.') + 1)}.json`;
}
