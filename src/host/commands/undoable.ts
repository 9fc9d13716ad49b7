import { l10n, Uri, window, workspace } from 'vscode';
import { configFileName } from '../../core/config/projectConfig';
import type { Project } from '../project/project';

/** A change of `model-vitals.json`, `made` where it changed anything; `offerUndo` offers to take it back, and resolves once that was answered or is gone; `first` takes back what rests on it. */
export interface Changed {
  readonly made: boolean;
  readonly offerUndo: (said: string, first?: () => Promise<void>) => Promise<void>;
}

/** Changes the file of a folder and reads it again. What somebody changed after it is not undone with it. */
export async function changeConfig(project: Project, folder: Uri, change: Parameters<Project['configs']['edit']>[1]): Promise<Changed> {
  const { configs } = project;
  let before = '';
  let after = '';
  await configs.edit(folder, (text, edits) => (after = change((before = text), edits)));
  await project.applyConfigs();
  return {
    made: after !== before,
    offerUndo: async (said, first) => {
      const undo = l10n.t('Undo');
      if (before === after || (await window.showInformationMessage(said, undo)) !== undo) return;
      await first?.();
      let isOurs = false;
      await configs.edit(folder, (text) => ((isOurs = text === after) ? before : text));
      if (!isOurs) return void window.showWarningMessage(l10n.t('{0} was changed since, so this was not undone.', configFileName));
      // There was no file before: an empty one would stay behind.
      if (before === '') await workspace.fs.delete(Uri.joinPath(folder, configFileName));
      await project.applyConfigs();
    },
  };
}
