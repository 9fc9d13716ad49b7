import { expect } from 'vitest';
import type { Cube } from '../../../src/core/cube/cube';
import { duckdb } from '../../../src/core/warehouse/duckdb';
import { withoutStrays } from '../../../src/engine/cube/makeAxis';
import type { OpenedLog } from '../../../src/engine/log/openedLog';
import { sampleValues } from '../../../src/engine/warehouse/warehouseSample';
import type { Cell, WarehouseTable } from '../../../src/engine/warehouse/warehouseTable';

/** Number for number: counts, edges, levels and extremes are the same, sums up to the rounding of another order of addition. */
export function expectSameCube(found: Cube, wanted: Cube, relative = 1e-9): void {
  const compare = (x: unknown, y: unknown, path: string): void => {
    if (x instanceof Float64Array && y instanceof Float64Array) {
      expect(x.length, path).toBe(y.length);
      const sums = /sum|confidenceSq|logLossSq|brierSq|labelSq/i.test(path);
      const largest = y.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
      y.forEach((value, i) => {
        const other = x[i] ?? Number.NaN;
        if (sums && Number.isFinite(value)) expect(Math.abs(value - other), `${path}[${i}]: ${other} for ${value}`).toBeLessThanOrEqual(relative * Math.max(Math.abs(value), largest * 1e-3, 1e-300));
        else if (!Object.is(value, other) && !(value === 0 && other === 0)) expect(other, `${path}[${i}]`).toBe(value);
      });
    } else if (typeof x === 'object' && x !== null && typeof y === 'object' && y !== null) {
      expect(Object.keys(x).sort(), path).toEqual(Object.keys(y).sort());
      for (const key of Object.keys(y)) compare((x as Record<string, unknown>)[key], (y as Record<string, unknown>)[key], `${path}.${key}`);
    } else expect(x, path).toEqual(y);
  };
  compare(found, wanted, 'cube');
}

/** A log of DuckDB asked like a warehouse: by the statements of its dialect, with nothing but their answers. */
export function asWarehouse(log: OpenedLog): WarehouseTable & { readonly asked: string[] } {
  const asked: string[] = [];
  const relation = { dialect: duckdb, from: `${log.relation} AS mv_t` };
  const ask: WarehouseTable['ask'] = async (sql, signal) => {
    asked.push(sql);
    const columns = await log.duck.columns(sql, [], signal);
    return Array.from({ length: columns[0]?.values.length ?? 0 }, (_, i) => columns.map(({ values }) => (values[i] ?? null) as Cell));
  };
  return {
    relation, state: log.state, columns: log.columns, time: log.state.time.from === null ? null : '__mv_t', within: () => null, ask, asked,
    sample: (request, signal) => sampleValues({ log, isWhole: true, some: () => 'true' }, relation, ask, request, signal),
    withoutStrays: (from, to, signal) => withoutStrays(log, from, to, signal),
  };
}
