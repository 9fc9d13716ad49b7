import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plain } from '../../../src/host/platform/plain';

it('escapes all that Markdown or an icon could take up, and nothing else', () => {
  expect(plain('$(trash) [x](https://a.b) <img> `c` *d* | 1. e')).toBe('\\$\\(trash\\) \\[x\\]\\(https\\:\\/\\/a\\.b\\) \\<img\\> \\`c\\` \\*d\\* \\| 1\\. e');
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
    const written = plain(text);
    expect(written.replace(/\\(.)/gs, '$1')).toBe(text.replace(/\s+/g, ' '));
    expect(written.replace(/\\./gs, '')).not.toMatch(/[\\`*_{}[\]()#+\-!~|<>$&@:]/);
    // Words stay apart by spaces that may break.
    expect(written).not.toContain('&nbsp;');
  }));
});
