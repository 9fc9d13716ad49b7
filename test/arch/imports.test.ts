import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/*
 * The real import graph: every import of every source file, resolved. Lint forbids by pattern; this proves that the arrows go one
 * way, that there are no cycles, and that the privileged packages are imported in one folder only.
 */

const root = resolve(__dirname, '../..');
const folders = ['src/core', 'src/protocol', 'src/engine', 'src/cli', 'src/host', 'webview'] as const;
type Folder = (typeof folders)[number];

const allowed: Record<Folder, readonly Folder[]> = {
  'src/core': [],
  'src/protocol': ['src/core'],
  'src/engine': ['src/core', 'src/protocol'],
  'src/cli': ['src/core', 'src/protocol', 'src/engine'],
  'src/host': ['src/core', 'src/protocol'],
  webview: ['src/core', 'src/protocol'],
};

/** Packages that core and protocol may use: pure ones. */
const pure = ['simple-statistics', 'valibot', 'jsonc-parser'];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(root, path)).isDirectory()) return filesBelow(path);
    return path.endsWith('.ts') && !path.endsWith('.d.ts') ? [path] : [];
  });
}

const options: ts.CompilerOptions = { moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext };

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) => {
    if (specifier.startsWith('.')) {
      const resolved = ts.resolveModuleName(specifier, join(root, file), options, ts.sys).resolvedModule?.resolvedFileName;
      expect(resolved, `${file} imports ${specifier}, which does not resolve`).toBeDefined();
      found.push({ from: file, to: relative(root, resolved!), typeOnly });
    } else found.push({ from: file, to: specifier, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      const clause = ts.isImportDeclaration(node) ? node.importClause : undefined;
      const named = clause?.namedBindings;
      const allTypes = named !== undefined && ts.isNamedImports(named) && clause?.name === undefined && named.elements.length > 0 && named.elements.every((each) => each.isTypeOnly);
      const typeOnly = ts.isExportDeclaration(node) ? node.isTypeOnly : clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || allTypes;
      add(node.moduleSpecifier.text, typeOnly);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0] && ts.isStringLiteral(node.arguments[0])) {
      add(node.arguments[0].text, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = folders.flatMap(filesBelow);
const imports = files.flatMap(importsOf);
const folderOf = (file: string): Folder | undefined => folders.find((folder) => file.startsWith(`${folder}/`));
const isFile = (to: string): boolean => folderOf(to) !== undefined;

describe('import graph', () => {
  it('was read: every folder has files', () => {
    for (const folder of folders) expect(files.filter((file) => folderOf(file) === folder).length, folder).toBeGreaterThan(0);
    expect(imports.filter(({ to }) => isFile(to)).length).toBeGreaterThan(100);
  });

  it('has arrows that go one way', () => {
    const wrong = imports.filter(({ from, to }) => {
      const source = folderOf(from)!;
      const target = folderOf(to);
      return target !== undefined && target !== source && !allowed[source].includes(target);
    });
    expect(wrong).toEqual([]);
  });

  it('leaves no source folder by relative paths', () => {
    const outside = imports.filter(({ to }) => !isFile(to) && (to.startsWith('..') || /^(test|scripts|bench|dist|out|examples)\//.test(to)));
    expect(outside).toEqual([]);
  });

  it('keeps each privileged package in its folder', () => {
    const owners: readonly [RegExp, Folder][] = [
      [/^vscode$/, 'src/host'],
      [/^@duckdb\//, 'src/engine'],
      [/^pg$/, 'src/engine'],
      [/^(@vscode\/)?(web-)?tree-sitter/, 'src/engine'],
      [/^(lit|chart\.js|chartjs-plugin-annotation|@vscode\/webview-ui-toolkit)(\/|$)/, 'webview'],
    ];
    for (const [pattern, owner] of owners) {
      expect(imports.filter(({ from, to }) => pattern.test(to) && folderOf(from) !== owner)).toEqual([]);
    }
  });

  it('keeps the controls library behind one module', () => {
    const users = imports.filter(({ to }) => to.startsWith('@vscode/webview-ui-toolkit')).map(({ from }) => dirname(from));
    expect(new Set(users)).toEqual(new Set(['webview/kit']));
  });

  it('lets core and protocol import pure packages only', () => {
    const used = imports.filter(({ from, to }) => ['src/core', 'src/protocol'].includes(folderOf(from)!) && !isFile(to));
    const permitted = (from: string, to: string) => pure.includes(to) || (folderOf(from) === 'src/protocol' && to === 'vscode-jsonrpc');
    expect(used.filter(({ from, to }) => !permitted(from, to))).toEqual([]);
  });

  it('has no cycles', () => {
    // Types vanish before anything runs, so a cycle of types alone is harmless; those between files that run are not.
    const edges = new Map<string, string[]>();
    for (const { from, to, typeOnly } of imports) if (isFile(to) && !typeOnly) edges.set(from, [...(edges.get(from) ?? []), to]);
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const walk = (file: string, trail: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
        return;
      }
      state.set(file, 'open');
      for (const next of edges.get(file) ?? []) walk(next, [...trail, file]);
      state.set(file, 'done');
    };
    for (const file of files) walk(file, []);
    expect(cycles).toEqual([]);
  });

  it('keeps files short enough to be told in one sentence', () => {
    const long = files.map((file) => [file, readFileSync(join(root, file), 'utf8').split('\n').length] as const).filter(([, lines]) => lines > 400);
    expect(long).toEqual([]);
  });
});
