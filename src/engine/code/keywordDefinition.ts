import type { Role } from './classifyName';
import { calleeName } from './classifyName';
import type { OutlineNode } from './outline';
import type { SourceText } from './sourceText';
import type { PlaceHow } from '../../core/code/place';
import { valueKind } from './valueKind';

const expressionCalls = new Set(['with_columns', 'with_columns_seq', 'select', 'select_seq', 'agg', 'aggregate', 'mutate', 'summarize', 'summarise', 'struct']);

/** A keyword argument that names a column (`assign(x=…)`) or a field of what is constructed (`Features(x=…)`). */
export function keywordDefinition(keyword: OutlineNode, source: SourceText): Role | null {
  const call = keyword.parent;
  if (call?.type !== 'call' || keyword.part === null || call.part === null) return null;
  const callee = calleeName(call, source);
  const isMethod = source.text.charAt(call.part.end - callee.length - 1) === '.';
  const how = howOf(callee, isMethod);
  if (how === null) return null;
  const value = source.text.slice(keyword.part.end, keyword.end).replace(/^\s*=\s*/, '');
  const kind = valueKind(value);
  if ((how === 'constructor-keyword' || how === 'dict-item') && (kind === 'literal' || /^[[({]/.test(value))) return null;
  // `max_length=settings.max_length` passes an option on; a field gets a variable or a computation.
  if (how === 'constructor-keyword' && kind !== 'computed' && value.includes('.')) return null;
  return { kind: 'definition', how, value, computes: kind === 'computed' };
}

function howOf(callee: string, isMethod: boolean): PlaceHow | null {
  if (callee === 'assign' && isMethod) return 'assign-keyword';
  if (isMethod && expressionCalls.has(callee)) return 'with-columns-keyword';
  if (callee === 'dict' || (callee === 'update' && isMethod)) return 'dict-item';
  if (callee === 'Row') return 'frame-column';
  return /^_*\p{Lu}\p{L}*\p{Ll}/u.test(callee) ? 'constructor-keyword' : null;
}
