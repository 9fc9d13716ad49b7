import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alertsSection } from '../../../src/core/config/alertsConfig';
import { checkSection } from '../../../src/core/config/checkConfig';
import { metricsEntry } from '../../../src/core/config/metricsConfig';
import { analysis, baseline, source } from '../../../src/core/config/parseConfig';
import { limitEntry, quietEntry, sloEntry } from '../../../src/core/config/rulesConfig';
import { trainingEntry } from '../../../src/core/config/trainingConfig';
import { warehouseEntry } from '../../../src/core/config/warehouseConfig';

/* The schema that the editor completes by, against what is accepted: every key of one stands in the other, and each is explained. */

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly defaultSnippets?: readonly { readonly body: unknown }[];
}
const file = JSON.parse(readFileSync(new URL('../../../media/model-vitals.schema.json', import.meta.url), 'utf8')) as Schema & { readonly definitions: Readonly<Record<string, Schema>> };

const resolved = (schema: Schema): Schema => (schema.$ref === undefined ? schema : (file.definitions[schema.$ref.replace('#/definitions/', '')] ?? {}));

/** Every key below, as `section.key`; what is in lists, alternatives or free names counts as below their holder. */
function keysOfSchema(of: Schema, path: string, seen: (path: string, schema: Schema) => void): void {
  const schema = resolved(of);
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    const place = path === '' ? key : `${path}.${key}`;
    seen(place, value);
    keysOfSchema(value, place, seen);
  }
  const below = [schema.items, schema.then, schema.else, ...(schema.oneOf ?? []), ...(schema.anyOf ?? []), typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined];
  for (const one of below) if (one !== undefined) keysOfSchema(one, path, seen);
}

/** What valibot's schemas are made of, as far as keys go. */
interface Accepted {
  readonly type?: string;
  readonly entries?: Readonly<Record<string, Accepted>>;
  readonly item?: Accepted;
  readonly items?: readonly Accepted[];
  readonly options?: readonly (Accepted | string)[];
  readonly wrapped?: Accepted;
  readonly value?: Accepted;
  readonly pipe?: readonly Accepted[];
}

function keysAccepted(of: Accepted, path: string): readonly string[] {
  const own = Object.entries(of.entries ?? {}).flatMap(([key, value]) => {
    const place = path === '' ? key : `${path}.${key}`;
    return [place, ...keysAccepted(value, place)];
  });
  const options = of.type === 'picklist' ? [] : (of.options ?? []).filter((one) => typeof one === 'object');
  const first = of.pipe?.[0];
  const below = [of.item, of.wrapped, of.type === 'record' ? of.value : undefined, ...options, first === of ? undefined : first];
  return [...own, ...below.flatMap((one) => (one === undefined ? [] : keysAccepted(one, path)))];
}

describe('the schema of model-vitals.json', () => {
  const places = new Map<string, Schema[]>();
  keysOfSchema(file, '', (path, schema) => places.set(path, [...(places.get(path) ?? []), schema]));

  it('has exactly the keys that are accepted', () => {
    const parts: readonly (readonly [string, unknown])[] = [
      ['sources', source], ['sources', metricsEntry], ['sources', warehouseEntry], ['sources', trainingEntry],
      ['baselines', baseline], ['analysis', analysis], ['check', checkSection],
      ['alerts', alertsSection], ['alerts.slos', sloEntry], ['alerts.limits', limitEntry], ['alerts.quiet', quietEntry],
    ];
    const accepted = new Set(parts.flatMap(([path, of]) => [path, ...keysAccepted(of as Accepted, path)]));
    // Read key by key, without a schema of their own: the kind of a log, and what is found by path.
    for (const key of ['$schema', 'sources.kind', 'code', 'code.map', 'code.exclude']) accepted.add(key);
    expect([...places.keys()].sort()).toEqual([...accepted].sort());
    expect(accepted.size).toBeGreaterThan(120);
  });

  it('explains each key', () => {
    const mute = [...places].flatMap(([path, schemas]) => schemas.filter((schema) => (schema.description ?? schema.markdownDescription ?? resolved(schema).description ?? '').length < 5).map(() => path));
    expect(mute).toEqual([]);
  });

  it('explains the sections at length on a hover, and begins each by a snippet', () => {
    for (const name of ['sources', 'baselines', 'alerts', 'check', 'code', 'analysis']) expect(file.properties?.[name]?.markdownDescription, name).toMatch(/`|\n|\*\*/);
    const withSnippets = [file, file.properties?.['sources']?.items, file.properties?.['baselines']?.items, file.properties?.['check'], ...['slos', 'limits', 'quiet'].map((name) => file.properties?.['alerts']?.properties?.[name]?.items)];
    expect(withSnippets.map((one) => (one?.defaultSnippets ?? []).length > 0)).toEqual(withSnippets.map(() => true));
  });
});
