import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withoutSource, withTraining } from '../../../src/core/config/editConfig';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { secretNamesOf } from '../../../src/core/domain/specParts';
import { specsOf } from '../../../src/core/config/specsOf';
import { mlflow, tensorboard } from '../../../src/core/config/trainingConfig';
import { engineValidators } from '../../../src/protocol/engineValidators';

const read = (...sources: unknown[]) => parseConfig(JSON.stringify({ sources }));

describe('sources of training runs in the configuration', () => {
  it('become pages of their own, whatever log they are of', () => {
    const { config, problems } = read(
      { name: 'log', path: 'log.jsonl' },
      { name: 'tracking', kind: 'mlflow', url: 'https://mlflow.example', experiments: ['churn'], of: 'log', auth: { kind: 'basic', user: 'me', password: 'MLFLOW_PASSWORD' } },
      { name: 'local', kind: 'mlflow', path: 'mlflow.db' },
      { name: 'boards', kind: 'tensorboard', path: 'runs/', pollSeconds: 5 },
    );
    expect(problems).toEqual([]);
    const specs = specsOf(config, '/w');
    expect(specs).toEqual([
      { kind: 'log', folder: '/w', name: 'log', paths: ['log.jsonl'], roles: {} },
      { kind: 'training', name: 'tracking', folder: '/w', store: { name: 'tracking', kind: 'mlflow', url: 'https://mlflow.example', experiments: ['churn'], of: 'log', auth: { kind: 'basic', user: 'me', password: 'MLFLOW_PASSWORD' }, folder: '/w' } },
      { kind: 'training', name: 'local', folder: '/w', store: { name: 'local', kind: 'mlflow', path: 'mlflow.db', folder: '/w' } },
      { kind: 'training', name: 'boards', folder: '/w', store: { name: 'boards', kind: 'tensorboard', path: 'runs/', pollSeconds: 5, folder: '/w' } },
    ]);
    expect(specs.map(secretNamesOf)).toEqual([[], ['MLFLOW_PASSWORD'], [], []]);
    for (const spec of specs) expect(engineValidators['source.open']({ spec, storage: null, readAtMs: 0, fresh: false }).spec).toEqual(spec);
  });

  it('are what the schema completes, field by field', () => {
    const { definitions } = JSON.parse(readFileSync(new URL('../../../media/model-vitals.schema.json', import.meta.url), 'utf8')) as { definitions: Record<string, { readonly properties: object }> };
    for (const [kind, entries] of Object.entries({ mlflow, tensorboard })) expect(Object.keys(definitions[kind]?.properties ?? {}).sort(), kind).toEqual(Object.keys(entries).sort());
  });

  it('are written and taken out again with the comments left alone', () => {
    const file = '{\n  // mine\n  "sources": [{ "name": "log", "path": "a.jsonl" }]\n}\n';
    const added = withTraining(file, { kind: 'mlflow', name: 'm', path: 'mlflow.db', of: 'log', folder: '/w' });
    expect(added).toContain('// mine');
    expect(parseConfig(added)).toMatchObject({ problems: [], config: { training: [{ name: 'm', kind: 'mlflow', path: 'mlflow.db', of: 'log' }] } });
    expect(parseConfig(withTraining(added, { kind: 'tensorboard', name: 'm', path: 'runs', folder: '/w' })).config.training).toEqual([{ name: 'm', kind: 'tensorboard', path: 'runs' }]);
    expect(parseConfig(withoutSource(added, 'm')).config).toEqual(parseConfig(file).config);
  });

  it.each([
    [{ name: 'a', kind: 'mlflow' }, /either "url".*or "path"/],
    [{ name: 'a', kind: 'mlflow', url: 'http://x', path: 'y' }, /either "url".*or "path"/],
    [{ name: 'a', kind: 'mlflow', url: 'ftp://x' }, /begins with http/],
    [{ name: 'a', kind: 'tensorboard' }, /path/],
    [{ name: 'a', kind: 'tensorboard', path: 'x', experiments: ['e'] }, /experiments/],
    [{ name: 'a', kind: 'mlflow', url: 'http://x', auth: { kind: 'bearer', token: 'not a name' } }, /a secret is named/],
    [{ name: 'a', kind: 'mlflow', path: 'x', experiments: [] }, /length/],
  ])('refuses %j', (entry, message) => {
    const { config, problems } = read(entry, { name: 'log', path: 'log.jsonl' });
    expect(config.training).toEqual([]);
    expect(config.sources).toHaveLength(1);
    expect(problems.map((problem) => `${problem.path} ${problem.message}`).join('\n')).toMatch(message);
  });
});
