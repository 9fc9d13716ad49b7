import * as v from 'valibot';
import { l10n, NotebookCellData, NotebookCellKind, NotebookData, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { CommandContext } from '../commands/context';

/** What is read of the notebook that the engine wrote. */
const notebook = v.object({
  cells: v.array(v.object({ cell_type: v.picklist(['markdown', 'code']), id: v.string(), source: v.array(v.string()) })),
  metadata: v.record(v.string(), v.unknown()),
});

/** Opens an untitled notebook that computes the comparison on show anew; `shown` names a feature that it compares whether it moved or not. */
export async function openNotebook({ session, engine }: CommandContext, shown: string | null): Promise<void> {
  const entry = session.selected;
  if (session.page === null || entry === null) return void window.showInformationMessage(l10n.t('Open a log first; then its comparison can be opened in a notebook.'));
  const base = (entry.folder ?? workspace.workspaceFolders?.[0]?.uri ?? Uri.file(entry.spec.folder)).fsPath;
  const title = l10n.t('Writing the notebook…');
  const { text } = await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    return engine.call('report.render', { ...session.comparisons.query(entry), format: 'notebook', places: {}, notebook: { base, shown } }, { signal: stop.signal, timeoutMs: 600_000 });
  });
  const made = v.parse(notebook, JSON.parse(text));
  const data = new NotebookData(made.cells.map(({ cell_type: kind, id, source }) => {
    const cell = kind === 'code' ? new NotebookCellData(NotebookCellKind.Code, source.join(''), 'python') : new NotebookCellData(NotebookCellKind.Markup, source.join(''), 'markdown');
    cell.metadata = { id };
    return cell;
  }));
  // As VS Code's own reader of .ipynb files keeps them.
  data.metadata = { metadata: made.metadata, nbformat: 4, nbformat_minor: 5 };
  await window.showNotebookDocument(await workspace.openNotebookDocument('jupyter-notebook', data));
}
