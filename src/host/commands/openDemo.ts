import { commands as vscodeCommands, l10n, Uri, window, workspace } from 'vscode';
import type { CommandContext } from './context';

/** Copies the demo (a real model's log and code) into the extension's own storage and opens it as a folder. */
export async function openDemo({ extension }: CommandContext): Promise<void> {
  const from = Uri.joinPath(extension.extensionUri, 'examples', 'flight-delays');
  const to = Uri.joinPath(extension.globalStorageUri, 'demo', 'flight-delays');
  if (workspace.workspaceFolders?.some(({ uri }) => uri.toString() === to.toString() || uri.toString() === from.toString()) === true) {
    await vscodeCommands.executeCommand('modelVitals.dashboard.open');
    return;
  }
  // A copy, so that trying things out changes nothing of the installed extension.
  for (const part of ['log', 'model', 'README.md', 'model-vitals.json']) {
    await workspace.fs.copy(Uri.joinPath(from, part), Uri.joinPath(to, part), { overwrite: true });
  }
  const here = l10n.t('Open Here');
  const anew = l10n.t('Open in New Window');
  const empty = (workspace.workspaceFolders?.length ?? 0) === 0;
  const choice = empty ? here : await window.showInformationMessage(l10n.t('The demo opens as a folder of its own: flights, a model that predicts delays, and its log.'), here, anew);
  if (choice !== undefined) await vscodeCommands.executeCommand('vscode.openFolder', to, { forceNewWindow: choice === anew });
}
