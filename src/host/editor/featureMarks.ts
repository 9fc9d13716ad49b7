import { type DecorationOptions, Range, type TextDocument, type TextDocumentChangeEvent, type TextEditor, window, workspace } from 'vscode';
import { shiftLines } from '../../core/code/shiftLines';
import { faultOf } from '../../core/domain/fault';
import type { FeatureFinding } from '../../core/domain/finding';
import { lineText, type MarkKind } from '../../core/report/markText';
import type { CodeService } from '../code/codeService';
import { settingsSection } from '../ids';
import { Delay } from '../platform/delay';
import { DisposableOwner } from '../platform/disposables';
import { readSettings } from '../platform/settings';
import type { Session } from '../project/session';
import { markKinds, type MarkStyles } from './markStyles';

/** Text at the end of a line, counted from 0. */
interface LineMark {
  readonly line: number;
  readonly text: string;
  readonly kind: MarkKind;
}

const pauseMs = 400;

/**
 * Marks on the lines that define a feature. An edit takes those of the lines that it touches away at once, and the others move with their text; new ones
 * wait for a pause, and nothing is asked or worked out before.
 */
export class FeatureMarks extends DisposableOwner {
  /** What is drawn in the editors of a document. */
  readonly #shown = new Map<TextDocument, readonly LineMark[]>();
  readonly #drawn = new WeakMap<TextEditor, readonly LineMark[]>();
  readonly #delay = this.own(new Delay(pauseMs, () => void this.#drawAll()));
  #source: string | null = null;

  constructor(
    private readonly session: Session,
    private readonly code: CodeService,
    private readonly styles: MarkStyles,
  ) {
    super();
    this.own(session.onChange(() => this.#onSession()));
    this.own(code.onChange(() => this.#delay.request()));
    this.own(styles.onChange(() => this.#drawAgain()));
    this.own(window.onDidChangeVisibleTextEditors((editors) => this.#onEditors(editors)));
    this.own(workspace.onDidChangeTextDocument((event) => this.#onEdit(event)));
    this.own(workspace.onDidCloseTextDocument((document) => this.#shown.delete(document)));
    this.own(workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(settingsSection) && void this.#drawAll()));
    this.#onSession();
  }

  #onSession(): void {
    const source = this.session.page === null ? null : (this.session.selected?.key ?? null);
    // Figures of another source must not stand there until the next pause.
    if (source !== this.#source) this.#clear();
    this.#source = source;
    this.#delay.request();
  }

  #onEditors(editors: readonly TextEditor[]): void {
    // A split or a tab that comes back has what its document has.
    for (const editor of editors) this.#draw(editor, this.#shown.get(editor.document) ?? []);
    this.#delay.request();
  }

  #onEdit({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (contentChanges.length === 0 || document.languageId !== 'python') return;
    this.#delay.request();
    const shown = this.#shown.get(document);
    if (shown === undefined || shown.length === 0) return;
    const changes = contentChanges.map(({ range, text }) => ({ first: range.start.line, last: range.end.line, breaks: breaksIn(text) }));
    const { kept, isStale } = shiftLines(shown, changes);
    if (kept === shown) return;
    this.#shown.set(document, kept);
    for (const editor of window.visibleTextEditors) {
      if (editor.document !== document) continue;
      // Where all stay, the editor has moved them already.
      if (isStale) this.#draw(editor, kept);
      else this.#drawn.set(editor, kept);
    }
  }

  async #drawAll(): Promise<void> {
    const editors = window.visibleTextEditors.filter(({ document }) => document.languageId === 'python');
    for (const document of new Set(editors.map((editor) => editor.document))) await this.#judge(document);
  }

  async #judge(document: TextDocument): Promise<void> {
    const { version } = document;
    const features = readSettings().marks ? this.session.page?.report.features : undefined;
    const marks = features === undefined ? [] : await this.#marksOf(document, features);
    if (this.isDisposed || document.isClosed) return;
    // Typed on while they were worked out: these are of the text before.
    if (document.version !== version) return this.#delay.request();
    const shown = this.#shown.get(document) ?? [];
    const now = isSame(shown, marks) ? shown : marks;
    this.#shown.set(document, now);
    for (const editor of window.visibleTextEditors) if (editor.document === document) this.#draw(editor, now);
  }

  async #marksOf(document: TextDocument, features: readonly FeatureFinding[]): Promise<readonly LineMark[]> {
    const found = await this.code.marksOf(document).catch((error: unknown) => {
      if (faultOf(error).code === 'internal') throw error;
      return [];
    });
    const byName = new Map(features.map((finding) => [finding.feature, finding]));
    const byLine = new Map<number, Set<FeatureFinding>>();
    for (const { column, place } of found) {
      const finding = place.kind === 'definition' && place.line <= document.lineCount ? byName.get(column) : undefined;
      if (finding === undefined) continue;
      const there = byLine.get(place.line) ?? new Set();
      byLine.set(place.line, there.add(finding));
    }
    return [...byLine].map(([line, findings]) => ({ line: line - 1, ...lineText([...findings]) }));
  }

  #draw(editor: TextEditor, marks: readonly LineMark[]): void {
    if (this.#drawn.get(editor) === marks || (marks.length === 0 && (this.#drawn.get(editor)?.length ?? 0) === 0)) return;
    this.#drawn.set(editor, marks);
    const options: Record<MarkKind, DecorationOptions[]> = { moved: [], stable: [], unsure: [] };
    for (const { line, text, kind } of marks) {
      if (line >= editor.document.lineCount) continue;
      const { end } = editor.document.lineAt(line).range;
      options[kind].push({ range: new Range(end, end), renderOptions: { after: { contentText: text } } });
    }
    for (const kind of markKinds) editor.setDecorations(this.styles.type(kind), options[kind]);
  }

  #drawAgain(): void {
    for (const editor of window.visibleTextEditors) {
      this.#drawn.delete(editor);
      this.#draw(editor, this.#shown.get(editor.document) ?? []);
    }
  }

  #clear(): void {
    this.#shown.clear();
    for (const editor of window.visibleTextEditors) this.#draw(editor, []);
  }
}

function breaksIn(text: string): number {
  let breaks = 0;
  // `\r\n` is one break, and so is either alone.
  for (let at = 0; at < text.length; at += 1) if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) breaks += 1;
  return breaks;
}

function isSame(a: readonly LineMark[], b: readonly LineMark[]): boolean {
  return a.length === b.length && a.every((mark, i) => mark.line === b[i]?.line && mark.text === b[i]?.text && mark.kind === b[i]?.kind);
}
