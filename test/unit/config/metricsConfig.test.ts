import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withMetrics, withoutSource } from '../../../src/core/config/editConfig';
import { metricsEntry } from '../../../src/core/config/metricsConfig';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { specsOf } from '../../../src/core/config/specsOf';

const file = `{
  // the model's own log
  "sources": [
    { "name": "churn", "path": "log/*.jsonl" },
    { "name": "prod", "kind": "prometheus", "url": "http://localhost:9090", "of": "churn", "auth": { "kind": "bearer", "token": "PROM_TOKEN" } },
    { "name": "gpu", "kind": "machine" },
    { "name": "page", "kind": "metrics", "url": "http://localhost:8000/metrics", "of": "gpu" }
  ]
}`;

describe('sources of metrics in model-vitals.json', () => {
  it('stand beside the log they are of, share a page, or have one of their own', () => {
    const { config, problems } = parseConfig(file);
    expect(problems).toEqual([]);
    const specs = specsOf(config, '/work');
    expect(specs.map(({ name, kind }) => [name, kind])).toEqual([['churn', 'log'], ['gpu', 'metrics']]);
    const [churn, gpu] = specs;
    expect(churn?.kind === 'log' && churn.beside).toEqual([{ name: 'prod', kind: 'prometheus', url: 'http://localhost:9090', auth: { kind: 'bearer', token: 'PROM_TOKEN' }, folder: '/work' }]);
    expect(gpu?.kind === 'metrics' && gpu.sources.map(({ name }) => name)).toEqual(['gpu', 'page']);
  });

  it('of nothing known stand alone, and of one another too', () => {
    const { config } = parseConfig('{"sources":[{"name":"a","kind":"machine","of":"b"},{"name":"b","kind":"machine","of":"a"},{"name":"c","kind":"machine","of":"gone"}]}');
    expect(specsOf(config, '/w').map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('take no secret in plain text, and one bad source does not take the others with it', () => {
    const { config, problems } = parseConfig('{"sources":[{"name":"a","kind":"prometheus","url":"http://x","auth":{"kind":"bearer","token":"eyJhb.GciOi"}},{"name":"b","kind":"metrics","url":"ftp://x"},{"name":"c","kind":"machine"},{"name":"d","kind":"nagios"}]}');
    expect(config.metrics.map(({ name }) => name)).toEqual(['c']);
    expect(problems.map(({ path }) => path)).toEqual(['sources.0.auth.token', 'sources.1.url', 'sources.3.kind']);
    expect(problems[0]?.message).toContain('a secret is named');
    expect(JSON.stringify(problems)).not.toContain('eyJhb');
  });

  it('of OpenTelemetry are files or a port, not both, and one of the two', () => {
    const { config, problems } = parseConfig('{"sources":[{"name":"a","kind":"otlp","paths":"otel/*.jsonl"},{"name":"b","kind":"otlp","listen":4318,"of":"a","labels":{"service.name":"churn"}},{"name":"c","kind":"otlp"},{"name":"d","kind":"otlp","listen":4318,"paths":["x"]},{"name":"e","kind":"otlp","listen":70000}]}');
    expect(config.metrics).toEqual([{ name: 'a', kind: 'otlp', paths: ['otel/*.jsonl'] }, { name: 'b', kind: 'otlp', listen: 4318, of: 'a', labels: { 'service.name': 'churn' } }]);
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([expect.stringContaining('sources.2: say either "paths"'), expect.stringContaining('sources.3: say either'), 'sources.4.listen: a port from 1 to 65535']);
    const [page] = specsOf(config, '/w');
    expect(page?.kind === 'metrics' && page.sources).toEqual([{ name: 'a', kind: 'otlp', paths: ['otel/*.jsonl'], folder: '/w' }, { name: 'b', kind: 'otlp', listen: 4318, labels: { 'service.name': 'churn' }, folder: '/w' }]);
    expect(withMetrics('', { kind: 'otlp', name: 'o', listen: 4318, folder: '/w' }, null)).not.toContain('/w');
  });

  it('are what the schema completes, field by field', () => {
    interface Shape {
      readonly properties: Record<string, { readonly const?: unknown; readonly enum?: readonly unknown[] }>;
      readonly oneOf?: readonly Shape[];
    }
    const { definitions } = JSON.parse(readFileSync(new URL('../../../media/model-vitals.schema.json', import.meta.url), 'utf8')) as { definitions: Record<string, Shape> };
    for (const option of metricsEntry.options) {
      const kind = option.entries.kind.literal;
      expect(Object.keys(definitions[kind]?.properties ?? {}).sort(), kind).toEqual(Object.keys(option.entries).sort());
    }
    const plans = metricsEntry.options[0].entries.plans.wrapped.item;
    for (const plan of plans.options) {
      const kind = plan.entries.kind.literal;
      const written = definitions['plan']?.oneOf?.find(({ properties }) => properties['kind']?.const === kind);
      expect(Object.keys(written?.properties ?? {}).sort(), kind).toEqual(Object.keys(plan.entries).sort());
      expect(written?.properties['role']?.enum).toEqual([...plan.entries.role.wrapped.options]);
    }
    for (const auth of metricsEntry.options[0].entries.auth.wrapped.options) {
      const kind = auth.entries.kind.literal;
      const written = definitions['auth']?.oneOf?.find(({ properties }) => properties['kind']?.const === kind);
      expect(Object.keys(written?.properties ?? {}).sort(), kind).toEqual(Object.keys(auth.entries).sort());
    }
  });

  it('are written, moved and taken out again with the comments left alone', () => {
    const spec = { kind: 'prometheus', name: 'mimir', url: 'https://m', folder: '/work' } as const;
    const added = withMetrics(file, spec, 'churn');
    expect(added).toContain("// the model's own log");
    expect(parseConfig(added).config.metrics.find(({ name }) => name === 'mimir')).toEqual({ name: 'mimir', kind: 'prometheus', url: 'https://m', of: 'churn' });
    const edited = withMetrics(added, { ...spec, plans: [{ kind: 'expression', promql: 'up', name: 'up', role: 'other', unit: '', metric: '', scale: 1, reason: 'edited by hand' }] }, undefined);
    const again = parseConfig(edited);
    expect(again.problems).toEqual([]);
    expect(again.config.metrics.find(({ name }) => name === 'mimir')).toMatchObject({ of: 'churn', plans: [{ promql: 'up' }] });
    expect(parseConfig(withoutSource(edited, 'mimir')).config).toEqual(parseConfig(file).config);
  });
});
