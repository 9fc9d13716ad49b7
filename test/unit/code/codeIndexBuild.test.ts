import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Progress } from '../../../src/core/domain/progress';
import { best, newIndex, temporaryFolder } from './pythonIndex';

async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await temporaryFolder();
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  return root;
}

const line = (name: string): string => `df["${name}"] = a + b\n`;

describe('what a build takes', () => {
  test('Python files and notebooks, without environments, caches, hidden and ignored folders', async () => {
    const root = await project({
      'a.py': line('kept_a'),
      'pkg/b.py': line('kept_b'),
      'notes.txt': line('text'),
      'node_modules/x/c.py': line('modules'),
      '.venv/lib/d.py': line('hidden'),
      'myenv/pyvenv.cfg': 'home = /usr/bin',
      'myenv/lib/e.py': line('environment'),
      'lib/site-packages/f.py': line('site'),
      'pkg/__pycache__/g.py': line('cache'),
      '.gitignore': 'generated/\n*_secret.py\n!kept_secret.py\n/top.py\n',
      'generated/h.py': line('generated'),
      'pkg/my_secret.py': line('secret'),
      'pkg/kept_secret.py': line('kept_secret'),
      'top.py': line('top'),
      'pkg/top.py': line('nested_top'),
      'pkg/sub/.gitignore': '*\n!keep.py\n',
      'pkg/sub/drop.py': line('dropped'),
      'pkg/sub/keep.py': line('kept_sub'),
      'excluded/deep/i.py': line('excluded'),
    });
    const index = await newIndex();
    const summary = await index.build([root], { exclude: ['**/excluded/**'] });
    expect(index.places.filesOf(root)).toEqual(['a.py', 'pkg/b.py', 'pkg/kept_secret.py', 'pkg/sub/keep.py', 'pkg/top.py']);
    expect(summary.failed).toEqual([]);
    // The same rules hold for a single change.
    for (const file of ['generated/h.py', 'pkg/my_secret.py', 'myenv/lib/e.py', '.venv/lib/d.py', 'excluded/deep/i.py', '../a.py', '/etc/a.py', 'notes.txt']) {
      expect(await index.update(root, file, line('sneaked')), file).toBe('ignored');
    }
    expect(best(index, 'sneaked')).toBeUndefined();
  });

  test('links: circles end, links to the inside are not doubled, links to the outside are followed', async () => {
    const outside = await project({ 'shared/out.py': line('outside') });
    const root = await project({ 'pkg/a.py': line('inside') });
    await symlink(root, join(root, 'pkg', 'circle'));
    await symlink(join(root, 'pkg', 'a.py'), join(root, 'again.py'));
    await symlink(join(outside, 'shared'), join(root, 'shared'));
    await symlink(join(outside, 'shared'), join(root, 'shared_again'));
    await symlink(join(root, 'gone'), join(root, 'dangling.py'));
    await symlink(outside, join(outside, 'shared', 'up'));
    const index = await newIndex();
    await index.build([root]);
    expect(index.places.filesOf(root).filter((file) => !file.includes('/up/'))).toEqual(['pkg/a.py', 'shared/out.py']);
    expect(index.places.fileCount).toBeLessThan(5);
  });

  test('a folder inside another is indexed once; several roots', async () => {
    const root = await project({ 'a.py': line('outer'), 'inner/b.py': line('inner_feature') });
    const other = await project({ 'c.py': line('other') });
    const index = await newIndex();
    const summary = await index.build([root, join(root, 'inner'), other, other]);
    expect(summary.files).toBe(3);
    expect(best(index, 'inner_feature')).toMatchObject({ root: join(root, 'inner'), file: 'b.py' });
  });

  test('too large files, unreadable ones and a missing root are listed with their reason', async () => {
    const root = await project({ 'big.py': `${'x = 1\n'.repeat(400_000)}`, 'ok.py': line('fine'), 'closed.py': line('closed') });
    await chmod(join(root, 'closed.py'), 0);
    const index = await newIndex();
    const summary = await index.build([root, join(root, 'missing')]);
    const reasons = Object.fromEntries(summary.failed.map(({ file, reason }) => [file, reason]));
    expect(reasons['big.py']).toBe('2.3 MB is over the limit of 2 MB');
    expect(reasons['']).toBe('the folder cannot be read: ENOENT');
    // An administrator can read everything.
    if (process.getuid?.() !== 0) expect(reasons['closed.py']).toBe('EACCES');
    expect(best(index, 'fine')?.file).toBe('ok.py');
  });

  test('no folders, and an empty one', async () => {
    const index = await newIndex();
    expect(await index.build([])).toMatchObject({ files: 0, lines: 0, places: 0, failed: [] });
    expect(await index.build([await temporaryFolder()])).toMatchObject({ files: 0, failed: [] });
  });
});

describe('how a build behaves', () => {
  const many = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`pkg/f${at}.py`, line(`feature_${at}`).repeat(20)]));

  test('it gives way to other work between files and reports progress up to the end', async () => {
    const root = await project(many);
    const index = await newIndex();
    let turns = 0;
    let isBuilding = true;
    const count = (): void => {
      turns++;
      if (isBuilding) setImmediate(count);
    };
    setImmediate(count);
    const seen: Progress[] = [];
    const summary = await index.build([root], { onProgress: (progress) => seen.push(progress) });
    isBuilding = false;
    expect(summary).toMatchObject({ files: 120, lines: 120 * 21 });
    expect(turns).toBeGreaterThan(120);
    expect(seen.at(-1)).toEqual({ stage: 'indexing code', done: 120, total: 120, unit: 'files' });
    expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).sort((a, b) => a - b));
  });

  test('a cancelled build stops soon with AbortError and can be started again', async () => {
    const root = await project(many);
    const index = await newIndex();
    const controller = new AbortController();
    const building = index.build([root], { signal: controller.signal, onProgress: ({ done }) => done >= 32 && controller.abort() });
    await expect(building).rejects.toMatchObject({ name: 'AbortError' });
    expect(index.places.fileCount).toBeLessThan(60);
    await expect(index.build([root], { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    expect((await index.build([root])).files).toBe(120);
  });

  test('a parser folder without the files is an error that names it', async () => {
    const { loadPythonParser } = await import('../../../src/engine/code/pythonParser');
    await expect(loadPythonParser(await temporaryFolder())).rejects.toThrow();
  });

  test('the same files give the same places however often they are built', async () => {
    const root = await project(many);
    const index = await newIndex();
    const first = await index.build([root]);
    for (let round = 0; round < 4; round++) expect((await index.build([root])).places).toBe(first.places);
  });
});
