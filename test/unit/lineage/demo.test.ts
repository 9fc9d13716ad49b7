import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newIndex } from '../code/pythonIndex';
import { edgesOf, trace } from './lineageHarness';

/* The shipped example: answers read off its Python by hand. `*` marks what no line of it makes. */

const logged = ['dep_hour', 'day_of_week', 'time_of_day', 'distance', 'origin', 'destination', 'origin_delay_rate_1h', 'route_delay_rate_7d'].map((name) => `features.${name}`);

const known: Readonly<Record<string, { readonly at: string; readonly edges: readonly string[] }>> = {
  'features.distance': {
    at: 'features.py:40',
    edges: ['KM_PER_MILE > half_up compute', 'date* > departed rename', 'departed > half_up filter', 'distance* > distance_miles rename', 'distance_miles > half_up compute', 'half_up > distance call'],
  },
  'features.dep_hour': { at: 'features.py:32', edges: ['date* > departed rename', 'departed > dep_hour compute'] },
  'features.time_of_day': {
    at: 'features.py:34',
    edges: ['TIMES_OF_DAY > time_of_day compute', 'date* > departed rename', 'dep_hour > time_of_day compute', 'departed > dep_hour compute'],
  },
  'features.origin_delay_rate_1h': {
    at: 'features.py:48',
    edges: [
      'count_landed > flights call',
      'count_landed > late call',
      'date* > departed rename',
      'delay* > late compute',
      'departed > count_landed compute',
      'departed > landed compute',
      'distance* > distance_miles rename',
      'distance_miles > landed compute',
      'flights > half_up compute',
      'half_up > origin_delay_rate_1h call',
      'landed > count_landed compute',
      'late > count_landed compute',
      'late > half_up compute',
      'origin* > count_landed join',
    ],
  },
};

describe('the lineage of the shipped example', async () => {
  const index = await newIndex();
  await index.build([resolve(__dirname, '../../../examples/flight-delays/model')]);

  test.each(Object.entries(known))('%s', { timeout: 30_000 }, async (column, { at, edges }) => {
    const lineage = await trace(index, column, logged);
    expect(edgesOf(lineage)).toEqual(edges);
    const [root] = lineage.nodes;
    expect([root?.id, `${root?.place?.file}:${root?.place?.line}`]).toEqual([lineage.root, at]);
  });

  test('inputs that are logged are known as such; what is renamed away is not taken for the feature of that name', async () => {
    const day = await trace(index, 'features.time_of_day', logged);
    expect(day.nodes.map(({ name, column }) => [name, column])).toEqual([
      ['time_of_day', 'features.time_of_day'],
      ['TIMES_OF_DAY', null],
      ['dep_hour', 'features.dep_hour'],
      ['departed', null],
      ['date', null],
    ]);
    const rate = await trace(index, 'features.origin_delay_rate_1h', logged);
    expect(rate.nodes.find(({ name }) => name === 'distance')?.column).toBeNull();
    expect(rate.nodes.find(({ name }) => name === 'origin')?.column).toBe('features.origin');
  });

  test('a feature that no line makes says so', async () => {
    const lineage = await trace(index, 'features.destination_zip', logged);
    expect([lineage.root, lineage.nodes.length]).toEqual([null, 0]);
    expect(lineage.reason).toBe('no line of the indexed code names it');
  });
});
