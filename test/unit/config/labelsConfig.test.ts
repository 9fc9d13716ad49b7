import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { specsOf } from '../../../src/core/config/specsOf';
import { engineValidators } from '../../../src/protocol/engineValidators';

const read = (labels: unknown) => parseConfig(JSON.stringify({ sources: [{ name: 'a', path: 'log.jsonl', labels }] }));

describe('labels of a source', () => {
  it('are a path, or paths with columns', () => {
    expect(read('labels/*.csv').config.sources[0]?.labels).toEqual({ paths: ['labels/*.csv'] });
    expect(read({ paths: 'a.csv' }).config.sources[0]?.labels).toEqual({ paths: ['a.csv'] });
    const whole = { paths: ['a.csv', 'b/*.parquet'], id: 'request_id', labelId: 'id', label: 'churned', time: 'labelled_at' };
    const { config, problems } = read(whole);
    expect([config.sources[0]?.labels, problems]).toEqual([whole, []]);
    const [spec] = specsOf(config, '/w');
    expect(spec).toMatchObject({ kind: 'log', folder: '/w', labels: whole });
    // The engine's process takes it as it is.
    expect(engineValidators['source.open']?.({ spec, storage: null, readAtMs: 0, fresh: false })).toMatchObject({ spec: { labels: whole } });
  });

  it.each([[[]], [{}], [{ paths: [] }], [{ paths: ['a'], key: 'x' }], [7], [{ paths: ['a'], id: '' }]])('%j is refused with its place', (labels) => {
    const { config, problems } = read(labels);
    expect(config.sources).toEqual([]);
    expect(problems[0]?.path).toMatch(/^sources\.0\.labels/);
  });
});
