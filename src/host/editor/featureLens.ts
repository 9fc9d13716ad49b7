import { CodeLens, type CodeLensProvider, EventEmitter, l10n, Range, type TextDocument } from 'vscode';
import { faultOf } from '../../core/domain/fault';
import { markText } from '../../core/report/markText';
import { serviceText } from '../../core/report/serviceText';
import type { CodeService } from '../code/codeService';
import type { EngineProcess } from '../engine/engineProcess';
import { commands } from '../ids';
import { DisposableOwner } from '../platform/disposables';
import { readSettings } from '../platform/settings';
import type { Session } from '../project/session';

/** A link above each definition line to the feature's page, and above functions that serve the service's figures. Off by default, since it moves text. */
export class FeatureLens extends DisposableOwner implements CodeLensProvider {
  readonly #changed = this.own(new EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(
    private readonly session: Session,
    private readonly code: CodeService,
    private readonly engine: EngineProcess,
  ) {
    super();
    this.own(session.onChange(() => this.#changed.fire()));
    this.own(code.onChange(() => this.#changed.fire()));
  }

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    const features = this.session.page?.report.features;
    if (features === undefined || !readSettings().codeLens) return [];
    const marks = await this.code.marksOf(document).catch(() => []);
    const ofFeatures = marks.flatMap(({ column, place }) => {
      const finding = place.kind === 'definition' ? features.find(({ feature }) => feature === column) : undefined;
      if (finding === undefined) return [];
      const at = new Range(place.line - 1, place.column - 1, place.line - 1, place.endColumn - 1);
      return [new CodeLens(at, { command: commands.openFeature, title: markText(finding), arguments: [column] })];
    });
    return [...ofFeatures, ...(await this.#ofHandlers(document))];
  }

  /** The report tells no path from another: the figures are those of the whole service, and the lens says so. */
  async #ofHandlers(document: TextDocument): Promise<CodeLens[]> {
    const report = this.session.page?.report;
    const figures = report === undefined ? null : serviceText(report);
    if (figures === null || document.uri.scheme !== 'file') return [];
    try {
      const handlers = await this.engine.call('code.handlers', { text: document.getText() }, { timeoutMs: 10_000 });
      return handlers.map(({ line, column, endColumn }) => {
        const title = l10n.t('Whole service: {0}', figures);
        return new CodeLens(new Range(line - 1, column - 1, line - 1, endColumn - 1), { command: commands.openDashboard, title });
      });
    } catch (error) {
      if (faultOf(error).code === 'internal') throw error;
      return [];
    }
  }
}
