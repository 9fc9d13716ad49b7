import { describe, expect, it } from 'vitest';
import { withLabels, withoutSource, withWarehouse } from '../../../src/core/config/editConfig';
import { parseConfig } from '../../../src/core/config/parseConfig';
import type { WarehouseSpec } from '../../../src/core/warehouse/warehouseSpec';

/* What the editor writes of tables and of label files, read back as a person's file would be. */

const table: WarehouseSpec = { kind: 'postgresql', name: 'shop', folder: '/w', url: 'postgresql://reader@db:5432/shop', table: 'ml.predictions', password: 'SHOP_SECRET', roles: { amount: 'kpi' } };

describe('a table', () => {
  it('is written so that it is read back as it was asked for, without the folder', () => {
    const file = withWarehouse('', table);
    const { folder: _, ...written } = table;
    expect(parseConfig(file)).toMatchObject({ problems: [], config: { warehouses: [written] } });
    expect(file).not.toContain('/w');
  });

  it('takes the place of the one of its name, keeps the comments around it, and can be taken out again', () => {
    const file = `{\n  // ours\n  "sources": [\n    { "name": "log", "path": "log.csv" }\n  ]\n}\n`;
    const added = withWarehouse(file, table);
    const edited = withWarehouse(added, { kind: 'postgresql', name: 'shop', folder: '/w', url: table.url, query: 'SELECT * FROM ml.predictions' });
    expect(edited).toContain('// ours');
    expect(parseConfig(edited).config.warehouses).toEqual([{ name: 'shop', kind: 'postgresql', url: table.url, query: 'SELECT * FROM ml.predictions' }]);
    const without = withoutSource(edited, 'shop');
    expect(without).toContain('// ours');
    expect(parseConfig(without)).toEqual(parseConfig(file));
  });
});

describe('label files', () => {
  const labels = { paths: ['labels.csv'], id: 'request_id', labelId: 'id', label: 'churned', time: 'at' };

  it('are joined to a log that stands in the file, in place of others', () => {
    const file = '{ "sources": [{ "name": "log", "path": "log.csv", "roles": { "x": "kpi" }, "labels": "old.csv" }] }';
    const { config, problems } = parseConfig(withLabels(file, { kind: 'log', name: 'log', folder: '/w', paths: ['log.csv'] }, labels));
    expect(problems).toEqual([]);
    expect(config.sources).toEqual([{ name: 'log', paths: ['log.csv'], roles: { x: 'kpi' }, labels }]);
  });

  it('write out a log that was found', () => {
    const { config } = parseConfig(withLabels('', { kind: 'log', name: 'log', folder: '/w', paths: ['a.csv', 'b.csv'] }, labels));
    expect(config.sources).toEqual([{ name: 'log', paths: ['a.csv', 'b.csv'], roles: {}, labels }]);
  });
});
