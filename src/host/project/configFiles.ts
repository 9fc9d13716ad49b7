import { EventEmitter, type LogOutputChannel, Uri, workspace, type WorkspaceFolder } from 'vscode';
import { type ConfigProblem, configFileName, emptyConfig, type ProjectConfig } from '../../core/config/projectConfig';
import { parseConfig } from '../../core/config/parseConfig';
import { Delay } from '../platform/delay';
import { DisposableOwner } from '../platform/disposables';

/** How the file is written; loaded with the first change, since most sessions make none. */
type Edits = typeof import('../../core/config/editConfig');

export interface FolderConfig {
  readonly folder: WorkspaceFolder;
  readonly exists: boolean;
  readonly config: ProjectConfig;
  readonly problems: readonly ConfigProblem[];
}

/** Reads `model-vitals.json` of each workspace folder, and again whenever one changes. */
export class ConfigFiles extends DisposableOwner {
  readonly #changed = this.own(new EventEmitter<void>());
  readonly onChange = this.#changed.event;

  constructor(private readonly log: LogOutputChannel) {
    super();
    const delay = this.own(new Delay(150, () => this.#changed.fire()));
    const watcher = this.own(workspace.createFileSystemWatcher(`**/${configFileName}`));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) this.own(event(() => delay.request()));
    this.own(workspace.onDidChangeWorkspaceFolders(() => delay.request()));
  }

  async read(): Promise<readonly FolderConfig[]> {
    return Promise.all((workspace.workspaceFolders ?? []).map((folder) => this.#readFolder(folder)));
  }

  /** Changes the file of one folder by a pure edit, creating it where it is missing; through the editor, so that undo works. */
  async edit(folder: Uri, change: (text: string, edits: Edits) => string): Promise<void> {
    const uri = Uri.joinPath(folder, configFileName);
    const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    // An open document takes in what another window wrote only a moment later: what is not being edited is read from the disk.
    const before = (open?.isDirty === true ? open.getText() : await this.#text(uri)) ?? '';
    const after = change(before, await import('../../core/config/editConfig'));
    if (after === before) return;
    if (open !== undefined && open.isDirty) throw new Error(`${configFileName} has unsaved changes; save or revert it first`);
    await workspace.fs.writeFile(uri, new TextEncoder().encode(after));
  }

  async #readFolder(folder: WorkspaceFolder): Promise<FolderConfig> {
    const text = await this.#text(Uri.joinPath(folder.uri, configFileName));
    if (text === null) return { folder, exists: false, config: emptyConfig, problems: [] };
    const { config, problems } = parseConfig(text);
    for (const { path, message } of problems) this.log.warn(`${folder.name}/${configFileName}: ${path}: ${message}`);
    return { folder, exists: true, config, problems };
  }

  async #text(uri: Uri): Promise<string | null> {
    try {
      return new TextDecoder().decode(await workspace.fs.readFile(uri));
    } catch {
      return null; // no such file: found logs are used as they are
    }
  }
}
