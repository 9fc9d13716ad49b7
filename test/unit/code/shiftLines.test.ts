import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shiftLines } from '../../../src/core/code/shiftLines';

/* Marks move with their lines as the text is edited: checked against texts that are really edited. */

interface Edit {
  readonly first: number;
  readonly last: number;
  readonly lines: readonly string[];
}

/** Replaces whole lines' middles: from inside `first` to inside `last`. */
function apply(text: readonly string[], { first, last, lines }: Edit): readonly string[] {
  const head = text[first]?.slice(0, 1) ?? '';
  const tail = text[last]?.slice(1) ?? '';
  const joined = (head + lines.join('\n') + tail).split('\n');
  return [...text.slice(0, first), ...joined, ...text.slice(last + 1)];
}

describe('shiftLines', () => {
  it('keeps marks beside their own text, and drops those of lines that an edit touched', () => {
    const scenario = fc.integer({ min: 3, max: 30 }).chain((count) =>
      fc.record({
        count: fc.constant(count),
        marked: fc.uniqueArray(fc.integer({ min: 0, max: count - 1 }), { maxLength: 12 }),
        edits: fc.array(fc.record({ at: fc.nat(), span: fc.nat({ max: 3 }), lines: fc.array(fc.constantFrom('', '~', '~~'), { minLength: 1, maxLength: 4 }) }), { minLength: 1, maxLength: 5 }),
      }),
    );
    fc.assert(
      fc.property(scenario, ({ count, marked, edits }) => {
        let text: readonly string[] = Array.from({ length: count }, (_, i) => `x${i}`);
        let marks: readonly { readonly line: number; readonly of: string }[] = marked.map((line) => ({ line, of: `x${line}` }));
        const touched = new Set<string>();
        for (const { at, span, lines } of edits) {
          const first = at % text.length;
          const last = Math.min(text.length - 1, first + span);
          for (const line of text.slice(first, last + 1)) touched.add(line);
          text = apply(text, { first, last, lines });
          const before = marks.length;
          const { kept, isStale } = shiftLines(marks, [{ first, last, breaks: lines.length - 1 }]);
          expect(isStale).toBe(kept.length < before);
          marks = kept;
        }
        for (const { line, of } of marks) expect(text[line]).toBe(of);
        expect(marks.map(({ of }) => of).sort()).toEqual(marked.map((line) => `x${line}`).filter((of) => !touched.has(of)).sort());
      }),
    );
  });

  it('gives the same array where nothing is different, so that nothing is drawn', () => {
    const marks = [{ line: 3 }];
    expect(shiftLines(marks, [{ first: 5, last: 6, breaks: 0 }]).kept).toBe(marks);
    expect(shiftLines(marks, [{ first: 1, last: 1, breaks: 0 }]).kept).toBe(marks);
  });
});
