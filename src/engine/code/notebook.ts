/** A code cell of a notebook; `index` counts all cells, as the editor does. */
export interface NotebookCell {
  readonly index: number;
  readonly text: string;
}

const pythonCellMagics = /^%%(time|timeit|capture|prun|snakeviz|memit|mprun|python3?|pyspark|spark)\b/;

/**
 * Python code cells of a notebook (nbformat 3 and 4), magics and shell lines turned into comments of the same length
 * so that lines and columns stay. Cells in another language are left out. Throws on text that is no notebook.
 */
export function notebookCells(json: string): readonly NotebookCell[] {
  const notebook: unknown = JSON.parse(json);
  const cells = cellsOf(notebook);
  if (cells === null) throw new Error('no cells: not a notebook');
  return cells.flatMap((cell, index) => {
    if (!isRecord(cell) || cell['cell_type'] !== 'code') return [];
    const source = textOf(cell['source'] ?? cell['input']);
    const text = source === null ? null : pythonOf(source);
    return text === null ? [] : [{ index, text }];
  });
}

function cellsOf(notebook: unknown): readonly unknown[] | null {
  if (!isRecord(notebook)) return null;
  const cells = listOf(notebook['cells']);
  if (cells !== null) return cells;
  return listOf(notebook['worksheets'])?.flatMap((sheet) => (isRecord(sheet) ? listOf(sheet['cells']) ?? [] : [])) ?? null;
}

function pythonOf(source: string): string | null {
  const first = /^\s*(%%.*)/.exec(source)?.[1];
  if (first !== undefined && !pythonCellMagics.test(first)) return null;
  return source.replace(/^([ \t]*)(?:[%!](?=\S)|\?(?=\w)|\w(?=[\w.]*\?{1,2}[ \t]*$))/gm, (_, indent: string) => `${indent}#`);
}

function textOf(source: unknown): string | null {
  if (typeof source === 'string') return source;
  return Array.isArray(source) && source.every((line) => typeof line === 'string') ? source.join('') : null;
}

function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
