import type { Role } from './classifyName';
import { rightSide } from './classifyName';
import type { Imports } from './imports';
import type { OutlineNode } from './outline';
import type { SourceText } from './sourceText';
import { valueKind } from './valueKind';

/** `df.x = …` sets and `row.x` reads a column, perhaps; methods, modules and what an object holds of itself do not. */
export function attributeRole(node: OutlineNode, source: SourceText, imports: Imports): Role | null {
  if (node.part === null) return null;
  const name = source.slice(node.part);
  if (name.startsWith('_')) return null;
  const assignment = node.parent;
  if (assignment?.type === 'assignment' && assignment.part !== null && node.start === assignment.part.start && node.end === assignment.part.end) {
    const value = rightSide(assignment, source);
    const kind = valueKind(value);
    return kind === 'literal' ? null : { kind: 'definition', how: 'attribute-assignment', value, computes: kind === 'computed' };
  }
  if (source.text.charAt(node.part.end) === '(') return null;
  const object = /([\p{L}_][\p{L}\p{N}_]*)\s*\.\s*$/u.exec(source.text.slice(Math.max(node.start, node.part.start - 60), node.part.start))?.[1];
  if (object === 'self' || object === 'cls' || (object !== undefined && imports.byLocalName.has(object))) return null;
  return { kind: 'use', how: 'attribute' };
}
