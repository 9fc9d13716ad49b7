import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankPlaces } from '../../../src/core/code/rankPlaces';
import type { CodeIndex } from '../../../src/engine/code/codeIndex';
import { best, newIndex, temporaryFolder } from './pythonIndex';

const line = (name: string): string => `df["${name}"] = a + b\n`;

async function put(root: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
}

describe('an index that follows its files', () => {
  test('edited, unsaved, saved, renamed and deleted', async () => {
    const root = await temporaryFolder();
    await put(root, 'a.py', line('ratio'));
    const index = await newIndex();
    await index.build([root]);
    expect(best(index, 'ratio')).toMatchObject({ file: 'a.py', line: 1 });

    expect(await index.update(root, 'a.py', `\n\n${line('ratio')}`)).toBe('indexed');
    expect(best(index, 'ratio')?.line).toBe(3);

    // The editor was closed without saving: the disk holds again.
    expect(await index.update(root, 'a.py', null)).toBe('indexed');
    expect(best(index, 'ratio')?.line).toBe(1);

    await rename(join(root, 'a.py'), join(root, 'b.py'));
    expect(await index.update(root, 'a.py', null)).toBe('removed');
    expect(await index.update(root, 'b.py', null)).toBe('indexed');
    expect(best(index, 'ratio')?.file).toBe('b.py');

    await rm(join(root, 'b.py'));
    expect(await index.update(root, 'b.py', null)).toBe('removed');
    expect(await index.update(root, 'b.py', null)).toBe('ignored');
    expect(best(index, 'ratio')).toBeUndefined();
    expect(index.summary()).toMatchObject({ files: 0, lines: 0, places: 0 });
  });

  test('a renamed folder, told by its name alone', async () => {
    const root = await temporaryFolder();
    await put(root, 'old/x/a.py', line('ratio'));
    await put(root, 'older/b.py', line('other'));
    const index = await newIndex();
    await index.build([root]);
    await rename(join(root, 'old'), join(root, 'new'));
    expect(await index.update(root, 'old', null)).toBe('removed');
    expect(best(index, 'other')?.file).toBe('older/b.py');
    expect(best(index, 'ratio')).toBeUndefined();
    expect(await index.update(root, 'new', null)).toBe('indexed');
    expect(best(index, 'ratio')?.file).toBe('new/x/a.py');
  });

  test('a constant changed in another file moves the places that use it', async () => {
    const root = await temporaryFolder();
    await put(root, 'columns.py', 'RATIO = "ratio"\n');
    await put(root, 'build.py', 'from columns import RATIO\ndf[RATIO] = a / b\n');
    const index = await newIndex();
    await index.build([root]);
    expect(best(index, 'ratio')?.file).toBe('build.py');
    await index.update(root, 'columns.py', 'RATIO = "quotient"\n');
    expect(best(index, 'ratio')).toBeUndefined();
    expect(best(index, 'quotient')).toMatchObject({ file: 'build.py', line: 2 });
    expect(index.places.placesOf(root, 'build.py').map(({ feature }) => feature)).toContain('quotient');
  });

  test('a changed .gitignore is obeyed, unsaved texts are kept', async () => {
    const root = await temporaryFolder();
    await put(root, 'a.py', line('ratio'));
    await put(root, 'gen/b.py', line('generated'));
    const index = await newIndex();
    await index.build([root]);
    await index.update(root, 'a.py', line('unsaved'));
    await put(root, '.gitignore', 'gen/\n');
    expect(await index.update(root, '.gitignore', null)).toBe('indexed');
    expect(best(index, 'generated')).toBeUndefined();
    expect(best(index, 'unsaved')?.file).toBe('a.py');
    await rm(join(root, '.gitignore'));
    await index.update(root, '.gitignore', null);
    expect(best(index, 'generated')?.file).toBe('gen/b.py');
  });

  test('an update during a build wins over what the build read', async () => {
    const root = await temporaryFolder();
    for (let at = 0; at < 60; at++) await put(root, `f${String(at).padStart(2, '0')}.py`, line(`feature_${at}`));
    const index = await newIndex();
    const building = index.build([root]);
    await Promise.all([index.update(root, 'f00.py', line('early')), index.update(root, 'f40.py', line('middle')), index.update(root, 'f59.py', line('late'))]);
    await building;
    for (const name of ['early', 'middle', 'late']) expect(best(index, name), name).toBeDefined();
    expect(best(index, 'feature_40')).toBeUndefined();
    expect(index.places.fileCount).toBe(60);
  });

  test('of two updates at once the later holds', async () => {
    const root = await temporaryFolder();
    const index = await newIndex();
    await index.build([root]);
    await Promise.all([index.update(root, 'a.py', line('first')), index.update(root, 'a.py', line('second'))]);
    expect(best(index, 'first')).toBeUndefined();
    expect(best(index, 'second')).toBeDefined();
  });

  test('a file that turns bad is listed and its places go; good again, it comes back', async () => {
    const root = await temporaryFolder();
    await put(root, 'a.ipynb', JSON.stringify({ cells: [{ cell_type: 'code', source: line('ratio') }] }));
    const index = await newIndex();
    await index.build([root]);
    expect(best(index, 'ratio')).toMatchObject({ cell: 0, line: 1 });
    expect(await index.update(root, 'a.ipynb', '{"cells": [')).toBe('failed');
    expect(best(index, 'ratio')).toBeUndefined();
    expect(index.summary().failed).toHaveLength(1);
    expect(await index.update(root, 'a.ipynb', null)).toBe('indexed');
    expect(index.summary().failed).toEqual([]);
  });

  test('a root that was never built is ignored', async () => {
    const index = await newIndex();
    expect(await index.update('/nowhere', 'a.py', line('x'))).toBe('ignored');
  });
});

describe('any sequence of changes', () => {
  const files = ['columns.py', 'build.py', 'pkg/__init__.py', 'pkg/more.py', 'note.ipynb'];
  const texts = [
    'RATIO = "ratio"\nSIZE = "size"\n',
    'RATIO = "quotient"\n',
    'from columns import RATIO\ndf[RATIO] = a / b\n',
    'from pkg.more import *\ndf[SIZE] = df[f"lag_{n}"] = a / b\n',
    'class Cols:\n    SIZE = "size"\ndf[Cols.SIZE] = x.y + 1\n',
    'FEATURES = ["ratio", "size", "lag_1"]\ndef compute_size(df):\n    return df.size\n',
    JSON.stringify({ cells: [{ cell_type: 'markdown', source: 'x' }, { cell_type: 'code', source: 'df["ratio"] = 1 + n\n' }] }),
    '{"cells": [',
    'def broken(:\n  df["size"] = a + b',
    '',
  ];
  const anyFile = fc.constantFrom(...files);
  const anyText = fc.constantFrom(...texts);
  const change = fc.oneof(
    fc.record({ kind: fc.constant('write' as const), file: anyFile, text: anyText }),
    fc.record({ kind: fc.constant('delete' as const), file: anyFile }),
    fc.record({ kind: fc.constant('rename' as const), file: anyFile, to: anyFile }),
    fc.record({ kind: fc.constant('type' as const), file: anyFile, text: anyText }),
    fc.record({ kind: fc.constant('close' as const), file: anyFile }),
    fc.record({ kind: fc.constant('rebuild' as const) }),
  );

  /** Everything that an index can say, in a form that can be compared. */
  function dump(index: CodeIndex, root: string): unknown {
    const { files: count, lines, places, failed, partial } = index.summary();
    const ranked = ['ratio', 'size', 'quotient', 'lag_1', 'x_size'].map((column) => rankPlaces(column, index.places));
    const found = index.places.filesOf(root).map((file) => [file, index.places.placesOf(root, file).map((place) => JSON.stringify(place)).sort()]);
    return { count, lines, places, failed, partial, ranked, found };
  }

  test('leads to the same index as a build of the final files', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
        const root = await temporaryFolder();
        const disk = new Map<string, string>();
        const index = await newIndex();
        await index.build([root]);
        const touched = new Set<string>();
        for (const step of changes) {
          if (step.kind === 'rebuild') {
            await index.build([root]);
            continue;
          }
          touched.add(step.file);
          if (step.kind === 'write') {
            await put(root, step.file, step.text);
            disk.set(step.file, step.text);
          } else if (step.kind === 'delete') {
            await rm(join(root, step.file), { force: true });
            disk.delete(step.file);
          } else if (step.kind === 'rename' && disk.has(step.file) && step.to !== step.file) {
            await put(root, step.to, '');
            await rename(join(root, step.file), join(root, step.to));
            disk.set(step.to, disk.get(step.file) ?? '');
            disk.delete(step.file);
            touched.add(step.to);
            await index.update(root, step.to, null);
          }
          await index.update(root, step.file, step.kind === 'type' ? step.text : null);
        }
        // Editors are closed in the end: the disk alone counts.
        for (const file of touched) await index.update(root, file, null);
        const fresh = await newIndex();
        await fresh.build([root]);
        expect(dump(index, root)).toEqual(dump(fresh, root));
        index.dispose();
        fresh.dispose();
      }),
      { numRuns: 60 },
    );
  });
});
