import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileTraits } from '../../../src/core/code/fileTraits';
import { moduleMatches } from '../../../src/core/code/moduleMatches';
import type { CodePlace, PlaceHow, PlaceKind } from '../../../src/core/code/place';
import { PlaceIndex } from '../../../src/core/code/placeIndex';
import { rankPlaces } from '../../../src/core/code/rankPlaces';

function place(feature: string, file: string, line: number, how: PlaceHow = 'column-assignment', kind: PlaceKind = 'definition'): CodePlace {
  return { feature, kind, how, file, root: '/w', line, column: 1, endColumn: 1 + feature.length, text: `line ${line}`, computes: true };
}

function indexWith(places: readonly CodePlace[]): PlaceIndex {
  const index = new PlaceIndex();
  for (const file of new Set(places.map((each) => each.file))) {
    index.setFile({ root: '/w', file, lines: 100, places: places.filter((each) => each.file === file), constants: [], constantUses: [], columnSetters: [], columnArguments: [], calls: new Set() });
  }
  return index;
}

describe('ranking', () => {
  test('the same line elsewhere: feature code, other code, notebook, example, test, vendored', () => {
    const files = ['vendor/a.py', 'tests/test_a.py', 'examples/a.py', 'notes/a.ipynb', 'app/a.py', 'app/features.py'];
    const index = indexWith(files.map((file) => place('ratio', file, 1)));
    expect(rankPlaces('ratio', index).map(({ file }) => file)).toEqual([...files].reverse());
  });

  test('of several folders the log\'s own code comes first; where only another has the name, it is found and said', () => {
    const index = new PlaceIndex();
    for (const root of ['/a', '/b']) index.setFile({ root, file: 'features.py', lines: 9, places: [{ ...place('ratio', 'features.py', 1), root }, ...(root === '/b' ? [{ ...place('only_b', 'features.py', 2), root }] : [])], constants: [], constantUses: [], columnSetters: [], columnArguments: [], calls: new Set<string>() });
    expect(rankPlaces('ratio', index, { home: '/b' }).map(({ root }) => root)).toEqual(['/b', '/a']);
    expect(rankPlaces('ratio', index, { home: '/a' }).map(({ root }) => root)).toEqual(['/a', '/b']);
    expect(rankPlaces('only_b', index, { home: '/a' }).map(({ root, reason }) => [root, reason.includes('other-folder')])).toEqual([['/b', true]]);
    expect(rankPlaces('ratio', index).map(({ root, reason }) => [root, reason.includes('other-folder')])).toEqual([['/a', false], ['/b', false]]);
  });

  test('the better the name fits the higher; a guess is dropped once the name itself is defined', () => {
    const guess = place('plan', 'a.py', 1);
    const exact = place('plan_basic', 'b.py', 1);
    expect(rankPlaces('plan_basic', indexWith([guess])).map(({ reason }) => reason[1])).toEqual(['guessed-name']);
    expect(rankPlaces('plan_basic', indexWith([guess, exact])).map(({ file }) => file)).toEqual(['b.py']);
  });

  test('under a guessed name only places that name a column count', () => {
    const index = indexWith([place('plan', 'a.py', 1, 'subscript', 'use'), place('plan', 'a.py', 2, 'function'), place('plan', 'a.py', 3, 'local-variable')]);
    expect(rankPlaces('plan_basic', index)).toEqual([]);
    expect(rankPlaces('plan', index)).toHaveLength(3);
  });

  test('one place per line, and a limit', () => {
    const index = indexWith([place('ratio', 'a.py', 1, 'constant', 'listing'), place('ratio', 'a.py', 1), place('ratio', 'a.py', 2)]);
    expect(rankPlaces('ratio', index).map(({ line, how }) => [line, how])).toEqual([[1, 'column-assignment'], [2, 'column-assignment']]);
    expect(rankPlaces('ratio', index, { limit: 1 })).toHaveLength(1);
  });

  test('the order of the files and of the places in them does not matter', () => {
    const name = fc.constantFrom('ratio', 'Ratio', 'x_ratio', 'ratio_{}', 'size');
    const any = fc.record({ feature: name, file: fc.constantFrom('a.py', 'b/a.py', 'tests/test_a.py'), line: fc.integer({ min: 1, max: 9 }), how: fc.constantFrom<PlaceHow>('column-assignment', 'list-item', 'string') });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (found) => {
        const places = found.map(({ feature, file, line, how }) => place(feature, file, line, how));
        const one = rankPlaces('ratio', indexWith(places));
        expect(rankPlaces('ratio', indexWith([...places].reverse()))).toEqual(one);
        expect(one.map(({ score }) => score)).toEqual(one.map(({ score }) => score).sort((a, b) => b - a));
      }),
    );
  });
});

describe('an index of places', () => {
  test('a removed file leaves nothing behind', () => {
    const index = indexWith([place('ratio', 'a.py', 1), place('ratio_{}', 'a.py', 2)]);
    expect(index.removeFile('/w', 'a.py')).toBe(true);
    expect(index.removeFile('/w', 'a.py')).toBe(false);
    expect([index.lookup('ratio'), index.lookupTemplates('ratio_1'), index.fileCount, index.placeCount]).toEqual([[], [], 0, 0]);
  });
});

describe('traits of a path', () => {
  test.each([
    ['tests/test_a.py', 'test'],
    ['pkg/conftest.py', 'test'],
    ['pkg/a_test.py', 'test'],
    ['examples/a.py', 'example'],
    ['driver_test_data.py', 'example'],
    ['third_party/a.py', 'vendored'],
    ['notes/a.ipynb', 'notebook'],
    ['src/feature_store/a.py', 'feature'],
    ['src/preprocessing.py', 'feature'],
  ] as const)('%s: %s', (file, trait) => {
    expect(fileTraits(file)[trait]).toBe(true);
  });

  test('latest.py and contest/a.py are no tests', () => {
    expect([fileTraits('latest.py').test, fileTraits('contest/a.py').test]).toEqual([false, false]);
  });
});

describe('modules', () => {
  test.each([
    ['pkg.columns', 'app/main.py', 'src/pkg/columns.py', true],
    ['columns', 'main.py', 'columns.py', true],
    ['.columns', 'pkg/build.py', 'pkg/columns.py', true],
    ['.columns', 'other/build.py', 'pkg/columns.py', false],
    ['..columns', 'pkg/sub/build.py', 'pkg/columns.py', true],
    ['.', 'pkg/build.py', 'pkg/__init__.py', true],
    ['pkg', 'main.py', 'pkg/columns.py', true],
    ['umns', 'main.py', 'columns.py', false],
    ['....far', 'a.py', 'far.py', false],
  ])('%s in %s is %s: %s', (module, from, file, matches) => {
    expect(moduleMatches(module, from, file)).toBe(matches);
  });
});
