import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commandLink } from '../../../src/host/platform/commandLink';

it('is one link whatever the arguments hold, and gives them back', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => {
    const link = commandLink('Open', 'a.b', [name]);
    const query = /^\[Open\]\(command:a\.b\?([^\s()[\]<>*_'!~]*)\)$/.exec(link)?.[1];
    expect(query).toBeDefined();
    expect(JSON.parse(decodeURIComponent(query ?? ''))).toEqual([name]);
  }));
  expect(commandLink('Open', 'a.b', ['x) [y](command:evil)'])).not.toMatch(/\).*\)/);
});
