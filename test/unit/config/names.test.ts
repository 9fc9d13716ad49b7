import * as fc from 'fast-check';
import { applyEdits, getLocation, parse, parseTree } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { checkNames, removal } from '../../../src/core/config/names/checkNames';
import { askedAt, candidatesOf, columnNamed, type KnownNames } from '../../../src/core/config/names/configNames';
import { nearestName } from '../../../src/core/config/names/nearestName';

const column = (name: string, role = 'feature') => ({ name, role, kind: 'numeric', rows: 100, missing: 3, distinct: 40 });
const known: KnownNames = {
  sources: [
    { name: 'flights', columns: [column('distance'), column('features.price'), column('carrier', 'segment'), column('at', 'timestamp'), column('id', 'id')], versions: ['v1', 'v2'], files: ['log/part-1.jsonl', 'part-1.jsonl'] },
    { name: 'later', columns: [column('other')], versions: [], files: [] },
  ],
  figures: [{ id: 'errors', title: 'error rate' }, { id: 'latency.p95', title: 'p95 latency' }],
};

const config = `{
  // kept
  "sources": [{ "name": "flights", "path": "log", "roles": { "distence": "feature", "distance": "feature" }, "labels": { "paths": "l.csv", "id": "idd" } },
              { "name": "later", "path": "x", "roles": { "zzz": "ignore" } },
              { "kind": "machine", "name": "here", "of": "flight" }],
  "baselines": [{ "name": "a", "source": "flihgts", "window": { "version": "v1" } }, { "name": "b", "source": "flights", "window": { "version": "v3" } }, { "name": "c", "source": "flights", "window": { "file": "part-1.jsonl" } }],
  "code": { "map": { "price": "cost" } },
  "analysis": { "featureFloors": { "at": 0.1, "carrier": 0.2 } },
  "alerts": { "limits": [{ "metric": "latency.p59", "above": 300 }, { "metric": "errors", "above": 0.1 }] },
  "check": { "ignore": ["feature:distanse", "columns", "errors"] },
}`;

describe('names in model-vitals.json', () => {
  const problems = checkNames(config, known);
  const found = problems.map(({ kind, name, nearest }) => [kind, name, nearest]);

  it('that stand for nothing are found, each with the nearest that does', () => {
    expect(found).toEqual([
      ['column', 'distence', 'distance'], ['column', 'idd', 'id'], ['column', 'zzz', null], ['log', 'flight', 'flights'],
      ['source', 'flihgts', 'flights'], ['version', 'v3', 'v1'], ['column', 'price', 'features.price'], ['feature', 'at', null],
      ['figure', 'latency.p59', 'latency.p95'], ['ignored', 'feature:distanse', 'feature:distance'],
    ]);
    for (const { name, offset, length } of problems) expect(config.slice(offset, offset + length)).toBe(name);
  });

  it('are not complained of where a source is not open', () => {
    const closed: KnownNames = { sources: known.sources.map((one) => ({ ...one, columns: null })), figures: null };
    expect(checkNames(config, closed).map(({ kind, name }) => [kind, name])).toEqual([['log', 'flight'], ['source', 'flihgts']]);
  });

  it('can be removed with what they own, and the rest stays', () => {
    for (const problem of problems) {
      const after = applyEdits(config, [...removal(config, problem.owner)]);
      expect(after).toContain('// kept');
      expect(checkNames(after, known).length).toBeLessThan(problems.length);
    }
    const ofBaseline = problems.find(({ kind }) => kind === 'source');
    const kept = parse(applyEdits(config, [...removal(config, ofBaseline?.owner ?? [])])) as { baselines: { name: string }[] };
    expect(kept.baselines.map(({ name }) => name)).toEqual(['b', 'c']);
  });

  it('are offered where they are written, also in half a file', () => {
    const offered = (text: string): readonly string[] | undefined => {
      const offset = text.indexOf('|');
      const json = text.replace('|', '');
      const { path, isAtPropertyKey } = getLocation(json, offset);
      const root = parseTree(json);
      const asked = askedAt(path, isAtPropertyKey, root);
      return asked === null ? undefined : candidatesOf(asked, known, root)?.map(({ name }) => name);
    };
    expect(offered('{ "sources": [{ "name": "flights", "roles": { "|" } }] }')).toEqual(['distance', 'features.price', 'carrier', 'at', 'id']);
    expect(offered('{ "sources": [{ "name": "flights", "roles": { "distance": "|" } }] }')).toBeUndefined();
    expect(offered('{ "sources": [{ "name": "mine" }], "baselines": [{ "source": "|" }] }')).toEqual(['mine', 'flights', 'later']);
    expect(offered('{ "baselines": [{ "source": "flights", "window": { "version": "|" } }] }')).toEqual(['v1', 'v2']);
    expect(offered('{ "analysis": { "featureFloors": { "|": 1 } } }')).toEqual(['distance', 'features.price', 'carrier', 'other']);
    expect(offered('{ "alerts": { "limits": [{ "metric": "|" }] } }')).toEqual(['errors', 'latency.p95']);
    expect(offered('{ "check": { "ignore": ["|"] } }')).toContain('feature:carrier');
  });

  it('of columns are told of', () => {
    expect(columnNamed('distance', 'flights', known)).toMatchObject({ role: 'feature', rows: 100, missing: 3 });
    expect(columnNamed('distance', 'later', known)).toBeNull();
    expect(columnNamed('other', null, known)?.name).toBe('other');
  });

  it('are looked for in whatever text, and no text breaks it', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.nat(config.length).map((end) => config.slice(0, end))), (text) => {
      for (const { name, offset, length } of checkNames(text, known)) expect(text.slice(offset, offset + length).length).toBeGreaterThanOrEqual(name.length);
    }));
  });
});

describe('the nearest name', () => {
  it('forgives a letter, a swap and the case', () => {
    expect(nearestName('Pirce', ['price', 'place'])).toBe('price');
    expect(nearestName('age', ['features.age', 'page'])).toBe('features.age');
    expect(nearestName('carrier', ['distance', 'weather'])).toBeNull();
    expect(nearestName('x', ['y'])).toBe('y');
    expect(nearestName('anything', [])).toBeNull();
  });

  it('is a name itself where it is one', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, selector: (text) => text.toLowerCase() }), (names) => {
      const [name = ''] = names;
      if (names.some((other) => other.toLowerCase().endsWith(`.${name.toLowerCase()}`))) return;
      expect(nearestName(name, names)).toBe(name);
    }));
  });
});
