import { type TextDocument, Uri, workspace } from 'vscode';

/** The index of a notebook cell's document, null for a plain file. */
export function cellOf(document: TextDocument): number | null {
  if (document.uri.scheme !== 'vscode-notebook-cell') return null;
  for (const notebook of workspace.notebookDocuments) {
    const cell = notebook.getCells().find((each) => each.document.uri.toString() === document.uri.toString());
    if (cell !== undefined) return cell.index;
  }
  return null;
}

/** The file that a document is, or is a cell of. */
export function sourceFile(document: TextDocument): Uri {
  return document.uri.scheme === 'vscode-notebook-cell' ? Uri.file(document.uri.fsPath) : document.uri;
}
