import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outline } from '../../../src/engine/code/outline';
import { loadPythonParser } from '../../../src/engine/code/pythonParser';
import { best, newIndex, temporaryFolder, wasmFolder } from './pythonIndex';

const statements = [
  'df["größe_{n}"] = df["a{n}"].rolling({n}).mean() / df["b"]\n',
  'def f{n}(df):\n    """Text 🙂 {n}."""\n    return df.assign(z{n}=df.y + 1, w=lambda d: d.x[{n}])\n',
  'class C{n}(Base):\n    x: int = {n}\n    def run(self):\n        self.t = {{"k{n}": [1, "two", COL_{n}]}}\n',
  'ROWS_{n} = [("a", {n}), ("b", OTHER.NAME)]\n',
  '@on_demand(sources=[v{n}])\ndef g{n}(): pass\n',
  'x = a.b.c.d({n}).e\n\n\n',
];
const broken = 'if x ==== {n}: (\n';
const textOf = (lines: readonly string[]): fc.Arbitrary<string> => fc
  .array(fc.tuple(fc.nat(lines.length - 1), fc.nat(9999)), { minLength: 20, maxLength: 60 })
  .map((parts) => parts.map(([which, n]) => (lines[which] ?? '').replaceAll('{n}', String(n)).replaceAll('{{', '{').replaceAll('}}', '}')).join(''))
  .map((unit) => unit.repeat(Math.ceil(130_000 / unit.length)));

function drain<T>(steps: Generator<undefined, T, undefined>): { readonly value: T; readonly pauses: number } {
  for (let pauses = 0; ; pauses++) {
    const step = steps.next();
    if (step.done === true) return { value: step.value, pauses };
  }
}

describe('long texts', () => {
  const flat = (outline: Outline): unknown => outline.nodes.map(({ type, start, end, part, parent }) => [type, start, end, part?.start, part?.end, parent?.start, parent?.type]);

  test('read with pauses, broken code has the same outline each time', async () => {
    const parser = await loadPythonParser(wasmFolder);
    fc.assert(
      fc.property(textOf([...statements, broken]), (long) => {
        expect(flat(drain(parser.parseInSteps(long)).value)).toEqual(flat(drain(parser.parseInSteps(long)).value));
      }),
      { numRuns: 6 },
    );
    parser.dispose();
  }, 120_000);

  test('read with pauses, a text has the same outline as read in one go', async () => {
    const parser = await loadPythonParser(wasmFolder);
    fc.assert(
      fc.property(textOf(statements), (long) => {
        const { value, pauses } = drain(parser.parseInSteps(long));
        const whole = parser.parse(long);
        expect(value.broken).toBe(whole.broken);
        expect(flat(value)).toEqual(flat(whole));
        expect(pauses).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 12 },
    );
    parser.dispose();
  }, 120_000);

  test('other files are read during the pauses, and a later text of the same file wins', async () => {
    const index = await newIndex();
    const root = await temporaryFolder();
    await index.build([root]);
    const rows = Array.from({ length: 20_000 }, (_, n) => `    {"customer": "c${n}", "age": ${n % 90}},\n`);
    const order: string[] = [];
    const long = index.update(root, 'rows.py', `ROWS = [\n${rows.join('')}]\n`).then(() => order.push('long'));
    const overtaken = index.update(root, 'model.py', `${'x = 1\n'.repeat(100_000)}df["age"] = df["born"] + 1\n`).then(() => order.push('overtaken'));
    const short = index.update(root, 'model.py', 'df["age"] = 2024 - df["born"]\n').then(() => order.push('short'));
    await Promise.all([long, overtaken, short]);
    expect(order.indexOf('short')).toBeLessThan(order.indexOf('long'));
    expect(best(index, 'age')).toMatchObject({ file: 'model.py', line: 1 });
    expect(index.places.placesOf(root, 'rows.py').length).toBe(20_000);
  }, 60_000);
});
