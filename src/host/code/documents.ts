import { NotebookCellKind, type NotebookDocument, type TextDocument, type Uri, workspace } from 'vscode';

const cellScheme = 'vscode-notebook-cell';

/** The notebook whose cell a document is, null for a plain file. */
export function notebookOf(document: TextDocument): NotebookDocument | null {
  if (document.uri.scheme !== cellScheme) return null;
  return workspace.notebookDocuments.find((notebook) => notebook.getCells().some((cell) => cell.document === document)) ?? null;
}

/** The index of a notebook cell's document, null for a plain file. */
export function cellOf(document: TextDocument): number | null {
  return notebookOf(document)?.getCells().find((cell) => cell.document === document)?.index ?? null;
}

/** The file that a document is, or is a cell of. What an older commit's cells belong to is no file. */
export function sourceFile(document: TextDocument): Uri {
  return notebookOf(document)?.uri ?? document.uri;
}

/** What an editor holds of a Python file: its text, or the notebook (nbformat 4) with its cells as they are now, of which only Python ones count. */
export function openText(document: TextDocument | NotebookDocument): string {
  if (!('getCells' in document)) return document.getText();
  const cells = document.getCells().map(({ kind, document: cell }) => {
    const isPython = kind === NotebookCellKind.Code && cell.languageId === 'python';
    return isPython ? { cell_type: 'code', source: cell.getText() } : { cell_type: 'markdown', source: '' };
  });
  return JSON.stringify({ nbformat: 4, cells });
}

/** The document that holds a file's unsaved text, if one does. */
export function unsavedDocument(uri: Uri): TextDocument | NotebookDocument | null {
  const key = uri.toString();
  return [...workspace.textDocuments, ...workspace.notebookDocuments].find((document) => document.isDirty && document.uri.toString() === key) ?? null;
}
