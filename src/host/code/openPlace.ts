import { join } from 'node:path';
import { l10n, NotebookRange, Position, Range, Selection, TextEditorRevealType, Uri, ViewColumn, window, workspace } from 'vscode';
import { describeReason } from '../../core/code/describeReason';
import type { CodePlace, RankedPlace } from '../../core/code/place';

/** Opens a place in the editor group that does not hold the panel, with the name selected. */
export async function openPlace(place: CodePlace, panelColumn: ViewColumn | undefined): Promise<void> {
  const uri = Uri.file(join(place.root, place.file));
  const viewColumn = panelColumn === undefined ? ViewColumn.Active : panelColumn === ViewColumn.One ? ViewColumn.Beside : ViewColumn.One;
  const range = new Range(new Position(place.line - 1, place.column - 1), new Position(place.line - 1, place.endColumn - 1));
  if (place.cell !== undefined) {
    const notebook = await workspace.openNotebookDocument(uri);
    const editor = await window.showNotebookDocument(notebook, { viewColumn, selections: [new NotebookRange(place.cell, place.cell + 1)] });
    editor.revealRange(new NotebookRange(place.cell, place.cell + 1));
    const document = notebook.cellAt(place.cell).document;
    const cellEditor = window.visibleTextEditors.find((each) => each.document === document);
    if (cellEditor !== undefined) cellEditor.selection = new Selection(range.start, range.end);
    return;
  }
  const editor = await window.showTextDocument(uri, { viewColumn, selection: range });
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Offers several places in their order of rank, with the reason of each. */
export async function pickPlace(feature: string, places: readonly RankedPlace[]): Promise<RankedPlace | undefined> {
  const items = places.map((place) => ({
    label: place.text,
    description: place.cell === undefined ? `${place.file}:${place.line}` : l10n.t('{0}, cell {1}:{2}', place.file, place.cell + 1, place.line),
    detail: describeReason(place),
    place,
  }));
  const picked = await window.showQuickPick(items, { title: l10n.t('Code of {0}', feature), placeHolder: l10n.t('Best place first'), matchOnDescription: true, matchOnDetail: true });
  return picked?.place;
}
