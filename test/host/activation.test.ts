import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

const id = 'model-vitals.model-vitals';

interface Manifest {
  readonly contributes?: { readonly commands?: readonly { readonly command: string }[] };
}

describe('extension', () => {
  it('is found by VS Code and activates', async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `${id} is not among ${vscode.extensions.all.length} extensions`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that its manifest declares', async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension);
    const declared = ((extension.packageJSON as Manifest).contributes?.commands ?? []).map((entry) => entry.command);
    assert.ok(declared.length > 0, 'the manifest declares no commands');
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      declared.filter((command) => !known.has(command)),
      [],
    );
  });
});
