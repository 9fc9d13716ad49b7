/** One cell before it is written: prose in Markdown or Python. */
export interface NotebookCell {
  readonly kind: 'markdown' | 'code';
  readonly text: string;
}

export function markdown(...lines: readonly string[]): NotebookCell {
  return { kind: 'markdown', text: lines.join('\n') };
}

export function code(...lines: readonly string[]): NotebookCell {
  return { kind: 'code', text: lines.join('\n') };
}

/**
 * A notebook file, nbformat 4.5 (nbformat.readthedocs.io): cells have ids and no outputs yet. The same cells give the same bytes. Ends with a
 * line break.
 */
export function notebookFile(cells: readonly NotebookCell[]): string {
  const written = cells.map(({ kind, text }, at) => {
    const source = text.split(/(?<=\n)/);
    const shared = { cell_type: kind, id: `cell-${at + 1}`, metadata: {} };
    return kind === 'markdown' ? { ...shared, source } : { ...shared, execution_count: null, outputs: [], source };
  });
  const metadata = { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' }, language_info: { name: 'python' } };
  return `${JSON.stringify({ cells: written, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}
