import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describePlace, describeReason } from '../../../src/core/code/describeReason';
import { featuresInFile } from '../../../src/core/code/featuresInFile';
import { best, fixtureFolder, indexOf, newIndex } from './pythonIndex';

const flights = join(fixtureFolder, 'flights');

describe('marks of a file', () => {
  test('definitions and listings of the log columns, in the order of the text', async () => {
    const index = await newIndex();
    await index.build([flights]);
    const columns = ['features.distance_miles', 'features.departure_hour', 'late_share_7d', 'carrier_AA', 'unknown'];
    const marks = featuresInFile({ root: flights, file: 'src/flights/features.py' }, index.places, columns);
    expect(marks.map(({ column, place }) => `${place.line} ${place.kind} ${column}`)).toEqual([
      '19 definition features.distance_miles',
      '22 definition features.departure_hour',
      '34 definition late_share_7d',
    ]);
    const listed = featuresInFile({ root: flights, file: 'src/flights/train.py' }, index.places, columns);
    expect(listed.map(({ column, place }) => `${place.line} ${place.how} ${column}`)).toEqual([
      '9 list-item features.distance_miles',
      '10 list-item features.departure_hour',
      '16 list-item carrier_AA',
    ]);
  });

  test('uses on demand, for hovers', async () => {
    const index = await newIndex();
    await index.build([flights]);
    const uses = featuresInFile({ root: flights, file: 'src/flights/features.py' }, index.places, ['carrier'], { kinds: ['use'] });
    expect(uses.map(({ place }) => [place.line, place.how])).toEqual([[31, 'subscript']]);
  });

  test('a column of the very name keeps a guessed one away; a tie keeps both', async () => {
    const index = await indexOf('df["plan"] = a + b\ndf["tier"] = a + b\n');
    const [{ root, file } = { root: '', file: '' }] = index.places.filesOfAll();
    expect(featuresInFile({ root, file }, index.places, ['plan', 'plan_basic']).map(({ column }) => column)).toEqual(['plan']);
    expect(featuresInFile({ root, file }, index.places, ['plan_pro', 'plan_basic']).map(({ column }) => column)).toEqual(['plan_basic', 'plan_pro']);
    expect(featuresInFile({ root, file }, index.places, ['age'], { map: { age: 'tier' } }).map(({ place }) => place.line)).toEqual([2]);
  });

  test('a file that is not indexed has none', async () => {
    const index = await newIndex();
    expect(featuresInFile({ root: '/nowhere', file: 'a.py' }, index.places, ['a'])).toEqual([]);
  });
});

describe('reasons in words', () => {
  test('say what the line does, where, and what was guessed', async () => {
    const index = await newIndex();
    await index.build([flights]);
    const words = (column: string): string => {
      const place = best(index, column);
      return place === undefined ? '' : describeReason(place);
    };
    expect(words('distance_miles')).toBe('assigns the column `distance_miles` in build_features()');
    expect(words('features.distance_miles')).toBe('assigns the column `distance_miles` in build_features()');
    expect(words('x_is_weekend')).toBe('assigns the column `is_weekend` in build_features() (name matched in part)');
    expect(words('late_share_7d')).toBe('assigns the column `late_share_{}d` in build_features() (part of the name is computed)');
    expect(words('gusts')).toBe('assigns the column `gusts` (in a notebook)');
    expect(words('congestion_index')).toBe('is a function for `congestion_index`');
  });

  test('a hostile name stays one line and inside its quotes', async () => {
    const index = await indexOf('df["a`b\\nc\\u202e<b>"] = x + y\n');
    const [place] = index.places.lookup('a`b\nc\u202e<b>');
    expect(place && describePlace(place)).toBe("assigns the column `a'b c <b>`");
  });
});
