import { l10n, Uri, window, workspace } from 'vscode';
import { FaultError } from '../../core/domain/fault';
import type { CommandContext } from '../commands/context';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Writes a chart's picture to a file of the user's choice. What the webview sent has to be a PNG. */
export async function savePicture({ session }: CommandContext, name: string, png: string): Promise<void> {
  const bytes = Buffer.from(png, 'base64');
  if (!signature.every((byte, at) => bytes[at] === byte)) throw FaultError.of('bad-arguments', 'this is no PNG picture');
  const entry = session.selected;
  const folder = entry?.folder ?? workspace.workspaceFolders?.[0]?.uri ?? (entry === null ? undefined : Uri.file(entry.spec.folder));
  const file = `${[entry?.spec.name ?? '', name].join('-').replaceAll(/[^\p{L}\p{N}_.-]+/gu, '-').replace(/^[-.]+/, '').slice(0, 100)}.png`;
  const target = await window.showSaveDialog({ ...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, file) }), filters: { PNG: ['png'] }, title: l10n.t('Save Chart') });
  if (target === undefined) return;
  await workspace.fs.writeFile(target, bytes);
  void window.showInformationMessage(l10n.t('Chart written to {0}.', workspace.asRelativePath(target)));
}
