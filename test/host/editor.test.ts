import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { engines, until } from './children';

const definition = 'half_up(df["distance_miles"]';

async function features(): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder, 'no folder is open');
  return vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'model', 'features.py'));
}

/** The column's place in its definition line. */
function placeOf(document: vscode.TextDocument): vscode.Position {
  const line = document.getText().split('\n').findIndex((text) => text.includes(definition));
  assert.ok(line >= 0, 'the line is not there');
  return new vscode.Position(line, document.lineAt(line).text.indexOf('distance') + 2);
}

async function hoverText(document: vscode.TextDocument, at: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
  return hovers.flatMap(({ contents }) => contents.map((each) => (typeof each === 'string' ? each : each.value))).join('\n');
}

async function lenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100);
}

describe('a feature in code', () => {
  it('has no hover, no lens and costs no engine while no log is open', async () => {
    const document = await features();
    await vscode.window.showTextDocument(document);
    assert.equal(await hoverText(document, placeOf(document)), '');
    assert.deepEqual(await lenses(document), []);
    assert.deepEqual(engines(), []);
  });

  it('shows its numbers, a picture and the way to its page on a hover', async () => {
    await vscode.commands.executeCommand('modelVitals.dashboard.open');
    assert.equal(engines().length, 1);
    const document = await features();
    const text = (await until('the hover', async () => (await hoverText(document, placeOf(document))) || undefined)).replaceAll('&nbsp;', ' ');
    assert.match(text, /features\.distance/);
    assert.match(text, /moved/);
    assert.match(text, /data:image\/svg\+xml;base64,/);
    assert.match(text, /command:modelVitals\.feature\.open\?/);
    assert.match(text, /\| window \| .*2001.* \| .*2001/);
    assert.match(text, /\| missing \| .*% \| .*%/);
    assert.match(text, /W1 [\d\\.]+ sd \\\(95 %\\: [\d\\.]+ to [\d\\.]+\\\), q/);
    // Not on the word beside it.
    const line = placeOf(document).line;
    assert.equal(await hoverText(document, new vscode.Position(line, document.lineAt(line).text.indexOf('half_up') + 2)), '');
  });

  it('has a lens above its definition where the setting asks for it', async () => {
    const document = await features();
    assert.deepEqual(await lenses(document), []);
    const settings = vscode.workspace.getConfiguration('modelVitals');
    await settings.update('codeLens.enabled', true, vscode.ConfigurationTarget.Global);
    try {
      const found = await until('lenses', async () => {
        const all = await lenses(document);
        return all.length > 0 && all;
      });
      const own = found.find(({ range }) => range.start.line === placeOf(document).line);
      assert.match(own?.command?.title ?? '', /features\.distance\s+▲ moved/);
      assert.equal(own?.command?.command, 'modelVitals.feature.open');
    } finally {
      await settings.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('follows an edit: the hover moves with the line and leaves with it', async () => {
    const document = await features();
    const editor = await vscode.window.showTextDocument(document);
    const [before, whole] = [placeOf(document), document.getText()];
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# one\n# two\n'));
    const moved = placeOf(document);
    assert.equal(moved.line, before.line + 2);
    await until('the hover on the moved line', async () => (await hoverText(document, moved)).includes('features.distance'));
    await editor.edit((edit) => edit.delete(document.lineAt(moved.line).rangeIncludingLineBreak));
    await until('no hover there', async () => (await hoverText(document, moved)) === '');
    await editor.edit((edit) => edit.replace(new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end), whole));
    await document.save();
    await until('the hover back', async () => (await hoverText(document, placeOf(document))).includes('features.distance'));
  });

  it('lists firing alerts as problems at the lines that make what moved, with what can be done about them', async () => {
    const document = await features();
    const own = (): vscode.Diagnostic[] => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Model Vitals');
    const problem = await until('a problem', () => own().find(({ range, message }) => range.start.line === placeOf(document).line && message.startsWith('features.distance')));
    assert.match(problem.message, /standard errors .*; firing since \d+ \w+ 2001/);
    const code = problem.code;
    assert.ok(typeof code === 'object', 'the code has no link');
    assert.match(String(code.value), /^drift alert #\d+$/);
    assert.match(code.target.toString(true), /^command:modelVitals\.alert\.openPage\?/);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, problem.range, vscode.CodeActionKind.QuickFix.value);
    const titles = actions.map(({ title }) => title);
    for (const title of ['Open drift alert', 'Open the page of features.distance', 'Acknowledge drift alert', 'Mute drift alert', 'Accept the current window as the new baseline']) {
      assert.ok(titles.some((each) => each.startsWith(title)), `${title} is not among ${titles.join('; ')}`);
    }
    const mute = actions.find(({ title }) => title.startsWith('Mute'))?.command;
    assert.ok(mute, 'no command');
    const count = own().length;
    await vscode.commands.executeCommand(mute.command, ...(mute.arguments ?? []));
    await until('the muted one gone', () => own().length < count && !own().some(({ message }) => message === problem.message));
    const incident: unknown = mute.arguments?.[0];
    await vscode.commands.executeCommand('modelVitals.alert.reopen', incident);
    await until('the problem back', () => own().some(({ message }) => message === problem.message));
    const settings = vscode.workspace.getConfiguration('modelVitals');
    await settings.update('problems.enabled', false, vscode.ConfigurationTarget.Global);
    try {
      await until('no problems by the setting', () => own().length === 0);
    } finally {
      await settings.update('problems.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
    await until('the problem back', () => own().length > 0);
  });

  it('is found in the cells of a notebook as they are now, saved or not', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder, 'no folder is open');
    const uri = vscode.Uri.joinPath(folder, 'model', 'look.ipynb');
    const cell = (kind: string, source: string): object => ({ cell_type: kind, metadata: {}, source, ...(kind === 'code' ? { execution_count: null, outputs: [] } : {}) });
    const notebook = { cells: [cell('markdown', '# Look'), cell('code', 'import pandas as pd\ndf["distance"] = df["a"] * 2\n')], metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 };
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(notebook)));
    try {
      const document = await vscode.workspace.openNotebookDocument(uri);
      await vscode.window.showNotebookDocument(document);
      const code = document.cellAt(1).document;
      await until('the hover in the cell', async () => (await hoverText(code, new vscode.Position(1, 6))).includes('features.distance'));
      assert.equal(await hoverText(code, new vscode.Position(0, 8)), '');
      const edit = new vscode.WorkspaceEdit();
      edit.insert(code.uri, new vscode.Position(0, 0), '# one\n');
      await vscode.workspace.applyEdit(edit);
      assert.equal(document.isDirty, true);
      await until('the hover on the moved line', async () => (await hoverText(code, new vscode.Position(2, 6))).includes('features.distance'));
      assert.equal(await hoverText(code, new vscode.Position(1, 3)), '');
      const insertCell = new vscode.WorkspaceEdit();
      insertCell.set(uri, [vscode.NotebookEdit.insertCells(0, [new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'y = 1', 'python')])]);
      await vscode.workspace.applyEdit(insertCell);
      await until('the hover in the cell that moved', async () => (await hoverText(code, new vscode.Position(2, 6))).includes('features.distance'));
    } finally {
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await vscode.workspace.fs.delete(uri);
    }
  });

  it('has nothing in documents that are no file of the folder', async () => {
    const untitled = await vscode.workspace.openTextDocument({ language: 'python', content: 'df["distance"] = df["a"] * 2\n' });
    assert.equal(await hoverText(untitled, new vscode.Position(0, 6)), '');
  });

  it('opens at its line by the command', async () => {
    await vscode.commands.executeCommand('modelVitals.feature.openCode', 'features.distance');
    const editor = await until('the editor', () => vscode.window.activeTextEditor);
    assert.equal(editor.document.uri.fsPath, join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'model', 'features.py'));
    assert.match(editor.document.getText(editor.selection), /^"?distance"?$/);
  });
});
