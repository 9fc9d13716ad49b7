import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './children';

/* What helps to write model-vitals.json, with the demo's log open. */

const uri = () => vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/'), 'model-vitals.json');
const ours = () => vscode.languages.getDiagnostics(uri()).filter(({ source }) => source === 'Model Vitals');

describe('model-vitals.json', () => {
  let document: vscode.TextDocument;
  let before = '';

  it('has no complaint while it fits the log', async () => {
    await vscode.commands.executeCommand('modelVitals.dashboard.open');
    document = await vscode.workspace.openTextDocument(uri());
    before = document.getText();
    await vscode.window.showTextDocument(document);
    const name = /"name": "([^"]+)"/.exec(before)?.[1] ?? '';
    assert.ok(name !== '');
    // The help is there once it completes: then silence says something.
    await write(`{ "sources": [], "baselines": [{ "name": "a", "source": "" }] }`);
    await until('completion', async () => (await completions('"source": "')).length > 0);
    await write(before);
    await until('no complaint', () => ours().length === 0);
  });

  async function write(text: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri(), new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end), text);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }

  async function completions(after: string): Promise<string[]> {
    const position = document.positionAt(document.getText().indexOf(after) + after.length);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', uri(), position);
    return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  }

  it('completes columns, sources, figures and what a check may ignore', async () => {
    const name = /"name": "([^"]+)"/.exec(before)?.[1] ?? '';
    await write(`{ "sources": [{ "name": "${name}", "path": "log", "roles": { "" } }], "baselines": [{ "name": "a", "source": "" }], "alerts": { "limits": [{ "metric": "" }] }, "check": { "ignore": [""] } }`);
    assert.ok((await completions('"roles": { "')).includes('features.distance'));
    assert.ok((await completions('"source": "')).includes(name));
    assert.ok((await completions('"metric": "')).includes('latency.p95'));
    const ignored = await completions('"ignore": ["');
    assert.ok(ignored.includes('feature:features.distance') && ignored.includes('columns'), ignored.join(', '));
  });

  it('finds a name that stands for nothing, and changes or removes it', async () => {
    await write(`{ "code": { "map": { "features.distanse": "x" } } }`);
    const [problem] = await until('the complaint', () => ours().length === 1 && ours());
    assert.match(problem?.message ?? '', /No open source has a column "features\.distanse"\. Did you mean "features\.distance"\?/);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri(), problem?.range);
    assert.deepEqual(actions.filter(({ kind }) => kind?.value === 'quickfix').map(({ title }) => title).filter((title) => /Change to|Remove/.test(title)), ['Change to "features.distance"', 'Remove "features.distanse"']);
    const change = actions.find(({ title }) => title.startsWith('Change to'));
    assert.ok(change?.edit !== undefined && (await vscode.workspace.applyEdit(change.edit)));
    assert.match(document.getText(), /"features\.distance": "x"/);
    await until('no complaint', () => ours().length === 0);
  });

  it('tells of a column on a hover', async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri(), document.positionAt(document.getText().indexOf('features.distance') + 3));
    const text = hovers.flatMap(({ contents }) => contents.map((each) => (typeof each === 'string' ? each : each.value))).join('\n').replaceAll('\\', '');
    assert.match(text, /features\.distance\*\* feature, numeric/);
    assert.match(text, /[\d,]+ rows, [\d,]+ missing/);
  });

  it('says what is left out of what does not fit, and is as it was at the end', async () => {
    await write(`{ "alerts": { "limits": [{ "metric": "errors" }] } }`);
    const [problem] = await until('the complaint', () => ours().length === 1 && ours());
    assert.match(problem?.message ?? '', /^alerts\.limits\.0 is left out: say either "above" or "below"/);
    await write(before);
    await document.save();
    await until('no complaint', () => ours().length === 0);
  });
});
