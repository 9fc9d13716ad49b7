import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withRole } from '../../../src/core/config/editConfig';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { specsOf } from '../../../src/core/config/specsOf';
import { warehouseEntry } from '../../../src/core/config/warehouseConfig';
import { secretNamesOf } from '../../../src/core/domain/specParts';
import { relationOf } from '../../../src/core/warehouse/relationOf';
import { tableParts, type WarehouseSpec } from '../../../src/core/warehouse/warehouseSpec';
import { engineValidators } from '../../../src/protocol/engineValidators';

const whole = {
  name: 'shop', kind: 'trino', url: 'https://reader@trino.example:8443/hive/shop', table: 'predictions', password: 'TRINO_PASSWORD', token: 'TRINO_TOKEN', ca: { file: 'ca.pem' },
  clientCertificate: { certificate: { secret: 'CERT' }, key: { secret: 'KEY' }, passphrase: 'PHRASE' }, roles: { ok: 'label' }, latencyUnit: 'us', timeZone: 'Europe/Berlin', positive: true, timeoutSeconds: 60, keepMinutes: 0,
};

describe('tables of databases in model-vitals.json', () => {
  it('become specs that the engine takes, with the secrets they name', () => {
    const { config, problems } = parseConfig(JSON.stringify({ sources: [whole, { name: 'b', kind: 'postgresql', url: 'postgresql://u@h/db', query: 'SELECT 1 AS x' }, { name: 'log', path: 'a.jsonl' }] }));
    expect(problems).toEqual([]);
    const specs = specsOf(config, '/project');
    expect(specs.map(({ name, kind, folder }) => [name, kind, folder])).toEqual([['log', 'log', '/project'], ['shop', 'trino', '/project'], ['b', 'postgresql', '/project']]);
    const [, shop] = specs;
    expect(shop === undefined ? [] : secretNamesOf(shop)).toEqual(['TRINO_PASSWORD', 'TRINO_TOKEN', 'CERT', 'KEY', 'PHRASE']);
    for (const spec of specs) expect(engineValidators['source.open']({ spec, secrets: {}, storage: null, readAtMs: 0, fresh: false }).spec).toEqual(spec);
  });

  it('are left out, each with its reason, where something does not fit', () => {
    const reasons = (entry: object): readonly string[] => parseConfig(JSON.stringify({ sources: [{ ...whole, ...entry }] })).problems.map(({ path, message }) => `${path}: ${message}`);
    expect(reasons({ url: 'https://reader:geheim@trino.example' })).toEqual(['sources.0.url: a password never stands in this file: name a secret as "password"']);
    expect(reasons({ query: 'SELECT 1' })).toEqual(['sources.0: name either "table" or "query"']);
    expect(reasons({ table: undefined, query: 'DELETE FROM a' })).toEqual(['sources.0.query: a query begins with SELECT or WITH']);
    expect(reasons({ table: 'a.b.c.d' })[0]).toMatch(/^sources\.0\.table: a table is written as schema\.table/);
    expect(reasons({ kind: 'postgresql', token: undefined })[0]).toMatch(/^sources\.0\.url: an address looks like postgresql:/);
    expect(reasons({ kind: 'oracle' })).toHaveLength(1);
  });

  it('are what the schema completes, field by field', () => {
    const { definitions } = JSON.parse(readFileSync(new URL('../../../media/model-vitals.schema.json', import.meta.url), 'utf8')) as { definitions: Record<string, { properties: object; required: string[] }> };
    const [variant] = warehouseEntry.pipe;
    for (const option of variant.options) {
      const kind = option.entries.kind.literal;
      expect(Object.keys(definitions[kind]?.properties ?? {}).sort(), kind).toEqual(Object.keys(option.entries).sort());
      expect(definitions[kind]?.required).toEqual(['name', 'kind', 'url']);
    }
  });
});

describe('the role of a column', () => {
  it('is written into the table that the file names', () => {
    const json = JSON.stringify({ sources: [{ name: 'log', path: 'a.jsonl' }, whole] });
    const { config } = parseConfig(withRole(json, { kind: 'trino', name: 'shop', url: whole.url, folder: '/w' } satisfies WarehouseSpec, 'paid', 'kpi'));
    expect(config.warehouses[0]?.roles).toEqual({ ok: 'label', paid: 'kpi' });
    expect(config.sources[0]?.roles).toEqual({});
  });
});

describe('the name of a table', () => {
  it('is taken apart at dots outside of quotes', () => {
    expect(tableParts('shop."prediction log"."a.b""c"')).toEqual(['shop', 'prediction log', 'a.b"c']);
    expect(tableParts('Übung')).toEqual(['Übung']);
    for (const none of ['', 'a.', '.a', 'a b', '"a', 'a;b.c d']) expect(tableParts(none), none).toBeNull();
  });

  it('is quoted as each engine does, and cannot leave its quotes', () => {
    expect(relationOf({ kind: 'postgresql', table: 'a."b"" c; --"' }).from).toBe('"a"."b"" c; --" AS mv_t');
    expect(relationOf({ kind: 'clickhouse', table: '"a`b\\".c' }).from).toBe('`a\\`b\\\\`.`c` AS mv_t');
    expect(relationOf({ kind: 'trino', query: 'SELECT 1 -- end ; ' }).from).toBe('(\nSELECT 1 -- end\n) AS mv_t');
  });
});
