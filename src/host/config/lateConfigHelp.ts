import { type Disposable, workspace } from 'vscode';
import { configFileName } from '../../core/config/projectConfig';
import type { CommandContext } from '../commands/context';
import { DisposableOwner } from '../platform/disposables';

/** Loads the help for `model-vitals.json` when such a file is looked at for the first time. */
export function lateConfigHelp(context: CommandContext): Disposable {
  return new LateConfigHelp(context);
}

class LateConfigHelp extends DisposableOwner {
  readonly #opened = this.own(workspace.onDidOpenTextDocument(({ fileName }) => this.#see(fileName)));

  constructor(private readonly context: CommandContext) {
    super();
    for (const { fileName } of workspace.textDocuments) this.#see(fileName);
  }

  #see(fileName: string): void {
    if (!fileName.endsWith(configFileName) || this.isDisposed) return;
    this.#opened.dispose();
    void import('./configHelp').then(({ configHelp }) => this.own(configHelp(this.context)));
  }
}
