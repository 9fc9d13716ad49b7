import { commands, l10n, Range, type Uri, ViewColumn, window } from 'vscode';
import { oneLine, shorten } from '../../core/format/oneLine';
import type { CommitChange } from '../../core/timeline/commitChange';
import type { CommitFile } from '../../core/timeline/listedCommits';
import type { CommitDocuments } from './commitDocuments';

/** A commit of a list, with the file and line that it was listed for. */
export interface ChosenCommit {
  readonly top: string;
  readonly hash: string;
  readonly subject: string;
  /** From the repository's top, as the commit has it. */
  readonly file: string | null;
  /** From 1. */
  readonly line: number | null;
}

/** Shows what a commit changed, against its first parent: one file at the right line, or with `whole` all of them. */
export async function openCommit(chosen: ChosenCommit, change: CommitChange, whole: boolean, documents: CommitDocuments, panelColumn: ViewColumn | undefined): Promise<void> {
  const { hash, subject, file, line } = chosen;
  const title = `${hash.slice(0, 7)}${subject === '' ? '' : `: ${shorten(subject, 60)}`}`;
  if (change.files.length === 0) return void window.showInformationMessage(l10n.t('This commit changed no file.'));
  if (whole) {
    const resources = await Promise.all(change.files.map(async (each) => {
      const { left, right } = await sides(chosen, change, each, documents);
      return [right, left, right];
    }));
    if (change.more > 0) void window.showInformationMessage(l10n.t('The commit changed {0} more files, which are not shown.', change.more));
    return void (await commands.executeCommand('vscode.changes', title, resources));
  }
  const touched = change.files.find(({ path }) => path === file) ?? (change.files.length === 1 ? change.files[0] : await pickFile(title, change.files));
  if (touched === undefined) return;
  const { left, right } = await sides(chosen, change, touched, documents);
  const at = line === null || touched.path !== file ? undefined : new Range(line - 1, 0, line - 1, 0);
  const viewColumn = panelColumn === undefined ? ViewColumn.Active : panelColumn === ViewColumn.One ? ViewColumn.Beside : ViewColumn.One;
  const name = touched.path.slice(touched.path.lastIndexOf('/') + 1);
  await commands.executeCommand('vscode.diff', left, right, `${oneLine(name)} (${title})`, { viewColumn, preview: true, ...(at === undefined ? {} : { selection: at }) });
}

async function sides({ top, hash }: ChosenCommit, { parent }: CommitChange, { status, path, from }: CommitFile, documents: CommitDocuments): Promise<{ readonly left: Uri; readonly right: Uri }> {
  const left = parent === null || status === 'added' ? documents.nothing(path) : await documents.at(top, parent, from ?? path);
  const right = status === 'deleted' ? documents.nothing(path) : await documents.at(top, hash, path);
  return { left, right };
}

async function pickFile(title: string, files: readonly CommitFile[]): Promise<CommitFile | undefined> {
  const words: Readonly<Record<CommitFile['status'], string>> = { added: l10n.t('added'), changed: l10n.t('changed'), deleted: l10n.t('deleted'), renamed: l10n.t('renamed'), copied: l10n.t('copied') };
  const items = files.map((file) => ({ label: oneLine(file.path), description: file.from === null ? words[file.status] : `${words[file.status]}: ${oneLine(file.from)}`, file }));
  return (await window.showQuickPick(items, { title, placeHolder: l10n.t('Which file of the commit?') }))?.file;
}
