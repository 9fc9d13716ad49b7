import { basename } from 'node:path';
import { getLocation, type Location, type Node, parseTree } from 'jsonc-parser';
import { CodeAction, CodeActionKind, CompletionItem, CompletionItemKind, Diagnostic, DiagnosticSeverity, type Disposable, Hover, l10n, languages, MarkdownString, type Position, Range, type TextDocument, Uri, WorkspaceEdit, workspace } from 'vscode';
import { askedAt, candidatesOf, type AskedName, columnNamed, type KnownNames } from '../../core/config/names/configNames';
import { checkNames, type NameProblem, removal } from '../../core/config/names/checkNames';
import { parseConfig } from '../../core/config/parseConfig';
import { configFileName } from '../../core/config/projectConfig';
import { formatCount } from '../../core/format/numbers';
import type { CommandContext } from '../commands/context';
import { Delay } from '../platform/delay';
import { DisposableOwner } from '../platform/disposables';
import { plain } from '../platform/plain';
import { knownNames } from './knownNames';

const selector = { language: 'jsonc', pattern: `**/${configFileName}` };
const pauseMs = 400;
const source = 'Model Vitals';

/** Registers what helps to write `model-vitals.json`: names completed and explained, names that stand for nothing in the Problems view with their fixes. */
export function configHelp(context: CommandContext): Disposable {
  return new ConfigHelp(context);
}

class ConfigHelp extends DisposableOwner {
  readonly #problems = this.own(languages.createDiagnosticCollection('model-vitals'));
  readonly #found = new Map<string, readonly { readonly problem: NameProblem; readonly diagnostic: Diagnostic }[]>();
  readonly #delay = this.own(new Delay(pauseMs, () => this.#checkAll()));

  constructor(private readonly context: CommandContext) {
    super();
    this.own(languages.registerCompletionItemProvider(selector, { provideCompletionItems: (document, position) => this.#complete(document, position) }, '"', ':', '.'));
    this.own(languages.registerHoverProvider(selector, { provideHover: (document, position) => this.#hover(document, position) }));
    this.own(languages.registerCodeActionsProvider(selector, { provideCodeActions: (document, range) => this.#fixes(document, range) }, { providedCodeActionKinds: [CodeActionKind.QuickFix] }));
    this.own(workspace.onDidOpenTextDocument((document) => isConfig(document) && this.#delay.request()));
    this.own(workspace.onDidSaveTextDocument((document) => isConfig(document) && this.#check(document)));
    this.own(workspace.onDidChangeTextDocument(({ document }) => isConfig(document) && this.#delay.request()));
    this.own(workspace.onDidCloseTextDocument((document) => isConfig(document) && this.#problems.delete(document.uri)));
    // A source that was opened has columns to check by.
    this.own(context.session.onChange(() => this.#delay.request()));
    this.#checkAll();
  }

  #checkAll(): void {
    for (const document of workspace.textDocuments) if (isConfig(document)) this.#check(document);
  }

  #check(document: TextDocument): void {
    const text = document.getText();
    const { problems } = parseConfig(text);
    // What is no JSON at all is said by the editor itself.
    const leftOut = problems
      .filter(({ path }) => path !== '')
      .map(({ path, message, offset, length }) => ours(new Diagnostic(rangeOf(document, offset, length), l10n.t('{0} is left out: {1}', path, message), DiagnosticSeverity.Warning)));
    const found = checkNames(text, this.#known(document)).map((problem) => ({ problem, diagnostic: ours(new Diagnostic(rangeOf(document, problem.offset, problem.length), wordsOf(problem), DiagnosticSeverity.Warning)) }));
    this.#found.set(document.uri.toString(), found);
    this.#problems.set(document.uri, [...leftOut, ...found.map(({ diagnostic }) => diagnostic)]);
  }

  #fixes(document: TextDocument, range: Range): CodeAction[] {
    const there = (this.#found.get(document.uri.toString()) ?? []).filter(({ diagnostic }) => diagnostic.range.intersection(range) !== undefined);
    return there.flatMap(({ problem, diagnostic }) => {
      const { nearest, name, owner } = problem;
      const fix = (title: string, edit: WorkspaceEdit, preferred: boolean): CodeAction => {
        const action = new CodeAction(title, CodeActionKind.QuickFix);
        return Object.assign(action, { edit, diagnostics: [diagnostic], isPreferred: preferred });
      };
      const change = new WorkspaceEdit();
      change.replace(document.uri, diagnostic.range, JSON.stringify(nearest ?? '').slice(1, -1));
      const remove = new WorkspaceEdit();
      for (const { offset, length, content } of removal(document.getText(), owner)) remove.replace(document.uri, rangeOf(document, offset, length), content);
      return [...(nearest === null ? [] : [fix(l10n.t('Change to "{0}"', nearest), change, true)]), fix(problem.kind === 'source' || problem.kind === 'version' || problem.kind === 'file' ? l10n.t('Remove this baseline') : problem.kind === 'figure' ? l10n.t('Remove this limit') : l10n.t('Remove "{0}"', name), remove, false)];
    });
  }

  #complete(document: TextDocument, position: Position): CompletionItem[] {
    const { asked, location, root, known } = this.#at(document, position);
    if (asked === null) return [];
    const node = location.previousNode;
    const at = document.offsetAt(position);
    // Between the quotes the whole name is replaced, outside of them it brings its own.
    const inside = node !== undefined && node.type === 'string' && at > node.offset && at <= node.offset + node.length;
    const range = inside ? rangeOf(document, node.offset, node.length) : (document.getWordRangeAtPosition(position, /[\w.:"]+/) ?? new Range(position, position));
    return (candidatesOf(asked, known, root) ?? []).map(({ name, detail }, index) => {
      const quoted = JSON.stringify(name);
      const item = new CompletionItem(name, asked.kind === 'source' || asked.kind === 'log' ? CompletionItemKind.Reference : CompletionItemKind.Field);
      item.detail = detail;
      item.range = range;
      item.filterText = quoted;
      item.insertText = !location.isAtPropertyKey || /^\s*:/.test(document.getText().slice(document.offsetAt(range.end))) ? quoted : `${quoted}: `;
      item.sortText = String(index).padStart(5, '0');
      return item;
    });
  }

  #hover(document: TextDocument, position: Position): Hover | null {
    const { asked, location, known } = this.#at(document, position);
    const node = location.previousNode;
    if (asked === null || node === undefined || typeof node.value !== 'string') return null;
    const name = asked.kind === 'ignored' ? node.value.replace(/^feature:/, '') : node.value;
    const column = columnNamed(name, asked.source, known);
    const text = new MarkdownString();
    if (column !== null && asked.kind !== 'figure' && asked.kind !== 'version') {
      const { role, kind, rows, missing, distinct } = column;
      text.appendMarkdown('**').appendMarkdown(plain(name)).appendMarkdown('** ').appendMarkdown(plain(`${role}, ${kind}`)).appendMarkdown('\n\n');
      text.appendMarkdown(plain(l10n.t('{0} rows, {1} missing, {2} different values', formatCount(rows), formatCount(missing), formatCount(distinct))));
    } else {
      const title = known.figures?.find(({ id }) => id === node.value)?.title;
      if (title === undefined) return null;
      text.appendMarkdown('**').appendMarkdown(plain(node.value)).appendMarkdown('** ').appendMarkdown(plain(title));
    }
    return new Hover(text, rangeOf(document, node.offset, node.length));
  }

  #at(document: TextDocument, position: Position): { readonly asked: AskedName | null; readonly location: Location; readonly root: Node | undefined; readonly known: KnownNames } {
    const text = document.getText();
    const location = getLocation(text, document.offsetAt(position));
    const root = parseTree(text, [], { allowTrailingComma: true });
    return { asked: askedAt(location.path, location.isAtPropertyKey, root), location, root, known: this.#known(document) };
  }

  #known(document: TextDocument): KnownNames {
    return knownNames(this.context, Uri.joinPath(document.uri, '..'));
  }
}

function isConfig(document: TextDocument): boolean {
  return document.uri.scheme === 'file' && basename(document.uri.fsPath) === configFileName;
}

function ours(diagnostic: Diagnostic): Diagnostic {
  diagnostic.source = source;
  return diagnostic;
}

function rangeOf(document: TextDocument, offset: number, length: number): Range {
  return new Range(document.positionAt(offset), document.positionAt(offset + length));
}

function wordsOf({ kind, name, source: of, nearest }: NameProblem): string {
  const meant = nearest === null ? '' : l10n.t(' Did you mean "{0}"?', nearest);
  switch (kind) {
    case 'column':
      return (of === null ? l10n.t('No open source has a column "{0}".', name) : l10n.t('{0} has no column "{1}".', of, name)) + meant;
    case 'feature':
      return l10n.t('No open source has a feature "{0}".', name) + meant;
    case 'source':
      return l10n.t('There is no source "{0}".', name) + meant;
    case 'log':
      return l10n.t('No log or table of this file is called "{0}".', name) + meant;
    case 'version':
      return l10n.t('{0} has no version "{1}".', of ?? '', name) + meant;
    case 'file':
      return l10n.t('{0} has no file "{1}".', of ?? '', name) + meant;
    case 'figure':
      return l10n.t('The report on show has no figure "{0}".', name) + meant;
    case 'ignored':
      return l10n.t('Nothing that is checked is called "{0}".', name) + meant;
  }
}
