/** A validator for the part of JSON Schema 2020-12 that docs/report.schema.json uses; an unknown keyword throws, so none is passed over. */
export interface Schema { readonly [keyword: string]: unknown }

const notes = new Set(['$schema', 'title', 'description', '$defs']);

export function problems(schema: Schema, value: unknown, root: Schema = schema, at = '$'): string[] {
  const found: string[] = [];
  for (const [keyword, rule] of Object.entries(schema)) {
    if (notes.has(keyword)) continue;
    switch (keyword) {
      case '$ref': {
        const name = /^#\/\$defs\/(\w+)$/.exec(String(rule))?.[1];
        const target = (root['$defs'] as Record<string, Schema>)[name ?? ''];
        if (target === undefined) throw new Error(`no definition ${String(rule)}`);
        found.push(...problems(target, value, root, at));
        break;
      }
      case 'type': {
        const types = Array.isArray(rule) ? (rule as string[]) : [String(rule)];
        if (!types.some((type) => isOf(type, value))) found.push(`${at}: ${JSON.stringify(value)} is not ${types.join(' or ')}`);
        break;
      }
      case 'enum':
        if (!(rule as unknown[]).includes(value)) found.push(`${at}: ${JSON.stringify(value)} is none of ${JSON.stringify(rule)}`);
        break;
      case 'const':
        if (value !== rule) found.push(`${at}: ${JSON.stringify(value)} is not ${JSON.stringify(rule)}`);
        break;
      case 'minimum':
        if (typeof value === 'number' && value < (rule as number)) found.push(`${at}: ${String(value)} is below ${String(rule)}`);
        break;
      case 'maximum':
        if (typeof value === 'number' && value > (rule as number)) found.push(`${at}: ${String(value)} is above ${String(rule)}`);
        break;
      case 'minItems':
        if (Array.isArray(value) && value.length < (rule as number)) found.push(`${at}: fewer than ${String(rule)} items`);
        break;
      case 'maxItems':
        if (Array.isArray(value) && value.length > (rule as number)) found.push(`${at}: more than ${String(rule)} items`);
        break;
      case 'items':
        if (Array.isArray(value)) value.forEach((one, i) => found.push(...problems(rule as Schema, one, root, `${at}[${i}]`)));
        break;
      case 'required':
        if (isOf('object', value)) for (const key of rule as string[]) if (!Object.hasOwn(value as object, key)) found.push(`${at}: ${key} is missing`);
        break;
      case 'properties':
        if (isOf('object', value)) for (const [key, one] of Object.entries(rule as Record<string, Schema>)) if (Object.hasOwn(value as object, key)) found.push(...problems(one, (value as Record<string, unknown>)[key], root, `${at}.${key}`));
        break;
      case 'additionalProperties': {
        if (!isOf('object', value)) break;
        const named = Object.keys((schema['properties'] ?? {}));
        for (const [key, one] of Object.entries(value as object)) {
          if (named.includes(key)) continue;
          if (rule === false) found.push(`${at}: ${key} is not in the schema`);
          else found.push(...problems(rule as Schema, one, root, `${at}.${key}`));
        }
        break;
      }
      case 'oneOf':
      case 'anyOf': {
        const fits = (rule as Schema[]).map((one) => problems(one, value, root, at));
        const good = fits.filter((list) => list.length === 0).length;
        if (good === 0 || (keyword === 'oneOf' && good > 1)) found.push(`${at}: fits ${String(good)} of ${keyword}: ${fits.map((list) => list[0] ?? 'fits').join(' | ')}`);
        break;
      }
      default:
        throw new Error(`unknown keyword ${keyword}`);
    }
  }
  return found;
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'null': return value === null;
    case 'array': return Array.isArray(value);
    case 'object': return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer': return Number.isInteger(value);
    case 'number': return typeof value === 'number';
    case 'string': return typeof value === 'string';
    case 'boolean': return typeof value === 'boolean';
    default: throw new Error(`unknown type ${type}`);
  }
}
