import * as assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { until } from './children';

/* A workspace in which there is nothing to watch: every command of the palette says so, and none fails. */

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** They begin with a dialog of the system or a window of their own, which tests cannot answer, or make a source. */
const outside = ['modelVitals.log.add', 'modelVitals.demo.open', 'modelVitals.metrics.receiveOtlp'];

const settings = () => vscode.workspace.getConfiguration('modelVitals');

describe('commands without a source', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const [config, aside] = [join(folder, 'model-vitals.json'), join(folder, 'kept-aside.json')];

  before(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rename(config, aside);
    await settings().update('exclude', ['**'], vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('modelVitals.source.find');
  });

  after(async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
    await settings().update('exclude', undefined, vscode.ConfigurationTarget.Global);
    await rename(aside, config);
    await vscode.commands.executeCommand('modelVitals.source.find');
  });

  const own = vscode.extensions.getExtension('model-vitals.model-vitals');
  const ids = ((own?.packageJSON as Manifest).contributes.commands ?? []).map(({ command }) => command).filter((id) => !outside.includes(id));

  for (const id of ids) {
    it(`${id} says what to do`, async () => {
      let error: unknown;
      let done = false;
      const run = Promise.resolve(vscode.commands.executeCommand(id)).then(
        () => (done = true),
        (reason: unknown) => (error = reason),
      );
      // A question that nobody answers is closed as a person would close it.
      await Promise.race([run, new Promise((resolve) => setTimeout(resolve, 1_500))]);
      await until(`${id} to end`, async () => {
        if (done || error !== undefined) return true;
        await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
        await vscode.commands.executeCommand('notifications.clearAll');
        return false;
      });
      assert.equal(error, undefined);
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    });
  }

  it('tried them all', () => assert.ok(ids.length >= 25));
});
