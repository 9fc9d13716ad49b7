import { describe, expect, it } from 'vitest';
import { FaultError } from '../../../src/core/domain/fault';
import { engineValidators } from '../../../src/protocol/engineValidators';
import { panelValidators } from '../../../src/protocol/panelValidators';

describe('panel validators', () => {
  it('let the intents through unchanged', () => {
    const comparison = { preset: { kind: 'parts', baseline: 0.5, current: 0.25 } };
    expect(panelValidators['comparison.set']({ axis: 'time', comparison })).toEqual({ axis: 'time', comparison });
    expect(panelValidators['comparison.set']({ axis: 'row', comparison: null })).toEqual({ axis: 'row', comparison: null });
    for (const window of ['current', { from: 3, to: 4 }]) {
      const rows = { window, feature: 'x', bin: null, limit: 50 };
      expect(panelValidators['rows.read'](rows)).toEqual(rows);
    }
    for (const target of [{ node: 'n1' }, { edge: 0 }, { line: 3 }]) expect(panelValidators['lineage.open']({ feature: 'x', target })).toEqual({ feature: 'x', target });
  });

  it.each([
    ['comparison.set', { axis: 'space', comparison: null }],
    ['comparison.set', { axis: 'time', comparison: { baseline: { kind: 'range', from: Number.NaN, to: 1 }, current: { kind: 'range', from: 0, to: 1 } } }],
    ['comparison.set', { axis: 'time', comparison: { preset: { kind: 'parts', baseline: 2, current: 0.1 } } }],
    ['panel.act', { action: 'workbench.action.terminal.sendSequence' }],
    ['rows.read', { window: 'baseline', feature: null, bin: null, limit: 1_000_000 }],
    ['rows.read', { window: { from: 0.5, to: 1 }, feature: null, bin: null, limit: 10 }],
    ['rows.read', { window: 'last', feature: null, bin: null, limit: 10 }],
    ['role.set', { column: 'x'.repeat(100_000), role: 'label' }],
    ['role.set', { column: 'x', role: 'admin' }],
    ['baseline.save', { name: '   ', window: { kind: 'named', name: 'a' } }],
    ['file.open', { path: 'a', line: -1 }],
    ['work.cancel', null],
    ['lineage.read', { feature: 7 }],
    ['lineage.open', { feature: 'x', target: { file: '/etc/passwd' } }],
    ['lineage.open', { feature: 'x', target: { line: -1 } }],
    ['lineage.open', { feature: 'x', target: { node: 'a', edge: 1 } }],
  ] as const)('refuse %s with %j', (method, input) => {
    expect(() => panelValidators[method](input)).toThrow(FaultError);
  });
});

describe('engine validators', () => {
  it('refuse a source with no path', () => {
    const spec = { kind: 'log', name: 'a', folder: '/a', paths: [] };
    expect(() => engineValidators['source.open']({ spec, storage: null, readAtMs: 0, fresh: false })).toThrow(/paths/);
  });

  it('keep roles and settings', () => {
    const spec = { kind: 'log', name: 'a', folder: '/a', paths: ['x'], roles: { y: 'label' } };
    expect(engineValidators['source.open']({ spec, storage: null, readAtMs: 0, fresh: false }).spec).toEqual(spec);
  });
});
