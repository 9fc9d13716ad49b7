import { isNumberText } from './csvRecords';
import { textTime } from './textTime';

/** DuckDB type that a flattened column is read as. `TIMESTAMP` texts carry no zone, `TIMESTAMP WITH TIME ZONE` ones do. */
export type ReadType = 'DOUBLE' | 'BIGINT' | 'BOOLEAN' | 'VARCHAR' | 'JSON' | 'TIMESTAMP' | 'TIMESTAMP WITH TIME ZONE';

export interface JsonLeaf {
  readonly path: readonly string[];
  readonly type: ReadType;
}

interface Node {
  readonly children: Map<string, Node>;
  objects: number;
  lists: number;
  numbers: number;
  integers: number;
  large: number;
  booleans: number;
  strings: number;
  zoned: number;
  zoneless: number;
}

const maxDepth = 8;
const maxKeys = 2_000;
const largest = 9.2e18;

/** Learns the columns of JSON objects from examples: nested keys become paths, unlike values of one path a common type. */
export class JsonShape {
  private readonly root = node();
  rows = 0;

  add(value: object): void {
    this.rows += 1;
    this.root.objects += 1;
    addObject(this.root, value, 0);
  }

  /** The columns in the order of their first occurrence. */
  leaves(): JsonLeaf[] {
    const leaves: JsonLeaf[] = [];
    for (const [key, child] of this.root.children) collect(child, [key], leaves);
    return leaves;
  }

  /** True where two keys of one object differ only in case, which DuckDB's own JSON columns cannot tell apart. */
  hasCaseTwins(): boolean {
    return twins(this.root);
  }
}

function node(): Node {
  return { children: new Map(), objects: 0, lists: 0, numbers: 0, integers: 0, large: 0, booleans: 0, strings: 0, zoned: 0, zoneless: 0 };
}

function addObject(parent: Node, value: object, depth: number): void {
  for (const [key, inner] of Object.entries(value)) {
    let child = parent.children.get(key);
    if (child === undefined) {
      if (parent.children.size > maxKeys && depth > 0) continue;
      child = node();
      parent.children.set(key, child);
    }
    addValue(child, inner, depth + 1);
  }
}

function addValue(target: Node, value: unknown, depth: number): void {
  if (value === null || value === undefined) return;
  if (typeof value === 'number') {
    target.numbers += 1;
    if (Number.isInteger(value)) target.integers += 1;
    if (Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER && Math.abs(value) < largest) target.large += 1;
  } else if (typeof value === 'boolean') target.booleans += 1;
  else if (typeof value === 'string') {
    if (value === '') return;
    target.strings += 1;
    const time = textTime(value);
    if (time === 'zoned') target.zoned += 1;
    else if (time === 'zoneless') target.zoneless += 1;
  } else if (Array.isArray(value)) target.lists += 1;
  else {
    target.objects += 1;
    if (depth < maxDepth) addObject(target, value, depth);
  }
}

function collect(from: Node, path: readonly string[], leaves: JsonLeaf[]): void {
  const scalars = from.numbers + from.booleans + from.strings;
  const plainObject = from.objects > 0 && scalars === 0 && from.lists === 0 && from.children.size > 0 && from.children.size <= maxKeys;
  if (plainObject && path.length < maxDepth) {
    for (const [key, child] of from.children) collect(child, [...path, key], leaves);
    return;
  }
  leaves.push({ path, type: typeOf(from, scalars) });
}

function typeOf(from: Node, scalars: number): ReadType {
  if (from.objects + from.lists > 0) return scalars > 0 ? 'VARCHAR' : 'JSON';
  if (scalars === 0) return 'VARCHAR';
  // Integers are read as DOUBLE: DuckDB's JSON reader rounds a later 1.5 silently where it expects an integer.
  if (from.numbers === scalars) return from.large > 0 && from.integers === from.numbers ? 'BIGINT' : 'DOUBLE';
  if (from.booleans === scalars) return 'BOOLEAN';
  if (from.zoned === scalars) return 'TIMESTAMP WITH TIME ZONE';
  if (from.zoneless === scalars) return 'TIMESTAMP';
  return 'VARCHAR';
}

function twins(from: Node): boolean {
  const seen = new Set<string>();
  for (const [key, child] of from.children) {
    const folded = key.toLowerCase();
    if (seen.has(folded) || twins(child)) return true;
    seen.add(folded);
  }
  return false;
}

/** The type of a table column from its first fields. */
export function fieldType(fields: readonly string[]): ReadType {
  if (fields.length === 0) return 'VARCHAR';
  if (fields.every((field) => isNumberText(field))) return fields.some((field) => /^[+-]?\d{16,19}$/.test(field)) && fields.every((field) => /^[+-]?\d+$/.test(field) && Math.abs(Number(field)) < largest) ? 'BIGINT' : leadingZeros(fields) ? 'VARCHAR' : 'DOUBLE';
  const times = fields.map(textTime);
  if (times.every((time) => time === 'zoned')) return 'TIMESTAMP WITH TIME ZONE';
  if (times.every((time) => time === 'zoneless')) return 'TIMESTAMP';
  return 'VARCHAR';
}

/** Codes such as `00123` are names, not numbers. */
function leadingZeros(fields: readonly string[]): boolean {
  return fields.some((field) => /^0\d/.test(field)) && fields.every((field) => /^\d+$/.test(field));
}
