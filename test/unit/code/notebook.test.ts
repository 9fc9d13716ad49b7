import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { notebookCells } from '../../../src/engine/code/notebook';
import { best, fixtureFolder, newIndex } from './pythonIndex';

describe('notebooks', () => {
  test('a place is a cell, counted over all cells, and a line in it; constants hold over cells', async () => {
    const index = await newIndex();
    await index.build([join(fixtureFolder, 'flights', 'notebooks')]);
    const wind = best(index, 'wind_speed');
    expect([wind?.file, wind?.cell, wind?.line, wind?.column]).toEqual(['explore.ipynb', 2, 2, 4]);
    expect(best(index, 'gusts')).toMatchObject({ cell: 2, line: 4, computes: true });
    expect(best(index, 'visibility_km')).toMatchObject({ cell: 4, line: 3 });
  });

  test('markdown and cells of another language are left out', async () => {
    const index = await newIndex();
    await index.build([join(fixtureFolder, 'flights', 'notebooks')]);
    expect(best(index, 'not_code')).toBeUndefined();
    expect(best(index, 'shell_only')).toBeUndefined();
  });

  test('magics become comments of the same length', () => {
    const source = '%matplotlib inline\n  !ls *.csv\n?pd.read_csv\ndf?\na % b\ny = x != 3\n';
    const cells = notebookCells(JSON.stringify({ cells: [{ cell_type: 'code', source }] }));
    expect(cells).toEqual([{ index: 0, text: '#matplotlib inline\n  #ls *.csv\n#pd.read_csv\n#f?\na % b\ny = x != 3\n' }]);
  });

  test('format 3 and odd cells', () => {
    expect(notebookCells(JSON.stringify({ worksheets: [{ cells: [{ cell_type: 'code', input: ['a = 1\n', 'b = 2'] }] }] }))).toEqual([{ index: 0, text: 'a = 1\nb = 2' }]);
    expect(notebookCells(JSON.stringify({ cells: [null, 3, { cell_type: 'code' }, { cell_type: 'code', source: [1] }, { cell_type: 'code', source: 'x = 1' }] }))).toEqual([{ index: 4, text: 'x = 1' }]);
  });

  test.each(['', 'null', '[]', '{"cells": 3}', '{"cells": ['])('%j is refused', (text) => {
    expect(() => notebookCells(text)).toThrow();
  });
});
