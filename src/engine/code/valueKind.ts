import { nameKey } from '../../core/code/nameKey';

/**
 * What the right side of an assignment is: a constant, a bare name, a copy of another column, a cast or a repair of
 * the column itself, or a computation. Only the last one is where a feature comes from.
 */
export type ValueKind = 'literal' | 'name' | 'copy' | 'recast' | 'computed';

const literal = /^(?:[rbuRBU]{0,2}(?:"[^"\n]*"|'[^'\n]*')|[-+]?[\d_.]+(?:e[-+]?\d+)?j?|True|False|None|\.\.\.|\[\s*\]|\{\s*\}|\(\s*\)|(?:np|numpy|math|pd)\.(?:nan|NaN|NA|NaT|inf))$/i;
const dottedName = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u;
const copied = /^[\p{L}_][\p{L}\p{N}_.]*\[\s*["'][^"'\n]*["']\s*\](?:\.(?:values|copy\(\)|to_numpy\(\)|tolist\(\)|to_list\(\)))?$/u;
const fetched = /^[\p{L}_][\p{L}\p{N}_.]*\.get\(\s*["'][^"'\n]*["']\s*(?:,[^(){}[\]]*)?\)$/u;
/** What a person fills in on a page computes nothing. */
const asked = /^(?:[\p{L}_][\p{L}\p{N}_]*\.)*(?:number_input|text_input|text_area|slider|select_slider|selectbox|radio|checkbox|toggle|date_input|time_input|input)\(/u;
const casts = /\.(?:astype|fillna|fill_null|fill_nan|cast|ffill|bfill|to_numpy|tolist|copy|replace|str\.strip|str\.lower|infer_objects|convert_dtypes)\([^()]*(?:\([^()]*\)[^()]*)*\)\s*$/;
const castCall = /^(?:pd\.to_numeric|pd\.to_datetime|float|int|str|bool|Decimal|np\.(?:float|int|uint|bool)\d*_?)\(\s*[\p{L}_][\p{L}\p{N}_.]*(?:\[\s*["'][^"'\n]*["']\s*\])?\s*(?:,[^()]*)?\)$/u;

/** Longer values are computations: nothing that is longer is a cast or a copy. */
const longest = 400;

export function valueKind(value: string): ValueKind {
  let text = value.trim();
  if (text.length > longest) return 'computed';
  while (text.startsWith('(') && text.endsWith(')') && balanced(text.slice(1, -1))) text = text.slice(1, -1).trim();
  if (literal.test(text)) return 'literal';
  if (dottedName.test(text)) return 'name';
  if (copied.test(text)) return 'copy';
  if (fetched.test(text)) return 'copy';
  if (asked.test(text) && endsCall(text)) return 'name';
  if (castCall.test(text)) return 'recast';
  if (isDisplay(text)) return 'copy';
  const bare = text.replace(casts, '');
  if (bare !== text && bare.length > 0) return valueKind(bare) === 'computed' ? 'computed' : 'recast';
  return 'computed';
}

/** Lists and tuples of names alone (`[site.tilt]`, `(["id"], [tilt])`) hand on what they hold. */
function isDisplay(text: string): boolean {
  if (!/^[[(]/.test(text) || text.length > 120) return false;
  const bare = text.replace(/"[^"\n]*"|'[^'\n]*'/g, '0');
  // Constants alone are data, or a way to aggregate (`agg(n=("id", "count"))`).
  return /[\p{L}_]/u.test(bare) && /^[\p{L}\p{N}_.,[\]()\s]*$/u.test(bare) && !/[\p{L}\p{N}_)\]]\s*[[(]/u.test(bare) && !/[\p{L}\p{N}]\s+[\p{L}\p{N}]/u.test(bare);
}

/** Whether the bracket that opens first closes at the very end. */
function endsCall(text: string): boolean {
  return text.endsWith(')') && balanced(text.slice(text.indexOf('(') + 1, -1));
}

/** Whether a value that is not computed only hands on something of the same name: `"tilt": site.tilt`, `df["age"] = row["age"]`. `key` is the feature's `nameKey`. */
export function passesOn(value: string, key: string): boolean {
  const kind = valueKind(value);
  return (kind === 'name' || kind === 'copy') && (value.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []).some((word) => nameKey(word) === key);
}

function balanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    else if (character === ')' && --depth < 0) return false;
  }
  return depth === 0;
}
