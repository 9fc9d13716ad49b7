import type { CommandContext } from '../commands/context';
import { DisposableOwner } from '../platform/disposables';

/** Marks, hover, lenses and problems say nothing before there is a report: their code is loaded with the first one on show. */
export class EditorParts extends DisposableOwner {
  #asked = false;

  constructor(private readonly context: CommandContext) {
    super();
    this.own(context.session.onChange(() => void this.#load()));
  }

  async #load(): Promise<void> {
    if (this.#asked || this.context.session.page === null) return;
    this.#asked = true;
    try {
      const { registerEditor } = await import('./registerEditor');
      for (const part of registerEditor(this.context)) this.own(part);
    } catch (error) {
      this.context.log.error('marks in code', error instanceof Error ? error : String(error));
    }
  }
}
