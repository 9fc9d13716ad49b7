import { extensions, type TextDocumentContentProvider, Uri, workspace } from 'vscode';
import type { EngineProcess } from '../engine/engineProcess';
import { DisposableOwner } from '../platform/disposables';

const scheme = 'model-vitals-commit';
const timeoutMs = 30_000;

/** What VS Code's Git extension offers of its API 1 (`extensions/git/src/api/git.d.ts` of microsoft/vscode), as far as it is used. */
interface GitApi {
  getRepository(uri: Uri): { readonly rootUri: Uri } | null;
  toGitUri(uri: Uri, ref: string): Uri;
}

/**
 * Files as commits have them, as documents of the editor. Where VS Code's Git extension has the repository open its own documents are taken, which know blame and
 * history; else the engine reads them. Only what was asked for here can be read: an address names an entry of a list, no file.
 */
export class CommitDocuments extends DisposableOwner implements TextDocumentContentProvider {
  readonly #known = new Map<string, { readonly top: string; readonly hash: string; readonly path: string } | null>();

  constructor(private readonly engine: EngineProcess) {
    super();
    this.own(workspace.registerTextDocumentContentProvider(scheme, this));
  }

  /** A file at a commit. */
  async at(top: string, hash: string, path: string): Promise<Uri> {
    // The editor has its own way to compare notebooks, by cells; lines of their files are what commits touch.
    const api = /\.ipynb$/i.test(path) ? null : await gitApi();
    const repository = api?.getRepository(Uri.file(top)) ?? null;
    if (api !== null && repository !== null) return api.toGitUri(Uri.joinPath(repository.rootUri, path), hash);
    return this.#address(path, `${hash} ${top}`, { top, hash, path });
  }

  /** The side of a file that a commit added or deleted. */
  nothing(path: string): Uri {
    return this.#address(path, 'nothing', null);
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const entry = this.#known.get(uri.toString());
    if (entry === null) return '';
    if (entry === undefined) return 'Open this commit again from Model Vitals.\n';
    const { text, reason } = await this.engine.call('history.file', entry, { timeoutMs });
    return text ?? `Not available: ${reason ?? 'no reason was given'}.\n`;
  }

  #address(path: string, query: string, entry: { readonly top: string; readonly hash: string; readonly path: string } | null): Uri {
    const uri = Uri.from({ scheme, path: `/${path}${/\.ipynb$/i.test(path) ? '.json' : ''}`, query });
    this.#known.set(uri.toString(), entry);
    return uri;
  }
}

/** Null where the extension is missing, disabled or not started: it is not started for us, since it would look for repositories everywhere. */
async function gitApi(): Promise<GitApi | null> {
  const git = extensions.getExtension<{ readonly enabled: boolean; getAPI(version: 1): GitApi }>('vscode.git');
  if (git?.isActive !== true || !git.exports.enabled) return null;
  try {
    return await Promise.resolve(git.exports.getAPI(1));
  } catch {
    return null;
  }
}
