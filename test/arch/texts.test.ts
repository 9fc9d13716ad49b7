import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/* Texts for people that stand outside t(), plural() and l10n.t(), over the syntax trees of the panel and of the host. */

const root = resolve(__dirname, '../..');

/** Words that are the same in every language, each with its reason. */
const allowed = new Map<string, string>([
  ['Model Vitals', 'the name of the product'],
  ['Model Vitals:', 'the name of the product'],
  ['ms', 'a unit of the figures (docs/localisation.md)'],
  ['UTC', 'the name of a time scale'],
  ['n', 'the sign of a sample size'],
  ['q', 'the sign of an adjusted probability'],
  ['z', 'the sign of a standard score'],
  ['A', 'one of two runs, as the charts mark it'],
  ['B', 'the other of two runs'],
  ['B − A', 'their difference'],
  ...['Markdown', 'JSON', 'HTML', 'CSV'].map((name): [string, string] => [name, 'the name of a format']),
  ...['PostgreSQL', 'ClickHouse', 'Trino'].map((name): [string, string] => [name, 'the name of a product']),
  ...['model-vitals.json', '"alerts"', '"alerts": { "baseline":', '"alerts": { "exclude": ['].map((key): [string, string] => [key, 'the configuration file and its keys']),
  ...['gcloud auth print-access-token', 'aws configure export-credentials'].map((line): [string, string] => [line, 'a command line to type']),
  ...['otel/*.jsonl', 'ml.predictions'].map((name): [string, string] => [name, 'an example of a name']),
]);

/** Attributes that are read out or shown. */
const spoken = /(?:^|[\s.?@])(aria-label|aria-description|aria-roledescription|aria-valuetext|title|placeholder|alt|label|heading)$/i;
const calls = /^(showErrorMessage|showInformationMessage|showWarningMessage|setStatusBarMessage|appendMarkdown|TreeItem|MarkdownString|Diagnostic|ThemableDecorationAttachmentRenderOptions)$/;
const properties = /^(label|title|tooltip|description|detail|placeHolder|placeholder|prompt|message|text|heading|hint|caption|ariaLabel|contentText|saveLabel|openLabel)$/;
const hasWords = (text: string): boolean => /\p{L}/u.test(text.replace(/\$\([\w~-]+\)/g, '').replace(/&\w+;/g, ''));

/** The texts of a file that stand outside t(), as `path:line: text`. */
function bareTexts(path: string, content: string): string[] {
  const source = ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true);
  const found = new Set<string>();
  const tell = (text: string, node: ts.Node): void => {
    const plain = text.replace(/\s+/g, ' ').trim();
    if (hasWords(plain) && !allowed.has(plain)) found.add(`${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${plain}`);
  };
  /** What an expression can be shown as: through conditions, defaults, joins and tables of words, not into calls. */
  const shown = (node: ts.Expression): void => {
    if (ts.isStringLiteralLike(node)) tell(node.text, node);
    else if (ts.isTemplateExpression(node)) {
      tell(node.head.text, node);
      for (const span of node.templateSpans) {
        tell(span.literal.text, span.literal);
        shown(span.expression);
      }
    } else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(shown);
    else if (ts.isParenthesizedExpression(node)) shown(node.expression);
    else if (ts.isBinaryExpression(node) && [ts.SyntaxKind.PlusToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken].includes(node.operatorToken.kind)) [node.left, node.right].forEach(shown);
    else if (ts.isElementAccessExpression(node) && ts.isObjectLiteralExpression(node.expression)) {
      for (const entry of node.expression.properties) if (ts.isPropertyAssignment(entry)) shown(entry.initializer);
    } else if (ts.isArrayLiteralExpression(node)) node.elements.forEach(shown);
    else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && /^(join|filter|concat)$/.test(node.expression.name.text)) shown(node.expression.expression);
  };
  const template = (node: ts.TemplateLiteral): void => {
    const quasis = ts.isNoSubstitutionTemplateLiteral(node) ? [node] : [node.head, ...node.templateSpans.map((span) => span.literal)];
    // Where in the markup a piece ends decides what the expression behind it is: text, or the value of an attribute.
    let [state, name, quote]: ['text' | 'tag' | 'value' | 'comment', string, string] = ['text', '', ''];
    for (const [i, quasi] of quasis.entries()) {
      let word = '';
      const end = (): void => {
        if (state === 'text' || (state === 'value' && spoken.test(name))) tell(word, quasi);
        word = '';
      };
      const markup = quasi.text;
      for (let at = 0; at < markup.length; at += 1) {
        const char = markup[at] ?? '';
        if (state === 'comment') {
          if (markup.startsWith('-->', at)) [state, at] = ['text', at + 2];
        } else if (state === 'text') {
          if (char !== '<') word += char;
          else {
            end();
            state = markup.startsWith('<!--', at) ? 'comment' : 'tag';
          }
        } else if (state === 'tag') {
          if (char === '>') [state, word] = ['text', ''];
          else if (char === '=') {
            [name, word, state] = [word.trim(), '', 'value'];
            quote = /["']/.test(markup[at + 1] ?? '') ? (markup[at + 1] ?? '') : '';
            if (quote !== '') at += 1;
          } else word = /\s/.test(char) ? '' : word + char;
        } else if (quote === '' ? /[\s>]/.test(char) : char === quote) {
          end();
          state = quote === '' && char === '>' ? 'text' : 'tag';
        } else word += char;
      }
      end();
      const expression = ts.isTemplateExpression(node) ? node.templateSpans[i]?.expression : undefined;
      if (expression !== undefined && (state === 'text' || (state === 'value' && spoken.test(name)))) shown(expression);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && /^(html|svg)$/.test(node.tag.getText())) template(node.template);
    if ((ts.isCallExpression(node) || ts.isNewExpression(node))) {
      const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText();
      if (calls.test(callee)) node.arguments?.forEach(shown);
    }
    // The trees put their lines together from parts, which stand in results and constants.
    if (path.startsWith('src/host/views/') && (ts.isReturnStatement(node) || (ts.isVariableDeclaration(node) && node.initializer !== undefined && !ts.isStringLiteral(node.initializer)))) {
      const made = ts.isReturnStatement(node) ? node.expression : node.initializer;
      if (made !== undefined) shown(made);
    }
    if (ts.isCallExpression(node) && path.startsWith('src/host/views/') && /^(line|clauses)$/.test(node.expression.getText())) node.arguments.forEach(shown);
    // A fault has a code, and its detail stays English (docs/localisation.md).
    const isFault = ts.isPropertyAssignment(node) && ts.isObjectLiteralExpression(node.parent) && node.parent.properties.some((entry) => entry.name?.getText() === 'code');
    if (ts.isPropertyAssignment(node) && !isFault && properties.test(node.name.getText())) shown(node.initializer);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isPropertyAccessExpression(node.left) && properties.test(node.left.name.text)) shown(node.right);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found];
}

const files = ['webview', 'src/host'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  .map((name) => join(folder, name).replaceAll('\\', '/')).filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts')));

describe('texts for people', () => {
  it('stand in t(), plural() or l10n.t()', () => {
    expect(files.length).toBeGreaterThan(150);
    expect(files.flatMap((path) => bareTexts(path, readFileSync(join(root, path), 'utf8')))).toEqual([]);
  });

  it.each([
    ['text', 'html`<p>Rows</p>`'],
    ['text after a place', 'html`<p>${n} rows</p>`'],
    ['a spoken attribute', 'html`<button aria-label="Close">×</button>`'],
    ['a part of a spoken attribute', 'html`<a title="Open ${name}">${name}</a>`'],
    ['a branch', 'html`<p>${ok ? "stable" : t("moved")}</p>`'],
    ['a template in a place', 'html`<p>${`${n} rows`}</p>`'],
    ['a message', 'void vscode.window.showErrorMessage("Not read")'],
    ['an item', 'new vscode.TreeItem(`${n} rows`)'],
    ['a property', 'pick({ placeHolder: "Which?" })'],
    ['an assignment', 'item.tooltip = "Reads"'],
    ['a part of a line', 'const parts = n === 0 ? "" : `, ${n} rows`;'],
  ])('finds %s', (_, code) => {
    expect(bareTexts('src/host/views/a.ts', code)).toHaveLength(1);
  });

  it('leaves texts of the catalogue, marks, classes and data alone', () => {
    const code = 'html`<!-- why --><p class="a ${"b"}" title=${t("x")} ?hidden=${"y"}>${t("Rows")} · ${n} ${name} &times;</p>`; item.text = `$(sync~spin) ${l10n.t("x")}`';
    expect(bareTexts('a.ts', code)).toEqual([]);
  });
});
