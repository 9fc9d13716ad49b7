import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AwsKeys, signV4 } from '../../../src/engine/http/sigV4';

interface Case {
  readonly name?: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly time: string;
  readonly region: string;
  readonly service: string;
  readonly keys: AwsKeys;
  readonly signed: Readonly<Record<string, string>>;
}
const { cases } = JSON.parse(readFileSync(join(__dirname, '../../fixtures/knownAnswers/sigV4.json'), 'utf8')) as { readonly cases: readonly Case[] };

describe('requests signed for AWS', () => {
  it("are signed as AWS's own test suite and botocore sign them", () => {
    expect(cases.filter(({ name }) => name !== undefined).length).toBeGreaterThan(15);
    expect(cases.length).toBeGreaterThan(50);
    for (const { name, method, url, headers, body, time, region, service, keys, signed } of cases) {
      const ours = signV4({ method, url: new URL(url), body, region, service, nowMs: Date.parse(time), headers }, keys);
      expect(ours, name ?? url).toMatchObject(signed);
    }
  });

  it('hold the secret key nowhere', () => {
    const [one] = cases;
    if (one === undefined) throw new Error('no case');
    expect(JSON.stringify(signV4({ ...one, url: new URL(one.url), nowMs: Date.parse(one.time) }, one.keys))).not.toContain(one.keys.secretAccessKey);
  });
});
