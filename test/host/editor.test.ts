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

  it('opens at its line by the command', async () => {
    await vscode.commands.executeCommand('modelVitals.feature.openCode', 'features.distance');
    const editor = await until('the editor', () => vscode.window.activeTextEditor);
    assert.equal(editor.document.uri.fsPath, join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'model', 'features.py'));
    assert.match(editor.document.getText(editor.selection), /^"?distance"?$/);
  });
});
