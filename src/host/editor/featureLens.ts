import { CodeLens, type CodeLensProvider, EventEmitter, Range, type TextDocument } from 'vscode';
import { markText } from '../../core/report/markText';
import type { CodeService } from '../code/codeService';
import { commands } from '../ids';
import { DisposableOwner } from '../platform/disposables';
import { readSettings } from '../platform/settings';
import type { Session } from '../project/session';

/** A link above each definition line to the feature's page. Off by default, since it moves text. */
export class FeatureLens extends DisposableOwner implements CodeLensProvider {
  readonly #changed = this.own(new EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(
    private readonly session: Session,
    private readonly code: CodeService,
  ) {
    super();
    this.own(session.onChange(() => this.#changed.fire()));
    this.own(code.onChange(() => this.#changed.fire()));
  }

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    const features = this.session.page?.report.features;
    if (features === undefined || !readSettings().codeLens) return [];
    const marks = await this.code.marksOf(document).catch(() => []);
    return marks.flatMap(({ column, place }) => {
      const finding = place.kind === 'definition' ? features.find(({ feature }) => feature === column) : undefined;
      if (finding === undefined) return [];
      const at = new Range(place.line - 1, place.column - 1, place.line - 1, place.endColumn - 1);
      return [new CodeLens(at, { command: commands.openFeature, title: markText(finding), arguments: [column] })];
    });
  }
}
