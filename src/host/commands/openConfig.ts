import { l10n, Uri, window, workspace } from 'vscode';
import { configFileName } from '../../core/config/projectConfig';
import { portableSpec } from '../platform/portableSpec';
import type { CommandContext } from './context';

/** Opens `model-vitals.json`; where there is none, writes out what was found, so that it can be changed. */
export async function openConfig({ session }: CommandContext): Promise<void> {
  const folder = session.selected?.folder ?? workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) return void window.showInformationMessage(l10n.t('Open a folder first: {0} stands in the workspace folder.', configFileName));
  const uri = Uri.joinPath(folder, configFileName);
  const exists = await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!exists) {
    const found = session.project.entries.filter((entry) => entry.folder?.toString() === folder.toString());
    await session.project.configs.edit(folder, (_, { withSource }) =>
      found.reduce((text, { spec }) => (spec.kind === 'log' ? withSource(text, portableSpec(spec, folder.fsPath)) : text), '{\n  "sources": []\n}\n'),
    );
  }
  await window.showTextDocument(uri);
}
