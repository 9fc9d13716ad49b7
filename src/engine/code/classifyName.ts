import type { PlaceHow, PlaceKind } from '../../core/code/place';
import type { OutlineNode } from './outline';
import type { SourceText } from './sourceText';
import { valueKind } from './valueKind';

/** What a string (or a constant standing for one) does where it stands. */
export interface Role {
  readonly kind: PlaceKind;
  readonly how: PlaceHow;
  /** The text that gives the value, for definitions. */
  readonly value?: string;
  readonly computes?: boolean;
  /** The columns made are named by this text, `_` and a level of the data. */
  readonly levels?: boolean;
}

const mention: Role = { kind: 'use', how: 'string' };
const listed: Role = { kind: 'listing', how: 'list-item' };
/** One column for each level of a text column. */
const dummies: Role = { kind: 'definition', how: 'frame-column', computes: true, levels: true };
const read: Role = { kind: 'use', how: 'subscript' };

/** Calls whose list of columns selects or removes, rather than names the model's inputs. */
const readers = new Set(['drop', 'groupby', 'group_by', 'groupBy', 'sort', 'sort_values', 'orderBy', 'dropna', 'drop_duplicates', 'drop_nulls', 'merge', 'join', 'over', 'partition_by', 'partitionBy', 'set_index', 'unique', 'pivot', 'isin', 'is_in', 'partition']);
const frames = new Set(['DataFrame', 'LazyFrame', 'from_dict', 'from_dicts', 'Dataset', 'Table', 'from_pydict', 'from_arrays']);
const schemaCalls = new Set(['StructField', 'Column', 'mapped_column', 'field', 'FeatureSpec', 'ColSpec', 'NestedField']);
const namedColumns = new Set(['agg', 'aggregate', 'astype', 'cast', 'fillna', 'fill_null', 'map', 'replace', 'isin', 'sort_values', 'round', 'drop']);

/** The role of the string or name at `node`, from the constructs around it. */
export function classifyName(node: OutlineNode, source: SourceText): Role {
  if (!isWhole(node, source)) return mention;
  const parent = node.parent;
  switch (parent?.type) {
    case 'subscript':
      return node.start === parent.start ? mention : subscriptRole(parent, source);
    case 'list':
    case 'set':
    case 'tuple':
      return listRole(parent, source);
    case 'pair':
      return pairRole(node, parent, source);
    case 'keyword':
      return keywordRole(parent, source);
    case 'call':
      return argumentRole(node, parent, source);
    case 'assignment':
      return parent.part !== null && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(source.slice(parent.part)) && node.end === parent.end ? { kind: 'listing', how: 'constant' } : mention;
    default:
      return mention;
  }
}

/** Whether nothing is added to the string: `"a" + b` and `"a" if c else "b"` are parts of an expression. */
function isWhole(node: OutlineNode, source: SourceText): boolean {
  const previous = characterBefore(source.text, node.start);
  if (node.parent?.type === 'assignment') return previous === '=';
  return previous !== '' && openers.includes(previous) && isCloser(characterAfter(source.text, node.end));
}

const openers = '[(,{:=*';

/** The nearest character before `offset` that is neither space nor comment. */
function characterBefore(text: string, offset: number): string {
  let at = offset - 1;
  for (;;) {
    while (at >= 0 && isBlank(text.charCodeAt(at))) at--;
    if (at < 0) return '';
    const found = text.charAt(at);
    // On the string's own line no comment can stand before it.
    if (at === offset - 1) return found;
    let line = at;
    let comment = -1;
    for (; line >= 0 && !isLineEnd(text.charCodeAt(line)); line--) if (text.charAt(line) === '#') comment = line;
    if (comment < 0 || (openers.includes(found) && text.slice(line + 1, comment).trim() !== '' && /["']/.test(text.slice(line + 1, comment)))) return found;
    at = comment - 1;
  }
}

function characterAfter(text: string, offset: number): string {
  let at = offset;
  for (;;) {
    while (at < text.length && isBlank(text.charCodeAt(at))) at++;
    if (text.charAt(at) !== '#') return text.charAt(at);
    while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
  }
}

function isCloser(character: string): boolean {
  return character !== '' && '])},:='.includes(character);
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

/** Spaces, line ends and the backslash that continues a line. */
function isBlank(code: number): boolean {
  return code === 32 || code === 9 || isLineEnd(code) || code === 92 || code === 12;
}

/** The assignment that a subscript is a target of; null when it is read. */
function assignmentTo(subscript: OutlineNode): OutlineNode | null {
  let target = subscript;
  // df["x"][mask] = … still sets x.
  while (target.parent?.type === 'subscript' && target.parent.start === target.start) target = target.parent;
  const assignment = target.parent;
  return assignment?.type === 'assignment' && assignment.part !== null && target.end <= assignment.part.end ? assignment : null;
}

/** Text of the right side of an assignment; of the last one in a chain `a = b = value`. */
export function rightSide(assignment: OutlineNode, source: SourceText): string {
  const rest = source.text.slice(assignment.part?.end ?? assignment.start, assignment.end);
  const equals = /^[^=]*?=\s*/.exec(rest);
  return equals === null ? '' : rest.slice(equals[0].length).replace(/^(?:[\w.]+(?:\[[^\]=]*\])?\s*=(?!=)\s*)+/, '');
}

function isAugmented(assignment: OutlineNode, source: SourceText): boolean {
  return /^\s*[-+*/%@&|^<>]+=/.test(source.text.slice(assignment.part?.end ?? 0, assignment.end));
}

function subscriptRole(subscript: OutlineNode, source: SourceText): Role {
  const assignment = assignmentTo(subscript);
  if (assignment === null) return read;
  const value = rightSide(assignment, source);
  return { kind: 'definition', how: 'column-assignment', value, computes: isAugmented(assignment, source) || valueKind(value) === 'computed' };
}

function listRole(list: OutlineNode, source: SourceText): Role {
  const owner = list.parent;
  if (owner?.type === 'subscript' && owner.start !== list.start) {
    const role = subscriptRole(owner, source);
    return role.kind === 'definition' ? role : listed;
  }
  if (owner?.type === 'assignment' && owner.part !== null && /\.columns$/.test(source.slice(owner.part))) return { kind: 'definition', how: 'rename', computes: false };
  const call = owner?.type === 'keyword' ? owner.parent : owner;
  if (call?.type !== 'call') return listed;
  const callee = calleeName(call, source);
  if (readers.has(callee)) return mention;
  if (callee !== 'get_dummies' || owner?.type !== 'keyword' || owner.part === null) return listed;
  const keyword = source.slice(owner.part);
  return keyword === 'prefix' ? dummies : keyword === 'columns' ? { ...listed, levels: true } : listed;
}

function pairRole(node: OutlineNode, pair: OutlineNode, source: SourceText): Role {
  const owner = pair.parent?.parent ?? null;
  const keyword = owner?.type === 'keyword' ? owner : null;
  const call = keyword === null ? owner : keyword.parent;
  const callee = call?.type === 'call' ? calleeName(call, source) : '';
  if (/^(rename|with_columns_renamed|withColumnsRenamed)$/.test(callee)) return node.start === pair.start ? mention : { kind: 'definition', how: 'rename', computes: false };
  if (node.start !== pair.start) return mention;
  const value = source.text.slice(pair.part?.end ?? pair.start, pair.end).replace(/^\s*:\s*/, '');
  const kind = valueKind(value);
  const definition = (how: PlaceHow): Role => ({ kind: 'definition', how, value, computes: kind === 'computed' });
  if (/^(DataFrameSchema|SeriesSchema)$/.test(callee) || /^(?:\w+\.)?Column\(/.test(value) && callee !== 'assign') return definition('pandera-field');
  if (callee === 'assign') return definition('assign-keyword');
  if (/^(with_columns|withColumns|select)$/.test(callee)) return definition('with-columns-keyword');
  const schema = keyword !== null && /schema|dtype|converters/.test(source.slice(keyword.part ?? keyword));
  if (schema || namedColumns.has(callee)) return { kind: 'listing', how: 'dict-key' };
  if (frames.has(callee)) return definition('frame-column');
  return kind === 'literal' || /^[[({]\s*["'\d]|^["']/.test(value.trim()) ? { kind: 'listing', how: 'dict-key' } : definition('dict-item');
}

function keywordRole(keyword: OutlineNode, source: SourceText): Role {
  const call = keyword.parent;
  if (call?.type !== 'call' || keyword.part === null) return mention;
  const name = source.slice(keyword.part);
  const callee = calleeName(call, source);
  if (name === 'name' && /^(Field|Feature)$/.test(callee)) return { kind: 'definition', how: 'feast-field', computes: false };
  if (/^(alias|validation_alias|serialization_alias)$/.test(name) && callee === 'Field') return { kind: 'definition', how: 'pydantic-field', computes: false };
  if (name === 'name' && schemaCalls.has(callee)) return { kind: 'definition', how: 'schema-field', computes: false };
  if (name === 'name' && /^(Series|Index)$/.test(callee)) return { kind: 'definition', how: 'frame-column', computes: true };
  if (name === 'prefix' && callee === 'get_dummies') return dummies;
  if (name === 'column' && callee === 'insert') return { kind: 'definition', how: 'insert-column', computes: true };
  if (name === 'name' && /^(Input|InputLayer)$/.test(callee)) return listed;
  return mention;
}

function argumentRole(node: OutlineNode, call: OutlineNode, source: SourceText): Role {
  const callee = calleeName(call, source);
  const full = call.part === null ? '' : source.slice(call.part);
  const before = source.text.slice(call.part?.end ?? call.start, node.start);
  const first = /^\s*\(\s*$/.test(before);
  const second = /^\s*\((?:[^,()[\]{}]|\([^()]*\)|\[[^\]]*\])*,\s*$/.test(before);
  const rest = source.text.slice(node.end, call.end - 1).replace(/^\s*,\s*/, '');
  const isMethod = full.includes('.');
  if (first && isMethod && /^(alias|label)$/.test(callee)) return { kind: 'definition', how: 'with-columns-alias', computes: !/^\s*(?:\w+\.)?col\([^()]*\)\s*\.\s*\w+$/.test(full) };
  if (first && callee === 'withColumn') return { kind: 'definition', how: 'with-column', value: rest, computes: !/^(?:\w+\.)?col\([^()]*\)(?:\.cast\([^()]*(?:\([^()]*\))?\))?$/.test(rest.trim()) };
  if (second && callee === 'withColumnRenamed') return { kind: 'definition', how: 'rename', computes: false };
  if (second && isMethod && callee === 'insert') return { kind: 'definition', how: 'insert-column', value: rest, computes: valueKind(rest) === 'computed' };
  if (first && isMethod && callee === 'rename' && rest.trim() === '') return { kind: 'definition', how: 'rename', computes: false };
  if (second && full === 'setattr') return { kind: 'definition', how: 'attribute-assignment', value: rest, computes: valueKind(rest) === 'computed' };
  if (first && full === 'pl.Series') return { kind: 'definition', how: 'frame-column', computes: true };
  if (first && /^(Feature)$/.test(callee)) return { kind: 'definition', how: 'feast-field', computes: false };
  if (first && schemaCalls.has(callee) && /^(StructField|Column|mapped_column|NestedField|pa\.field|pyarrow\.field)$/.test(isMethod && callee === 'field' ? full : callee)) return { kind: 'definition', how: 'schema-field', computes: false };
  if (first && /_column$/.test(callee) && callee !== 'mapped_column') return listed;
  if (first && /^(col|column|Col)$/.test(callee)) return { kind: 'use', how: 'column-reference' };
  if ((first && isMethod && /^(get|pop|setdefault|get_column|getItem)$/.test(callee)) || (second && full === 'getattr')) return read;
  return mention;
}

/** Last part of what is called: `rename` for `df.rename(…)`. */
export function calleeName(call: OutlineNode, source: SourceText): string {
  if (call.part === null) return '';
  return /([\p{L}_][\p{L}\p{N}_]*)\s*$/u.exec(source.text.slice(Math.max(call.part.start, call.part.end - 80), call.part.end))?.[1] ?? '';
}
