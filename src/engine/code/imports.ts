import type { ConstantSource } from '../../core/code/fileFacts';
import type { Outline } from './outline';

export interface Imported {
  readonly module: string;
  /** The name taken from the module; null when the module itself was imported. */
  readonly name: string | null;
}

/** What the import statements of a file bind. */
export interface Imports {
  readonly byLocalName: ReadonlyMap<string, Imported>;
  readonly starred: readonly string[];
}

export function readImports(outlines: readonly Outline[]): Imports {
  return readImportTexts(outlines.flatMap((outline) => outline.nodes.flatMap((node) => (node.type === 'import' ? [outline.text.slice(node.start, node.end)] : []))));
}

/** The same, from the texts of the import statements. */
export function readImportTexts(statements: readonly string[]): Imports {
  const byLocalName = new Map<string, Imported>();
  const starred: string[] = [];
  for (const statement of statements) {
    const text = statement.replace(/#[^\r\n]*/g, '').replace(/[()\\\s]+/g, ' ');
    const from = /^from\s+([.\s\w\p{L}]+?)\s+import\s+(.+)$/u.exec(text);
    const module = from?.[1]?.replaceAll(' ', '') ?? '';
    const list = (from?.[2] ?? text.replace(/^import\s+/, '')).split(',').map((item) => item.trim().split(/\s+as\s+/));
    for (const [name = '', alias] of list) {
      if (name === '') continue;
      if (name === '*') starred.push(module);
      else if (from !== null) byLocalName.set(alias ?? name, { module, name });
      // `import a.b` binds `a`, yet code then writes `a.b.X`: kept under the full name.
      else byLocalName.set(alias ?? name, { module: name, name: null });
    }
  }
  return { byLocalName, starred };
}

/** Where the constant written as `expression` (`COL_X`, `columns.COL_X`, `Columns.X`) may be defined outside this file. */
export function constantSources(expression: string, imports: Imports): readonly ConstantSource[] {
  const segments = expression.split('.');
  for (let cut = segments.length; cut >= 1; cut--) {
    const imported = imports.byLocalName.get(segments.slice(0, cut).join('.'));
    if (imported === undefined) continue;
    const rest = segments.slice(cut);
    if (imported.name === null) return rest.length === 0 ? [] : [{ module: imported.module, name: rest.join('.') }];
    const sources: ConstantSource[] = [{ module: imported.module, name: [imported.name, ...rest].join('.') }];
    // The imported name may be a module of the package.
    if (rest.length > 0) sources.push({ module: `${imported.module}${imported.module.endsWith('.') ? '' : '.'}${imported.name}`, name: rest.join('.') });
    return sources;
  }
  return imports.starred.map((module) => ({ module, name: expression }));
}
