import { type DecorationOptions, OverviewRulerLane, Range, ThemeColor, type TextEditor, type TextEditorDecorationType, window, workspace } from 'vscode';
import { faultOf } from '../../core/domain/fault';
import type { FeatureFinding } from '../../core/domain/finding';
import { decidingQ } from '../../core/format/decidingQ';
import { formatFigure } from '../../core/format/figures';
import { formatPClause } from '../../core/format/probability';
import type { CodeService } from '../code/codeService';
import { settingsSection } from '../ids';
import { Delay } from '../platform/delay';
import { DisposableOwner } from '../platform/disposables';
import { readSettings } from '../platform/settings';
import type { Session } from '../project/session';

/** End-of-line text on the lines that define a feature. Stale marks leave with the first edit; new ones wait for a pause. */
export class FeatureMarks extends DisposableOwner {
  readonly #moved: TextEditorDecorationType;
  readonly #stable: TextEditorDecorationType;
  readonly #delay: Delay;

  constructor(
    private readonly session: Session,
    private readonly code: CodeService,
  ) {
    super();
    const after = { margin: '0 0 0 2em' };
    this.#moved = this.own(
      window.createTextEditorDecorationType({
        // Unlike the list's warning colour these exist in the high contrast themes too.
        after: { ...after, color: new ThemeColor('editorWarning.foreground') },
        overviewRulerColor: new ThemeColor('editorOverviewRuler.warningForeground'),
        overviewRulerLane: OverviewRulerLane.Right,
      }),
    );
    this.#stable = this.own(window.createTextEditorDecorationType({ after: { ...after, color: new ThemeColor('editorCodeLens.foreground') } }));
    this.#delay = this.own(new Delay(400, () => void this.#drawAll()));
    this.own(session.onChange(() => this.#delay.request()));
    this.own(code.onChange(() => this.#delay.request()));
    this.own(window.onDidChangeVisibleTextEditors(() => this.#delay.request()));
    this.own(workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(settingsSection) && this.#delay.request()));
    this.own(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || document.languageId !== 'python') return;
        for (const editor of window.visibleTextEditors) if (editor.document === document) this.#draw(editor, [], []);
        this.#delay.request();
      }),
    );
  }

  async #drawAll(): Promise<void> {
    for (const editor of window.visibleTextEditors) {
      if (editor.document.languageId === 'python') await this.#drawOne(editor);
    }
  }

  async #drawOne(editor: TextEditor): Promise<void> {
    const report = this.session.page?.report;
    if (report === undefined || !readSettings().marks) return this.#draw(editor, [], []);
    const version = editor.document.version;
    const marks = await this.code.marksOf(editor.document).catch((error: unknown) => {
      if (faultOf(error).code === 'internal') throw error;
      return [];
    });
    if (editor.document.version !== version) return this.#delay.request();
    const byLine = new Map<number, FeatureFinding[]>();
    for (const { column, place } of marks) {
      if (place.kind !== 'definition' || place.line > editor.document.lineCount) continue;
      const finding = report.features.find(({ feature }) => feature === column);
      const there = byLine.get(place.line) ?? [];
      if (finding !== undefined && !there.includes(finding)) byLine.set(place.line, [...there, finding]);
    }
    const moved: DecorationOptions[] = [];
    const stable: DecorationOptions[] = [];
    for (const [line, findings] of byLine) {
      const end = editor.document.lineAt(line - 1).range.end;
      const option = { range: new Range(end, end), renderOptions: { after: { contentText: findings.map(markText).join('   ') } } };
      (findings.some(({ verdict }) => verdict === 'moved') ? moved : stable).push(option);
    }
    this.#draw(editor, moved, stable);
  }

  #draw(editor: TextEditor, moved: readonly DecorationOptions[], stable: readonly DecorationOptions[]): void {
    editor.setDecorations(this.#moved, moved);
    editor.setDecorations(this.#stable, stable);
  }
}

/** `distance  ▲ moved  0.58 sd  q<0.001` */
export function markText(finding: FeatureFinding): string {
  const { feature, verdict, effect } = finding;
  const q = decidingQ(finding);
  const name = feature.replaceAll(/\s+/g, ' ').slice(0, 40);
  const parts = [name, verdict === 'moved' ? '▲ moved' : verdict];
  if (effect.value !== null) parts.push(formatFigure(effect.value, effect.unit));
  if (q !== null) parts.push(formatPClause('q', q));
  return parts.join('  ');
}
