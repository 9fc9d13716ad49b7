import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { engines } from './children';

const id = 'model-vitals.model-vitals';

interface Manifest {
  readonly contributes?: {
    readonly commands?: readonly { readonly command: string }[];
    readonly views?: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}

const own = (): vscode.Extension<unknown> => {
  const extension = vscode.extensions.getExtension(id);
  assert.ok(extension, `${id} is not among ${vscode.extensions.all.length} extensions`);
  return extension;
};

/* Runs first of all host tests: nothing has asked anything of the extension yet. */
describe('extension', () => {
  it('is found by VS Code and activates, and starts no engine by that', async () => {
    await own().activate();
    assert.equal(own().isActive, true);
    assert.deepEqual(engines(), []);
  });

  it('is measured by VS Code as it activates', async () => {
    await vscode.commands.executeCommand('perfview.show');
    const end = Date.now() + 30_000;
    let row: string | undefined;
    while (row === undefined && Date.now() < end) {
      const texts = [...vscode.workspace.textDocuments].map((document) => document.getText());
      row = texts.join('\n').split('\n').find((line) => line.includes(id) && line.includes('|'));
      if (row === undefined) await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    assert.ok(row, 'VS Code lists no activation times of the extension');
    // Extension | Eager | Load Code | Call Activate | Finish Activate | Event | By
    const [, , load, call] = row.split('|').map((cell) => cell.trim()).filter((cell) => cell !== '');
    console.log(`[tests]     activation: ${load} ms to load the code, ${call} ms in activate()`);
    // No bound in ms: what a busy machine takes says nothing. That nothing slow is done is what the test above and the one below say.
    assert.ok(Number.isFinite(Number(load)) && Number.isFinite(Number(call)), `unknown row: ${row}`);
  });

  it('registers every command that its manifest declares, and no other', async () => {
    const { contributes } = own().packageJSON as Manifest;
    const declared = (contributes?.commands ?? []).map((entry) => entry.command).sort();
    assert.ok(declared.length > 0, 'the manifest declares no commands');
    // VS Code adds commands of its own to each view.
    const views = Object.values(contributes?.views ?? {}).flat().map((view) => `${view.id}.`);
    const known = (await vscode.commands.getCommands(true)).filter((each) => each.startsWith('modelVitals.') && !views.some((view) => each.startsWith(view)));
    assert.deepEqual(known.sort(), declared);
  });
});
