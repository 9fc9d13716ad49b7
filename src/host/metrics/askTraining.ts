import { relative } from 'node:path';
import { l10n, Uri, window } from 'vscode';
import type { TrainingStoreSpec } from '../../core/training/trainingSpec';
import { isBelow } from '../platform/paths';
import { askAddress, askAuth, nameOf, unused } from './askServer';

export interface AskedTraining {
  readonly store: TrainingStoreSpec;
  readonly secrets: Readonly<Record<string, string>>;
}

export type TrainingPlace = 'tracking server' | 'mlflow files' | 'event files';

/** Asks where training runs are and how one logs in; undefined where it was given up. */
export async function askTraining(what: TrainingPlace, folder: string, taken: ReadonlySet<string>): Promise<AskedTraining | undefined> {
  if (what === 'tracking server') {
    const url = await askAddress('http://localhost:5000');
    if (url === undefined) return undefined;
    const name = unused(nameOf(url), taken);
    const login = await askAuth(name);
    if (login === undefined) return undefined;
    const { auth, secrets } = login;
    return { store: { kind: 'mlflow', name, url: url.trim(), folder, ...(auth.kind === 'none' ? {} : { auth }) }, secrets };
  }
  const files = what === 'mlflow files';
  const [picked] = (await window.showOpenDialog({
    title: files ? l10n.t('mlflow.db, or the folder mlruns') : l10n.t('A folder with event files anywhere below it'),
    openLabel: l10n.t('Read Its Runs'), defaultUri: Uri.file(folder), canSelectFiles: files, canSelectFolders: true,
  })) ?? [];
  if (picked === undefined) return undefined;
  const path = isBelow(folder, picked.fsPath) ? relative(folder, picked.fsPath) || '.' : picked.fsPath;
  return { store: files ? { kind: 'mlflow', name: unused('mlflow', taken), path, folder } : { kind: 'tensorboard', name: unused('tensorboard', taken), path, folder }, secrets: {} };
}
